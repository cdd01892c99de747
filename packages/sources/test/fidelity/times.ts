import fc from 'fast-check';
import { column, of, type Sample } from './sample.js';

/** Days from 2000-01-01 that a date may be apart, and those that a time stamp may. */
const DATES = { min: -2_451_545, max: 2_145_031_948 };
const MOMENTS = { min: -2_451_545, max: 106_751_982 };
const everyday = { min: -60_000, max: 30_000 };

const days = (range: { min: number; max: number }): fc.Arbitrary<number> =>
  fc.oneof({ weight: 4, arbitrary: fc.integer(everyday) }, { weight: 2, arbitrary: fc.integer({ min: -2_000_000, max: 4_000_000 }) }, fc.integer(range), fc.constantFrom(range.min, range.max, -730_120, -730_119, 2_921_939, 2_921_940));
const infinite = fc.constantFrom("'infinity'", "'-infinity'");
const two = (part: number): string => String(part).padStart(2, '0');

/** A time of day to the microsecond, without a zone. */
const time: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.oneof(fc.nat(999_999), fc.constantFrom(0, 1, 500_000, 999_999, 100))).map(([h, m, s, micros]) => `${two(h)}:${two(m)}:${two(s)}.${String(micros).padStart(6, '0')}`),
  fc.constantFrom('00:00:00', '23:59:59.999999', '24:00:00', '12:00'),
);
const zone = fc.oneof(fc.integer({ min: -15 * 3600, max: 15 * 3600 }), fc.integer({ min: -15, max: 15 }).map((hours) => hours * 3600)).map((seconds) => {
  const far = Math.abs(seconds);
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(far / 3600))}:${two(Math.floor(far / 60) % 60)}:${two(far % 60)}`;
});

const dateOf = (day: number): string => `date '2000-01-01' + (${day})`;
export const date = of('date', fc.oneof({ weight: 9, arbitrary: days(DATES).map(dateOf) }, infinite));
const moment = fc.tuple(days(MOMENTS), time).map(([day, of]) => `(${dateOf(day)}) + time '${of === '24:00:00' ? '00:00' : of}'`);
export const timestamp = of('timestamp', fc.oneof({ weight: 9, arbitrary: moment }, infinite));
export const timestamptz = of('timestamptz', fc.oneof({ weight: 9, arbitrary: moment.map((any) => `(${any}) AT TIME ZONE 'UTC'`) }, infinite));
export const timeOfDay = of('time', time.map((any) => `'${any}'`));

const span = (count: number): fc.Arbitrary<bigint> => fc.oneof({ weight: 3, arbitrary: fc.bigInt({ min: -100n, max: 100n }) }, fc.bigInt({ min: -(1n << BigInt(count - 1)) + 1n, max: (1n << BigInt(count - 1)) - 1n }));
/** Months, days and microseconds, each with a sign of its own. */
const interval = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(span(32), span(32), fc.oneof(span(40), span(62))).map(([months, day, micros]) => `'${months} mons ${day} days ${micros} microseconds'`) },
  fc.constantFrom("'0'", "'-178000000 years'", "'1 year -1 mon'", "'-1 day +00:00:01'", "'-00:00:00.000001'", "'1 mon -1 day'"),
);
/** Infinite ones are there since version 17. */
const anyInterval = of('interval', fc.oneof({ weight: 9, arbitrary: interval }, infinite));

/** Types that keep fewer digits of a second. */
const rounded = (type: string, suffix: string, value: fc.Arbitrary<string>): fc.Arbitrary<Sample> => fc.nat(6).map((digits) => of(`${type}(${digits})${suffix}`, value));

export const TIMES: readonly fc.Arbitrary<Sample>[] = [
  ...[date, timestamp, timestamptz, timeOfDay, of('timetz', fc.tuple(time, zone).map(([at, offset]) => `'${at}${offset}'`)), anyInterval].map(column),
  rounded('timestamp', '', days({ min: -700_000, max: 2_000_000 }).filter((day) => Math.abs(day) < 90_000_000).map((day) => `(${dateOf(day)}) + time '12:34:56.789123'`)),
  rounded('timestamp', ' with time zone', fc.integer({ min: -700_000, max: 2_000_000 }).map((day) => `(${dateOf(day)}) + time '01:59:59.500001'`)),
  rounded('time', '', time.map((any) => `'${any}'`)),
  fc.constantFrom('year', 'month', 'day to second', 'year to month', 'second(2)').map((fields) => of(`interval ${fields}`, interval)),
];
