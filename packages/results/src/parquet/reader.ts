import { ResultDamaged, ResultGone, StorageFailure, type ColumnBatch, type TypedColumn } from '@onceql/shared';
import type { RowRange } from '../formats/range.js';
import type { ObjectReader } from '../storage/storage.js';
import { readFileIndex, type FileIndex, type GroupPlace } from './file-index.js';
import { readGroup } from './group-reader.js';
import { load } from './spans.js';

/** A file of ours, opened. */
export interface ParquetFile {
  readonly columns: readonly TypedColumn[];
  readonly rows: number;
  /**
   * The rows of the range in batches of up to some ten thousand. Only pages that hold them are read: one by one where reads
   * cost little, else a row group at a time, which is held in memory, compressed, and with one request where they lie together.
   * @throws ResultDamaged
   */
  batches(range: RowRange): AsyncGenerator<ColumnBatch>;
}

/**
 * Reads what a file says of itself. The object stays open and is read from while `batches` are taken.
 * @throws ResultGone for a file of an earlier layout; ResultDamaged
 */
export async function openParquet(object: ObjectReader): Promise<ParquetFile> {
  const file = await readFileIndex(object).catch(damaged);
  return { columns: file.columns, rows: file.rows, batches: (range) => clearly(readRows(file, range)) };
}

async function* readRows(file: FileIndex, { offset, limit }: RowRange): AsyncGenerator<ColumnBatch> {
  const end = Math.min(file.rows, offset + limit);
  if (file.columns.length === 0) return yield* emptyBatches(end - offset);
  const groups = file.groups.filter((group) => group.start < end && group.end > offset);
  const indexes = await load(file, indexSpan(groups));
  for (const group of groups) {
    yield* readGroup(file, group, indexes, Math.max(0, offset - group.start), Math.min(group.end, end) - group.start);
  }
}

/** Rows of a result that has no columns. */
function* emptyBatches(rows: number): Generator<ColumnBatch> {
  for (let left = rows; left > 0; left -= 10_000) yield { length: Math.min(left, 10_000), columns: [], bytes: 0 };
}

/** The offset indexes lie one behind the other. */
function indexSpan(groups: readonly GroupPlace[]): { from: number; to: number }[] {
  const first = groups[0]?.chunks()[0];
  const last = groups.at(-1)?.chunks().at(-1);
  return first && last ? [{ from: first.offsetIndex.from, to: last.offsetIndex.to }] : [];
}

async function* clearly<T>(batches: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* batches;
  } catch (error) {
    damaged(error);
  }
}

/** What the storage did not report itself is in the bytes. */
function damaged(error: unknown): never {
  if (error instanceof ResultGone || error instanceof StorageFailure) throw error;
  throw damagedFile(error);
}

/** @param cause what was found in its bytes, where it was that */
export const damagedFile = (cause?: unknown): ResultDamaged => new ResultDamaged('Cannot read the result: its file is damaged', { cause });
