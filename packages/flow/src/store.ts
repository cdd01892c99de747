import type { ColumnBatch, RunAttempt, StoredRows, TypedColumn, WarehouseSession } from '@onceql/shared';
import { limitRows } from './limit-rows.js';
import type { Ports } from './ports.js';
import type { Progress } from './progress.js';
import { say } from './say.js';

/** Rows as stored, and how long it took from the statement's start to the last row, in seconds. */
export interface ReadRows {
  readonly columns: readonly TypedColumn[];
  readonly stored: StoredRows;
  readonly runtime: number;
  /** The rows themselves, where they are few. */
  readonly few: readonly ColumnBatch[] | undefined;
}

/** Bytes of values up to which rows are few; each row counts for one more, and each cell, also where it is null. */
const FEW_BYTES = 256 * 1024;

/** Runs the statement and streams its rows into shared storage; durable when it answers. */
export async function storeRows(
  ports: Pick<Ports, 'results' | 'checkpoint' | 'tracer' | 'log'>,
  attempt: RunAttempt,
  session: WarehouseSession,
  progress: Progress,
): Promise<ReadRows> {
  const started = performance.now();
  const reader = await session.read();
  const kept = new Few();
  const { batches, isCut } = limitRows(reader.batches(), attempt.order.limits);
  // The database waits while the disk writes, so the statement takes at least as long as this.
  const stored = await ports.tracer
    .span('store', {}, () => ports.results.write(attempt.order, reader.columns, held(ports, attempt.order.statement, kept.watch(batches)), progress.count));
  const runtime = Math.round(performance.now() - started) / 1000;
  progress.end(stored.rows, stored.bytes);
  say(ports, attempt, `stored ${stored.rows} rows in ${stored.bytes} bytes after ${runtime} s`);
  return { columns: reader.columns, stored: isCut() ? { ...stored, truncated: true } : stored, runtime, few: kept.batches };
}

/** Keeps the rows of small results in hand; `batches` is undefined where they are not few. */
export class Few {
  batches: ColumnBatch[] | undefined = [];
  #bytes = 0;

  async *watch(batches: AsyncIterable<ColumnBatch>): AsyncIterable<ColumnBatch> {
    for await (const batch of batches) {
      this.#bytes += batch.bytes + batch.length * (1 + batch.columns.length);
      if (this.#bytes > FEW_BYTES) this.batches = undefined;
      this.batches?.push(batch);
      yield batch;
    }
  }
}

/** The same batches; a test may hold the stream when the first one has passed. */
async function* held(
  { checkpoint }: Pick<Ports, 'checkpoint'>,
  statement: string,
  batches: AsyncIterable<ColumnBatch>,
): AsyncIterable<ColumnBatch> {
  let isFirst = true;
  for await (const batch of batches) {
    yield batch;
    if (isFirst) await checkpoint('rows.streaming', statement);
    isFirst = false;
  }
}
