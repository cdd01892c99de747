import type { Column } from '@onceql/shared';

const APOSTROPHE = 39;
/** What a formula begins with: = + - @, a tab, a carriage return. */
const BEGINNINGS = new Set(Buffer.from('=+-@\t\r'));
const NEGATIVE = /^-(?:\d+\.?\d*(?:[eE][+-]?\d+)?|Infinity)$/;
/** A text that is longer is no number that anybody has. */
const LONGEST_NUMBER = 200_000;

/** Whether the texts of a column are numbers. */
export const isNumeric = ({ type }: Pick<Column, 'type'>): boolean => type === 'integer' || type === 'float';

/**
 * The text with a `'` before it if a spreadsheet could take it for a formula; undefined where it stays as it is.
 * @param isNumber the column is one of numbers: a negative number is no formula there
 */
export function defused(bytes: Uint8Array, from: number, to: number, isNumber: boolean): Uint8Array | undefined {
  if (from === to || !BEGINNINGS.has(bytes[from] ?? 0)) return undefined;
  if (isNumber && to - from < LONGEST_NUMBER && NEGATIVE.test(Buffer.from(bytes.subarray(from, to)).toString('latin1'))) return undefined;
  const text = new Uint8Array(to - from + 1);
  text[0] = APOSTROPHE;
  text.set(bytes.subarray(from, to), 1);
  return text;
}
