import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';
import { CacheIndex } from '../../src/cache-index/cache-index.js';
import { recordOf } from '../../src/cache-index/rendered.js';
import type { RenderedResult } from '../../src/cache-index/rendered.js';

let server: RedisBench;
let now = 1_700_000_000_000;
beforeAll(async () => {
  server = await startRedisBench();
});
afterAll(() => server.stop());

const rendered = (sourceId: number, id: number): RenderedResult => ({
  result: {
    id, sourceId, key: 'k', runId: 'r', statement: "SELECT 'a\nb'", queryHash: 'h',
    columns: [{ name: 'a\nb', type: 'string', databaseType: 'text' }], stored: { path: 'p', rows: 1, bytes: 10 },
    snapshotAt: new Date('2026-01-02T03:04:05.678Z'), runtime: 0.5, epochs: { 'public.a': 3 }, incarnation: 'i',
  },
  data: '{"columns":[],"rows":[{"a\\nb":"x\\ný"}]}',
});

test('a rendered result comes back whole, to those of its source alone', async () => {
  const index = new CacheIndex(server.redis);
  const kept = rendered(1, 7);
  await index.keepRendered(kept, { isForEntry: true });
  expect(await index.rendered(1, 7)).toEqual(kept);
  expect(await index.rendered(2, 7)).toBeUndefined();
  expect(await index.rendered(1, 8)).toBeUndefined();
  await index.forget(1);
  expect(await index.rendered(1, 7)).toBeUndefined();
});

test('what no entry names goes first, then what was not read for longest', async () => {
  const index = new CacheIndex(server.redis, () => String(now++));
  const size = Buffer.byteLength(recordOf(rendered(3, 1)));
  const keep = (id: number, isForEntry: boolean): Promise<void> => index.keepRendered(rendered(3, id), { isForEntry, total: size * 3 });
  const left = async (): Promise<number[]> => {
    const all = await Promise.all([1, 2, 3, 4, 5].map((id) => index.rendered(3, id)));
    return all.flatMap((each) => each?.result.id ?? []);
  };
  for (const id of [1, 2]) await keep(id, true);
  await keep(3, false);
  await keep(4, true);
  expect(await left()).toEqual([1, 2, 4]);
  await index.rendered(3, 1, now++);
  await keep(5, true);
  expect(await left()).toEqual([1, 4, 5]);
});
