import fc from 'fast-check';
import { column, of, type Sample } from './sample.js';

const bits = (count: number): fc.Arbitrary<bigint> => {
  const limit = 1n << BigInt(count - 1);
  return fc.oneof(fc.bigInt({ min: -limit, max: limit - 1n }), fc.constantFrom(-limit, limit - 1n, 0n, -1n), fc.bigInt({ min: -20n, max: 20n }));
};

/** Where the shortest digits of two printers may differ, and where they go over to an exponent. */
const disputed = fc.oneof(
  fc.tuple(fc.bigInt({ min: 1n, max: 99_999n }), fc.integer({ min: 9, max: 23 })).map(([digits, exponent]) => Number(`${digits}e${exponent}`)),
  fc.tuple(fc.integer({ min: 0, max: 2 ** 20 }), fc.integer({ min: 33, max: 80 })).map(([above, exponent]) => (2 ** 20 + above) * 2 ** (exponent - 20)),
  fc.constantFrom(1e22, Number('1e23'), Number('9.999999999999999e22'), 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 1e-4, 9.9999e-5, 1e15, 999999999999999.9, 2 ** 53, 2 ** 54 + 4, 2 ** 63, 2 ** 53 + 2, 0.1, 0.30000000000000004, -0),
);
const doubles = fc.oneof(fc.double(), disputed, fc.integer().map((whole) => whole / 100));
const reals = fc.oneof(fc.float(), disputed.filter((any) => any < 3.4e38 && any > 1e-37).map(Math.fround), fc.constantFrom(1e-45, 3.4028234663852886e38, 1e6, 999999, 16777216, 33554432, 8388608.5, -0).map(Math.fround));
/** As both sides read it back to the same bits. */
const floatText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

export const float8 = of('float8', doubles.map((value) => `'${floatText(value)}'`));
export const float4 = of('float4', reals.map((value) => `'${floatText(value)}'`));
/** Numbers that geometry is made of; too large ones make the server fail in its own sums. */
export const coordinate: fc.Arbitrary<string> = fc.oneof(fc.integer({ min: -1000, max: 1000 }).map(String), fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(floatText));

const digits = (most: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'00123456789'), minLength: 1, maxLength: most });
const special = fc.constantFrom("'NaN'", "'Infinity'", "'-Infinity'");

/** Of any scale, and at times of a length that no other type of number has. */
export const numeric = of('numeric', fc.oneof(
  fc.tuple(fc.constantFrom('', '-'), digits(60), digits(60)).map(([sign, whole, fraction]) => `'${sign}${whole}.${fraction}'`),
  fc.tuple(bits(64), fc.integer({ min: -400, max: 400 })).map(([whole, exponent]) => `'${whole}e${exponent}'`),
  bits(64).map((whole) => `'${whole}'`),
  fc.constantFrom("'0'", "'0.000'", "'-0.0'", "'1e1000'", "'1e-1000'", "'1e4'", "'10000.0001'"),
  special,
));

/** With a precision and a scale, which may be below zero and beyond the precision. */
export const decimal: fc.Arbitrary<Sample> = fc
  .tuple(fc.oneof(fc.integer({ min: 1, max: 45 }), fc.constantFrom(15, 16, 18, 19, 38, 39)), fc.oneof({ weight: 8, arbitrary: fc.nat(38) }, { weight: 1, arbitrary: fc.integer({ min: -10, max: 60 }) }))
  .map(([precision, scale]) => {
    const limit = 10n ** BigInt(precision) - 1n;
    const unscaled = fc.oneof(fc.bigInt({ min: -limit, max: limit }), fc.constantFrom(limit, -limit, 0n, 1n, -1n));
    return of(`numeric(${precision},${scale})`, fc.oneof({ weight: 9, arbitrary: unscaled.map((value) => `'${value}e${-scale}'`) }, { weight: 1, arbitrary: fc.constant("'NaN'") }));
  });

export const INTEGERS: readonly Sample[] = [of('int2', bits(16).map((n) => `'${n}'`)), of('int4', bits(32).map((n) => `'${n}'`)), of('int8', bits(64).map((n) => `'${n}'`))];

const unsigned = (count: number): fc.Arbitrary<string> => fc.oneof(fc.bigInt({ min: 0n, max: (1n << BigInt(count)) - 1n }), fc.constantFrom(0n, (1n << BigInt(count)) - 1n)).map((n) => `'${n}'`);

export const NUMBERS: readonly fc.Arbitrary<Sample>[] = [
  ...[...INTEGERS, float8, float4, numeric].map(column),
  decimal,
  ...[of('oid', unsigned(32)), of('xid', unsigned(32)), of('cid', unsigned(32)), of('xid8', unsigned(64)), of('pg_lsn', fc.tuple(fc.nat(), fc.nat()).map(([high, low]) => `'${high.toString(16)}/${low.toString(16)}'`))].map(column),
  column(of('money', bits(63).map((cents) => `'${cents / 100n}.${String(cents % 100n).replace('-', '').padStart(2, '0')}'`))),
  column(of('boolean', fc.constantFrom('true', 'false'))),
];
