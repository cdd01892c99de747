import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { IndexBench, startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';

/** What is asked of a day is nobody's once the day is over: neither as an entry nor as a run under way. */
let server: RedisBench;
let bench: IndexBench;
let sources = 900;
const DAY_GOES_ON = 60_000;

beforeAll(async () => {
  server = await startRedisBench();
});
beforeEach(async () => {
  bench = new IndexBench(server.redis, (sources += 1));
  await bench.open();
});
afterAll(() => server.stop());

async function begun(joinableMs: number | undefined, lateMs = 0): Promise<{ run: string; attempt: ReturnType<IndexBench['attempt']> }> {
  const { run } = await bench.claim();
  const attempt = bench.attempt('k', run);
  const joinUntil = joinableMs === undefined ? undefined : bench.now + joinableMs;
  bench.now += lateMs;
  const { outcome } = await bench.index.begin(attempt, { tables: ['public.t'], pid: 1, shareable: true, joinUntil });
  expect(outcome).toBe('go');
  return { run, attempt };
}

const published = (attempt: ReturnType<IndexBench['attempt']>, endsMs: number | undefined, ttl?: number) =>
  bench.index.publish(attempt, {
    id: 7, path: 'p/7', rows: 1, bytes: 10, runtime: 0.5, tables: ['public.t'], uncacheable: '', endsMs, ...(ttl !== undefined && { ttl }),
  });

test('a run is joined until its day is over, and then made anew', async () => {
  const { run } = await begun(DAY_GOES_ON);
  bench.now += DAY_GOES_ON - 1;
  expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run });
  bench.now += 1;
  const next = await bench.submit('k');
  expect(next.outcome).toBe('claimed');
  expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run: next.outcome === 'claimed' ? next.run : '' });
});

test('a run whose beginning came late is joined no longer for that', async () => {
  const { run } = await begun(DAY_GOES_ON, DAY_GOES_ON - 1);
  expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run });
  bench.now += 1;
  expect((await bench.submit('k')).outcome).toBe('claimed');
});

test('a run that began on another day than its key says is joined no more', async () => {
  await begun(0);
  expect((await bench.submit('k')).outcome).toBe('claimed');
});

test('a later attempt begins on its own day', async () => {
  const { run } = await begun(0);
  await bench.index.begin(bench.attempt('k', run), { tables: ['public.t'], pid: 2, shareable: true, joinUntil: bench.now + DAY_GOES_ON });
  expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run });
});

test('a run whose statement asks for no day is joined however long it takes', async () => {
  const { run } = await begun(undefined);
  bench.now += 10 * DAY_GOES_ON;
  expect(await bench.submit('k')).toMatchObject({ outcome: 'joined', run });
});

test('an entry is served to the end of its day, counted from when its rows were read, and to nobody afterwards', async () => {
  const { attempt } = await begun(DAY_GOES_ON);
  bench.now += 5000;
  expect((await published(attempt, DAY_GOES_ON)).outcome).toBe('published');
  bench.now += DAY_GOES_ON - 5001;
  expect((await bench.submit('k')).outcome).toBe('hit');
  expect((await bench.index.look(bench.source, 'k')).outcome).toBe('hit');
  bench.now += 1;
  expect(await bench.index.look(bench.source, 'k')).toEqual({ outcome: 'missed', why: 'ttl' });
  expect(await bench.submit('k', { maxStale: 86_400 })).toMatchObject({ outcome: 'claimed', why: 'ttl' });
});

test('what has expired for another reason too is not served as stale on another day', async () => {
  const { attempt } = await begun(DAY_GOES_ON);
  await published(attempt, DAY_GOES_ON, 10);
  bench.now += DAY_GOES_ON - 1;
  expect((await bench.submit('k', { maxStale: 86_400 })).outcome).toBe('stale');
  bench.now += 1;
  expect((await bench.submit('k', { maxStale: 86_400, mode: 'shared' })).outcome).not.toBe('stale');
});

test('a shorter time to live still counts', async () => {
  const { attempt } = await begun(DAY_GOES_ON);
  await published(attempt, DAY_GOES_ON, 10);
  bench.now += 10_001;
  expect(await bench.index.look(bench.source, 'k')).toEqual({ outcome: 'missed', why: 'ttl' });
});

test('rows that come when the day is over are delivered, and no entry', async () => {
  const { attempt } = await begun(DAY_GOES_ON);
  bench.now += DAY_GOES_ON;
  expect(await published(attempt, DAY_GOES_ON)).toEqual({ outcome: 'delivered', reason: 'ttl(0)' });
  expect((await bench.index.look(bench.source, 'k')).outcome).toBe('missed');
});

test('the sweep takes an entry whose day is over', async () => {
  const { attempt } = await begun(DAY_GOES_ON);
  await published(attempt, DAY_GOES_ON);
  const drop = () => bench.index.sweep.drop(bench.source, 'k', { why: 'expired', keepMs: 1000 });
  bench.now += DAY_GOES_ON + 999;
  expect((await drop()).outcome).toBe('kept');
  bench.now += 1;
  expect((await drop()).outcome).toBe('dropped');
});
