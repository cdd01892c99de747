import type { BucketUnit } from '../../contracts/query.js';
import type { Span } from './bucket.js';
import { momentOf, plainZone, unitOf, type Moment } from './moments.js';
import { callOf, castOf, textOf, unknownOf, valueFunctionOf } from './nodes.js';

/** An expression that has one value within a span of time, and a stand-in for it that says its type alone. */
interface RelativeDate {
  readonly span: Span;
  readonly standIn: unknown;
}

/** What date_trunc cuts to, in the words that are read by every version of Postgres, and the span that it is a matter of. */
const TRUNCATED: ReadonlyMap<string, BucketUnit> = new Map([
  ['hour', 'hour'], ['day', 'day'], ['week', 'week'], ['month', 'month'], ['quarter', 'quarter'], ['year', 'year'],
  ['decade', 'year'], ['century', 'year'], ['millennium', 'year'],
]);
/** What extract and date_part take out. The year of a week, and days of it, follow from the day. */
const EXTRACTED: ReadonlyMap<string, BucketUnit> = new Map([
  ...TRUNCATED, ['week', 'week'], ['isoyear', 'week'], ['dow', 'day'], ['isodow', 'day'], ['doy', 'day'],
]);
const DATE_WORD = /^\s*(?:now|today|tomorrow|yesterday)\s*$/i;

/**
 * Reads an expression in a session with this time zone; undefined for every other expression. An expression counts only if
 * the transaction's start decides its value by nothing but the span: whoever asks within the span gets the same.
 */
export function relativeDate(expression: unknown, session: string): RelativeDate | undefined {
  return dateOf(expression, session) ?? truncated(expression, session) ?? extracted(expression, session);
}

/** `current_date`, `now()::date`, `date(now())` and `date 'today'`. */
function dateOf(expression: unknown, session: string): RelativeDate | undefined {
  const standIn = unknownOf('date');
  if (valueFunctionOf(expression) === 'CURRENT_DATE') return { span: { unit: 'day', zone: session }, standIn };
  const cast = castOf(expression);
  if (cast?.type === 'date' && DATE_WORD.test(textOf(cast.arg) ?? '')) return { span: { unit: 'day', zone: session }, standIn };
  const call = callOf(expression);
  const isDate = cast?.type === 'date' || (call?.name === 'date' && call.args.length === 1);
  const moment = isDate ? momentOf(cast?.arg ?? call?.args[0], session) : undefined;
  return moment && { span: spanOf('day', moment), standIn };
}

/** `date_trunc('month', now())`, also with a time zone of its own. */
function truncated(expression: unknown, session: string): RelativeDate | undefined {
  const call = callOf(expression);
  if (call?.name !== 'date_trunc') return undefined;
  const [field, from, zone, ...more] = call.args;
  const unit = TRUNCATED.get((textOf(field) ?? '').toLowerCase());
  const moment = unit && more.length === 0 ? momentOf(from, session) : undefined;
  if (!unit || !moment) return undefined;
  const standIn = unknownOf(moment.kind === 'instant' ? 'timestamptz' : 'timestamp');
  if (zone === undefined) return { span: spanOf(unit, moment), standIn };
  const other = moment.kind === 'instant' && !moment.shift ? plainZone(zone) : undefined;
  return other === undefined ? undefined : { span: { unit, zone: other }, standIn };
}

/** `extract(year FROM now())`, `date_part('month', now())`. */
function extracted(expression: unknown, session: string): RelativeDate | undefined {
  const call = callOf(expression);
  if ((call?.name !== 'extract' && call?.name !== 'date_part') || call.args.length !== 2) return undefined;
  const unit = EXTRACTED.get((textOf(call.args[0]) ?? '').toLowerCase());
  const moment = unit && momentOf(call.args[1], session);
  return unit && moment ? { span: spanOf(unit, moment), standIn: unknownOf('float8') } : undefined;
}

const spanOf = (unit: BucketUnit, moment: Moment): Span => ({ unit: unitOf(unit, moment), zone: moment.zone });
