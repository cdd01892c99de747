import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { RunQueues } from '@onceql/queue';
import { ADMIN_KEY, GATED, Gate, Stack, WAREHOUSE, freePort, resultOf, until } from '@onceql/testing';
import type { Client, Process } from '@onceql/testing';
import { Scrape } from './scrape.js';

let stack: Stack;
let api: Client;
let worker: Process;
let apiOps: string;
let workerOps: string;
let source: number;
let gate: Gate | undefined;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  const [first, second] = await Promise.all([freePort(), freePort()]);
  [apiOps, workerOps] = [`http://127.0.0.1:${first}`, `http://127.0.0.1:${second}`];
  [api, worker] = await Promise.all([stack.api({ OPS_PORT: String(first) }), stack.worker({ OPS_PORT: String(second) })]);
  source = await stack.source(api, GATED);
});
afterEach(async () => {
  await gate?.open();
  gate = undefined;
});
afterAll(() => stack.stop());

const idle = () => until(async () => (await stack.redis.zcard(`onceql:{ds${source}}:open-runs`)) === 0);
/** The worker has told the queue, and so has counted. */
const settled = () => until(async () => {
  const runs = (await Scrape.of(workerOps)).by('onceql_queue_runs', ['source', 'state']);
  return Object.keys(runs).length === 0;
});

test('one miss, three joins, five hits, one delivered by a refresh in mid-run, one failed: counted once each', async () => {
  gate = await Gate.shut(stack);
  const query = 'SELECT * FROM gated ORDER BY id';
  const jobs = [await api.submit(source, query)];
  for (let joins = 0; joins < 3; joins += 1) jobs.push(await api.submit(source, query));
  await gate.open();
  for (const { id } of jobs) expect(await api.ended(id)).toMatchObject({ status: 3 });
  await idle();
  for (let hits = 0; hits < 5; hits += 1) resultOf(await api.query(source, query));

  gate = await Gate.shut(stack);
  const early = await api.submit(source, 'SELECT id FROM gated WHERE id < 3');
  await gate.waiting();
  expect((await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['public.orders'] })).status).toBe(200);
  await gate.open();
  // The refresh reaches the view as well, which comes first.
  expect(await api.ended(early.id)).toMatchObject({ status: 3, cache: 'bypass; reason=refreshed(public.gated)' });
  const broken = await api.submit(source, 'SELECT 1 / (id - id) FROM orders');
  expect(await api.ended(broken.id)).toMatchObject({ status: 4 });
  await settled();

  const [asked, worked] = await Promise.all([Scrape.of(apiOps), Scrape.of(workerOps)]);
  const mine = { source: String(source) };
  expect(asked.by('onceql_submissions_total', ['outcome', 'reason'], mine)).toEqual({ hit: 5, joined: 3, 'claimed none': 3 });
  expect(worked.by('onceql_attempts_total', ['outcome', 'reason'], mine)).toEqual({ published: 1, 'delivered refreshed': 1, 'failed statement': 1 });
  expect(asked.sum('onceql_epochs_moved_total', mine)).toBe(2);
  expect(asked.sum('onceql_entries_expired_total', mine)).toBe(1);
  expect(worked.sum('onceql_run_duration_seconds_count', mine)).toBe(2);
  expect(worked.sum('onceql_result_rows_total', mine)).toBe(3 + 2);
  const { rows } = await stack.metadata.query<{ bytes: number }>('SELECT sum(bytes)::int AS bytes FROM onceql.results');
  expect(worked.sum('onceql_result_bytes_total', mine)).toBe(rows[0]?.bytes);
  // What one process did is not counted by the other.
  expect(worked.all('onceql_submissions_total')).toEqual([]);
  expect(asked.all('onceql_attempts_total')).toEqual([]);
});

test('a submission whose entry has lost its files is one miss, and no hit', async () => {
  const query = 'SELECT count(*) AS lost FROM regions';
  const { id } = resultOf(await api.query(source, query));
  await idle();
  await rm(await stack.fileOf(id));
  await stack.redis.del(`onceql:{ds${source}}:rendered`);
  const other = await stack.api({ OPS_PORT: String(await freePort()) });
  resultOf(await other.query(source, query));
  const counted = await Scrape.of(other.url, { Authorization: `Bearer ${ADMIN_KEY}` });
  expect(counted.by('onceql_submissions_total', ['outcome', 'reason'])).toEqual({ 'claimed files_gone': 1 });
});

test('a hit is one command to Redis by the name of its script, and one request by the pattern of its route', async () => {
  const query = 'SELECT count(*) AS n FROM orders';
  resultOf(await api.query(source, query));
  await idle();
  // A first hit shows that the statement is one to expect hits of.
  resultOf(await api.query(source, query));
  const before = await Scrape.of(apiOps);
  for (let hits = 0; hits < 5; hits += 1) resultOf(await api.query(source, query));
  await api.get('/api/jobs/no-such-job');
  await api.get('/nothing/at/all');
  const after = await until(async () => {
    const seen = await Scrape.of(apiOps);
    return seen.sum('onceql_http_request_duration_seconds_count', { route: 'none', status: '404' }) > 0 && seen;
  });
  const more = (name: string, labels: Record<string, string>): number => after.sum(name, labels) - before.sum(name, labels);
  expect(more('onceql_redis_commands_total', { command: 'look' })).toBe(5);
  expect(more('onceql_redis_command_duration_seconds_count', { command: 'look' })).toBe(5);
  expect(more('onceql_redis_commands_total', { command: 'resolve' })).toBe(0);
  expect(more('onceql_http_request_duration_seconds_count', { method: 'POST', route: '/api/query_results', status: '200' })).toBe(5);
  const routes = new Set(after.all('onceql_http_request_duration_seconds_count').map(({ labels }) => labels['route']));
  expect([...routes].filter((route) => !['/api/query_results', '/api/jobs/:id', '/api/data_sources', '/api/data_sources/:id/tables/refresh', '/metrics', 'none'].includes(route ?? ''))).toEqual([]);
});

test('the queue is shown as it is at the scrape: waiting, active, paused, the oldest, and without a source that cannot be asked', async () => {
  const narrow = await stack.source(api, { ...GATED, concurrency: 1 }, 'narrow');
  await until(async () => (await Scrape.of(workerOps)).all('onceql_queue_runs', { source: String(narrow) }).length === 4);
  const queues = new RunQueues(stack.redis);
  const shown = async () => (await Scrape.of(workerOps)).by('onceql_queue_runs', ['state'], { source: String(narrow) });
  const oldest = async () => (await Scrape.of(apiOps)).sum('onceql_queue_oldest_waiting_seconds', { source: String(narrow) });
  gate = await Gate.shut(stack);
  const jobs = [];
  for (const id of [1, 2, 3]) jobs.push(await api.submit(narrow, `SELECT * FROM gated WHERE id = ${id}`));
  await gate.waiting();
  expect(await shown()).toEqual({ active: 1, waiting: 2 });
  const age = await oldest();
  expect(age).toBeGreaterThan(0);
  await queues.of(narrow).pause();
  expect(await shown()).toEqual({ active: 1, paused: 2 });
  expect(await oldest()).toBeGreaterThan(age);
  await queues.of(narrow).resume();
  await gate.open();
  for (const { id } of jobs) expect(await api.ended(id)).toMatchObject({ status: 3 });
  await until(async () => Object.keys(await shown()).length === 0);
  expect(await oldest()).toBe(0);

  await stack.redis.set(`onceql:{ds${narrow}}:runs:delayed`, 'no sorted set');
  const scrape = await Scrape.of(apiOps);
  expect(scrape.all('onceql_queue_runs', { source: String(narrow) })).toEqual([]);
  expect(scrape.all('onceql_queue_runs', { source: String(source) })).toHaveLength(4);
  await stack.redis.del(`onceql:{ds${narrow}}:runs:delayed`);
  await queues.close();
});

test.each([
  ['no key', {}, 401],
  ['a wrong key', { Authorization: 'Bearer nobody' }, 401],
  ['the key as Prometheus sends it', { Authorization: `Bearer ${ADMIN_KEY}` }, 200],
  ['the key as every program sends it', { Authorization: `Key ${ADMIN_KEY}` }, 200],
] as const)('metrics on the port of the callers, with %s', async (_what, headers, status) => {
  const response = await fetch(`${api.url}/metrics`, { headers });
  expect(response.status).toBe(status);
  expect((await response.text()).includes('onceql_')).toBe(status === 200);
});

test('the port for machines serves metrics and probes without a key, and nothing else', async () => {
  for (const ops of [apiOps, workerOps]) {
    const status = async (path: string, method = 'GET'): Promise<number> => (await fetch(ops + path, { method })).status;
    expect([await status('/metrics'), await status('/healthz'), await status('/readyz')]).toEqual([200, 200, 200]);
    expect([await status('/api/session'), await status('/metrics', 'POST')]).toEqual([404, 405]);
    expect((await Scrape.of(ops)).sum('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  }
});

test('a taken port is one clear line at the start', async () => {
  const { port } = new URL(workerOps);
  await expect(stack.worker({ OPS_PORT: port })).rejects.toThrow(
    `The worker cannot start: OPS_PORT ${port} on 127.0.0.1 is taken: give each process a free one, or leave it out`,
  );
  const [failed] = stack.processes.slice(-1);
  expect([failed?.child.exitCode, failed?.raw]).toEqual([1, [expect.stringContaining('OPS_PORT')]]);
});

test('a worker that drains is alive and not ready, and its port goes with it', async () => {
  gate = await Gate.shut(stack);
  const job = await api.submit(source, 'SELECT * FROM gated WHERE id = 2');
  await gate.waiting();
  const stopped = worker.end('SIGTERM');
  const readiness = async () => (await fetch(`${workerOps}/readyz`)).status;
  await until(async () => (await readiness()) === 503);
  expect((await fetch(`${workerOps}/healthz`)).status).toBe(200);
  await gate.open();
  expect(await api.ended(job.id)).toMatchObject({ status: 3 });
  await stopped;
  await expect(fetch(`${workerOps}/healthz`)).rejects.toThrow();
});
