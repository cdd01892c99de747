import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { IndexBench, startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';
import { sourceKeys } from '../../src/cache-index/keys.js';
import { recordOf } from '../../src/cache-index/rendered.js';
import type { RenderedResult } from '../../src/cache-index/rendered.js';

const MINUTE = 60_000;
const AWAITED = { isAwaited: true };
const AGAIN = { isAwaited: false };

let server: RedisBench;
let bench: IndexBench;
let sources = 0;
beforeAll(async () => {
  server = await startRedisBench();
});
afterAll(() => server.stop());
beforeEach(async () => {
  sources += 1;
  bench = new IndexBench(server.redis, sources);
  await bench.open();
});

const rendered = (id: number, key = 'k'): RenderedResult => ({
  result: {
    id, sourceId: bench.source, key, runId: 'r', statement: "SELECT 'a\nb'", queryHash: 'h',
    columns: [{ name: 'a\nb', type: 'string', databaseType: 'text' }], stored: { path: 'p', rows: 1, bytes: 10 },
    snapshotAt: new Date('2026-01-02T03:04:05.678Z'), runtime: 0.5, epochs: { 'public.a': 3 }, incarnation: 'i',
  },
  data: '{"columns":[],"rows":[{"a\\nb":"x\\ný"}]}',
});

/** As a worker does, and a moment passes. */
async function makeEntry(id: number, key: string, total?: number): Promise<void> {
  await bench.index.keepRendered(rendered(id, key), { ...AWAITED, total });
  await bench.makeEntry(key, id);
  bench.now += 1;
}

const isKept = async (id: number): Promise<boolean> => (await bench.index.rendered(bench.source, id)) !== undefined;

async function kept(...ids: number[]): Promise<number[]> {
  const each = await Promise.all(ids.map(isKept));
  return ids.filter((_, at) => each[at]);
}

async function nothingIsLeft(): Promise<void> {
  const at = sourceKeys(bench.source);
  expect(await Promise.all([server.redis.zcard(at.renderedUsed), server.redis.zcard(at.renderedUntil), server.redis.hgetall(at.rendered)])).toEqual([0, 0, { bytes: '0' }]);
}

test('a rendered result comes back whole, to those of its source alone', async () => {
  const { index, source } = bench;
  await index.keepRendered(rendered(7), AWAITED);
  expect(await index.rendered(source, 7)).toEqual(rendered(7));
  expect(await index.rendered(source + 1000, 7)).toBeUndefined();
  expect(await isKept(8)).toBe(false);
});

test('what no entry names goes first, then what was not read for longest', async () => {
  const total = 3 * Buffer.byteLength(recordOf(rendered(1, 'a')));
  await makeEntry(1, 'a', total);
  await makeEntry(2, 'b', total);
  await bench.index.keepRendered(rendered(3, 'c'), { ...AWAITED, total });
  await makeEntry(4, 'd', total);
  expect(await kept(1, 2, 3, 4)).toEqual([1, 2, 4]);
  await bench.index.rendered(bench.source, 1, bench.now);
  await makeEntry(5, 'e', total);
  expect(await kept(1, 2, 4, 5)).toEqual([1, 4, 5]);
});

test('what becomes no entry is there for who waits, and is forgotten after a minute', async () => {
  const { index, source } = bench;
  const { run } = await bench.claim();
  const attempt = bench.attempt('k', run);
  await bench.begin(attempt);
  await index.keepRendered(rendered(1), AWAITED);
  expect(await bench.publish(attempt, 1, undefined, 'cache_off')).toMatchObject({ outcome: 'delivered' });
  bench.now += MINUTE - 1;
  expect([await index.sweep.forgetRendered(source), await isKept(1)]).toEqual([0, true]);
  bench.now += 1;
  expect([await index.sweep.forgetRendered(source), await isKept(1)]).toEqual([1, false]);
  await nothingIsLeft();
});

test('what is refused is forgotten at once, and what comes too late is not kept', async () => {
  const { index } = bench;
  const { run } = await bench.claim();
  const [slow, quick] = [bench.attempt('k', run), bench.attempt('k', run)];
  await bench.begin(slow);
  await bench.begin(quick);
  for (const id of [1, 2]) await index.keepRendered(rendered(id), AWAITED);
  expect(await bench.publish(slow, 1)).toEqual({ outcome: 'superseded' });
  expect(await bench.publish(quick, 2)).toMatchObject({ outcome: 'published' });
  expect(await kept(1, 2)).toEqual([2]);
  await bench.invalidation.move(bench.source, { 'public.t': 1 });
  await makeEntry(3, 'k');
  // A process has read the entry's file before, and says so after.
  await index.keepRendered(rendered(2), AGAIN);
  expect(await kept(1, 2, 3)).toEqual([3]);
});

test('rows that a refresh has expired are no hit any more, and go with their entry', async () => {
  const { index, source } = bench;
  await makeEntry(1, 'k');
  expect(await index.look(source, 'k')).toMatchObject({ outcome: 'hit', result: 1 });
  await bench.invalidation.move(source, { 'public.t': 1 });
  expect(await index.look(source, 'k')).toEqual({ outcome: 'missed', why: 'expired(public.t)' });
  expect(await index.sweep.drop(source, 'k', { why: 'expired', keepMs: 0 })).toMatchObject({ outcome: 'dropped', result: 1 });
  await index.keepRendered(rendered(1), AGAIN);
  expect(await isKept(1)).toBe(false);
  await nothingIsLeft();
});

test('nothing is kept of a source that was removed, whoever comes late', async () => {
  const { index, source } = bench;
  await makeEntry(1, 'k');
  await index.close(source);
  await index.keepRendered(rendered(2), AWAITED);
  expect(await kept(1, 2)).toEqual([1]);
  await index.forget(source);
  await index.keepRendered(rendered(2), AWAITED);
  expect(await kept(1, 2)).toEqual([]);
  expect(await server.keys(`onceql:{ds${source}}:rendered*`)).toEqual([]);
});
