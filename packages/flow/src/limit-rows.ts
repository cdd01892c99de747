import { SourceFailure, sliceCells } from '@onceql/shared';
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
    bytes += batch.bytes;
    yield batch;
  }
}

/** How many of the rows of a batch the limits let through; of those that share its bytes, as many as have room on an average. */
function roomFor({ length, bytes }: ColumnBatch, rowsBefore: number, bytesBefore: number, { maxRows = Infinity, maxBytes = Infinity }: RowLimits): number {
  const byBytes = bytesBefore + bytes <= maxBytes ? length : Math.floor((length * (maxBytes - bytesBefore)) / bytes);
  return Math.max(0, Math.min(length, maxRows - rowsBefore, byBytes));
}

function tooMuch(rows: number, { maxRows, maxBytes }: RowLimits): string {
  const isRows = maxRows !== undefined && rows > maxRows;
  const limit = isRows ? `${maxRows} rows (max_rows)` : `${maxBytes} bytes of values (max_bytes)`;
  return `The result is larger than ${limit}, which is all that it may have. Ask for less, say with WHERE or LIMIT, or for as much as there may be with "over_limit": "cut".`;
}

/** The first rows of a batch, which shares its memory. */
function firstRows({ columns, length, bytes }: ColumnBatch, rows: number): ColumnBatch {
  return { length: rows, columns: columns.map((cells) => sliceCells(cells, 0, rows)), bytes: Math.ceil((bytes * rows) / length) };
}
