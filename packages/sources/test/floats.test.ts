import { describe, expect, it } from '@jest/globals';
import { Float64Filler } from '../src/cells/fillers.js';
import { putFloat } from '../src/texts/floats.js';

const isTyped = (text: string): boolean => {
  const filler = new Float64Filler();
  filler.makeRoom(1);
  return putFloat(filler, 0, text);
};

/** Two texts of one double, in JavaScript's shortest digits and in Postgres's, which never lie between two doubles. */
const HALFWAY: readonly (readonly [string, string])[] = [
  ['5e+22', '4.9999999999999996e+22'],
  ['1e+23', '9.999999999999999e+22'],
  ['2e+23', '1.9999999999999998e+23'],
  ['1.4336e+26', '1.4336000000000001e+26'],
  ['4.503599627370496e+38', '4.5035996273704955e+38'],
];

describe('texts of doubles', () => {
  it.each(HALFWAY)('%s and %s are kept as they came: not every server prints the same of the two', (short, long) => {
    expect(Number(short)).toBe(Number(long));
    expect([short, long].map(isTyped)).toEqual([false, false]);
  });

  it.each(['1.5', '-0', '1e+15', '9.007199254740991e+38', '1e+300', '1.7976931348623157e+308'])('%s becomes a number', (text) => {
    expect(isTyped(text)).toBe(true);
  });
});
