import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { GATED, Gate, Stack, WAREHOUSE, openTargets, resultOf, soonest, until } from '@onceql/testing';
import type { Client, Process } from '@onceql/testing';

let stack: Stack;
let one: Client;
let two: Client;
let source: number;
let workers: Process[];
let gate: Gate | undefined;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [one, two, ...workers] = await Promise.all([stack.api(), stack.api(), stack.worker(), stack.worker()]);
  source = await stack.source(one, GATED);
});
afterEach(async () => {
  await gate?.open();
  gate = undefined;
});
afterAll(() => stack.stop());

const refresh = (tables: string[]) => one.post(`/api/data_sources/${source}/tables/refresh`, { tables });
const openRuns = async (): Promise<number> => stack.redis.zcard(`onceql:{ds${source}}:open-runs`);
const idle = () => until(async () => (await openRuns()) === 0);

/** How often Redis ran each command. */
async function commandCounts(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const stats of await Promise.all(stack.nodes.map((node) => node.info('commandstats')))) {
    for (const [, name = '', calls] of stats.matchAll(/cmdstat_(\S+?):calls=(\d+)/g)) counts[name] = (counts[name] ?? 0) + Number(calls);
  }
  return counts;
}

test('once: 200 equal submissions over two API processes are one run, and then hits of one round trip each', async () => {
  gate = await Gate.shut(stack);
  const query = 'SELECT sum(gate(id)) AS s FROM orders WHERE id <= 10';
  const jobs = await Promise.all(Array.from({ length: 200 }, (_, at) => (at % 2 ? one : two).submit(source, query)));
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(200);
  await gate.open();
  const ended = await Promise.all(jobs.map(({ id }, at) => (at % 3 ? one : two).ended(id)));
  expect(new Set(ended.map(({ status, error, result }) => `${status} ${error} ${result}`)).size).toBe(1);
  expect(ended.filter(({ source_job_id }) => source_job_id === null)).toHaveLength(1);
  const runs = await stack.metadata.query('SELECT count(DISTINCT run_id)::int AS runs, count(*)::int AS jobs FROM onceql.jobs WHERE key = $1', [
    (await one.query(source, query)).headers.get('x-onceql-key'),
  ]);
  expect(runs.rows).toEqual([{ runs: 1, jobs: 200 }]);
  // Each process has had a hit, and Redis knows the script for those who expect one.
  for (const api of [two, one, two]) await api.query(source, query);

  await idle();
  for (const worker of workers) worker.child.kill('SIGSTOP');
  // What they had sent before they were stopped may still be on its way.
  const before = await until(async () => {
    const [first, second] = [await commandCounts(), await commandCounts()];
    return first['evalsha'] === second['evalsha'] && second;
  });
  const hits = await Promise.all(Array.from({ length: 200 }, (_, at) => (at % 2 ? one : two).query(source, query)));
  const after = await commandCounts();
  for (const worker of workers) worker.child.kill('SIGCONT');
  expect(hits.map(({ headers }) => headers.get('x-onceql-cache'))).toEqual(Array.from({ length: 200 }, () => 'hit'));
  expect(new Set(hits.map((hit) => resultOf(hit).data.rows[0]?.['s']))).toEqual(new Set([55]));
  const sent = ['evalsha', 'eval'].reduce((sum, name) => sum + (after[name] ?? 0) - (before[name] ?? 0), 0);
  expect(sent).toBe(200);
  // What the script itself calls is counted by Redis as well, also that it notes a use now and then; nothing else was sent.
  const called = Object.keys(after).filter((name) => (after[name] ?? 0) > (before[name] ?? 0)).sort();
  expect(called.filter((name) => !['evalsha', 'eval', 'hmget', 'zincrby', 'time', 'info', 'hset', 'zadd'].includes(name))).toEqual([]);
});

test.each([
  ['a table', 'SELECT gate(id) AS id, amount FROM orders WHERE id <= 3 ORDER BY id'],
  ['a view', 'SELECT * FROM gated ORDER BY id'],
])('never stale: a refresh of what is behind %s in mid-run', async (_what, query) => {
  gate = await Gate.shut(stack);
  const early = await one.submit(source, query);
  await gate.waiting();
  await stack.warehouse.query('UPDATE orders SET amount = amount + 1000 WHERE id = 1');
  const { rows: before } = await stack.warehouse.query<{ amount: string }>('SELECT amount FROM orders WHERE id = 1');
  expect((await refresh(['public.orders'])).status).toBe(200);
  const late = await two.submit(source, query);
  expect(late).toMatchObject({ source_job_id: null });
  await gate.open();
  const [first, second] = await Promise.all([one.ended(early.id), two.ended(late.id)]);
  expect([first.status, second.status]).toEqual([3, 3]);
  // The views over what is told move with it; which of them is named does not matter.
  expect(first.cache).toMatch(/^bypass; reason=refreshed\(public\.(orders|gated)\)$/);
  const amount = async (id: number | null) => resultOf(await one.get(`/api/query_results/${id}`)).data.rows[0]?.['amount'];
  expect(await amount(first.result)).toBe(Number(before[0]?.amount) - 1000);
  expect(await amount(second.result)).toBe(Number(before[0]?.amount));
  const hit = await one.query(source, query);
  expect([hit.headers.get('x-onceql-cache'), resultOf(hit).id]).toEqual(['hit', second.result]);
});

test('never lost: a worker killed in mid-run; another finishes the same run, and the orphaned statement is cancelled', async () => {
  gate = await Gate.shut(stack);
  const job = await one.submit(source, 'SELECT sum(gate(id)) AS killed FROM orders WHERE id <= 20');
  const [orphan] = await gate.waiting();
  const victim = await ownerOf(orphan?.pid);
  const killed = Date.now();
  await victim.end('SIGKILL');
  workers = [...workers.filter((worker) => worker !== victim), await stack.worker()];
  const next = await until(async () => (await stack.statements()).find(({ pid, run, wait }) => run === orphan?.run && pid !== orphan.pid && wait === 'advisory'));
  expect(next.run).toBe(orphan?.run);
  expect(await stack.statements()).not.toContainEqual(expect.objectContaining({ pid: orphan?.pid }));
  await gate.open();
  expect(await one.ended(job.id)).toMatchObject({ status: 3 });
  expect(Date.now() - killed).toBeLessThan(60_000);
});

/** The worker on whose connection a statement runs. */
async function ownerOf(pid: number | undefined): Promise<Process> {
  const { rows } = await stack.warehouse.query<{ port: number }>('SELECT client_port AS port FROM pg_stat_activity WHERE pid = $1', [pid]);
  for (const worker of workers) {
    if (await hasPort(worker.child.pid ?? 0, rows[0]?.port ?? 0)) return worker;
  }
  throw new Error(`nobody holds the connection of ${pid}`);
}

async function hasPort(pid: number, port: number): Promise<boolean> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')));
  // Others may have had the port to somewhere else, and have not let go of it yet.
  const sockets = tables.join('\n').split('\n').map((line) => line.trim().split(/\s+/)).filter((parts) => parts[1]?.endsWith(`:${hex}`));
  const links = await openTargets(pid);
  return sockets.some((parts) => links.includes(`socket:[${parts[9]}]`));
}

test('leaving: the statement goes on while somebody waits, and stops within a second of the last one leaving', async () => {
  gate = await Gate.shut(stack);
  const query = 'SELECT sum(gate(id)) AS abandoned FROM orders WHERE id <= 30';
  const first = await one.submit(source, query);
  const second = await two.submit(source, query);
  const [statement] = await gate.waiting();
  expect((await two.delete(`/api/jobs/${first.id}`)).text).toBe('null');
  expect(await one.ended(first.id)).toMatchObject({ status: 4, error: 'Query cancelled by user.' });
  expect(await stack.statements()).toContainEqual(expect.objectContaining({ pid: statement?.pid }));
  const waiting = one.ended(second.id);
  await expectSoonGone(second.id, async () => {
    const { id } = await one.submit(source, query);
    await gate?.waiting();
    return id;
  });
  expect(await waiting).toMatchObject({ status: 4, error: 'Query cancelled by user.' });
  expect((await one.delete(`/api/jobs/${second.id}`)).status).toBe(200);
  await idle();
});

/** Leaves a job and waits until nothing runs for it: a second is what that may take. */
async function expectSoonGone(job: string, again: () => Promise<string>): Promise<void> {
  const took = await soonest(1000, 5, async (nth) => {
    const id = nth === 0 ? job : await again();
    const started = Date.now();
    await one.delete(`/api/jobs/${id}`);
    await until(async () => (await stack.statements()).length === 0);
    return Date.now() - started;
  });
  expect(took).toBeLessThan(1000);
}

test('a run blocked before it began stops as well', async () => {
  const blocker = await stack.warehouse.connect();
  await blocker.query('BEGIN; LOCK TABLE regions IN ACCESS EXCLUSIVE MODE');
  try {
    const blocked = async (): Promise<string> => {
      const { id } = await one.submit(source, 'SELECT count(*) AS blocked FROM regions');
      await until(async () => (await stack.statements()).some(({ wait }) => wait === 'relation'));
      return id;
    };
    await expectSoonGone(await blocked(), blocked);
  } finally {
    await blocker.query('ROLLBACK');
    blocker.release();
  }
});

test('what turns out not to be shareable behind a view is answered to each caller by a run of his own', async () => {
  const blocker = await stack.warehouse.connect();
  await blocker.query('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
  const query = 'SELECT roll FROM dice WHERE id = 1';
  const jobs = await Promise.all([one, two, one].map((api) => api.submit(source, query)));
  expect(new Set(jobs.map(({ source_job_id }) => source_job_id)).size).toBeGreaterThan(1);
  await blocker.query('ROLLBACK');
  blocker.release();
  const ended = await Promise.all(jobs.map(({ id }) => one.ended(id)));
  expect(ended.map(({ status }) => status)).toEqual([3, 3, 3]);
  const rolls = await Promise.all(ended.map(async ({ result }) => resultOf(await two.get(`/api/query_results/${result}`)).data.rows[0]?.['roll']));
  expect(new Set(rolls).size).toBe(3);
  expect(ended.every(({ cache }) => cache === 'bypass; reason=volatile_function(random)')).toBe(true);
});

test('the limit of a source holds over all workers', async () => {
  const narrow = await stack.source(one, { ...GATED, concurrency: 2 }, 'narrow');
  gate = await Gate.shut(stack);
  const jobs = await Promise.all([1, 2, 3, 4, 5].map((n) => one.submit(narrow, `SELECT sum(gate(id)) + ${n} AS n FROM orders WHERE id <= 3`)));
  await gate.waiting(2);
  const counts = await until(async () => {
    const { data_sources: all } = (await one.get('/status.json')).json as { data_sources: { id: number; queue: Record<string, number> }[] };
    const queue = all.find(({ id }) => id === narrow)?.queue;
    return queue && queue['waiting'] === 3 ? queue : undefined;
  });
  expect(counts).toMatchObject({ active: 2, waiting: 3 });
  expect(await stack.statements()).toHaveLength(2);
  await gate.open();
  const ended = await Promise.all(jobs.map(({ id }) => one.ended(id)));
  expect(ended.every(({ status }) => status === 3)).toBe(true);
});

test('a run whose connection breaks is tried again', async () => {
  gate = await Gate.shut(stack);
  const job = await one.submit(source, 'SELECT sum(gate(id)) AS broken FROM orders WHERE id <= 40');
  const [statement] = await gate.waiting();
  await stack.warehouse.query('SELECT pg_terminate_backend($1)', [statement?.pid]);
  await until(async () => (await gate?.waiting())?.some(({ pid }) => pid !== statement?.pid));
  await gate.open();
  expect(await one.ended(job.id)).toMatchObject({ status: 3 });
});

test('a worker that is stopped hands its runs to another', async () => {
  gate = await Gate.shut(stack);
  const job = await one.submit(source, 'SELECT sum(gate(id)) AS handed FROM orders WHERE id <= 50');
  const [statement] = await gate.waiting();
  const leaver = await ownerOf(statement?.pid);
  await leaver.end('SIGTERM');
  workers = [...workers.filter((worker) => worker !== leaver), await stack.worker()];
  await until(async () => (await gate?.waiting())?.some(({ pid }) => pid !== statement?.pid));
  await gate.open();
  expect(await one.ended(job.id)).toMatchObject({ status: 3 });
});

test('claimed but never queued: the reconcile queues the run under its own id', async () => {
  await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
  const job = await one.submit(source, 'SELECT count(*) AS lost FROM orders WHERE id <= 60');
  const run = await stack.redis.hget(`onceql:{ds${source}}:job:${job.id}`, 'run');
  const prefix = `onceql:{ds${source}}:runs`;
  await stack.redis.del(`${prefix}:${run}`);
  await stack.redis.lrem(`${prefix}:wait`, 0, run ?? '');
  workers = [await stack.worker(), await stack.worker()];
  expect(await one.ended(job.id)).toMatchObject({ status: 3 });
});

test('a source removed under load leaves no job waiting', async () => {
  const doomed = await stack.source(one, {}, 'doomed');
  const submissions = Array.from({ length: 120 }, async (_, at) => {
    const answer = await (at % 2 ? one : two).query(doomed, `SELECT count(*) + ${at} AS n FROM orders`, { wait_timeout: 0 });
    return (answer.json as { job?: { id?: string } }).job?.id;
  });
  const removed = one.delete(`/api/data_sources/${doomed}`);
  const jobs = (await Promise.all(submissions)).filter((id) => id !== undefined);
  expect((await removed).status).toBe(204);
  const ended = await Promise.all(jobs.map((id) => two.ended(id)));
  expect(ended.filter(({ status }) => status !== 3 && status !== 4)).toEqual([]);
  expect((await two.query(doomed, 'SELECT 1 AS n')).status).toBe(404);
  expect(await stack.keys(`onceql:{ds${doomed}}:claim:*`)).toEqual([]);
});

test('an index that was emptied is opened again with the epochs of the ledger', async () => {
  const query = 'SELECT count(*) AS kept FROM orders';
  await one.query(source, query);
  const { epochs } = (await refresh(['public.orders'])).json as { epochs: Record<string, number> };
  await Promise.all(stack.nodes.map((node) => node.flushall()));
  const after = await two.query(source, query);
  expect(after.headers.get('x-onceql-cache')).toBe('miss; reason=none');
  expect(resultOf(after).table_epochs).toEqual({ 'public.orders': epochs['public.orders'] });
  expect((await one.get(`/api/jobs/${source}-00000000-0000-4000-8000-000000000000`)).status).toBe(404);
});

test('a small hit needs Redis alone, and what had left Redis is there again once it was read', async () => {
  const query = 'SELECT min(id) AS small, count(*) AS n FROM orders';
  const first = resultOf(await one.query(source, query));
  await two.query(source, 'SELECT 1'); // it knows the source
  const { rows } = await stack.metadata.query<{ path: string }>("UPDATE onceql.results SET statement = 'the ledger was asked' WHERE id = $1 RETURNING path", [first.id]);
  await rename(join(stack.resultsFolder, String(rows[0]?.path)), join(stack.resultsFolder, 'aside'));
  const hit = await two.query(source, query);
  expect([hit.headers.get('x-onceql-cache'), resultOf(hit)]).toEqual(['hit', expect.objectContaining({ id: first.id, query, data: first.data })]);
  await rename(join(stack.resultsFolder, 'aside'), join(stack.resultsFolder, String(rows[0]?.path)));
  await stack.redis.del(`onceql:{ds${source}}:rendered`);
  const third = await stack.api();
  expect(resultOf(await third.query(source, query)).query).toBe('the ledger was asked');
  await until(async () => (await stack.redis.hexists(`onceql:{ds${source}}:rendered`, String(first.id))) === 1);
});

test('an id that an older ledger gave to another result serves nobody', async () => {
  const query = 'SELECT max(id) - min(id) AS span FROM orders';
  const { id, data } = resultOf(await one.query(source, query));
  await stack.metadata.query("UPDATE onceql.results SET key = 'another' WHERE id = $1", [id]);
  await stack.redis.del(`onceql:{ds${source}}:rendered`);
  const again = await two.query(source, query);
  expect([again.headers.get('x-onceql-cache'), resultOf(again).data]).toEqual(['miss; reason=files_gone', data]);
  expect(resultOf(again).id).not.toBe(id);
});
