import fc from 'fast-check';
import { decimal, float8, INTEGERS, numeric, NUMBERS } from './numbers.js';
import { OTHERS, plainText } from './others.js';
import { of, type Sample } from './sample.js';
import { date, timeOfDay, TIMES, timestamp, timestamptz } from './times.js';

/** Any type that is not made of others. */
const simple: fc.Arbitrary<Sample> = fc.oneof({ weight: 3, arbitrary: fc.oneof(...NUMBERS) }, { weight: 3, arbitrary: fc.oneof(...TIMES) }, { weight: 4, arbitrary: fc.oneof(...OTHERS) });

const [, int4 = numeric, int8 = numeric] = INTEGERS;
/** Ranges with their multiranges. Of whole numbers and dates only half-open ones: the others move the bound, maybe too far. */
const RANGES: readonly (readonly [range: string, multirange: string, of: Sample, bounds: readonly string[]])[] = [
  ['int4range', 'int4multirange', int4, ['[)']], ['int8range', 'int8multirange', int8, ['[)']], ['daterange', 'datemultirange', date, ['[)']],
  ...(['[)', '[]', '()', '(]'].map((bounds) => ['numrange', 'nummultirange', numeric, [bounds]] as const)),
  ['tsrange', 'tsmultirange', timestamp, ['[)', '(]']], ['tstzrange', 'tstzmultirange', timestamptz, ['[)', '[]']],
  ['kept.textrange', 'kept.textmultirange', plainText, ['[)', '[]']], ['kept.floatrange', 'kept.floatmultirange', float8, ['[)', '[]']], ['kept.timerange', 'kept.timemultirange', timeOfDay, ['[)', '[]']],
];

const rangeOf = (type: string, bound: fc.Arbitrary<string>, bounds: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.tuple(bound, bound, fc.constantFrom(...bounds)).map(([a, b, how]) => `${type}(LEAST(${a}, ${b}), GREATEST(${a}, ${b}), '${how}')`) },
    fc.tuple(bound, fc.boolean()).map(([a, isLower]) => (isLower ? `${type}(${a}, NULL)` : `${type}(NULL, ${a}, '()')`)),
    fc.constantFrom(`'empty'::${type}`, `'(,)'::${type}`),
  );

const ranges: fc.Arbitrary<Sample> = fc.constantFrom(...RANGES).map(([type, , { value }, bounds]) => of(type, rangeOf(type, value, bounds)));
const multiranges: fc.Arbitrary<Sample> = fc.constantFrom(...RANGES).map(([type, multirange, { value }, bounds]) =>
  of(multirange, fc.array(rangeOf(type, value, bounds), { maxLength: 3 }).map((some) => `${multirange}(${some.join()})`)));

/** Of one dimension with its own first number, of two, or empty. */
const arrays: fc.Arbitrary<Sample> = fc.oneof({ weight: 4, arbitrary: simple }, ranges).map(({ type, value }) => {
  const item = fc.oneof({ weight: 4, arbitrary: value }, fc.constant('NULL'));
  const items = (most: number): fc.Arbitrary<string[]> => fc.array(item, { minLength: most > 4 ? 0 : most, maxLength: most });
  const nested = fc.integer({ min: 1, max: 3 }).chain((width) => fc.array(items(width), { minLength: 1, maxLength: 3 }));
  return of(`${type}[]`, fc.oneof(items(5).map((some) => `ARRAY[${some.join()}]`), nested.map((rows) => `ARRAY[${rows.map((row) => `ARRAY[${row.join()}]::${type}[]`).join()}]`), fc.constant("'{}'")));
});

/** A type that has to be made first; `%` stands for the number of its column. */
export interface Made extends Sample {
  readonly make: string;
}

const domains = fc.oneof({ weight: 5, arbitrary: simple }, arrays, ranges).map(({ type, value }): Made => ({ make: `CREATE DOMAIN made.type% AS ${type}`, type: 'made.type%', value }));
const composites = fc.array(fc.oneof({ weight: 5, arbitrary: simple }, arrays, ranges), { minLength: 1, maxLength: 3 }).map((fields): Made => ({
  make: `CREATE TYPE made.type% AS (${fields.map(({ type }, at) => `f${at} ${type}`).join()})`,
  type: 'made.type%',
  value: fc.tuple(...fields.map(({ value }) => fc.oneof({ weight: 4, arbitrary: value }, fc.constant('NULL')))).map((values) => `ROW(${values.join()})`),
}));

/** Any type, with values of it. */
export const anything: fc.Arbitrary<Made | Sample> = fc.oneof({ weight: 12, arbitrary: simple }, { weight: 2, arbitrary: decimal }, { weight: 3, arbitrary: arrays }, { weight: 2, arbitrary: ranges }, { weight: 1, arbitrary: multiranges }, { weight: 2, arbitrary: domains }, { weight: 2, arbitrary: composites });
