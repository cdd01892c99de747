import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sourceKeys } from '../../src/cache-index/keys.js';
import type { Look } from '../../src/cache-index/replies.js';
import { IndexBench, orderOf, startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';

let server: RedisBench;
let bench: IndexBench;
let source = 0;

beforeAll(async () => {
  server = await startRedisBench();
});
afterAll(() => server.stop());
beforeEach(async () => {
  source += 1;
  bench = new IndexBench(server.redis, source);
  await bench.open();
});

describe('resolve', () => {
  test('the first submission claims, equal ones join it', async () => {
    const first = await bench.submit('k');
    expect(first).toMatchObject({ outcome: 'claimed', why: 'none' });
    const second = await bench.submit('k');
    expect(second).toMatchObject({ outcome: 'joined', run: 'run-1', sourceJob: first.job, enqueued: false });
    await bench.index.enqueued(source, 'k', 'run-1');
    expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', enqueued: true });
    expect(await bench.submit('other')).toMatchObject({ outcome: 'claimed' });
  });

  test('an entry is a hit, with all its provenance, and counts it', async () => {
    await bench.makeEntry('k', 7, ['public.a', 'public.b']);
    const published = bench.now;
    bench.now += 5_000;
    expect(await bench.submit('k')).toMatchObject({
      outcome: 'hit', result: 7,
      cachedAt: published, now: bench.now,
    });
    await bench.submit('k');
    expect(await server.redis.zscore(sourceKeys(source).hits, 'k')).toBe('2');
  });

  test('a look finds the hit that a submission would, counts it, and claims nothing', async () => {
    const look = (maxAge?: number): Promise<Look> => bench.index.look(source, 'k', maxAge === undefined ? {} : { maxAge });
    expect(await look()).toMatchObject({ outcome: 'missed' });
    await bench.makeEntry('k', 7);
    bench.now += 5_000;
    const { job: _job, ...hit } = await bench.submit('k');
    expect(await look()).toEqual(hit);
    expect(await server.redis.zscore(sourceKeys(source).hits, 'k')).toBe('2');
    expect([await look(10), await look(4)]).toEqual([hit, { outcome: 'missed', why: 'max_age' }]);
    await bench.invalidation.move(source, { 'public.t': 1 });
    expect(await look()).toMatchObject({ outcome: 'missed' });
    expect(await bench.index.openRuns(source, 0)).toEqual([]);
    await server.redis.del(sourceKeys(source).index);
    expect(await look()).toEqual({ outcome: 'fenced' });
    await bench.index.close(source);
    expect(await look()).toEqual({ outcome: 'removed' });
  });

  test('a key keeps its hits when its entry is made again, and a forgotten source keeps none', async () => {
    await bench.makeEntry('k', 7);
    await bench.submit('k');
    await bench.invalidation.move(source, { 'public.t': 1 });
    await bench.makeEntry('k', 8);
    expect(await bench.index.entries({ id: source, fallbackTtl: undefined }, 'hits', 10)).toMatchObject([{ key: 'k', result: 8, hits: 1, expired: undefined }]);
    await bench.index.forget(source);
    expect(await server.redis.exists(sourceKeys(source).hits)).toBe(0);
  });

  test('on a paused source hits, and neither joins nor claims', async () => {
    await bench.makeEntry('k', 7);
    await bench.claim('other');
    const before = (await server.keys('*')).length;
    expect(await bench.submit('k', { paused: true })).toMatchObject({ outcome: 'hit', result: 7 });
    for (const more of [{ mode: 'fresh' }, { mode: 'alone' }] as const) {
      expect(await bench.submit('k', { paused: true, ...more })).toMatchObject({ outcome: 'paused' });
    }
    expect(await bench.submit('other', { paused: true })).toMatchObject({ outcome: 'paused' });
    await bench.invalidation.move(source, { 'public.t': 1 });
    expect(await bench.submit('k', { paused: true })).toMatchObject({ outcome: 'paused' });
    expect(await bench.index.openRuns(source, 0)).toHaveLength(1);
    expect((await server.keys('*')).length).toBe(before + 2); // a note of the table's move, and the list of what was set aside for the sweep
  });

  test('a hit makes no job and no run', async () => {
    await bench.makeEntry('k', 7);
    const before = (await server.keys('*')).length;
    const hit = await bench.submit('k');
    expect(await bench.index.readJob(hit.job)).toBeUndefined();
    expect((await server.keys('*')).length).toBe(before);
  });

  test('max_age counts from the snapshot, inclusive', async () => {
    await bench.makeEntry('k', 7);
    bench.now += 10_000;
    expect(await bench.submit('k', { maxAge: 10 })).toMatchObject({ outcome: 'hit' });
    bench.now += 1;
    expect(await bench.submit('k', { maxAge: 10 })).toMatchObject({ outcome: 'claimed', why: 'max_age' });
  });

  test('fresh skips the entry but joins what is under way, also past its snapshot', async () => {
    await bench.makeEntry('k', 7);
    const fresh = await bench.submit('k', { mode: 'fresh', why: 'max_age' });
    expect(fresh).toMatchObject({ outcome: 'claimed', why: 'max_age' });
    if (fresh.outcome !== 'claimed') throw new Error();
    await bench.begin(bench.attempt('k', fresh.run));
    expect(await bench.submit('k', { mode: 'fresh' })).toMatchObject({ outcome: 'joined', run: fresh.run });
  });

  test('alone neither hits nor joins nor is joined', async () => {
    await bench.makeEntry('k', 7);
    const alone = await bench.submit('k', { mode: 'alone', why: 'volatile_function(random)' });
    expect(alone).toMatchObject({ outcome: 'claimed', why: 'volatile_function(random)' });
    const another = await bench.submit('k', { mode: 'alone' });
    expect(another.outcome === 'claimed' && alone.outcome === 'claimed' && another.run !== alone.run).toBe(true);
    expect(await bench.submit('k', { mode: 'fresh' })).toMatchObject({ outcome: 'claimed' });
  });

  test('a run that began before a refresh cannot be joined after it; one that has not begun can', async () => {
    const early = await bench.claim();
    await bench.invalidation.move(source, { 'public.t': 1 });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run: early.run });
    await bench.begin(bench.attempt('k', early.run));
    expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run: early.run });
    await bench.invalidation.move(source, { 'public.t': 2 });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed', why: 'none' });
  });

  test('an entry names the table that expired it', async () => {
    await bench.makeEntry('k', 7, ['public.a', 'public.b']);
    await bench.invalidation.move(source, { 'public.b': 1 });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed', why: 'expired(public.b)' });
  });

  test('an entry of another life of the index is none', async () => {
    await bench.makeEntry('k', 7);
    await server.redis.hset(sourceKeys(source).index, 'incarnation', 'second');
    expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed', why: 'incarnation' });
  });

  test('an index without incarnation is fenced', async () => {
    await server.redis.del(sourceKeys(source).index);
    expect(await bench.submit('k')).toMatchObject({ outcome: 'fenced' });
  });
});

describe('begin', () => {
  test('captures epochs and answers when; the next attempt learns the pid of the one before', async () => {
    await bench.invalidation.move(source, { 'public.t': 3 });
    const { run } = await bench.claim();
    expect(await bench.begin(bench.attempt('k', run), ['public.t', 'public.u'])).toEqual({
      outcome: 'go', snapshotAt: bench.now, incarnation: 'first', epochs: { 'public.t': 3, 'public.u': 0 }, previousPid: undefined,
    });
    expect(await bench.begin(bench.attempt('k', run))).toMatchObject({ outcome: 'go', previousPid: 4711 });
  });

  test('an older token is superseded; the same one is answered the same', async () => {
    const { run } = await bench.claim();
    const old = bench.attempt('k', run);
    const young = bench.attempt('k', run);
    const begun = await bench.begin(young);
    expect(await bench.begin(old)).toEqual({ outcome: 'superseded' });
    bench.now += 1000;
    await bench.invalidation.move(source, { 'public.t': 1 });
    expect(await bench.begin(young)).toEqual(begun);
  });

  test('a run that has ended is not begun again', async () => {
    await bench.makeEntry('k', 7);
    expect(await bench.begin(bench.attempt('k', 'run-1'))).toEqual({ outcome: 'ended', state: 'published', result: 7 });
    const { run, job } = await bench.claim('other');
    const view = await bench.index.readJob(job);
    if (view) await bench.index.leave(view);
    expect(await bench.begin(bench.attempt('other', run))).toMatchObject({ outcome: 'ended', state: 'cancelled' });
  });

  test('a run nobody knows is gone; a fenced index lets nobody begin', async () => {
    expect(await bench.begin(bench.attempt('k', 'nothing'))).toEqual({ outcome: 'gone' });
    const { run } = await bench.claim();
    await server.redis.del(sourceKeys(source).index);
    expect(await bench.begin(bench.attempt('k', run))).toMatchObject({ outcome: 'fenced' });
  });

  test('what may not be shared gives up its claim and keeps one owner', async () => {
    const owner = await bench.claim();
    const joiner = await bench.submit('k');
    const left = await bench.index.readJob(owner.job);
    if (left) await bench.index.leave(left);
    await bench.begin(bench.attempt('k', owner.run), ['public.t'], false);
    expect((await bench.index.readRun(source, owner.run))?.owner).toBe(joiner.job);
    expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed' });
  });
});

describe('publish', () => {
  test('delivers without an entry when a table moved since begin, though the run is still the claimed one', async () => {
    const { run, job } = await bench.claim();
    const attempt = bench.attempt('k', run);
    await bench.begin(attempt);
    await bench.invalidation.move(source, { 'public.t': 1 });
    expect(await bench.publish(attempt, 9)).toEqual({ outcome: 'delivered', reason: 'refreshed(public.t)' });
    expect(await bench.index.readRun(source, run)).toMatchObject({ state: 'delivered', result: 9, reason: 'refreshed(public.t)' });
    expect((await bench.index.readJob(job))?.run).toBe(run);
    expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed', why: 'none' });
  });

  test('a newer claim keeps an older run from publishing, and the older one leaves the newer claim alone', async () => {
    const old = await bench.claim();
    const attempt = bench.attempt('k', old.run);
    await bench.begin(attempt);
    await bench.invalidation.move(source, { 'public.t': 1 });
    const young = await bench.claim();
    // Another attempt at the old run sees the present epochs, but the key is no longer its to answer.
    const again = bench.attempt('k', old.run);
    await bench.begin(again);
    expect(await bench.publish(attempt, 8)).toEqual({ outcome: 'superseded' });
    expect(await bench.publish(again, 9)).toEqual({ outcome: 'delivered', reason: 'overtaken' });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run: young.run });
    const next = bench.attempt('k', young.run);
    await bench.begin(next);
    expect(await bench.publish(next, 10)).toMatchObject({ outcome: 'published' });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'hit', result: 10 });
  });

  test('an attempt whose token was overtaken is superseded', async () => {
    const { run } = await bench.claim();
    const old = bench.attempt('k', run);
    await bench.begin(old);
    const young = bench.attempt('k', run);
    await bench.begin(young);
    expect(await bench.publish(old, 9)).toEqual({ outcome: 'superseded' });
    expect(await bench.publish(young, 10)).toMatchObject({ outcome: 'published' });
    expect(await bench.publish(young, 11)).toEqual({ outcome: 'ended', state: 'published' });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'hit', result: 10 });
  });

  test('an index that began a new life in between takes no entry', async () => {
    const { run } = await bench.claim();
    const attempt = bench.attempt('k', run);
    await bench.begin(attempt);
    await server.redis.hset(sourceKeys(source).index, 'incarnation', 'second');
    expect(await bench.publish(attempt, 9)).toEqual({ outcome: 'delivered', reason: 'incarnation' });
  });

  test('what may not be cached is delivered with its reason', async () => {
    const { run } = await bench.claim();
    const attempt = bench.attempt('k', run);
    await bench.begin(attempt);
    expect(await bench.publish(attempt, 9, ['public.t'], 'temp_table')).toEqual({ outcome: 'delivered', reason: 'temp_table' });
    expect(await server.redis.exists(sourceKeys(source).entry('k'))).toBe(0);
  });

  test('what may not be shared waits until those who joined have a run of their own', async () => {
    const owner = await bench.claim();
    const joiner = await bench.submit('k');
    const attempt = bench.attempt('k', owner.run);
    await bench.begin(attempt, ['public.t'], false);
    expect(await bench.publish(attempt, 9, ['public.t'], 'volatile_function(random)')).toEqual({ outcome: 'undivided' });
    expect(await bench.index.detach(joiner.job, owner.run, orderOf(source, 'k', 'own'))).toBe(true);
    expect(await bench.index.detach(joiner.job, owner.run, orderOf(source, 'k', 'again'))).toBe(false);
    expect(await bench.publish(attempt, 9, ['public.t'], 'volatile_function(random)')).toMatchObject({ outcome: 'delivered' });
    expect(await bench.index.readJob(joiner.job)).toMatchObject({ run: 'own', how: 'claimed' });
    expect(await bench.index.readRun(source, 'own')).toMatchObject({ state: 'queued', owner: joiner.job });
    expect(await bench.index.jobsOf(source, 'k', 'own')).toEqual([{ job: joiner.job, caller: 'ann' }]);
  });

  test('who joins with another text keeps what he would have run', async () => {
    const order = { ...orderOf(source, 'k', 'other'), statement: 'SELECT 1 -- in other words' };
    const first = await bench.claim();
    const [same, other] = [await bench.submit('k'), await bench.submit('k', { order })];
    expect([same.outcome, other.outcome]).toEqual(['joined', 'joined']);
    const kept = await Promise.all([first, same, other].map(({ job }) => bench.index.ownOrder(source, job)));
    expect(kept).toEqual([undefined, undefined, order]);
  });

  test('a run that ended leaves no claim, no open run and no caller behind', async () => {
    await bench.makeEntry('k', 7);
    const at = sourceKeys(source);
    expect(await server.redis.exists(at.claim('k'), at.callers('k'), at.openRuns)).toBe(0);
    expect(await server.redis.ttl(at.run('run-1'))).toBeGreaterThan(0);
    expect(await server.redis.smembers(at.byTable('public.t'))).toEqual(['k']);
  });

  test('tells the end on the channel of its source', async () => {
    const subscriber = server.listener();
    await subscriber.subscribe(sourceKeys(source).ends);
    const told = new Promise<string>((resolve) => subscriber.once('message', (_channel, message: string) => resolve(message)));
    await bench.makeEntry('k', 7);
    expect(await told).toBe('run-1 published');
    await subscriber.quit();
  });
});
