import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { RunQueues } from '@onceql/queue';
import { GATED, Gate, Stack, WAREHOUSE, cacheOf, jobOf, resultOf, until } from '@onceql/testing';
import type { Answer, Client, Process } from '@onceql/testing';

let stack: Stack;
let one: Client;
let two: Client;
let worker: Process;
let source: number;
let gate: Gate | undefined;
let count = 0;

const HIT = 'SELECT count(*) AS n FROM orders';

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [one, two, worker] = await Promise.all([stack.api(), stack.api(), stack.worker()]);
});
beforeEach(async () => {
  count += 1;
  source = await stack.source(one, { ...GATED, concurrency: 1 }, `warehouse ${count}`);
  await one.query(source, HIT);
});
afterEach(async () => {
  await gate?.open();
  gate = undefined;
  await one.delete(`/api/data_sources/${source}`);
});
afterAll(() => stack.stop());

const pause = (body: unknown = {}) => one.post(`/api/data_sources/${source}/pause`, body);
const resume = (client = one) => client.delete(`/api/data_sources/${source}/pause`);
const refused = (message: string) => [400, { job: { status: 4, error: message } }];
const said = ({ status, json }: Answer) => [status, json];
const openRuns = async (): Promise<number> => stack.redis.zcard(`onceql:{ds${source}}:open-runs`);
const isQueuePaused = async (): Promise<boolean> => (await stack.redis.hexists(`onceql:{ds${source}}:runs:meta`, 'paused')) === 1;
/** Waits until a process has heard of it; pub/sub tells it moments after the answer. */
const heardBy = (client: Client, paused: 0 | 1) =>
  until(async () => ((await client.get(`/api/data_sources/${source}`)).json as { paused: number }).paused === paused);
const stillWaits = async (job: string): Promise<void> => {
  expect(jobOf(await one.get(`/api/jobs/${job}?wait_timeout=3`))).toMatchObject({ status: 1 });
};

test('while a source is paused hits go on, and all else is refused in every process, without a trace', async () => {
  const answer = await pause({ reason: 'nightly load' });
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({ id: source, name: `warehouse ${count}`, paused: 1, pause_reason: 'nightly load' });
  const list = (await two.get('/api/data_sources')).json as { id: number }[];
  expect(list.find(({ id }) => id === source)).toMatchObject({ paused: 1, pause_reason: 'nightly load' });
  await heardBy(two, 1);
  const message = `warehouse ${count} is paused (nightly load). Please try later.`;
  const jobs = async () => (await stack.metadata.query('SELECT count(*)::int AS n FROM onceql.jobs WHERE source_id = $1', [source])).rows[0] as { n: number };
  const before = await jobs();
  for (const client of [one, two]) {
    expect(cacheOf(await client.query(source, HIT))).toBe('hit');
    expect(said(await client.query(source, 'SELECT max(id) FROM orders'))).toEqual(refused(message));
    expect(said(await client.query(source, HIT, { max_age: 0 }))).toEqual(refused(message));
    expect(said(await client.query(source, HIT, { cache: 'off' }))).toEqual(refused(message));
    expect(said(await client.query(source, 'SELECT random() AS r'))).toEqual(refused(message));
  }
  expect([await openRuns(), await jobs()]).toEqual([0, before]);
});

test('a refresh counts while the source is paused: what it expired is refused then, and runs after the resume', async () => {
  await pause();
  const refreshed = await one.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['public.orders'] });
  expect(refreshed.json).toMatchObject({ invalidated: 1 });
  expect(said(await one.query(source, HIT))).toEqual(refused(`warehouse ${count} is paused. Please try later.`));
  await resume();
  expect(cacheOf(await one.query(source, HIT))).toBe('miss; reason=expired(public.orders)');
});

test('a pause expires nothing, and twice is as once but for the reason', async () => {
  for (const reason of ['first', 'second']) expect((await pause({ reason })).json).toMatchObject({ paused: 1, pause_reason: reason });
  for (let times = 0; times < 2; times += 1) expect((await resume()).json).toMatchObject({ paused: 0, pause_reason: null });
  expect(cacheOf(await one.query(source, HIT))).toBe('hit');
  const { rows } = await stack.metadata.query('SELECT version FROM onceql.sources WHERE id = $1', [source]);
  expect(rows).toEqual([{ version: 1 }]);
});

test('what is under way may end, what waits goes on after the resume', async () => {
  gate = await Gate.shut(stack);
  const active = await one.submit(source, 'SELECT * FROM gated');
  await gate.waiting();
  const waiting = await one.submit(source, 'SELECT max(id) AS m FROM orders');
  await pause({ reason: 'load' });
  await gate.open();
  expect(await one.ended(active.id)).toMatchObject({ status: 3, rows: 3 });
  // Longer than the reconcile takes to come by, which must find nothing to put right.
  await stillWaits(waiting.id);
  expect(worker.log.filter((line) => line['outcome'] === 'queued_again' && line['source'] === source)).toEqual([]);
  await resume(two);
  expect(await one.ended(waiting.id)).toMatchObject({ status: 3, error: '' });
});

test('who waits in a paused source may leave', async () => {
  gate = await Gate.shut(stack);
  await one.submit(source, 'SELECT * FROM gated');
  await gate.waiting();
  const waiting = await one.submit(source, 'SELECT max(id) AS m FROM orders');
  await pause();
  expect((await one.delete(`/api/jobs/${waiting.id}`)).status).toBe(200);
  expect(await one.ended(waiting.id)).toMatchObject({ status: 4, error: 'Query cancelled by user.' });
  expect(await openRuns()).toBe(1);
});

test('what a process claims that has not heard of the pause yet waits in the queue', async () => {
  await pause();
  worker.child.kill('SIGSTOP');
  // Only this process believes in a resume: the queue stays paused, because nobody makes it match.
  await stack.metadata.query('UPDATE onceql.sources SET paused_at = NULL WHERE id = $1', [source]);
  await stack.redis.publish('onceql:sources', 'changed');
  await heardBy(two, 0);
  const { id } = await two.submit(source, 'SELECT max(id) AS m FROM orders');
  await stack.metadata.query('UPDATE onceql.sources SET paused_at = now() WHERE id = $1', [source]);
  worker.child.kill('SIGCONT');
  await stillWaits(id);
  await resume();
  expect(await one.ended(id)).toMatchObject({ status: 3, error: '' });
});

test('a queue that is let go by a process that read the ledger before the pause begins nothing', async () => {
  gate = await Gate.shut(stack);
  const active = await one.submit(source, 'SELECT * FROM gated');
  await gate.waiting();
  const waiting = await one.submit(source, 'SELECT max(id) AS m FROM orders');
  await pause();
  const late = new RunQueues(stack.redis);
  await late.setPaused(source, false);
  await gate.open();
  await one.ended(active.id);
  const postponed = () => worker.log.some((line) => line['outcome'] === 'postponed' && line['source'] === source);
  await until(async () => postponed() || jobOf(await one.get(`/api/jobs/${waiting.id}`)).status !== 1);
  expect(jobOf(await one.get(`/api/jobs/${waiting.id}`))).toMatchObject({ status: 1 });
  await until(isQueuePaused);
  await resume();
  expect(await one.ended(waiting.id)).toMatchObject({ status: 3, error: '' });
  await late.close();
});

test('an emptied Redis comes back paused', async () => {
  await pause({ reason: 'long' });
  await stack.redis.flushall();
  await stack.redis.publish('onceql:sources', 'changed');
  await until(isQueuePaused);
  expect((await one.query(source, HIT)).status).toBe(400);
  await resume();
  expect(await isQueuePaused()).toBe(false);
  expect(resultOf(await one.query(source, HIT)).data.rows).toEqual([{ n: 900 }]);
});

test('a pause and a resume at the same moment leave the queue as the ledger has it', async () => {
  for (let round = 0; round < 10; round += 1) {
    await Promise.all([pause(), resume(two)]);
    const { rows } = await stack.metadata.query('SELECT paused_at IS NOT NULL AS paused FROM onceql.sources WHERE id = $1', [source]);
    const { paused } = rows[0] as { paused: boolean };
    await until(async () => (await isQueuePaused()) === paused);
  }
});

test('a process that starts later finds the source paused, and one that missed the message asks after it reconnects', async () => {
  await pause({ reason: 'kept' });
  const three = await stack.api();
  expect((await three.query(source, 'SELECT 1 AS a FROM orders')).status).toBe(400);
  expect(cacheOf(await three.query(source, HIT))).toBe('hit');
  await resume();
  await heardBy(three, 0);
  // The subscriptions are cut, and the message goes out while nobody listens.
  const clients = (await stack.redis.client('LIST')) as string;
  await stack.metadata.query("UPDATE onceql.sources SET paused_at = now(), pause_reason = 'missed' WHERE id = $1", [source]);
  expect((await three.get(`/api/data_sources/${source}`)).json).toMatchObject({ paused: 0 });
  for (const [, id] of clients.matchAll(/^id=(\d+) .*name=onceql-api-events/gm)) await stack.redis.client('KILL', 'ID', Number(id));
  await heardBy(three, 1);
  await three.process.end('SIGTERM');
});

test.each([
  ['a number', { reason: 7 }], ['a text that is too long', { reason: 'x'.repeat(1001) }], ['a NUL', { reason: 'a\0b' }],
  ['a list', []], ['a body that is a text', 'text'],
])('%s is no reason', async (_what, body) => {
  expect((await pause(body)).status).toBe(400);
  expect((await one.get(`/api/data_sources/${source}`)).json).toMatchObject({ paused: 0 });
});

test('the reason may stand in the query, as in Redash; a source that is not there is a 404', async () => {
  expect((await one.post(`/api/data_sources/${source}/pause?reason=by%20query`, {})).json).toMatchObject({ pause_reason: 'by query' });
  expect((await one.post('/api/data_sources/999/pause', {})).status).toBe(404);
  expect((await one.delete('/api/data_sources/999/pause')).status).toBe(404);
});
