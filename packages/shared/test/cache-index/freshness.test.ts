import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sourceKeys } from '../../src/cache-index/keys.js';
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

interface Life { ttl?: number; replicaLag?: number }

/** Claims, begins and publishes with a lifetime; the outcome of the publication. */
async function publish(key: string, id: number, life: Life = {}, tables = ['public.t']) {
  const { run } = await bench.claim(key);
  const attempt = bench.attempt(key, run);
  await bench.begin(attempt, tables);
  return bench.index.publish(attempt, { id, path: `p/${id}`, rows: 1, bytes: 10, runtime: 0.5, tables, uncacheable: '', ...life });
}

const refresh = (table: string, epoch: number) => bench.invalidation.move(source, { [table]: epoch });
const openLoad = (id: string, tables: string[], forMs: number) => bench.invalidation.openLoad(source, { id, tables, until: bench.now + forMs });

describe('an entry is served', () => {
  test('for its time to live, counted from the snapshot, inclusive', async () => {
    const { run } = await bench.claim();
    const attempt = bench.attempt('k', run);
    await bench.begin(attempt);
    bench.now += 4_000;
    await bench.index.publish(attempt, { id: 7, path: 'p', rows: 1, bytes: 1, runtime: 4, tables: ['public.t'], uncacheable: '', ttl: 10 });
    bench.now += 6_000;
    expect([await bench.submit('k'), await bench.index.look(source, 'k')]).toMatchObject([{ outcome: 'hit' }, { outcome: 'hit' }]);
    bench.now += 1;
    expect(await bench.index.look(source, 'k')).toEqual({ outcome: 'missed', why: 'ttl' });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed', why: 'ttl' });
  });

  test('while a load is open, and not after its time limit, on the tables of the load alone', async () => {
    await publish('on-t', 1);
    await publish('on-u', 2, {}, ['public.u']);
    await openLoad('1', ['public.t'], 5_000);
    await openLoad('2', ['public.u'], 90_000);
    bench.now += 5_000;
    expect(await bench.submit('on-t')).toMatchObject({ outcome: 'hit' });
    bench.now += 1;
    expect(await bench.index.look(source, 'on-t')).toEqual({ outcome: 'missed', why: 'expired(public.t)' });
    expect(await bench.submit('on-t')).toMatchObject({ outcome: 'claimed', why: 'expired(public.t)' });
    expect(await bench.submit('on-u')).toMatchObject({ outcome: 'hit' });
  });

  test('where a feed should vouch and does not, only for so long', async () => {
    await publish('k', 1);
    const ask = () => bench.index.look(source, 'k', { fallbackTtl: 10 });
    bench.now += 10_000;
    expect(await ask()).toMatchObject({ outcome: 'hit' });
    bench.now += 1;
    expect(await ask()).toEqual({ outcome: 'missed', why: 'unwatched' });
    await bench.invalidation.vouch(source, 15_000);
    bench.now += 15_000;
    expect(await ask()).toMatchObject({ outcome: 'hit' });
    bench.now += 1;
    expect(await ask()).toEqual({ outcome: 'missed', why: 'unwatched' });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'hit' }); // a source without a feed
    expect(await bench.submit('k', { fallbackTtl: 10 })).toMatchObject({ outcome: 'claimed', why: 'unwatched' });
  });

  test('and what was told first is the reason', async () => {
    await publish('k', 1, { ttl: 1 });
    bench.now += 60_000;
    const all = { fallbackTtl: 10, maxAge: 5 };
    expect(await bench.submit('k', { ...all, paused: true })).toEqual({ outcome: 'paused', job: expect.any(String) });
    expect(await bench.submit('k', { ...all, maxStale: 3600, paused: true })).toMatchObject({ outcome: 'stale', why: 'ttl' });
    await refresh('public.t', 1);
    expect(await bench.submit('k', { ...all, maxStale: 3600, paused: true })).toMatchObject({ outcome: 'stale', why: 'expired(public.t)' });
  });

  test('and is shown as what it would be to a submission, which counts as no use', async () => {
    await publish('timed', 1, { ttl: 5 });
    await publish('loaded', 2, {}, ['public.u']);
    await publish('watched', 3);
    await openLoad('1', ['public.u'], 5_000);
    const shown = async (fallbackTtl?: number): Promise<Record<string, string | undefined>> => {
      const entries = await bench.index.entries({ id: source, fallbackTtl }, 'cached_at', 10);
      return Object.fromEntries(entries.map(({ key, expired }) => [key, expired]));
    };
    expect(await shown(5)).toEqual({ timed: undefined, loaded: undefined, watched: undefined });
    bench.now += 5_001;
    expect(await shown()).toEqual({ timed: 'ttl', loaded: 'expired(public.u)', watched: undefined });
    expect(await shown(5)).toMatchObject({ watched: 'unwatched' });
    expect((await bench.index.entry({ id: source, fallbackTtl: undefined }, 'watched'))?.hits).toBe(0);
  });

  test('its use is noted, though not every time', async () => {
    const used = () => server.redis.zscore(sourceKeys(source).used, 'k');
    await publish('k', 1);
    const made = bench.now;
    bench.now += 4_999;
    await bench.submit('k');
    expect(await used()).toBe(String(made));
    bench.now += 1;
    await bench.index.look(source, 'k');
    expect(await used()).toBe(String(bench.now));
    expect(await server.redis.zscore(sourceKeys(source).hits, 'k')).toBe('2');
  });
});

describe('a result is published', () => {
  test('not while a load is open on one of its tables, overdue or not', async () => {
    const early = await bench.claim('early');
    const attempt = bench.attempt('early', early.run);
    await bench.begin(attempt, ['public.a', 'public.t']);
    await openLoad('1', ['public.t'], 1_000);
    expect(await bench.publish(attempt, 1, ['public.a', 'public.t'])).toEqual({ outcome: 'delivered', reason: 'load(public.t)' });
    expect(await publish('within', 2)).toEqual({ outcome: 'delivered', reason: 'load(public.t)' });
    expect(await publish('other', 3, {}, ['public.a'])).toMatchObject({ outcome: 'published' });
    bench.now += 5_000;
    expect(await publish('overdue', 4)).toEqual({ outcome: 'delivered', reason: 'load(public.t)' });
    await bench.invalidation.endLoad(source, { id: '1', epochs: { 'public.t': 1 } });
    expect(await publish('after', 5)).toMatchObject({ outcome: 'published' });
  });

  test('not if a load was opened and closed since it began', async () => {
    const { run } = await bench.claim();
    const attempt = bench.attempt('k', run);
    await bench.begin(attempt);
    await openLoad('1', ['public.t'], 1_000);
    await bench.invalidation.endLoad(source, { id: '1', epochs: { 'public.t': 1 } });
    expect(await bench.publish(attempt, 1)).toEqual({ outcome: 'delivered', reason: 'refreshed(public.t)' });
  });

  test('from a standby, not if it began within the lag after a refresh', async () => {
    const lag = { replicaLag: 10 };
    expect(await publish('never', 1, lag)).toMatchObject({ outcome: 'published' });
    await refresh('public.t', 1);
    bench.now += 9_999;
    const within = await publish('within', 2, lag);
    expect(within).toEqual({ outcome: 'delivered', reason: 'replica_lag(public.t)' });
    expect(await publish('a primary', 3)).toMatchObject({ outcome: 'published' });
    bench.now += 1;
    expect(await publish('after', 4, lag)).toMatchObject({ outcome: 'published' });
  });

  test('from a standby, not within the lag after the end of a load whose time was up long before', async () => {
    await openLoad('1', ['public.t'], 1_000);
    bench.now += 60_000;
    await bench.invalidation.endLoad(source, { id: '1', epochs: { 'public.t': 1 } });
    bench.now += 9_999;
    expect(await publish('within', 1, { replicaLag: 10 })).toEqual({ outcome: 'delivered', reason: 'replica_lag(public.t)' });
    bench.now += 1;
    expect(await publish('after', 2, { replicaLag: 10 })).toMatchObject({ outcome: 'published' });
  });

  test('from a standby, not within the lag after a restoration either; what is not known counts as later', async () => {
    const at = sourceKeys(source);
    const history = (await server.redis.hget(at.index, 'history')) ?? '';
    await bench.invalidation.open(source, { incarnation: 'x', history, epochs: { 'public.t': 3 } });
    bench.now += 10_000;
    expect(await publish('k', 1, { replicaLag: 11 })).toEqual({ outcome: 'delivered', reason: 'replica_lag(public.t)' });
    expect(await publish('k', 2, { replicaLag: 10 })).toMatchObject({ outcome: 'published' });
    await server.redis.del(at.moved);
    expect(await publish('restored', 3, { replicaLag: 11 })).toEqual({ outcome: 'delivered', reason: 'replica_lag(public.t)' });
    await server.redis.hdel(at.index, 'restored_at');
    expect(await publish('unknown', 4, { replicaLag: 0 })).toEqual({ outcome: 'delivered', reason: 'replica_lag(public.t)' });
  });

  test('not where it would live for no time at all', async () => {
    expect(await publish('k', 1, { ttl: 0 })).toEqual({ outcome: 'delivered', reason: 'ttl(0)' });
    expect(await server.redis.exists(sourceKeys(source).entry('k'))).toBe(0);
  });
});

describe('a run', () => {
  test('waits for the end of loads on its tables where the source says so, and not for overdue ones', async () => {
    const { run } = await bench.claim();
    const attempt = bench.attempt('k', run);
    await openLoad('1', ['public.t'], 5_000);
    await openLoad('2', ['public.t'], 9_000);
    const begin = () => bench.index.begin(attempt, { tables: ['public.a', 'public.t'], pid: 1, shareable: true, loadPolicy: 'wait' });
    const until = bench.now + 9_000;
    for (const _time of [1, 2]) expect(await begin()).toEqual({ outcome: 'loading', table: 'public.t', until });
    expect(await bench.index.readRun(source, run)).toMatchObject({ state: 'queued', token: undefined });
    bench.now += 9_000;
    expect(await begin()).toMatchObject({ outcome: 'loading' });
    bench.now += 1;
    expect(await begin()).toMatchObject({ outcome: 'go' });
    await openLoad('3', ['public.t'], 9_000);
    expect(await begin()).toMatchObject({ outcome: 'go' }); // what it was told before
  });

  test('that read before the time limit of an overdue load is not joined; one that read later is', async () => {
    const early = await bench.claim();
    await openLoad('1', ['public.t'], 1_000);
    bench.now += 1_000;
    await bench.begin(bench.attempt('k', early.run));
    expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run: early.run });
    bench.now += 1;
    const late = await bench.submit('k');
    expect(late).toMatchObject({ outcome: 'claimed' });
    if (late.outcome !== 'claimed') throw new Error();
    await bench.begin(bench.attempt('k', late.run));
    expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run: late.run });
  });
});

describe('an expired entry is served stale', () => {
  const stale = (maxStale: number, more = {}) => bench.submit('k', { maxStale, ...more });

  test('at once, while one run makes it anew, and never beyond the bound', async () => {
    await publish('k', 7);
    await refresh('public.t', 1);
    const told = bench.now;
    bench.now += 10_000;
    const first = await stale(10);
    expect(first).toMatchObject({ outcome: 'stale', result: 7, why: 'expired(public.t)', refresh: 'claimed', cachedAt: told, now: bench.now });
    expect(await stale(10)).toMatchObject({ outcome: 'stale', refresh: 'under_way' });
    expect(await bench.index.openRuns(source, 0)).toHaveLength(1);
    expect(await bench.index.readJob(first.job)).toMatchObject({ how: 'claimed', why: 'expired(public.t)', left: false });
    bench.now += 1;
    expect(await stale(10)).toMatchObject({ outcome: 'joined' });
    expect(await stale(11)).toMatchObject({ outcome: 'stale' });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'joined' });
    const job = await bench.index.readJob(first.job);
    const attempt = bench.attempt('k', job?.run ?? '');
    await bench.begin(attempt);
    await bench.publish(attempt, 8);
    expect(await stale(10)).toMatchObject({ outcome: 'hit', result: 8 });
  });

  test('counted from the first of several moves, and from what began first', async () => {
    await publish('k', 7, { ttl: 30 });
    bench.now += 10_000;
    await refresh('public.t', 1);
    bench.now += 10_000;
    await refresh('public.t', 2);
    bench.now += 20_000; // 30 s since the first move, 10 s since the end of its time to live
    expect(await stale(29, { paused: true })).toMatchObject({ outcome: 'paused' });
    expect(await stale(30, { paused: true })).toMatchObject({ outcome: 'stale', refresh: 'paused' });
    expect(await bench.index.openRuns(source, 0)).toEqual([]);
  });

  test.each([
    ['its time to live', 'ttl', {}, 5],
    ['the age that was asked for', 'max_age', { maxAge: 3 }, 3],
    ['the end of a vouching', 'unwatched', { fallbackTtl: 2 }, 4],
    ['the time limit of a load', 'expired(public.t)', {}, 1],
  ])('from %s on', async (_what, why, more, since) => {
    await publish('k', 7, why === 'ttl' ? { ttl: 5 } : {});
    await bench.invalidation.vouch(source, 4_000);
    if (why.startsWith('expired')) await openLoad('1', ['public.t'], 1_000);
    bench.now += since * 1000 + 20_000;
    expect(await stale(19, { ...more, paused: true })).toMatchObject({ outcome: 'paused' });
    expect(await stale(20, { ...more, paused: true })).toMatchObject({ outcome: 'stale', why });
  });

  test('from the time limit of an overdue load on, also when it has been ended later', async () => {
    await publish('k', 7);
    await openLoad('1', ['public.t'], 1_000);
    bench.now += 11_000;
    await bench.invalidation.endLoad(source, { id: '1', epochs: { 'public.t': 1 } });
    expect(await stale(9, { paused: true })).toMatchObject({ outcome: 'paused' });
    expect(await stale(10, { paused: true })).toMatchObject({ outcome: 'stale' });
  });

  test('not where it is not known since when', async () => {
    await publish('k', 7);
    const history = (await server.redis.hget(sourceKeys(source).index, 'history')) ?? '';
    await bench.invalidation.open(source, { incarnation: 'x', history, epochs: { 'public.t': 1 } });
    expect(await stale(3600, { paused: true })).toMatchObject({ outcome: 'paused' });
    await publish('jumped', 8);
    await refresh('public.t', 3); // the move to 2 was told by a server that is no more
    expect(await bench.submit('jumped', { maxStale: 3600, paused: true })).toMatchObject({ outcome: 'paused' });
    await publish('often', 9);
    for (let epoch = 4; epoch <= 12; epoch += 1) await refresh('public.t', epoch);
    expect(await bench.submit('often', { maxStale: 3600, paused: true })).toMatchObject({ outcome: 'paused' });
  });

  test('not from another life of the index, nor to those who ask for a fresh run, nor without an entry', async () => {
    expect(await stale(3600)).toMatchObject({ outcome: 'claimed', why: 'none' });
    await publish('other', 7);
    await refresh('public.t', 1);
    expect(await bench.submit('other', { maxStale: 3600, mode: 'fresh', why: 'max_age' })).toMatchObject({ outcome: 'claimed', why: 'max_age' });
    await server.redis.hset(sourceKeys(source).index, 'incarnation', 'second');
    const other = await bench.submit('other', { maxStale: 3600 });
    expect(other).toMatchObject({ outcome: 'joined' });
    expect(await bench.index.readJob(other.job)).toMatchObject({ why: 'incarnation' });
  });

  test('twice the same, if its answer was lost: the claim is its own', async () => {
    await publish('k', 7);
    await refresh('public.t', 1);
    const request = { source, key: 'k', caller: 'ann', order: orderOf(source, 'k', 'mine'), mode: 'shared', maxStale: 5, job: bench.index.newJobId(source) } as const;
    const first = await bench.index.resolve(request);
    expect(first).toMatchObject({ outcome: 'stale', refresh: 'claimed' });
    bench.now += 60_000;
    expect(await bench.index.resolve(request)).toEqual(first);
    expect(await bench.index.jobsOf(source, 'k', 'mine')).toHaveLength(1);
  });
});

describe('epochs that must have been reached', () => {
  test('narrow what is stale, and those that have not been are told', async () => {
    await refresh('public.t', 4);
    await publish('k', 7);
    await refresh('public.t', 5);
    const ask = (minEpochs: Record<string, number>) => bench.submit('k', { maxStale: 60, paused: true, minEpochs });
    expect(await ask({ 'public.t': 4, 'public.other': 0 })).toMatchObject({ outcome: 'stale' });
    expect(await ask({ 'public.t': 5 })).toMatchObject({ outcome: 'paused' });
    expect(await ask({ 'public.t': 6 })).toMatchObject({ outcome: 'ahead', table: 'public.t', epoch: 5 });
    expect(await ask({ 'public.other': 1 })).toMatchObject({ outcome: 'ahead', table: 'public.other', epoch: 0 });
    expect(await bench.submit('k', { minEpochs: { 'public.t': 6 }, mode: 'alone' })).toMatchObject({ outcome: 'ahead' });
    expect(await bench.index.openRuns(source, 0)).toEqual([]);
  });
});
