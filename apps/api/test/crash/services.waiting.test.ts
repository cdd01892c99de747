import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Proxy, Stack, WAREHOUSE, jobOf, resultOf } from '@onceql/testing';
import type { Client, JobBody } from '@onceql/testing';
import { MANY_ROWS, RECOVERY_MS, SWEEPING, expectClean, expectFree, few, many, present, rowCount, rowsOf } from './ground.js';

/** How long a service stays away. */
const OUTAGE_MS = 10_000;

let stack: Stack;
let api: Client;
let toLedger: Proxy;
let toWarehouse: Proxy;
let source: number;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  toLedger = await Proxy.to(Number(stack.databaseUrl.port));
  toWarehouse = await Proxy.to(Number(stack.readerUrl.port));
  const url = stack.databaseUrl;
  url.port = String(toLedger.port);
  const env = { ...SWEEPING, DATABASE_URL: url.href };
  [api] = await Promise.all([stack.api(env), stack.worker(env), stack.worker(env)]);
  source = await stack.source(api, { concurrency: 12, port: toWarehouse.port });
});
afterAll(async () => {
  await stack.stop();
  await Promise.all([toLedger.close(), toWarehouse.close()]);
});

/** Submits a run for each point and waits until it stands there. */
async function standing(what: string, points: readonly string[]): Promise<{ jobs: JobBody[]; release: () => void }> {
  const marks = points.map((point) => `${what}_${point.replace('.', '_')}`);
  const holds = points.map((point, at) => stack.checkpoints.hold(point, marks[at]));
  const jobs = await Promise.all(
    // With max_age 0 the answer is a job, however far its run has come by then.
    points.map((point, at) => api.submit(source, point === 'rows.streaming' ? many(marks[at] ?? '') : few(marks[at] ?? ''), { max_age: 0 })),
  );
  await Promise.all(holds.map((hold) => hold.reached()));
  return { jobs, release: () => holds.forEach((hold) => hold.release()) };
}

const POINTS = ['attempt.taken', 'attempt.begun', 'rows.streaming', 'rows.stored', 'result.recorded', 'run.published'];

async function expectAllRead(jobs: readonly JobBody[]): Promise<void> {
  for (const [at, { id }] of jobs.entries()) {
    const job = await api.ended(id);
    expect(job).toMatchObject({ status: 3, error: '' });
    if (POINTS[at] === 'rows.streaming') expect(await rowCount(stack, job)).toBe(MANY_ROWS);
    else expect(await rowsOf(api, job)).toEqual(await present(stack));
  }
}

test("OnceQL's own Postgres away for 10 s: no run fails for it, callers are told 503, hits go on", async () => {
  await api.query(source, few('known'));
  await api.query(source, few('known'));
  const { jobs, release } = await standing('pg', POINTS);
  await toLedger.close();
  release();
  const over = pause(OUTAGE_MS);
  const asked = Date.now();
  const refused = await api.query(source, few('refused'));
  expect(refused).toMatchObject({ status: 503, json: { message: expect.stringContaining('Postgres') as unknown } });
  expect(Date.now() - asked).toBeLessThan(RECOVERY_MS);
  expect((await api.query(source, few('known'))).headers.get('x-onceql-cache')).toBe('hit');
  await over;
  await toLedger.open();
  const back = Date.now();
  await expectAllRead(jobs);
  expect(Date.now() - back).toBeLessThan(RECOVERY_MS);
  await expectFree(stack, api, source, few('refused'));
  await expectClean(stack, source);
});

test('Redis silent for 10 s: no run fails for it, callers are told 503, and nothing is run for them', async () => {
  const { jobs, release } = await standing('redis', POINTS);
  const pid = Number(/process_id:(\d+)/.exec(await stack.redis.info('server'))?.[1]);
  process.kill(pid, 'SIGSTOP');
  try {
    const over = pause(OUTAGE_MS);
    release();
    const asked = Date.now();
    const refused = await Promise.all([api.query(source, few('silent')), api.get(`/api/jobs/${jobs[0]?.id}`)]);
    expect(refused.map(({ status }) => status)).toEqual([503, 503]);
    // Five seconds for a command, and what comes meanwhile waits for the one before.
    expect(Date.now() - asked).toBeLessThan(RECOVERY_MS);
    await over;
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  const back = Date.now();
  await expectAllRead(jobs);
  expect(Date.now() - back).toBeLessThan(RECOVERY_MS);
  const { rows: run } = await stack.metadata.query("SELECT FROM onceql.results WHERE statement LIKE '%silent%'");
  expect(run).toEqual([]);
  await expectFree(stack, api, source, few('silent'));
  await expectClean(stack, source);
});

test('a warehouse that cannot be reached: hits go on, a refresh counts, runs are tried again and then fail with the reason', async () => {
  const known = await api.query(source, few('kept'));
  const { jobs, release } = await standing('away', ['attempt.begun', 'rows.streaming']);
  await toWarehouse.close();
  release();
  const gone = Date.now();
  const hit = await api.query(source, few('kept'));
  expect([hit.headers.get('x-onceql-cache'), resultOf(hit).id]).toEqual(['hit', resultOf(known).id]);
  const refreshed = await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['orders'] });
  expect(refreshed).toMatchObject({ status: 200, json: { epochs: { 'public.orders': expect.any(Number) as unknown } } });
  const after = jobOf(await api.query(source, few('kept'), { wait_timeout: 0 }));
  expect(after.cache).not.toBe('hit');
  for (const { id } of [...jobs, after]) {
    expect(await api.ended(id)).toMatchObject({ status: 4, error: `Nothing listens at 127.0.0.1:${toWarehouse.port}.` });
  }
  expect(Date.now() - gone).toBeLessThan(RECOVERY_MS);
  await toWarehouse.open();
  await expectFree(stack, api, source, few('kept'));
  await expectClean(stack, source);
});

test('Redis silent from the moment that a key is claimed: the caller is told 503, and nothing is run for him', async () => {
  const claimed = stack.checkpoints.hold('submit.claimed', 'silent_claim');
  const asked = api.query(source, few('silent_claim'), { wait_timeout: 0 });
  await claimed.reached();
  const pid = Number(/process_id:(\d+)/.exec(await stack.redis.info('server'))?.[1]);
  process.kill(pid, 'SIGSTOP');
  try {
    claimed.release();
    expect((await asked).status).toBe(503);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  await expectClean(stack, source);
  const { rows } = await stack.metadata.query("SELECT state FROM onceql.runs WHERE statement LIKE '%silent_claim%'");
  expect(rows).toEqual([{ state: 'cancelled' }]);
});
