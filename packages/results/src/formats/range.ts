/** Some consecutive rows of a result: `limit` rows (or Infinity) after the first `offset`. */
export interface RowRange {
  readonly offset: number;
  readonly limit: number;
}

export const ALL_ROWS: RowRange = { offset: 0, limit: Infinity };

/** @throws RangeError where offset or limit is not a count. */
export function checkRange(range: RowRange): RowRange {
  const { offset, limit } = range;
  const valid = Number.isSafeInteger(offset) && offset >= 0 && limit >= 0 && (Number.isSafeInteger(limit) || limit === Infinity);
  if (!valid) throw new RangeError(`Not a range of rows: offset ${offset}, limit ${limit}`);
  return range;
}
