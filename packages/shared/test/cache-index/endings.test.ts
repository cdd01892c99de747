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

describe('fail', () => {
  test('ends the run for all who wait, and the next submission claims anew', async () => {
    const { run } = await bench.claim();
    const attempt = bench.attempt('k', run);
    await bench.begin(attempt);
    expect(await bench.index.fail(attempt, 'no such column')).toEqual({ outcome: 'failed' });
    expect(await bench.index.readRun(source, run)).toMatchObject({ state: 'failed', error: 'no such column', result: undefined });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed' });
  });

  test('an attempt that was overtaken cannot fail the run; one without a token only what has not begun', async () => {
    const { run } = await bench.claim();
    const old = bench.attempt('k', run);
    expect(await bench.index.fail({ ...old, run: 'nothing' }, 'x')).toEqual({ outcome: 'gone' });
    await bench.begin(old);
    await bench.begin(bench.attempt('k', run));
    expect(await bench.index.fail(old, 'x')).toEqual({ outcome: 'superseded' });
    expect(await bench.index.fail({ ...old, token: undefined }, 'x')).toEqual({ outcome: 'superseded' });
    const fresh = await bench.claim('other');
    expect(await bench.index.fail({ source, key: 'other', run: fresh.run, token: undefined }, 'x')).toEqual({ outcome: 'failed' });
    expect(await bench.index.fail({ source, key: 'other', run: fresh.run, token: 99 }, 'y')).toEqual({ outcome: 'ended' });
  });

  test('leaves the claim of a newer run alone', async () => {
    const old = await bench.claim();
    const attempt = bench.attempt('k', old.run);
    await bench.begin(attempt);
    await bench.invalidation.move(source, { 'public.t': 1 });
    const young = await bench.claim();
    await bench.index.fail(attempt, 'x');
    expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run: young.run });
  });
});

describe('leave', () => {
  test('the run goes on while others wait, and is cancelled when the last has left', async () => {
    const owner = await bench.claim();
    const joiner = await bench.submit('k');
    const views = await Promise.all([owner.job, joiner.job].map((job) => bench.index.readJob(job)));
    expect(views[0] && (await bench.index.leave(views[0]))).toEqual({ outcome: 'left', run: owner.run, last: false });
    expect(views[0] && (await bench.index.leave(views[0]))).toEqual({ outcome: 'left', run: owner.run, last: false });
    expect(await bench.index.readRun(source, owner.run)).toMatchObject({ state: 'queued' });
    expect(views[1] && (await bench.index.leave(views[1]))).toEqual({ outcome: 'left', run: owner.run, last: true });
    expect(await bench.index.readRun(source, owner.run)).toMatchObject({ state: 'cancelled', error: 'Query cancelled by user.' });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed' });
  });

  test('a job that was moved to a run of its own leaves that one', async () => {
    const owner = await bench.claim();
    const joiner = await bench.submit('k');
    const seen = await bench.index.readJob(joiner.job);
    await bench.index.detach(joiner.job, owner.run, orderOf(source, 'k', 'own'));
    expect(seen && (await bench.index.leave(seen))).toEqual({ outcome: 'left', run: 'own', last: true });
    expect(await bench.index.readRun(source, owner.run)).toMatchObject({ state: 'queued' });
  });

  test('there is nothing to leave once the run has ended, or where there is no job', async () => {
    await bench.makeEntry('k', 7);
    const { run, job } = await bench.claim('other');
    await bench.index.fail({ source, key: 'other', run, token: undefined }, 'x');
    const view = await bench.index.readJob(job);
    expect(view && (await bench.index.leave(view))).toEqual({ outcome: 'ended' });
    expect(view && (await bench.index.leave({ ...view, id: bench.index.newJobId(source) }))).toEqual({ outcome: 'gone' });
  });
});

describe('invalidate', () => {
  test('counts each entry once and never moves an epoch back', async () => {
    await bench.makeEntry('one', 1, ['public.a']);
    await bench.makeEntry('both', 2, ['public.a', 'public.b']);
    expect(await bench.invalidation.move(source, { 'public.a': 2, 'public.b': 2 })).toBe(2);
    expect(await bench.invalidation.move(source, { 'public.a': 1 })).toBe(0);
    expect(await bench.index.currentEpochs(source, ['public.a', 'public.b', 'public.c'])).toMatchObject({
      epochs: { 'public.a': 2, 'public.b': 2, 'public.c': 0 },
    });
  });

  test('a thousand tables at once, and an entry that rests on them all', async () => {
    const tables = Array.from({ length: 2500 }, (_, at) => `public.t${at}`);
    await bench.makeEntry('k', 1, tables);
    expect(await bench.submit('k')).toMatchObject({ outcome: 'hit' });
    await bench.invalidation.move(source, { 'public.t2499': 1 });
    expect(await bench.submit('k')).toMatchObject({ why: 'expired(public.t2499)' });
  });

  test('twenty thousand tables are moved, and counted', async () => {
    await bench.makeEntry('k', 1, ['public.t7']);
    const epochs = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`public.t${at}`, 1]));
    expect(await bench.invalidation.move(source, epochs)).toBe(1);
    expect(await bench.submit('k')).toMatchObject({ why: 'expired(public.t7)' });
  });

  test('an index is opened once, with the epochs of the ledger, and no epoch goes back', async () => {
    source += 1;
    const fresh = new IndexBench(server.redis, source);
    await fresh.invalidation.move(source, { 'public.a': 9 });
    const fenced = await fresh.index.currentEpochs(source, []);
    const history = fenced.outcome === 'fenced' ? fenced.history : '';
    const open = (incarnation: string, epochs: Record<string, number>) => fresh.invalidation.open(source, { incarnation, history, epochs });
    const opened = { outcome: 'open', incarnation: 'one' };
    expect(await open('one', { 'public.a': 3, 'public.b': 4 })).toEqual(opened);
    expect(await open('two', { 'public.b': 5 })).toEqual(opened);
    expect(await fresh.index.currentEpochs(source, ['public.a', 'public.b'])).toEqual({
      ...opened, epochs: { 'public.a': 9, 'public.b': 5 },
    });
  });
});

describe('a command that is sent twice, because its answer was lost with the connection, answers the same', () => {
  test('publish, with and without an entry', async () => {
    const { run } = await bench.claim();
    const attempt = bench.attempt('k', run);
    await bench.begin(attempt);
    const first = await bench.publish(attempt, 7);
    bench.now += 1000;
    expect(await bench.publish(attempt, 7)).toEqual(first);
    expect(await bench.publish(attempt, 8)).toEqual({ outcome: 'ended', state: 'published' });
    const other = await bench.claim('other');
    const second = bench.attempt('other', other.run);
    await bench.begin(second);
    const delivered = await bench.publish(second, 9, ['public.t'], 'temp_table');
    expect(await bench.publish(second, 9, ['public.t'], 'temp_table')).toEqual(delivered);
  });

  test('fail, detach and leave', async () => {
    const { run, job } = await bench.claim();
    const joiner = await bench.submit('k');
    const attempt = bench.attempt('k', run);
    await bench.begin(attempt, ['public.t'], false);
    const own = orderOf(source, 'k', 'own');
    expect([await bench.index.detach(joiner.job, run, own), await bench.index.detach(joiner.job, run, own)]).toEqual([true, true]);
    expect([await bench.index.fail(attempt, 'x'), await bench.index.fail(attempt, 'x')]).toEqual([{ outcome: 'failed' }, { outcome: 'failed' }]);
    const view = await bench.index.readJob(joiner.job);
    const left = { outcome: 'left', run: 'own', last: true };
    expect([view && (await bench.index.leave(view)), view && (await bench.index.leave(view))]).toEqual([left, left]);
    expect(job).not.toBe(joiner.job);
  });

  test('resolve: the claim is its own', async () => {
    const order = orderOf(source, 'k', 'mine');
    const request = { source, key: 'k', caller: 'ann', order, mode: 'shared', job: bench.index.newJobId(source) } as const;
    const first = await bench.index.resolve(request);
    expect(first).toEqual({ outcome: 'claimed', run: 'mine', why: 'none' });
    expect(await bench.index.resolve(request)).toEqual(first);
    expect(await bench.index.jobsOf(source, 'k', 'mine')).toHaveLength(1);
  });

  test.each(['shared', 'alone'] as const)('resolve (%s): also when its run is under way or has ended', async (mode) => {
    const order = orderOf(source, 'k', 'mine');
    const request = { source, key: 'k', caller: 'ann', order, mode, why: 'none', job: bench.index.newJobId(source) };
    const first = await bench.index.resolve(request);
    const attempt = bench.attempt('k', 'mine');
    await bench.begin(attempt);
    expect(await bench.index.resolve(request)).toEqual(first);
    await bench.invalidation.move(source, { 'public.t': 1 });
    expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed' });
    await bench.publish(attempt, 9);
    expect(await bench.index.resolve(request)).toEqual(first);
    expect(await bench.index.readRun(source, 'mine')).toMatchObject({ state: 'delivered', result: 9 });
    expect(await bench.index.openRuns(source, 0)).not.toContain('mine');
  });

  test('resolve: a run that may not be shared stays so', async () => {
    const order = orderOf(source, 'k', 'mine');
    const request = { source, key: 'k', caller: 'ann', order, mode: 'shared', job: bench.index.newJobId(source) } as const;
    await bench.index.resolve(request);
    await bench.begin(bench.attempt('k', 'mine'), ['public.t'], false);
    await bench.index.resolve(request);
    expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed' });
  });
});

test('a run that everybody was moved out of is cancelled', async () => {
  const owner = await bench.claim();
  const joiner = await bench.submit('k');
  await bench.begin(bench.attempt('k', owner.run), ['public.t'], false);
  const view = await bench.index.readJob(owner.job);
  if (view) await bench.index.leave(view);
  await bench.index.detach(joiner.job, owner.run, orderOf(source, 'k', 'own'));
  expect(await bench.index.readRun(source, owner.run)).toMatchObject({ state: 'cancelled' });
});

test('nothing is resolved, begun, detached or opened on a source that was removed', async () => {
  const { run } = await bench.claim();
  const joined = await bench.submit('k');
  await bench.makeEntry('cached', 7);
  await bench.index.close(source);
  await bench.index.forget(source);
  const history = (await server.redis.hget(sourceKeys(source).index, 'history')) ?? '';
  await bench.invalidation.open(source, { incarnation: 'second', history, epochs: {} });
  expect(await bench.submit('cached')).toMatchObject({ outcome: 'removed' });
  expect(await bench.begin(bench.attempt('k', run))).toEqual({ outcome: 'gone' });
  expect(await bench.index.detach(joined.job, run, orderOf(source, 'k', 'own'))).toBe(false);
  expect(await bench.index.readRun(source, 'own')).toBeUndefined();
  expect(await server.keys(`onceql:{ds${source}}:entry:*`)).toEqual([]);
});

test('a session that ended in good order is looked for no more, unless a newer attempt has one', async () => {
  const { run } = await bench.claim();
  const old = bench.attempt('k', run);
  await bench.begin(old);
  const young = bench.attempt('k', run);
  await bench.begin(young);
  await bench.index.sessionEnded(old);
  expect(await bench.begin(bench.attempt('k', run))).toMatchObject({ previousPid: 4711 });
});

test('progress is told of runs that are known, and makes none', async () => {
  const { run } = await bench.claim();
  await bench.index.progress(source, run, { phase: 'analysing', rows: undefined, bytes: undefined });
  expect(await bench.index.readRun(source, run)).toMatchObject({ phase: 'analysing', rows: undefined, bytes: undefined });
  await bench.index.progress(source, run, { phase: 'reading', rows: 5, bytes: 50 });
  await bench.index.progress(source, 'nothing', { phase: 'reading', rows: 5, bytes: 50 });
  expect(await bench.index.readRun(source, run)).toMatchObject({ phase: 'reading', rows: 5, bytes: 50 });
  expect(await server.redis.exists(sourceKeys(source).run('nothing'))).toBe(0);
});

test('a run that has ended is listed until the ledger has it', async () => {
  await bench.makeEntry('k', 7);
  bench.now += 1000;
  expect(await bench.index.unrecordedRuns(source, 500)).toEqual(['run-1']);
  await bench.index.recorded(source, 'run-1');
  expect(await bench.index.unrecordedRuns(source, 500)).toEqual([]);
});

test('every command survives a Redis that has forgotten its scripts', async () => {
  await Promise.all(server.nodes().map((node) => node.script('FLUSH')));
  expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed' });
});

test('open runs are listed by age, with the order they were claimed with', async () => {
  const { run } = await bench.claim();
  expect(await bench.index.openRuns(source, 1000)).toEqual([]);
  bench.now += 2000;
  expect(await bench.index.openRuns(source, 1000)).toEqual([run]);
  expect(await bench.index.orderOf(source, run)).toEqual(orderOf(source, 'k', run));
});
