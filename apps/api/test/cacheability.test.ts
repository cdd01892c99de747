import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GATED, Gate, Stack, WAREHOUSE, resultOf } from '@onceql/testing';
import type { Client } from '@onceql/testing';

let stack: Stack;
let api: Client;
let gate: Gate | undefined;

beforeAll(async () => {
  stack = await Stack.start(`${WAREHOUSE}
    CREATE UNLOGGED TABLE fleeting AS SELECT 1 AS n;
    CREATE FUNCTION of_region(text) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT sum(amount) FROM orders WHERE region = $1';
  `);
  [api] = await Promise.all([stack.api(), stack.worker()]);
});
afterAll(async () => {
  await gate?.open();
  await stack.stop();
});

const told = async (source: number, query: string): Promise<string | null> => (await api.query(source, query)).headers.get('x-onceql-cache');
const refresh = (source: number, table: string) => api.post(`/api/data_sources/${source}/tables/refresh`, { tables: [table] });

test('what nobody can tell of is cached under a time to live by its name, and only so', async () => {
  const plain = await stack.source(api, { default_ttl: 600 }, 'plain');
  const rules = ['pg_catalog.*', 'information_schema.*', 'public.fleeting'].map((tables) => ({ tables, ttl: 600 }));
  const timed = await stack.source(api, { ttl_tables: rules }, 'timed');
  for (const [query, reason] of [
    ['SELECT count(*) AS n FROM fleeting', 'unlogged_table'],
    ["SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", 'system_catalog'],
    ["SELECT relname FROM pg_class WHERE relname LIKE 'ord%'", 'system_catalog'],
  ] as const) {
    expect([await told(plain, query), await told(plain, query)]).toEqual([`bypass; reason=${reason}`, `bypass; reason=${reason}`]);
    expect([await told(timed, query), await told(timed, query)]).toEqual(['miss; reason=none', 'hit']);
  }
  expect(await told(timed, 'SELECT pid FROM pg_stat_activity')).toMatch(/^bypass; reason=session_function/);
  await refresh(timed, 'fleeting');
  expect(await told(timed, 'SELECT count(*) AS n FROM fleeting')).toBe('miss; reason=expired(public.fleeting)');
});

test('the time to live ends such an entry', async () => {
  const source = await stack.source(api, { ttl_tables: [{ tables: 'public.fleeting', ttl: 1 }] }, 'brief');
  const query = 'SELECT n FROM fleeting';
  expect(await told(source, query)).toBe('miss; reason=none');
  let last = await told(source, query);
  for (const until = Date.now() + 20_000; last === 'hit' && Date.now() < until; ) last = await told(source, query);
  expect(last).toBe('miss; reason=ttl');
});

test('a source that caches only what rests on one table counts behind views, and lets others share a run all the same', async () => {
  const source = await stack.source(api, { ...GATED, single_table_only: 'on' }, 'single');
  expect([await told(source, 'SELECT count(*) AS n FROM orders'), await told(source, 'SELECT count(*) AS n FROM orders')]).toEqual(['miss; reason=none', 'hit']);
  expect(await told(source, 'SELECT sum(total) AS t FROM totals')).toBe('bypass; reason=single_table_only(2)');
  expect(await told(source, 'SELECT 1 AS n')).toBe('bypass; reason=single_table_only(0)');
  gate = await Gate.shut(stack);
  const query = 'SELECT sum(id) AS n FROM gated CROSS JOIN regions';
  const jobs = await Promise.all([1, 2, 3].map(() => api.submit(source, query)));
  expect(await gate.waiting()).toHaveLength(1);
  // Joined once more when the worker has long found out.
  jobs.push(await api.submit(source, query));
  await gate.open();
  const ended = await Promise.all(jobs.map(({ id }) => api.ended(id)));
  expect(ended.map(({ status }) => status)).toEqual([3, 3, 3, 3]);
  expect(new Set(ended.map(({ result }) => result)).size).toBe(1);
  expect(ended.map(({ cache }) => cache).sort()).toEqual(['bypass; reason=single_table_only(2)', 'joined', 'joined', 'joined']);
  expect(await told(source, query)).toBe('bypass; reason=single_table_only(2)');
  const refused = await api.post('/api/data_sources', { name: 'x', type: 'pg', options: { ...stack.readerOptions(), single_table_only: true } });
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('must be \\"on\\" or \\"off\\"')]);
});

test('what a listed function in SQL reads counts as if the statement read it', async () => {
  const source = await stack.source(api, { allow_functions: ['public.of_region'] }, 'listed');
  const query = "SELECT of_region('north') AS t";
  const first = await api.query(source, query);
  expect([first.headers.get('x-onceql-cache'), Object.keys(resultOf(first).table_epochs)]).toEqual(['miss; reason=none', ['public.orders']]);
  expect(await told(source, query)).toBe('hit');
  await refresh(source, 'orders');
  expect(await told(source, query)).toBe('miss; reason=expired(public.orders)');
});

test('a result that is larger than all that may be kept is delivered only', async () => {
  const source = await stack.source(api, { quota_bytes: 100 }, 'small');
  const query = 'SELECT id, amount FROM orders';
  expect([await told(source, query), await told(source, query)]).toEqual(['bypass; reason=too_large', 'bypass; reason=too_large']);
});

test('row locks are refused by that name', async () => {
  const source = await stack.source(api, {}, 'locks');
  const answer = await api.query(source, 'SELECT * FROM orders FOR UPDATE');
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('row_locking')]);
});
