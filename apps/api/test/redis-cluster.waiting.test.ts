import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { GATED, Gate, Stack, WAREHOUSE, cacheOf, jobOf, resultOf, startRedisCluster, until } from '@onceql/testing';
import type { Answer, Client, ClusterNode, JobBody, Process, RunningCluster } from '@onceql/testing';

/** Milliseconds that the API waits for Redis, and what a loaded machine may add. */
const PATIENCE = 5_000;
const LEEWAY = 30_000;

let cluster: RunningCluster;
let stack: Stack;
let api: Client;
let worker: Process;
/** A source and the node that has it; `other` lies on another node. */
let mine: { id: number; node: ClusterNode; replica: ClusterNode };
let other: { id: number; node: ClusterNode };
let gate: Gate | undefined;

beforeAll(async () => {
  cluster = await startRedisCluster({ replicas: 1 });
  // A replica takes over when the test says so, not before.
  await Promise.all(cluster.replicas.map((replica) => replica.ask((redis) => redis.config('SET', 'cluster-replica-no-failover', 'yes'))));
  stack = await Stack.start(WAREHOUSE, { redis: cluster });
  [api, worker] = await Promise.all([stack.api(), stack.worker()]);
  const first = await placed('first');
  let second = await placed('second');
  while (second.node === first.node) second = await placed(`source ${second.id}`);
  const replica = cluster.replicas[cluster.masters.indexOf(first.node)];
  if (!replica) throw new Error('every master has a replica');
  mine = { ...first, replica };
  other = second;
});
afterEach(async () => {
  await gate?.open();
  gate = undefined;
});
afterAll(() => stack.stop());

async function placed(name: string): Promise<{ id: number; node: ClusterNode }> {
  const id = await stack.source(api, GATED, name);
  return { id, node: await cluster.ownerOf(`{ds${id}}`) };
}

const refresh = (source: number, tables = ['public.orders']): Promise<Answer> => api.post(`/api/data_sources/${source}/tables/refresh`, { tables });
const amountOf = (answer: Answer): unknown => resultOf(answer).data.rows[0]?.['amount'];
const QUERY = 'SELECT amount FROM orders WHERE id = 1';
const REGIONS = 'SELECT count(*) AS n FROM regions';

async function changeAmount(): Promise<number> {
  const { rows } = await stack.warehouse.query<{ amount: string }>('UPDATE orders SET amount = amount + 1 WHERE id = 1 RETURNING amount');
  return Number(rows[0]?.amount);
}

/** What became of a job, for a caller who asks again where he is told to. */
const lastOf = (job: string): Promise<JobBody> =>
  until(async () => {
    const answer = await api.get(`/api/jobs/${job}?wait_timeout=10`);
    return answer.status === 200 && jobOf(answer).status > 2 ? jobOf(answer) : undefined;
  }, 100_000);

/** Asks until the source is served again. */
const served = (source: number, query: string): Promise<Answer> =>
  until(async () => {
    const answer = await api.query(source, query);
    return answer.status === 200 && jobless(answer) ? answer : undefined;
  });
const jobless = (answer: Answer): boolean => (answer.json as { query_result?: unknown }).query_result !== undefined;

test('sources on different nodes are asked, served, joined and refreshed alike', async () => {
  for (const { id } of [mine, other]) {
    expect(cacheOf(await api.query(id, QUERY))).toMatch(/^miss/);
    expect(cacheOf(await api.query(id, QUERY))).toBe('hit');
    const amount = await changeAmount();
    expect((await refresh(id)).status).toBe(200);
    const again = await api.query(id, QUERY);
    expect([cacheOf(again), amountOf(again)]).toEqual(['miss; reason=expired(public.orders)', amount]);
    await api.query(id, REGIONS);
  }
  expect((await api.get('/status.json')).json).toMatchObject({ data_sources: expect.arrayContaining([expect.objectContaining({ id: mine.id, open_runs: 0 })]) });
});

test('a node that dies takes only its own source with it, whose callers hear so in time; with its data it goes on', async () => {
  await Promise.all([served(mine.id, QUERY), served(mine.id, REGIONS), served(other.id, QUERY)]);
  await worker.end('SIGTERM');
  const queued = await api.submit(mine.id, 'SELECT count(*) AS queued FROM orders');
  const waiting = lastOf(queued.id);
  // What the node has told so far is in its file.
  await mine.node.ask((redis) => redis.config('SET', 'appendfsync', 'always'));
  await mine.node.ask((redis) => redis.set(`{ds${mine.id}}synced`, '1'));
  await mine.node.kill();
  worker = await stack.worker();
  let isDown = true;
  const load = (async () => {
    const answers: Answer[] = [];
    while (isDown) answers.push(await api.query(other.id, QUERY));
    return answers;
  })();
  const begun = Date.now();
  const refused = await Promise.all(Array.from({ length: 20 }, () => api.query(mine.id, QUERY)));
  const took = Date.now() - begun;
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 503));
  expect(took).toBeLessThan(PATIENCE + LEEWAY);
  expect((await api.query(other.id, 'SELECT max(id) AS top FROM orders')).status).toBe(200);
  expect((await refresh(other.id, ['public.regions'])).status).toBe(200);
  expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
  expect((await api.get('/status.json')).json).toMatchObject({ data_sources: expect.arrayContaining([expect.objectContaining({ id: mine.id, open_runs: null })]) });
  isDown = false;
  expect(new Set((await load).map(cacheOf))).toEqual(new Set(['hit']));

  const amount = await changeAmount();
  expect((await refresh(mine.id)).status).toBe(503);
  await mine.node.restart();
  // Nobody has asked the source since it came back: this is a refresh while it is fenced.
  await until(async () => (await refresh(mine.id)).status === 200);
  const after = await served(mine.id, QUERY);
  expect(amountOf(after)).toBe(amount);
  expect(cacheOf(await served(mine.id, REGIONS))).toBe('hit');
  expect(await waiting).toMatchObject({ status: 3, error: '' });
});

test('a node that comes back empty: its jobs end truthfully, and nothing is stale', async () => {
  gate = await Gate.shut(stack);
  const held = await api.submit(mine.id, 'SELECT sum(gate(id)) AS emptied FROM orders WHERE id <= 3');
  await gate.waiting();
  const waiting = lastOf(held.id);
  const amount = await changeAmount();
  expect((await refresh(mine.id)).status).toBe(200);
  await mine.replica.kill();
  await mine.node.kill();
  await mine.node.restart({ empty: true });
  await mine.replica.restart({ empty: true });
  const after = await served(mine.id, QUERY);
  expect([cacheOf(after), amountOf(after)]).toEqual(['miss; reason=none', amount]);
  await gate.open();
  expect(await waiting).toMatchObject({ status: 4, error: expect.stringMatching(/lost track/) });
  await until(async () => (await stack.redis.zcard(`onceql:{ds${mine.id}}:open-runs`)) === 0);
});

test('a replica that missed a refresh takes over: no stale row, and what is still true stays', async () => {
  await served(mine.id, QUERY);
  await served(mine.id, REGIONS);
  await until(() => mine.replica.ask(async (redis) => (await redis.info('replication')).includes('master_link_status:up')));
  await mine.replica.ask((redis) => redis.config('SET', 'appendfsync', 'always'));
  await mine.node.ask((redis) => redis.set(`{ds${mine.id}}last`, 'seen').then(() => redis.wait(1, 10_000)));
  await mine.replica.kill();
  const amount = await changeAmount();
  expect((await refresh(mine.id)).status).toBe(200);
  await mine.node.kill();
  await mine.replica.restart();
  await until(() => mine.replica.ask(async (redis) => {
    await redis.cluster('FAILOVER', 'TAKEOVER').catch(() => undefined);
    return (await redis.info('replication')).includes('role:master');
  }));
  const after = await served(mine.id, QUERY);
  expect(amountOf(after)).toBe(amount);
  expect(cacheOf(await served(mine.id, REGIONS))).toBe('hit');
  expect(cacheOf(await served(mine.id, QUERY))).toBe('hit');
});
