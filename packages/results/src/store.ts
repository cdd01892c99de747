import { ResultGone } from '@onceql/shared';
import type { Column, ColumnBatch, ResultStore, StoredFile, StoredRows, TypedColumn } from '@onceql/shared';
import { randomBytes } from 'node:crypto';
import { renderJsonRows } from './formats/json-rows.js';
import { ALL_ROWS, checkRange, type RowRange } from './formats/range.js';
import { readOwner, writeOwner } from './owner.js';
import { damagedFile, openParquet } from './parquet/reader.js';
import { writeParquetFile } from './parquet/writer.js';
import { withClearErrors } from './storage/failure.js';
import { RESULT_PATH, type ObjectReader, type Storage } from './storage/storage.js';

/**
 * Results as Parquet files on a storage, one file a result: `ds<source>/<yyyy>/<mm>/<run>-<random>.parquet`.
 * All methods throw StorageFailure where the storage fails.
 */
export function createResultStore(driver: Storage): ResultStore {
  const storage = withClearErrors(driver);
  return {
    write: (order, columns, batches, onProgress, onWritten) =>
      write(storage, resultPath(order.source, order.run, new Date()), columns, counted(batches, onProgress), onWritten),
    read: (stored, columns, range = ALL_ROWS) => read(storage, stored, columns, checkRange(range)),
    file: (stored) => open(storage, stored),
    columns: (stored) => columnsOf(storage, stored),
    render: (columns, batches) => renderJsonRows(batches, columns),
    remove: (path) => storage.remove(path),
    has: (path, bytes) => has(storage, path, bytes),
    owner: () => readOwner(storage),
    own: (owner) => writeOwner(storage, owner),
    list: () => list(storage),
    cleanTemporary: () => storage.cleanTemporary(),
  };
}

type OnWritten = Parameters<ResultStore['write']>[4];

async function write(storage: Storage, path: string, columns: readonly TypedColumn[], batches: AsyncIterable<ColumnBatch>, onWritten: OnWritten): Promise<StoredRows> {
  const object = await storage.createObject(path);
  try {
    const { rows, bytes, valueBytes, hash } = await writeParquetFile(object, columns, batches);
    const stored = { path, rows, bytes, valueBytes, contentHash: hash };
    await allEnded([object.sync(), onWritten?.(stored)]);
    await object.commit();
    return stored;
  } catch (error) {
    // The first error is the one to tell; a file that cannot be deleted now is left to cleanTemporary.
    await object.abort().catch(() => undefined);
    throw error;
  }
}

/** Waits until all have ended, also where one fails: who is told of it finds nothing at work any more. @throws the first error */
async function allEnded(works: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

async function* read(storage: Storage, stored: StoredRows, columns: readonly Column[], range: RowRange): AsyncGenerator<ColumnBatch> {
  const object = await open(storage, stored);
  try {
    const file = await openParquet(object);
    if (file.columns.length !== columns.length) throw new Error(`A result has ${file.columns.length} columns instead of ${columns.length}`);
    if (file.rows !== stored.rows) throw damagedFile();
    yield* file.batches(range);
  } finally {
    await object.close();
  }
}

async function columnsOf(storage: Storage, stored: StoredRows): Promise<readonly TypedColumn[]> {
  const object = await open(storage, stored);
  try {
    return (await openParquet(object)).columns;
  } finally {
    await object.close();
  }
}

async function open(storage: Storage, stored: StoredRows): Promise<ObjectReader> {
  const object = await storage.open(stored.path);
  if (object.size === stored.bytes) return object;
  await object.close();
  throw damagedFile();
}

async function has(storage: Storage, path: string, bytes: number): Promise<boolean> {
  try {
    const object = await storage.open(path);
    await object.close();
    return object.size === bytes;
  } catch (error) {
    if (error instanceof ResultGone) return false;
    throw error;
  }
}

/** Reports rows and bytes so far, after each batch that was taken up. */
async function* counted(batches: AsyncIterable<ColumnBatch>, onProgress: (rows: number, bytes: number) => void): AsyncGenerator<ColumnBatch> {
  let rows = 0;
  let bytes = 0;
  for await (const batch of batches) {
    yield batch;
    rows += batch.length;
    bytes += batch.bytes;
    onProgress(rows, bytes);
  }
}

/** Files that are no results of ours are not shown. */
async function* list(storage: Storage): AsyncGenerator<StoredFile> {
  for await (const object of storage.list()) {
    const [, source, run] = RESULT_PATH.exec(object.path) ?? [];
    if (run !== undefined) yield { ...object, source: Number(source), run };
  }
}

/** The random part keeps two attempts of a run apart. */
function resultPath(source: number, run: string, now: Date): string {
  const [year, month] = now.toISOString().split('-');
  const plainRun = run.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 80);
  return `ds${source}/${year}/${month}/${plainRun}-${randomBytes(6).toString('hex')}.parquet`;
}
