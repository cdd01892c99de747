import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sourceKeys } from '../../src/cache-index/keys.js';
import { IndexBench, startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';

const MINUTE = 60_000;
const A = 'public.a';
const B = 'public.b';

let redis: RedisBench;
let bench: IndexBench;
let sources = 100;

beforeAll(async () => {
  redis = await startRedisBench();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  sources += 1;
  bench = new IndexBench(redis.redis, sources);
  await bench.open();
});

const expire = (key: string, keepMs = MINUTE) => bench.index.sweep.drop(bench.source, key, { why: 'expired', keepMs });
const at = () => sourceKeys(bench.source);

/** All keys of the source that have to do with entries of a query. */
async function traces(key: string): Promise<string[]> {
  const sets = (await redis.keys(`onceql:{ds${bench.source}}:by-table:*`)).concat(await redis.keys(`onceql:{ds${bench.source}}:aside:*`));
  const listed = await Promise.all(sets.map(async (set) => ((await redis.redis.sismember(set, key)) ? [set] : [])));
  const sorted = [at().entries, at().hits, at().used];
  const scored = await Promise.all(sorted.map(async (set) => ((await redis.redis.zscore(set, key)) === null ? [] : [set])));
  return [...listed.flat(), ...scored.flat(), ...(await redis.keys(`onceql:{ds${bench.source}}:entry:${key}`))];
}

/** Goes through all that was set aside, as a sweep does. Answers the results that are no entry's any more. */
async function sweepAside(keepMs = MINUTE): Promise<number[]> {
  const results: number[] = [];
  for (const set of await bench.index.sweep.setAside(bench.source, keepMs)) {
    for (const key of (await bench.index.sweep.keysAside(set, '0')).items) {
      const drop = await expire(key, keepMs);
      if (drop.outcome === 'dropped') results.push(drop.result);
    }
    await bench.index.sweep.doneWith(bench.source, set);
  }
  return results;
}

describe('an entry that has expired', () => {
  test('stays for as long as somebody may take a stale one, then nothing of it is left', async () => {
    await bench.makeEntry('k', 7, [A, B]);
    expect(await expire('k')).toEqual({ outcome: 'kept' });
    await bench.invalidation.move(bench.source, { [A]: 1 });
    bench.now += MINUTE - 1;
    expect([await expire('k'), await sweepAside()]).toEqual([{ outcome: 'kept' }, []]);
    bench.now += 1;
    expect(await sweepAside()).toEqual([7]);
    expect(await traces('k')).toEqual([]);
    expect(await redis.keys(`onceql:{ds${bench.source}}:aside:*`)).toEqual([]);
    expect(await bench.index.sweep.size(bench.source)).toEqual({ entries: 0, bytes: 0 });
    expect(await expire('k')).toEqual({ outcome: 'none' });
  });

  test('counts from the first table that moved beyond what it captured', async () => {
    await bench.makeEntry('k', 1, [A, B]);
    await bench.invalidation.move(bench.source, { [B]: 1 });
    bench.now += MINUTE;
    await bench.invalidation.move(bench.source, { [A]: 1, [B]: 2 });
    expect(await expire('k')).toMatchObject({ outcome: 'dropped', result: 1 });
  });

  test('goes at once where it is not known since when', async () => {
    await bench.makeEntry('k', 1, [A]);
    for (let epoch = 1; epoch <= 9; epoch += 1) await bench.invalidation.move(bench.source, { [A]: epoch });
    expect(await expire('k')).toMatchObject({ outcome: 'dropped' });
    await bench.makeEntry('j', 2, [A]);
    await redis.redis.hset(at().index, 'incarnation', 'another');
    expect(await expire('j')).toMatchObject({ outcome: 'dropped', result: 2 });
  });

  test('is not judged while the source is fenced', async () => {
    await bench.makeEntry('k', 1, [A]);
    await redis.redis.hset(at().index, 'history', 'another');
    expect(await expire('k')).toEqual({ outcome: 'fenced' });
    expect(await bench.index.sweep.drop(bench.source, 'k', { why: 'files_gone', result: 2 })).toEqual({ outcome: 'changed' });
    expect(await bench.index.sweep.drop(bench.source, 'k', { why: 'files_gone', result: 1 })).toMatchObject({ outcome: 'dropped' });
  });

  test('and was made again meanwhile stays, and is found by the next refresh', async () => {
    await bench.makeEntry('k', 1, [A]);
    await bench.invalidation.move(bench.source, { [A]: 1 });
    await bench.makeEntry('k', 2, [A]);
    bench.now += MINUTE;
    expect(await sweepAside()).toEqual([]);
    expect(await bench.invalidation.move(bench.source, { [A]: 2 })).toBe(1);
    bench.now += MINUTE;
    expect(await sweepAside()).toEqual([2]);
  });
});

test('a refresh that is sent twice counts the same, and takes nothing that was made in between', async () => {
  await bench.makeEntry('k', 1, [A]);
  expect(await bench.invalidation.move(bench.source, { [A]: 1 })).toBe(1);
  await bench.makeEntry('k', 2, [A]);
  await bench.makeEntry('j', 3, [A]);
  expect(await bench.invalidation.move(bench.source, { [A]: 1 })).toBe(1);
  expect(await bench.invalidation.move(bench.source, { [A]: 2 })).toBe(2);
  expect(await bench.invalidation.move(bench.source, { [A]: 1 })).toBe(1);
});

test('over several tables each entry counts once', async () => {
  await bench.makeEntry('k', 1, [A, B]);
  await bench.makeEntry('j', 2, [B]);
  expect(await bench.invalidation.move(bench.source, { [A]: 1, [B]: 1, 'public.c': 1 })).toBe(2);
});

test('an entry that is made anew on other tables leaves those of before', async () => {
  await bench.makeEntry('k', 1, [A, B]);
  await bench.invalidation.move(bench.source, { [B]: 1 });
  await bench.makeEntry('k', 2, [B, 'public.c']);
  expect(await redis.redis.smembers(at().byTable(A))).toEqual([]);
  expect(await redis.redis.smembers(at().byTable(B))).toEqual(['k']);
});

describe('the bytes of a source', () => {
  test('follow what is made, made anew and dropped', async () => {
    await bench.makeEntry('k', 1, [A]);
    await bench.makeEntry('j', 2, [A]);
    await bench.invalidation.move(bench.source, { [A]: 1 });
    await bench.makeEntry('k', 3, [A]);
    expect(await bench.index.sweep.size(bench.source)).toEqual({ entries: 2, bytes: 20 });
    await bench.index.sweep.drop(bench.source, 'j', { why: 'deleted' });
    expect(await bench.index.sweep.size(bench.source)).toEqual({ entries: 1, bytes: 10 });
  });

  test('over the quota let go of what was used least, and no more', async () => {
    for (const key of ['old', 'hit', 'new']) {
      await bench.makeEntry(key, 1, [A]);
      await redis.redis.zadd(at().used, bench.now, key);
      bench.now += 1000;
    }
    await redis.redis.zadd(at().used, bench.now, 'hit');
    const [first, second] = await bench.index.sweep.leastUsed(bench.source, 2);
    expect([first?.key, second?.key]).toEqual(['old', 'new']);
    const evict = (key: string, usedAt = '', bytes = 20) => bench.index.sweep.drop(bench.source, key, { why: 'quota', bytes, usedAt });
    await redis.redis.zadd(at().used, bench.now + 1, 'new');
    expect(await evict('new', second?.usedAt)).toEqual({ outcome: 'kept' });
    expect(await evict('old', first?.usedAt)).toMatchObject({ outcome: 'dropped' });
    expect(await evict('hit', String(bench.now))).toEqual({ outcome: 'kept' });
  });
});

test('what an index that is forgotten had set aside goes with it', async () => {
  await bench.makeEntry('k', 1, [A]);
  await bench.invalidation.move(bench.source, { [A]: 1 });
  await bench.index.forget(bench.source);
  expect(await traces('k')).toEqual([]);
  expect(await redis.keys(`onceql:{ds${bench.source}}:aside:*`)).toEqual([]);
});
