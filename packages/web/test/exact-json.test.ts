import { expect, test } from '@jest/globals';
import { parseExact } from '../src/page/api/exact-json.js';

test('keeps every digit that a JavaScript number would lose', () => {
  const text = '{"big":9223372036854775807,"negative":-9007199254740993,"money":1.50,"long":0.1234567890123456789,"huge":1e400,"zero":-0}';
  expect(parseExact(text)).toEqual({
    big: '9223372036854775807', negative: '-9007199254740993', money: '1.50', long: '0.1234567890123456789', huge: '1e400', zero: '-0',
  });
});

test('reads what loses nothing as a number', () => {
  expect(parseExact('[0,-1,9007199254740991,0.1,1e-7,1e+21,[ 2 , 3.25 ]]')).toEqual([0, -1, 9007199254740991, 0.1, 1e-7, 1e21, [2, 3.25]]);
});

test('leaves digits in strings and in names alone', () => {
  const value = { 'a 9223372036854775807 \\" b': 'say "1.50", or 9223372036854775807\\', next: '\u2028 1.0\n\\\\', '1.50': null, t: true };
  expect(parseExact(JSON.stringify(value))).toEqual(value);
});

test('reads strings of many megabytes', () => {
  const long = `${'x"\\1.50 '.repeat(1_000_000)}${'9'.repeat(8_000_000)}`;
  expect(parseExact(JSON.stringify({ long, n: 7 })) as { long: string }).toEqual({ long, n: 7 });
});

test.each(['"', '\\', '\u0001', '\\"'])('reads %j five million times in one string', (text) => {
  const value = [text.repeat(5_000_000), 1.5];
  expect(JSON.stringify(parseExact(JSON.stringify(value))) === JSON.stringify(value)).toBe(true);
});

test('refuses what is no JSON', () => {
  for (const text of ['', '{', '{"a":01}', '{"a":1,}', '"open', '{"a":+1}', 'nope', '[1.]', '{"a":--1}']) {
    expect(() => parseExact(text)).toThrow(SyntaxError);
  }
});
