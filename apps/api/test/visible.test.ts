import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE, until } from '@onceql/testing';
import type { Answer, Client } from '@onceql/testing';

let stack: Stack;
let api: Client;
let source: number;

const ON_ORDERS = 'SELECT count(*) AS n FROM orders';
const ON_REGIONS = 'SELECT count(*) AS n FROM regions';
const ON_BOTH = 'SELECT count(*) AS n FROM orders, regions';

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [api] = await Promise.all([stack.api(), stack.worker()]);
  source = await stack.source(api, { quota_bytes: 1_000_000_000 });
  for (const query of [ON_ORDERS, ON_REGIONS, ON_BOTH, ON_ORDERS]) await api.query(source, query);
});
afterAll(() => stack.stop());

interface Table {
  name: string;
  epoch: number;
  entries: number;
  hits: number;
}
const tables = (query = ''): Promise<Answer> => api.get(`/api/data_sources/${source}/tables${query}`);
const listed = async (query = ''): Promise<Table[]> => ((await tables(query)).json as { results: Table[] }).results;
const refresh = async (...names: string[]): Promise<number> =>
  ((await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: names })).json as { invalidated: number }).invalidated;
const entriesOn = (table: string, more = ''): Promise<Answer> => api.get(`/api/cache/entries?table=${encodeURIComponent(table)}${more}`);
const keysIn = (answer: Answer): string[] => (answer.json as { entries: { key: string }[] }).entries.map(({ key }) => key);
const ask = async (query: string): Promise<[cache: string, key: string]> => {
  const { headers } = await api.query(source, query);
  return [headers.get('x-onceql-cache') ?? '', headers.get('x-onceql-key') ?? ''];
};

describe('the list of tables', () => {
  test('says what rests on each, and how often that was served', async () => {
    expect(await listed()).toEqual([
      { name: 'public.orders', epoch: 0, changed_at: null, how: null, by: null, entries: 2, hits: 1, loads: [] },
      { name: 'public.regions', epoch: 0, changed_at: null, how: null, by: null, entries: 2, hits: 0, loads: [] },
    ]);
  });

  test('has pages, and finds a part of a name', async () => {
    expect((await tables('?page=2&page_size=1')).json).toMatchObject({ count: 2, page: 2, page_size: 1, results: [{ name: 'public.regions' }] });
    expect((await tables('?q=ORD')).json).toMatchObject({ count: 1, results: [{ name: 'public.orders' }] });
    expect((await tables('?q=nothing')).json).toMatchObject({ count: 0, results: [] });
  });

  test.each(['page=0', 'page=x', 'page=9', 'page_size=0', 'page_size=251', 'page_size=1.5'])('?%s is a 400 that says so', async (query) => {
    const answer = await tables(`?${query}`);
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/page(_size)?: /)]);
  });

  test('says when a table was last told of, how, and by whom', async () => {
    await refresh('regions');
    const [told] = await listed('?q=regions');
    expect(told).toEqual({
      name: 'public.regions', epoch: 1, changed_at: expect.stringMatching(/^\d{4}-.*Z$/), how: 'call', by: 'admin', entries: 0, hits: 0, loads: [],
    });
  });
});

test('a refresh counts what was true, once', async () => {
  for (const query of [ON_ORDERS, ON_REGIONS, ON_BOTH]) await ask(query);
  expect(await refresh('orders')).toBe(2);
  // What rests on both has expired already.
  expect(await refresh('regions')).toBe(1);
  for (const query of [ON_ORDERS, ON_REGIONS, ON_BOTH]) await ask(query);
  expect(await refresh('orders', 'regions')).toBe(3);
  expect(await refresh('orders', 'regions')).toBe(0);
});

describe('entries', () => {
  test('can be listed by a table they rest on', async () => {
    const keys = new Map<string, string>();
    for (const query of [ON_ORDERS, ON_REGIONS, ON_BOTH, ON_BOTH]) keys.set(query, (await ask(query))[1]);
    expect(keysIn(await entriesOn('Orders')).sort()).toEqual([keys.get(ON_BOTH), keys.get(ON_ORDERS)].sort());
    await ask(ON_REGIONS);
    expect(keysIn(await entriesOn('public."regions"', `&data_source_id=${source}&limit=1&sort=cached_at`))).toEqual([keys.get(ON_BOTH)]);
    expect([(await entriesOn('nowhere')).status, (await entriesOn('a.b.c.d')).status]).toEqual([404, 400]);
  });

  test('can be dropped: the next submission runs, and the result stays in the archive', async () => {
    const [, key] = await ask(ON_ORDERS);
    const { query_result_id: result } = (await api.get(`/api/cache/entries/${key}`)).json as { query_result_id: number };
    const dropped = await api.delete(`/api/cache/entries/${key}`);
    expect([dropped.status, dropped.json]).toEqual([200, null]);
    expect((await api.get(`/api/query_results/${result}`)).status).toBe(200);
    expect((await api.delete(`/api/cache/entries/${key}`)).status).toBe(404);
    expect((await ask(ON_ORDERS))[0]).toBe('miss; reason=none');
    expect((await ask(ON_ORDERS))[0]).toBe('hit');
    expect((await api.delete('/api/cache/entries/none')).status).toBe(404);
  });
});

test('statistics add up by source and in all', async () => {
  const before = (await api.get('/api/cache/stats')).json as { total: { hits: number; misses: number } };
  await ask(ON_ORDERS);
  await ask('SELECT 1 AS one FROM orders');
  const { total, data_sources: each } = (await api.get('/api/cache/stats')).json as { total: Record<string, number>; data_sources: object[] };
  expect(each).toEqual([{ id: source, name: 'warehouse', ...total, quota_bytes: 1_000_000_000 }]);
  expect(total).toMatchObject({ hits: before.total.hits + 1, misses: before.total.misses + 1, entries: 4, oldest: expect.any(String) });
  expect(total['bytes']).toBeGreaterThan(0);
  await refresh('orders');
  await until(async () => ((await api.get('/api/cache/stats')).json as { total: { unswept: number } }).total.unswept >= 3);
});

test('the status names entries and open loads', async () => {
  expect((await api.get('/status.json')).json).toMatchObject({ data_sources: [{ id: source, entries: expect.any(Number), open_loads: 0 }] });
});
