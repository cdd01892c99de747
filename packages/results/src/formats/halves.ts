const TWO_32 = 4294967296;

/** Low and high halves in turn, as all machines that Node runs on have them. */
export function halvesOf(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
}

/** The whole number that two halves are; exact where its magnitude is 2^53 at most. */
export const wholeOf = (low: number, high: number): number => high * TWO_32 + (low >>> 0);

/** The same of a row, out of its column's halves. */
export const wholeAt = (halves: Int32Array, row: number): number => wholeOf(halves[2 * row] ?? 0, halves[2 * row + 1] ?? 0);
