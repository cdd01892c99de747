import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE, cacheOf, jobOf, resultOf, until } from '@onceql/testing';
import type { Answer, Client, Hold, Process } from '@onceql/testing';

/** One and two change together: who sees two versions has seen a mixture. */
const SCHEMA = `${WAREHOUSE}
  CREATE TABLE one (v int); INSERT INTO one VALUES (0);
  CREATE TABLE two (v int); INSERT INTO two VALUES (0);
  CREATE TABLE whole (v int, part int) PARTITION BY LIST (part);
  CREATE TABLE part_one PARTITION OF whole FOR VALUES IN (1);
  INSERT INTO whole VALUES (0, 1);
`;
const BOTH = 'SELECT one.v AS a, two.v AS b FROM one, two';

let stack: Stack;
let api: Client;
let worker: Process;
let source: number;
let count = 0;
let holds: Hold[] = [];

beforeAll(async () => {
  stack = await Stack.start(SCHEMA);
  [api, worker] = await Promise.all([stack.api(), stack.worker()]);
});
beforeEach(async () => {
  source = await makeSource();
});
afterEach(async () => {
  for (const hold of holds) hold.release();
  holds = [];
  await api.delete(`/api/data_sources/${source}`);
});
afterAll(() => stack.stop());

const makeSource = (options: Record<string, unknown> = {}): Promise<number> => stack.source(api, options, `warehouse ${(count += 1)}`);
const hold = (name: string, part?: string): Hold => {
  const made = stack.checkpoints.hold(name, part);
  holds.push(made);
  return made;
};
const path = (rest = ''): string => `/api/data_sources/${source}/loads${rest}`;
const rowOf = (answer: Answer) => resultOf(answer).data.rows[0];
const set = (table: 'one' | 'two', v: number) => stack.warehouse.query(`UPDATE ${table} SET v = ${v}`);

interface Opened {
  readonly id: number;
  readonly tables: readonly string[];
  readonly opened_at: string;
  readonly ends_at: string;
  readonly epochs: Readonly<Record<string, number>>;
}

async function open(tables: readonly string[] = ['one', 'two'], more: Record<string, unknown> = {}, client = api): Promise<Opened> {
  const answer = await client.post(path(), { tables, ...more });
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.json as Opened;
}

const close = (id: number, client = api) => client.post(path(`/${id}/close`), {});
const listed = async (client = api) => (await client.get(path())).json as { open: { id: number }[]; ended: { id: number; end: string }[] };
const ended = async (id: number): Promise<string | undefined> => (await listed()).ended.find((load) => load.id === id)?.end;
const heldInRedis = (): Promise<string[]> => stack.redis.hkeys(`onceql:{ds${source}}:loads`);

test('opening, closing and what is listed of them', async () => {
  await api.query(source, BOTH);
  await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['one'] });
  const load = await open(['TWO', 'public.one', 'one'], { time_limit: 60 });
  expect(load).toEqual({
    id: expect.any(Number), tables: ['public.one', 'public.two'], caller: 'admin', opened_at: expect.any(String), ends_at: expect.any(String),
    epochs: { 'public.one': 1, 'public.two': 0 },
  });
  expect(Date.parse(load.ends_at) - Date.parse(load.opened_at)).toBe(60_000);
  const { epochs: _epochs, ...shown } = load;
  expect(await listed()).toEqual({ open: [shown], ended: [] });
  const closed = await close(load.id);
  expect([closed.status, closed.json]).toEqual([200, { invalidated: 1, epochs: { 'public.one': 2, 'public.two': 1 } }]);
  expect(await listed()).toEqual({ open: [], ended: [{ ...shown, ended_at: expect.any(String), end: 'closed', epochs: { 'public.one': 2, 'public.two': 1 } }] });
});

test('bad calls are refused with the reason', async () => {
  const status = async (body: unknown) => (await api.post(path(), body)).status;
  expect(await Promise.all([{}, { tables: [] }, { tables: ['one'], time_limit: 0 }, { tables: ['one'], time_limit: 86_401 }, { tables: ['one'], time_limit: 1.5 }, { tables: ['a b c'] }].map(status)))
    .toEqual([400, 400, 400, 400, 400, 400]);
  expect(await status({ tables: ['one', 'no_such'] })).toBe(404);
  expect([(await close(999_999)).status, (await api.delete(path('/x'))).status, (await api.post('/api/data_sources/999999/loads', { tables: ['one'] })).status]).toEqual([404, 404, 404]);
  expect(await listed()).toEqual({ open: [], ended: [] });
  const { id } = await open();
  expect((await close(id)).status).toBe(200);
  const again = await close(id);
  expect([again.status, (again.json as { epochs: unknown }).epochs]).toEqual([200, { 'public.one': 1, 'public.two': 1 }]);
  const abandoned = await api.delete(path(`/${id}`));
  expect([abandoned.status, abandoned.json]).toEqual([409, { message: expect.stringMatching(/was closed at/) }]);
});

test('while it is open entries from before are served, a miss is delivered and not cached; closing shows both tables at once', async () => {
  await api.query(source, BOTH);
  const { rows: [before] } = resultOf(await api.query(source, BOTH)).data;
  const { id } = await open();
  await set('one', Number(before?.['a']) + 1);
  const during = await api.query(source, BOTH);
  expect([cacheOf(during), rowOf(during)]).toEqual(['hit', before]);
  const miss = 'SELECT one.v AS only FROM one';
  for (let times = 0; times < 2; times += 1) expect(cacheOf(await api.query(source, miss))).toBe('bypass; reason=load(public.one)');
  expect(cacheOf(await api.query(source, 'SELECT count(*) AS n FROM regions'))).toBe('miss; reason=none');
  await set('two', Number(before?.['b']) + 1);
  await close(id);
  const after = await api.query(source, BOTH);
  expect([cacheOf(after), rowOf(after)]).toEqual([expect.stringMatching(/^miss; reason=expired\(public\.(one|two)\)$/), { a: Number(before?.['a']) + 1, b: Number(before?.['b']) + 1 }]);
  expect(cacheOf(await api.query(source, BOTH))).toBe('hit');
  expect(cacheOf(await api.query(source, miss))).toMatch(/^miss/);
});

test('a run that captured before the opening and reads after it is delivered', async () => {
  const query = 'SELECT one.v AS captured_before FROM one';
  const begun = hold('attempt.begun', 'captured_before');
  const job = await api.submit(source, query);
  await begun.reached();
  const { id } = await open();
  begun.release();
  expect(await api.ended(job.id)).toMatchObject({ status: 3, cache: 'bypass; reason=load(public.one)' });
  const later = 'SELECT one.v AS closed_before FROM one';
  const begunToo = hold('attempt.begun', 'closed_before');
  const other = await api.submit(source, later);
  await begunToo.reached();
  await close(id);
  begunToo.release();
  expect(await api.ended(other.id)).toMatchObject({ status: 3, cache: 'bypass; reason=refreshed(public.one)' });
});

test('an explicit refresh within a load ends the serving of old entries', async () => {
  await api.query(source, BOTH);
  const { id } = await open();
  expect(cacheOf(await api.query(source, BOTH))).toBe('hit');
  await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['one'] });
  expect(cacheOf(await api.query(source, BOTH))).toMatch(/^bypass; reason=load\(/);
  expect((await close(id)).json).toMatchObject({ epochs: { 'public.one': 2, 'public.two': 1 } });
});

test('what is abandoned is a plain refresh; two loads on a table end one by one', async () => {
  await api.query(source, BOTH);
  const [first, second] = [await open(), await open(['two'])];
  const abandoned = await api.delete(path(`/${first.id}`));
  expect([abandoned.status, abandoned.json]).toEqual([200, { invalidated: 1, epochs: { 'public.one': 1, 'public.two': 1 } }]);
  expect([await ended(first.id), (await close(first.id)).status]).toEqual(['abandoned', 409]);
  expect(cacheOf(await api.query(source, BOTH))).toBe('bypass; reason=load(public.two)');
  await close(second.id);
  expect(cacheOf(await api.query(source, BOTH))).toMatch(/^miss/);
});

test('a load of a partition keeps what is read through its parent out of the cache, though nothing had rested on it', async () => {
  const { id, tables } = await open(['part_one']);
  expect(tables).toEqual(['public.part_one', 'public.whole']);
  expect(cacheOf(await api.query(source, 'SELECT sum(v) AS s FROM whole'))).toMatch(/^bypass; reason=load\(/);
  await close(id);
});

test.each([[2, 'a close'], [3, 'the limit']] as const)('a partition that is filled first and attached then reaches its parent: %i, by %s', async (part, end) => {
  const sum = 'SELECT sum(v)::int AS s FROM whole';
  const before = Number(rowOf(await api.query(source, sum))?.['s']);
  expect(cacheOf(await api.query(source, sum))).toBe('hit');
  await stack.warehouse.query(`CREATE TABLE part_${part} (v int, part int)`);
  const { id, tables } = await open([`part_${part}`], { time_limit: end === 'the limit' ? 5 : 600 });
  expect(tables).toEqual([`public.part_${part}`]);
  await stack.warehouse.query(`INSERT INTO part_${part} VALUES (100, ${part}); ALTER TABLE whole ATTACH PARTITION part_${part} FOR VALUES IN (${part})`);
  if (end === 'a close') expect((await close(id)).json).toMatchObject({ invalidated: 1, epochs: { [`public.part_${part}`]: 1, 'public.whole': expect.any(Number) } });
  // The ledger ends it a moment before Redis has heard of it.
  const seen = await until(async () => {
    const now = rowOf(await api.query(source, sum))?.['s'];
    return now !== before && now;
  });
  expect(seen).toBe(before + 100);
});

test('a load that is never closed ends by its limit as a refresh', async () => {
  await api.query(source, BOTH);
  const { id } = await open(undefined, { time_limit: 1 });
  await until(async () => (await ended(id)) === 'overdue');
  await until(async () => (await heldInRedis()).length === 0);
  expect(cacheOf(await api.query(source, BOTH))).toMatch(/^miss; reason=expired/);
  expect([(await close(id)).status, (await close(id)).json]).toEqual([409, { message: expect.stringMatching(/ran over its time limit/) }]);
});

test('under load_policy wait a miss waits for the close and goes on at once', async () => {
  await api.delete(`/api/data_sources/${source}`);
  source = await makeSource({ load_policy: 'wait', concurrency: 1 });
  await api.query(source, BOTH);
  const { id } = await open();
  const waiting = await api.submit(source, 'SELECT one.v AS waits FROM one');
  const delayed = () => stack.redis.zcard(`onceql:{ds${source}}:runs:delayed`);
  await until(async () => (await delayed()) === 1);
  expect(cacheOf(await api.query(source, BOTH))).toBe('hit');
  // The only place among the source's runs is free meanwhile, and nobody sits on the database.
  expect(cacheOf(await api.query(source, 'SELECT count(*) AS n FROM regions'))).toMatch(/^miss/);
  expect(jobOf(await api.get(`/api/jobs/${waiting.id}`)).status).toBeLessThan(3);
  await until(async () => (await delayed()) === 1);
  expect((await close(id)).status).toBe(200);
  expect(await delayed()).toBe(0);
  expect(await api.ended(waiting.id)).toMatchObject({ status: 3, cache: 'miss; reason=none' });
});

test('a source that is removed takes its loads with it', async () => {
  const { id } = await open();
  await api.delete(`/api/data_sources/${source}`);
  const { rows } = await stack.metadata.query('SELECT ended_as FROM onceql.loads WHERE id = $1', [id]);
  expect([rows, await heldInRedis()]).toEqual([[{ ended_as: 'abandoned' }], []]);
  source = await makeSource();
});

describe('an API process is killed between the ledger and Redis', () => {
  test('at the opening: the load is found, and keeps results out of the cache until somebody ends it', async () => {
    const victim = await stack.api();
    const committed = hold('load.committed');
    const answer = open(['one'], {}, victim).catch(() => 'no answer');
    await committed.reached();
    await victim.process.end('SIGKILL');
    expect(await answer).toBe('no answer');
    committed.release();
    await until(async () => (await heldInRedis()).length === 1);
    expect(cacheOf(await api.query(source, 'SELECT one.v AS killed FROM one'))).toBe('bypass; reason=load(public.one)');
    const [{ id } = { id: 0 }] = (await listed()).open;
    expect((await api.delete(path(`/${id}`))).status).toBe(200);
  });

  test('at the close: the epochs move all the same, and whoever closes once more is told where', async () => {
    await api.query(source, BOTH);
    const { id } = await open();
    const victim = await stack.api();
    const endedThere = hold('load.ended');
    const answer = close(id, victim).catch(() => 'no answer');
    await endedThere.reached();
    expect(cacheOf(await api.query(source, BOTH))).toBe('hit');
    await victim.process.end('SIGKILL');
    expect(await answer).toBe('no answer');
    endedThere.release();
    await until(async () => (await heldInRedis()).length === 0);
    expect(cacheOf(await api.query(source, BOTH))).toMatch(/^miss; reason=expired/);
    expect((await close(id)).json).toMatchObject({ epochs: { 'public.one': 1, 'public.two': 1 } });
  });
});

test('a load survives that Redis is emptied and the API is started again', async () => {
  const { id } = await open();
  await stack.redis.flushdb();
  const other = await stack.api();
  expect(cacheOf(await other.query(source, BOTH))).toMatch(/^bypass; reason=load\(/);
  expect((await listed(other)).open.map((load) => load.id)).toEqual([id]);
  expect((await close(id, other)).json).toMatchObject({ epochs: { 'public.one': 1, 'public.two': 1 } });
  expect(cacheOf(await other.query(source, BOTH))).toMatch(/^miss/);
  await other.process.end('SIGTERM');
});

// The last one: it leaves no worker behind.
test('a load that is overdue while every worker is down is over: its old entries are not served', async () => {
  const archived = `/api/query_results/${resultOf(await api.query(source, BOTH)).id}`;
  await worker.end('SIGKILL');
  const { id } = await open(undefined, { time_limit: 4 });
  expect(cacheOf(await api.query(source, BOTH))).toBe('hit');
  const answer = await until(async () => {
    const seen = await api.query(source, BOTH, { wait_timeout: 0 });
    return cacheOf(seen) === 'hit' ? undefined : seen;
  });
  expect(jobOf(answer).cache).toMatch(/reason=expired\(public\.(one|two)\)/);
  expect(resultOf(await api.get(archived))).toMatchObject({ expired: true });
  worker = await stack.worker();
  await until(async () => (await ended(id)) === 'overdue');
  expect(await api.ended(jobOf(answer).id)).toMatchObject({ status: 3 });
  expect(rowOf(await api.query(source, BOTH))).toEqual((await stack.warehouse.query('SELECT one.v AS a, two.v AS b FROM one, two')).rows[0]);
});
