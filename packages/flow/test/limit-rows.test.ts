import { expect, test } from '@jest/globals';
import type { ColumnBatch } from '@onceql/shared';
import { limitRows } from '../src/limit-rows.js';

/** A number of four bytes and a text of so many in each row. */
function batchOf(...lengths: number[]): ColumnBatch {
  const offsets = new Uint32Array(lengths.length + 1);
  for (const [row, length] of lengths.entries()) offsets[row + 1] = (offsets[row] ?? 0) + length;
  const texts = offsets.at(-1) ?? 0;
  return {
    length: lengths.length, bytes: texts + 4 * lengths.length,
    columns: [{ kind: 'int32', values: new Int32Array(lengths.length) }, { kind: 'text', bytes: new Uint8Array(texts), offsets }],
  };
}

async function cutAt(maxBytes: number, ...all: ColumnBatch[]): Promise<{ rows: number; bytes: number; isCut: boolean }> {
  const source = async function* (): AsyncGenerator<ColumnBatch> {
    yield* all;
  };
  const { batches, isCut } = limitRows(source(), { maxRows: undefined, maxBytes, over: 'cut' });
  let rows = 0;
  let bytes = 0;
  for await (const batch of batches) {
    rows += batch.length;
    bytes += batch.bytes;
  }
  return { rows, bytes, isCut: isCut() };
}

test.each([
  [1018, 0, 0], [1019, 1, 1016], [1026, 1, 1016], [1027, 2, 1021], [1044, 4, 1031], [1051, 5, 1036],
])('of a long row and short ones %d bytes hold no more than that', async (most, rows, bytes) => {
  expect(await cutAt(most, batchOf(1012, 1, 1, 1, 1))).toEqual({ rows, bytes, isCut: rows < 5 });
});

test('a long row behind short ones does not take theirs', async () => {
  expect(await cutAt(32, batchOf(1, 1), batchOf(1, 1, 5000))).toEqual({ rows: 4, bytes: 20, isCut: true });
});

test('nulls and empty texts are not for nothing, nor are rows without columns', async () => {
  const nothing = { length: 10, bytes: 0, columns: [] };
  expect(await cutAt(25, nothing, nothing, nothing)).toEqual({ rows: 25, bytes: 0, isCut: true });
  const nulls: ColumnBatch = { length: 10, bytes: 0, columns: [{ kind: 'int32', values: new Int32Array(10), present: new Uint8Array(10) }] };
  expect(await cutAt(30, nulls, nulls)).toEqual({ rows: 15, bytes: 0, isCut: true });
});
