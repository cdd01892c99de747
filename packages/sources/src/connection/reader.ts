import type { ColumnBatch, RowReader, TypedColumn } from '@onceql/shared';
import type { BatchStream } from './batch-stream.js';
import type { Wire } from './wire.js';

/**
 * The rows of a stream as the port has them. Whoever stops taking them before the end stops the statement.
 * `afterwards` is called when all rows have come and may still fail the whole; it goes on while the rows are worked on.
 */
export function rowReader(wire: Wire, stream: BatchStream, columns: readonly TypedColumn[], afterwards: () => Promise<void>): RowReader {
  let confirmed = Promise.resolve();
  async function* batches(): AsyncGenerator<ColumnBatch> {
    try {
      for (let batch = await wire.heard(stream.next()); batch; batch = await wire.heard(stream.next())) yield batch;
    } catch (error) {
      throw wire.failure(error);
    } finally {
      if (!stream.isSettled) await wire.halt();
    }
    confirmed = afterwards();
    confirmed.catch(() => undefined); // heard of where it is awaited
  }
  return { columns, batches, confirm: () => confirmed };
}
