import { MOST_RENDERED, weightOf } from '@onceql/shared';
import type { ColumnBatch, RowReader, RunAttempt, StoredRows, TypedColumn, WarehouseSession } from '@onceql/shared';
import { limitRows } from './limit-rows.js';
import type { Ports } from './ports.js';
import type { Progress } from './progress.js';
import { say } from './say.js';
import { findEqual } from './shared-files.js';

/** Rows as stored, and how long it took from the statement's start until they were, in seconds. */
export interface ReadRows {
  readonly columns: readonly TypedColumn[];
  readonly stored: StoredRows;
  readonly runtime: number;
  /** A file with the same content, as {@link findEqual} has it. */
  readonly equal: string | undefined;
  /** The `data` object as JSON, where it is small. */
  readonly rendered: string | undefined;
}

/** What rows may count for to be few. */
const FEW_BYTES = 256 * 1024;

/** Runs the statement and streams its rows into shared storage; durable when it answers. */
export async function storeRows(
  ports: Pick<Ports, 'results' | 'ledger' | 'checkpoint' | 'tracer' | 'log'>,
  attempt: RunAttempt,
  session: WarehouseSession,
  progress: Progress,
): Promise<ReadRows> {
  const started = performance.now();
  const reader = await session.read();
  const kept = new Few();
  const { order } = attempt;
  const { batches, isCut } = limitRows(reader.batches(), order.limits);
  let found: Promise<[equal: string | undefined, rendered: string | undefined]> | undefined;
  const meanwhile = async (stored: StoredRows): Promise<void> => {
    // Neither needs the disk, which is at work on the file; nor do they hold it up.
    found = Promise.all([findEqual(ports, order.source, stored), render(ports, reader.columns, kept.batches)]);
    found.catch(() => undefined); // heard of where it is awaited
    await reader.confirm();
  };
  // The database waits while the disk writes, so the statement takes at least as long as this.
  const stored = await ports.tracer
    .span('store', {}, () => ports.results.write(order, reader.columns, held(ports, order.statement, kept.watch(batches)), progress.count, meanwhile))
    .catch((error: unknown) => afterwards(reader, error));
  const runtime = Math.round(performance.now() - started) / 1000;
  // Told while the ledger is asked.
  setImmediate(() => {
    progress.end(stored.rows, stored.bytes);
    say(ports, attempt, `stored ${stored.rows} rows in ${stored.bytes} bytes after ${runtime} s`);
  });
  const [equal, rendered] = (await found) ?? [];
  return { columns: reader.columns, stored: isCut() ? { ...stored, truncated: true } : stored, runtime, equal, rendered };
}

/** What the source is still asked has to be answered before its session may be left. @throws the error, always */
async function afterwards(reader: RowReader, error: unknown): Promise<never> {
  await reader.confirm().catch(() => undefined);
  throw error;
}

async function render({ results }: Pick<Ports, 'results'>, columns: readonly TypedColumn[], few: readonly ColumnBatch[] | undefined): Promise<string | undefined> {
  if (!few) return undefined;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of results.render(columns, each(few))) {
    length += part.length;
    // Columns' names and the like can make few rows long.
    if (length > MOST_RENDERED) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Keeps the rows of small results in hand; `batches` is undefined where they are not few. */
export class Few {
  batches: ColumnBatch[] | undefined = [];
  #bytes = 0;

  async *watch(batches: AsyncIterable<ColumnBatch>): AsyncIterable<ColumnBatch> {
    for await (const batch of batches) {
      this.#bytes += weightOf(batch);
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
