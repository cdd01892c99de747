import { SourceFailure, sliceCells, weightOf } from '@onceql/shared';
import type { ColumnBatch, RowLimits } from '@onceql/shared';

/** Rows on their way from the source, which end where they reach a limit. */
export interface LimitedRows {
  readonly batches: AsyncIterable<ColumnBatch>;
  /** Whether rows were left out; known when the batches have ended. */
  readonly isCut: () => boolean;
}

/**
 * Lets rows through as far as the limits go. What is over ends the statement on the source: by an error if the limits
 * say `fail`, else as if there were no more rows.
 * @throws SourceFailure `limit`, while the batches are read
 */
export function limitRows(batches: AsyncIterable<ColumnBatch>, limits: RowLimits | undefined): LimitedRows {
  let isCut = false;
  const cut = (): void => {
    isCut = true;
  };
  return { batches: limits ? upTo(limits, batches, cut) : batches, isCut: () => isCut };
}

async function* upTo(limits: RowLimits, batches: AsyncIterable<ColumnBatch>, cut: () => void): AsyncGenerator<ColumnBatch> {
  let rows = 0;
  let bytes = 0;
  for await (const batch of batches) {
    const room = roomFor(batch, rows, bytes, limits);
    if (room < batch.length) {
      if (limits.over === 'fail') throw new SourceFailure('limit', tooMuch(rows + batch.length, limits));
      cut();
      if (room > 0) yield firstRows(batch, room);
      return;
    }
    rows += batch.length;
    bytes += bytesOf(batch, batch.length);
    yield batch;
  }
}

/** How many of the rows of a batch the limits let through. */
function roomFor(batch: ColumnBatch, rowsBefore: number, bytesBefore: number, { maxRows = Infinity, maxBytes = Infinity }: RowLimits): number {
  return Math.min(maxRows - rowsBefore, rowsWithin(batch, maxBytes - bytesBefore));
}

/** The most rows that take no more than so many bytes. */
function rowsWithin(batch: ColumnBatch, bytes: number): number {
  if (bytesOf(batch, batch.length) <= bytes) return batch.length;
  let low = 0;
  for (let high = batch.length; low < high; ) {
    const middle = (low + high + 1) >>> 1;
    if (bytesOf(batch, middle) <= bytes) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What the first rows count for. */
const bytesOf = ({ columns, ...batch }: ColumnBatch, rows: number): number => weightOf({ columns, length: rows, bytes: valuesOf({ columns, ...batch }, rows) });

/** What the values of the first rows take: of texts exactly, of all others, which differ little, on an average. */
function valuesOf({ columns, length, bytes }: ColumnBatch, rows: number): number {
  let texts = 0;
  let allTexts = 0;
  for (const cells of columns) {
    if (!('offsets' in cells)) continue;
    const [first = 0] = cells.offsets;
    texts += (cells.offsets[rows] ?? 0) - first;
    allTexts += (cells.offsets[length] ?? 0) - first;
  }
  return length === 0 ? 0 : texts + (Math.max(0, bytes - allTexts) * rows) / length;
}

function tooMuch(rows: number, { maxRows, maxBytes }: RowLimits): string {
  const isRows = maxRows !== undefined && rows > maxRows;
  const limit = isRows ? `${maxRows} rows (max_rows)` : `${maxBytes} bytes of values (max_bytes)`;
  return `The result is larger than ${limit}, which is all that it may have. Ask for less, say with WHERE or LIMIT, or for as much as there may be with "over_limit": "cut".`;
}

/** The first rows of a batch, which shares its memory. */
function firstRows(batch: ColumnBatch, rows: number): ColumnBatch {
  return { length: rows, columns: batch.columns.map((cells) => sliceCells(cells, 0, rows)), bytes: Math.ceil(valuesOf(batch, rows)) };
}
