import type { RowBatch } from '@onceql/shared';

/** UTF-16 units after which a chunk is handed on. */
const CHUNK = 64 * 1024;

/**
 * Gathers the text of rows into chunks of about 64 KB, UTF-8. Nothing is rendered ahead of the consumer but the rest
 * of one chunk.
 * @param renderRows the text of each row of a batch, in order
 */
export async function* textChunks(
  head: string,
  batches: AsyncIterable<RowBatch>,
  renderRows: (batch: RowBatch) => Iterable<string>,
  tail: string,
): AsyncGenerator<Buffer> {
  let text = head;
  for await (const batch of batches) {
    for (const row of renderRows(batch)) {
      text += row;
      if (text.length < CHUNK) continue;
      yield Buffer.from(text);
      text = '';
    }
  }
  text += tail;
  if (text !== '') yield Buffer.from(text);
}
