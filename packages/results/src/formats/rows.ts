import type { ColumnBatch } from '@onceql/shared';
import type { CellWriter } from './cell-text.js';
import { Output } from './output.js';

/** A column of a batch, ready to be written row by row. */
export interface Field {
  readonly present: Uint8Array | undefined;
  /** Stands before every value, null or not. */
  readonly before: Uint8Array;
  readonly write: CellWriter;
  /** Writes a row that is not present: null, or a text that the typed form cannot hold. */
  readonly writeAbsent: CellWriter;
}

/** How the text of a format is put together. */
export interface Layout {
  readonly head: Uint8Array;
  /** Stands between two rows. */
  readonly between: Uint8Array;
  readonly rowStart: Uint8Array;
  readonly rowEnd: Uint8Array;
  readonly tail: Uint8Array;
  readonly fields: (batch: ColumnBatch) => readonly Field[];
}

/** Rows after which what is full is handed on, so that no more than a few chunks are ever ahead of the consumer. */
const SOME_ROWS = 256;

/** The text of rows in the chunks of an output, UTF-8, made while they are asked for. */
export async function* renderRows(batches: AsyncIterable<ColumnBatch>, layout: Layout, out = new Output()): AsyncGenerator<Uint8Array> {
  out.put(layout.head);
  let isFirst = true;
  for await (const batch of batches) {
    const fields = layout.fields(batch);
    for (let from = 0; from < batch.length; from += SOME_ROWS) {
      putRows(out, layout, fields, from, Math.min(batch.length, from + SOME_ROWS), isFirst);
      isFirst = false;
      if (out.full > 0) yield* out.take();
    }
  }
  out.put(layout.tail);
  yield* out.end();
}

function putRows(out: Output, layout: Layout, fields: readonly Field[], from: number, to: number, isFirst: boolean): void {
  const { between, rowStart, rowEnd } = layout;
  for (let row = from; row < to; row++) {
    if (!isFirst || row > from) out.put(between);
    out.put(rowStart);
    for (const field of fields) {
      out.put(field.before);
      if (field.present !== undefined && field.present[row] === 0) field.writeAbsent(out, row);
      else field.write(out, row);
    }
    out.put(rowEnd);
  }
}
