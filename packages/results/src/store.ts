import { ResultGone } from '@onceql/shared';
import type { Column, ResultStore, RowBatch, StoredFile, StoredRows } from '@onceql/shared';
import { randomBytes } from 'node:crypto';
import { renderJson } from './formats/json.js';
import { ALL_ROWS, checkRange, type RowRange } from './formats/range.js';
import { readOwner, writeOwner } from './owner.js';
import { readParquet } from './parquet/read.js';
import { writeParquet } from './parquet/write.js';
import { StorageFailure, withClearErrors } from './storage/failure.js';
import { hashed } from './storage/hashed.js';
import type { Storage } from './storage/storage.js';

/**
 * Results as Parquet files on a storage, one file a result: `ds<source>/<yyyy>/<mm>/<run>-<random>.parquet`.
 * All methods throw StorageFailure where the storage fails.
 */
export function createResultStore(driver: Storage): ResultStore {
  const storage = withClearErrors(driver);
  return {
    write: (order, columns, batches, onProgress) =>
      write(storage, resultPath(order.source, order.run, new Date()), columns, counted(batches, onProgress)),
    read: (stored, columns, range = ALL_ROWS) => read(storage, stored, columns, checkRange(range)),
    render: (columns, batches) => renderJson(batches, columns),
    remove: (path) => storage.remove(path),
    has: (path) => has(storage, path),
    owner: () => readOwner(storage),
    own: (owner) => writeOwner(storage, owner),
    list: () => list(storage),
    cleanTemporary: () => storage.cleanTemporary(),
  };
}

async function write(storage: Storage, path: string, columns: readonly Column[], batches: AsyncIterable<RowBatch>): Promise<StoredRows> {
  const object = hashed(await storage.createObject(path));
  try {
    const { rows, bytes } = await writeParquet(object, columns, batches);
    await object.commit();
    return { path, rows, bytes, contentHash: object.digest() };
  } catch (error) {
    // The first error is the one to tell; a file that cannot be deleted now is left to cleanTemporary.
    await object.abort().catch(() => undefined);
    throw error;
  }
}

async function* read(storage: Storage, stored: StoredRows, columns: readonly Column[], range: RowRange): AsyncGenerator<RowBatch> {
  const object = await storage.open(stored.path);
  try {
    if (object.size !== stored.bytes) throw new StorageFailure('Cannot read the result: its file is damaged');
    yield* readParquet(object, columns, range);
  } finally {
    await object.close();
  }
}

async function has(storage: Storage, path: string): Promise<boolean> {
  try {
    const object = await storage.open(path);
    await object.close();
    return true;
  } catch (error) {
    if (error instanceof ResultGone) return false;
    throw error;
  }
}

/** Reports rows and bytes so far, after each batch that was taken up. */
async function* counted(batches: AsyncIterable<RowBatch>, onProgress: (rows: number, bytes: number) => void): AsyncGenerator<RowBatch> {
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

const RESULT_PATH = /^ds(\d+)\/\d{4}\/\d{2}\/([A-Za-z0-9_-]{1,80})-[0-9a-f]{12}\.parquet$/;

/** The random part keeps two attempts of a run apart. */
function resultPath(source: number, run: string, now: Date): string {
  const [year, month] = now.toISOString().split('-');
  const plainRun = run.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 80);
  return `ds${source}/${year}/${month}/${plainRun}-${randomBytes(6).toString('hex')}.parquet`;
}
