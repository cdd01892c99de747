import type { RowBatch } from '@onceql/shared';

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

/** The batches' rows that lie in the range; batches outside are passed over whole, and none is asked for after the last row. */
export async function* rowsInRange(batches: AsyncIterable<RowBatch>, range: RowRange): AsyncGenerator<RowBatch> {
  let skip = range.offset;
  let left = range.limit;
  if (left === 0) return;
  for await (const batch of batches) {
    const from = Math.min(skip, batch.length);
    const to = Math.min(batch.length, from + left);
    skip -= from;
    left -= to - from;
    if (to > from) yield cut(batch, from, to);
    if (left === 0) return;
  }
}

function cut(batch: RowBatch, from: number, to: number): RowBatch {
  if (from === 0 && to === batch.length) return batch;
  const length = to - from;
  const bytes = Math.round((batch.bytes * length) / batch.length);
  return { length, bytes, columns: batch.columns.map((column) => column.slice(from, to)) };
}

/** Rows of a result that has no columns. */
export function* emptyRows(rows: number, batchRows: number): Generator<RowBatch> {
  for (let left = rows; left > 0; left -= batchRows) yield { length: Math.min(left, batchRows), columns: [], bytes: 0 };
}
