import type { Bucket, BucketUnit } from '../../contracts/query.js';
import { clockOf } from './zones.js';

/** A span of time in a time zone. */
export interface Span {
  readonly unit: BucketUnit;
  readonly zone: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Offsets are multiples of a quarter of an hour and change at such moments; where not, a bucket is said to end a step too soon. */
const STEP = 15 * MINUTE;
/** No zone is further away from UTC. */
const FARTHEST = 16 * HOUR;

interface Known {
  readonly bucket: Bucket;
  readonly from: number;
  readonly ends: number;
}
const MOST_KNOWN = 1000;
const known = new Map<string, Known>();

/** The bucket of a moment (ms since 1970), and the moment at which it ends. */
export function bucketAt({ unit, zone }: Span, at: number): { readonly bucket: Bucket; readonly ends: number } {
  const id = `${unit} ${zone}`;
  const last = known.get(id);
  if (last && last.from <= at && at < last.ends) return last;
  const found = { bucket: { unit, zone, name: nameOf(unit, zone, at) }, from: at, ends: endOf(unit, zone, at) };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(id, found);
  return found;
}

/** The wall clock of a zone, as if it were UTC's, to the second. */
function localTime(zone: string, at: number): number {
  const clock = clockOf(zone);
  if (!clock) throw new Error(`no time zone: ${zone}`);
  const part: Record<string, number> = {};
  for (const { type, value } of clock.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const iso = (local: number): string => new Date(local).toISOString();
const floor = (value: number, unit: number): number => Math.floor(value / unit) * unit;

/** The wall clock at which a span begins. 1970 began on a Thursday, weeks begin on Mondays. */
function beginOf(unit: BucketUnit, local: number): number {
  const date = new Date(local);
  const month = date.getUTCMonth();
  switch (unit) {
    case 'hour':
      return floor(local, HOUR);
    case 'day':
      return floor(local, DAY);
    case 'week':
      return floor(local + 3 * DAY, 7 * DAY) - 3 * DAY;
    case 'month':
      return Date.UTC(date.getUTCFullYear(), month);
    case 'quarter':
      return Date.UTC(date.getUTCFullYear(), month - (month % 3));
    case 'year':
      return Date.UTC(date.getUTCFullYear(), 0);
  }
}

const LONGER_THAN: Readonly<Record<BucketUnit, number>> = { hour: HOUR, day: DAY, week: 7 * DAY, month: 32 * DAY, quarter: 93 * DAY, year: 367 * DAY };

/** The wall clock at which the next span begins. */
const nextOf = (unit: BucketUnit, local: number): number => beginOf(unit, beginOf(unit, local) + LONGER_THAN[unit]);

/** As the source names it, see buckets.sql. An hour that comes twice, when the clock is put back, is two. */
function nameOf(unit: BucketUnit, zone: string, at: number): string {
  const local = localTime(zone, at);
  const begin = beginOf(unit, local);
  switch (unit) {
    case 'hour':
      return `${iso(begin - (local - floor(at, 1000))).slice(0, 19)}Z`;
    case 'day':
    case 'week':
      return iso(begin).slice(0, 10);
    case 'month':
      return iso(begin).slice(0, 7);
    case 'quarter':
      return `${iso(begin).slice(0, 4)}-Q${String(new Date(begin).getUTCMonth() / 3 + 1)}`;
    case 'year':
      return iso(begin).slice(0, 4);
  }
}

/**
 * The first moment at which the zone is in another bucket: looked for in steps, for days begin at one o'clock, come to
 * midnight twice, and have 23 or 25 hours.
 */
function endOf(unit: BucketUnit, zone: string, at: number): number {
  const present = nameOf(unit, zone, at);
  let last = Math.max(at, nextOf(unit, localTime(zone, at)) - FARTHEST);
  if (unit === 'hour') last = at;
  for (let next = floor(last, STEP) + STEP; ; next += STEP) {
    if (nameOf(unit, zone, next) !== present) return nameOf(unit, zone, next - 1) === present ? next : last;
    last = next;
  }
}
