import { decimalOf, weightOf, type ColumnBatch, type TypedColumn } from '@onceql/shared';
import type { ObjectWriter } from '../storage/storage.js';
import { fileNames, MAGIC, writeFooter } from './footer.js';
import { GroupWriter, type GroupRecord } from './group-writer.js';
import { isWide } from './layout.js';
import { LIMITS, type Limits } from './limits.js';
import { Press } from './press.js';
import { HashingSink } from './sink.js';

/** A file that has been written, not committed. */
export interface WrittenFile {
  readonly rows: number;
  readonly bytes: number;
  /** What its values count for before they are encoded. */
  readonly valueBytes: number;
  /** SHA-256 of its bytes, in hexadecimal digits. Equal rows of equal columns make equal files. */
  readonly hash: string;
}

/**
 * Writes rows as one Parquet file. One row group is held, compressed, and a few pages that are not; the next batch is taken
 * up when they are, and nothing of a batch is kept beyond that.
 * @throws Error for a batch that does not fit the columns, and for a decimal that Parquet cannot hold
 */
export async function writeParquetFile(
  object: ObjectWriter,
  columns: readonly TypedColumn[],
  batches: AsyncIterable<ColumnBatch>,
  limits: Limits = LIMITS,
): Promise<WrittenFile> {
  const sink = new HashingSink(object);
  const group = new GroupWriter(columns, fileNames(columns), limits, new Press());
  const groups: GroupRecord[] = [];
  let rows = 0;
  let valueBytes = 0;
  await sink.append(MAGIC);
  for await (const batch of batches) {
    checkBatch(batch, columns);
    rows += batch.length;
    valueBytes += weightOf(batch);
    // Without columns there are no row groups; the footer still says how many rows there are.
    for (let at = columns.length === 0 ? batch.length : 0; at < batch.length; ) {
      at = await group.take(batch, at);
      if (group.full) groups.push(await group.write(sink));
    }
  }
  if (group.rows > 0) groups.push(await group.write(sink));
  await writeFooter(sink, columns, rows, groups);
  return { hash: await sink.finish(), rows, bytes: sink.offset, valueBytes };
}

/** @throws where a batch is not as wide and as long as it should be: rows would be lost silently. */
function checkBatch(batch: ColumnBatch, columns: readonly TypedColumn[]): void {
  if (batch.columns.length !== columns.length) throw new Error(`A batch has ${batch.columns.length} columns instead of ${columns.length}`);
  for (const [c, cells] of batch.columns.entries()) {
    const column = columns[c] as TypedColumn;
    if (cells.kind !== column.kind) throw new Error(`A column of kind ${column.kind} has cells of kind ${cells.kind}`);
    if (cells.kind === 'decimal') checkDecimal(cells, column);
    const rows = lengthOf(cells);
    if (rows !== batch.length || (cells.present?.length ?? rows) < rows) throw new Error(`A column has ${rows} rows instead of ${batch.length}`);
  }
}

function checkDecimal(cells: ColumnBatch['columns'][number] & { kind: 'decimal' }, { databaseType }: TypedColumn): void {
  const { precision = 0, scale } = decimalOf(databaseType) ?? {};
  if (cells.scale !== scale || cells.wide !== isWide(precision)) throw new Error(`A column of type ${databaseType} has cells of another decimal`);
}

function lengthOf(cells: ColumnBatch['columns'][number]): number {
  if ('offsets' in cells) return cells.offsets.length - 1;
  return cells.kind === 'uuid' || (cells.kind === 'decimal' && cells.wide) ? cells.values.length / 16 : cells.values.length;
}
