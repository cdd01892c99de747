import type { BucketUnit } from '../../contracts/query.js';
import { callOf, castOf, sumOf, textOf, valueFunctionOf } from './nodes.js';
import { isFixedZone, isPlainZone } from './zones.js';

/** An expression whose value is the transaction's start, or stands in a fixed relation to it. */
export interface Moment {
  /** `instant`: timestamptz. `local`: timestamp, what the clock of the zone shows. */
  readonly kind: 'instant' | 'local';
  readonly zone: string;
  /** Whole days or hours were added: its date follows from the present day, or only from the present hour. */
  readonly shift?: 'day' | 'hour';
}

/** What tells when the transaction began. `statement_timestamp` and `clock_timestamp` go on within it. */
export const START_FUNCTIONS: ReadonlySet<string> = new Set(['now', 'transaction_timestamp']);

/** Reads an expression in a session with this time zone; undefined for every other expression. */
export function momentOf(expression: unknown, session: string): Moment | undefined {
  return (
    startOf(expression, session) ?? castMoment(expression, session) ?? inZone(expression, session) ?? shifted(expression, session)
  );
}

function startOf(expression: unknown, zone: string): Moment | undefined {
  const word = valueFunctionOf(expression);
  if (word === 'LOCALTIMESTAMP') return { kind: 'local', zone };
  const call = callOf(expression);
  const asks = word === 'CURRENT_TIMESTAMP' || (call !== undefined && START_FUNCTIONS.has(call.name) && call.args.length === 0);
  return asks ? { kind: 'instant', zone } : undefined;
}

/** Not from local time back to an instant: an hour that comes twice would be taken for the later one. */
function castMoment(expression: unknown, session: string): Moment | undefined {
  const cast = castOf(expression);
  if (cast?.type !== 'timestamp' && cast?.type !== 'timestamptz') return undefined;
  const moment = momentOf(cast.arg, session);
  if (cast.type === 'timestamp') return moment && { ...moment, kind: 'local' };
  return moment?.kind === 'instant' ? moment : undefined;
}

/**
 * `now() AT TIME ZONE 'Europe/Berlin'`. What was shifted in one zone may be any day of another. The zone is read last: the
 * first look at one takes about a millisecond.
 */
function inZone(expression: unknown, session: string): Moment | undefined {
  const call = callOf(expression);
  if (call?.name !== 'timezone' || call.args.length !== 2) return undefined;
  const moment = momentOf(call.args[1], session);
  const zone = moment?.kind === 'instant' && moment.shift === undefined ? plainZone(call.args[0]) : undefined;
  return zone === undefined ? undefined : { kind: 'local', zone };
}

/** The name of a time zone that is written as a constant, and read alike on both sides. */
export function plainZone(expression: unknown): string | undefined {
  const zone = textOf(expression);
  return zone !== undefined && isPlainZone(zone) ? zone : undefined;
}

/**
 * `now() - interval '7 days'`. On local time, and where the offset never changes, the shifted date follows from the
 * date. Elsewhere it need not: on 4 May 2018 in Pyongyang there was no time from 23:30 on, and what is shifted there lies
 * on the next day.
 */
function shifted(expression: unknown, session: string): Moment | undefined {
  const [left, right] = sumOf(expression) ?? [];
  const by = shiftOf(right);
  const moment = by === undefined ? undefined : momentOf(left, session);
  if (by === undefined || !moment || (moment.kind === 'instant' && !isFixedZone(session))) return undefined;
  return { ...moment, shift: moment.shift === 'hour' ? 'hour' : by };
}

const DAYS = /^\s*[+-]?\d{1,4}\s*(?:days?|weeks?|mons?|months?|years?)\s*$/i;
const HOURS = /^\s*[+-]?\d{1,4}\s*hours?\s*$/i;

function shiftOf(expression: unknown): Moment['shift'] {
  const cast = castOf(expression);
  const text = cast?.type === 'interval' ? textOf(cast.arg) : undefined;
  if (text === undefined) return undefined;
  return DAYS.test(text) ? 'day' : HOURS.test(text) ? 'hour' : undefined;
}

/** The unit of which a date is a matter that is taken to `unit` from a moment. */
export function unitOf(unit: BucketUnit, { shift }: Moment): BucketUnit {
  if (shift === 'hour') return 'hour';
  return shift === 'day' && unit !== 'hour' ? 'day' : unit;
}
