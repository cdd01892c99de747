import type { Column, ColumnBatch, RowBatch, RowReader, TypedColumn } from '@onceql/shared';
import type { BatchStream } from './batch-stream.js';
import type { RowStream } from './row-stream.js';
import type { Wire } from './wire.js';

/**
 * The rows of a stream as the port has them. Whoever stops taking them before the end stops the statement.
 * `afterwards` is called when all rows have come and may still fail the whole.
 */
export function rowReader(wire: Wire, stream: RowStream, columns: readonly Column[], afterwards: () => Promise<void>): RowReader {
  return { columns, batches: () => batchesOf<RowBatch>(wire, stream, afterwards) };
}

/** The rows of a stream, column by column. */
export interface ColumnReader {
  readonly columns: readonly TypedColumn[];
  /** @throws SourceFailure in the midst of the rows too. */
  batches(): AsyncIterable<ColumnBatch>;
}

export function columnReader(wire: Wire, stream: BatchStream, columns: readonly TypedColumn[], afterwards: () => Promise<void>): ColumnReader {
  return { columns, batches: () => batchesOf<ColumnBatch>(wire, stream, afterwards) };
}

interface Stream<B> {
  readonly isSettled: boolean;
  next(): Promise<B | undefined>;
}

async function* batchesOf<B>(wire: Wire, stream: Stream<B>, afterwards: () => Promise<void>): AsyncGenerator<B> {
  try {
    for (let batch = await wire.heard(stream.next()); batch; batch = await wire.heard(stream.next())) yield batch;
  } catch (error) {
    throw wire.failure(error);
  } finally {
    if (!stream.isSettled) await wire.halt();
  }
  await afterwards();
}
