import { expect, test } from '@jest/globals';
import type { ColumnBatch } from '@onceql/shared';
import { Few } from '../src/store.js';

const ROWS = 10_240;

async function keptOf(batches: number, one: ColumnBatch): Promise<number | undefined> {
  const few = new Few();
  const all = async function* (): AsyncGenerator<ColumnBatch> {
    for (let i = 0; i < batches; i++) yield one;
  };
  for await (const batch of few.watch(all())) expect(batch).toBe(one);
  return few.batches?.length;
}

test.each<[string, ColumnBatch]>([
  ['hold nothing but nulls', { length: ROWS, columns: [{ kind: 'text', bytes: new Uint8Array(), offsets: new Uint32Array(ROWS + 1), present: new Uint8Array(ROWS) }], bytes: 0 }],
  ['have no columns', { length: ROWS, columns: [], bytes: 0 }],
])('rows that %s are not held for ever', async (_, batch) => {
  expect(await keptOf(5, batch)).toBe(5);
  expect(await keptOf(50, batch)).toBeUndefined();
});
