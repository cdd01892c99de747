import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';
import { CacheIndex } from '../../src/cache-index/cache-index.js';
import { sourceKeys } from '../../src/cache-index/keys.js';
import type { Result } from '../../src/contracts/result.js';

let server: RedisBench;
beforeAll(async () => {
  server = await startRedisBench();
});
afterAll(() => server.stop());

const result: Result = {
  id: 7, sourceId: 1, key: 'k', runId: 'r', statement: "SELECT 'a\nb'", queryHash: 'h',
  columns: [{ name: 'a\nb', type: 'string', databaseType: 'text' }], stored: { path: 'p', rows: 1, bytes: 10 },
  snapshotAt: new Date('2026-01-02T03:04:05.678Z'), runtime: 0.5, epochs: { 'public.a': 3 }, incarnation: 'i',
};

test('a fresh result comes back whole, to those of its source alone, and goes by itself', async () => {
  const index = new CacheIndex(server.redis);
  const fresh = { result, data: '{"columns":[],"rows":[{"a\\nb":"x\\ny"}]}' };
  await index.keepFresh(fresh);
  expect(await index.fresh(1, 7)).toEqual(fresh);
  expect(await index.fresh(2, 7)).toBeUndefined();
  expect(await index.fresh(1, 8)).toBeUndefined();
  const left = await server.redis.pttl(sourceKeys(1).fresh(7));
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(30_000);
});
