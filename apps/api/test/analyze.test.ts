import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GATED, Gate, Stack, WAREHOUSE, until } from '@onceql/testing';
import type { Answer, Client } from '@onceql/testing';

const MORE = `
  CREATE TABLE days (day date PRIMARY KEY, n int);
  CREATE MATERIALIZED VIEW month AS SELECT min(day) AS first FROM days;
  CREATE UNLOGGED TABLE scratch (n int);
`;

let stack: Stack;
let api: Client;
let source: number;

interface Explained {
  readonly key: string | null;
  readonly reasons: string[];
  readonly tables: { name: string; epoch: number | null }[];
  readonly entry: Record<string, unknown> | null;
  readonly nearest: Record<string, unknown> | null;
  readonly [other: string]: unknown;
}

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE + MORE);
  [api] = await Promise.all([stack.api(), stack.worker()]);
  source = await stack.source(api, GATED);
});
afterAll(() => stack.stop());

const ask = (query: string, more: Record<string, unknown> = {}, at = source): Promise<Answer> => api.post('/api/queries/analyze', { query, data_source_id: at, ...more });

async function explained(query: string, more: Record<string, unknown> = {}, at = source): Promise<Explained> {
  const answer = await ask(query, more, at);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.json as Explained;
}

/** Sessions that examine a statement now. */
async function examining(): Promise<{ pid: number; wait: string | null }[]> {
  const { rows } = await stack.warehouse.query<{ pid: number; wait: string | null }>(
    `SELECT pid, wait_event AS wait FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'onceql:analyze' AND state <> 'idle'`,
  );
  return rows;
}

test('says what a statement rests on and would be cached under, and runs nothing', async () => {
  const query = 'SELECT boss, count(*) AS n FROM totals, month GROUP BY boss';
  const told = await explained(query);
  expect(told).toMatchObject({
    canonical: expect.stringMatching(/^SELECT\s+boss,\s+count\(\*\) AS n\s+FROM totals/i),
    kind: 'select', reader: 'tree', message: null, cacheable: true, reasons: [], asked: true, not_asked: null, ttl: null, entry: null,
    settings: { TimeZone: 'UTC' },
    tables: [
      { name: 'public.month', kind: 'materialized_view', epoch: 0, watchable: true },
      { name: 'public.orders', kind: 'table', epoch: 0, watchable: true },
      { name: 'public.regions', kind: 'table', epoch: 0, watchable: true },
      { name: 'public.totals', kind: 'view', epoch: 0, watchable: true },
    ],
    functions: [{ schema: 'pg_catalog', name: 'count', volatility: 'immutable', language: 'internal', origin: 'statement' }],
  });
  const { rows } = await stack.metadata.query<{ n: number }>('SELECT count(*)::int AS n FROM onceql.runs');
  expect(rows).toEqual([{ n: 0 }]);
  const submitted = await api.query(source, query);
  expect(submitted.headers.get('x-onceql-key')).toBe(told.key);
  expect(submitted.headers.get('x-onceql-cache')).toBe('miss; reason=none');
});

test('the canonical statement is SQL that a person can read, and what says the same reads the same', async () => {
  const [one, other] = [await explained('SELECT o.id FROM orders AS o WHERE NOT 5 >= o.amount'), await explained('select id from orders where amount>5')];
  expect([one['canonical'], one.key]).toEqual([other['canonical'], other.key]);
  expect(String(one['canonical']).replaceAll(/\s+/g, ' ')).toBe('SELECT id FROM orders WHERE amount > 5');
});

test.each([
  ['SELECT random() AS r', ['volatile_function(random)']],
  ['SELECT count(*) FROM dice', ['volatile_function(random)']],
  ['SELECT n FROM scratch WHERE now() IS NOT NULL', ['time_function(now)', 'unlogged_table']],
  ["SELECT n FROM days WHERE day = 'today'", ['time_literal']],
])('%s is not cached, and every reason is told: %p', async (query, reasons) => {
  const told = await explained(query);
  expect([told['cacheable'], told.reasons, told['asked']]).toEqual([false, expect.arrayContaining(reasons), true]);
});

test('functions behind a view are told with their volatility', async () => {
  const { functions } = await explained('SELECT roll FROM dice');
  expect(functions).toEqual([{ schema: 'pg_catalog', name: 'random', volatility: 'volatile', language: 'internal', origin: 'view' }]);
});

describe('what is not run is explained all the same', () => {
  test.each([
    ['DELETE FROM orders', 'delete', 'not_select'],
    ['CREATE TABLE x AS SELECT 1', 'create_table_as', 'not_select'],
    ['SELECT 1 INTO x', 'select', 'not_select'],
    ['SELECT 1; SELECT 2', 'several', 'several_statements'],
    ['-- nothing', 'empty', 'empty'],
    ['SELECT pg_terminate_backend(1)', 'select', 'denied_function'],
    ['selec 1', 'unreadable', 'not_select'],
  ])('%s', async (query, kind, reason) => {
    const told = await explained(query);
    expect(told).toMatchObject({ key: null, kind, message: expect.any(String), cacheable: false, reasons: [reason], asked: false, entry: null, nearest: null });
  });

  test('by the source itself: a view that may not be run, and a statement that it refuses', async () => {
    expect(await explained('SELECT done FROM murderous')).toMatchObject({ asked: true, cacheable: false, message: expect.stringContaining('pg_terminate_backend'), reasons: expect.arrayContaining(['denied_function']) });
    expect(await explained('SELECT nothing FROM orders')).toMatchObject({ asked: true, cacheable: false, message: 'column "nothing" does not exist', reasons: ['rejected'] });
  });
});

test.each([
  ['{"query": "SELECT 1"', 400],
  [{ data_source_id: 1 }, 400],
  [{ query: 'SELECT 1' }, 401],
  [{ query: 'SELECT 1', data_source_id: 4711 }, 404],
  [{ query: 'SELECT {{ n }}', data_source_id: 1 }, 400],
  [{ query: 'SELECT 1', data_source_id: 1, settings: { timezone: 'Asia/Tokyo' } }, 400],
  [{ query: 'SELECT \0', data_source_id: 1 }, 400],
])('%j is a %i', async (body, status) => {
  const answer = await api.send('POST', '/api/queries/analyze', typeof body === 'string' ? body : JSON.stringify(body));
  expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(/message|error/)]);
});

test('parameters are put in as they are for a submission', async () => {
  const [plain, put] = [await explained("SELECT id FROM orders WHERE region = 'north'"), await explained('SELECT id FROM orders WHERE region = {{ r }}', { parameters: { r: 'north' }, settings: {} })];
  expect(put.key).toBe(plain.key);
});

describe('the entry', () => {
  test('is shown with what ends it; expired, with the epoch that has moved', async () => {
    const short = await stack.source(api, { default_ttl: 600 }, 'short');
    const query = 'SELECT count(*) AS regions FROM regions';
    const submitted = await api.query(short, query);
    await api.query(short, query);
    const told = await explained(query, {}, short);
    const { executed_at: executedAt } = told.entry as { executed_at: string };
    const at = new Date(Date.parse(executedAt) + 600_000).toISOString();
    expect(told).toMatchObject({
      ttl: 600, nearest: null,
      entry: { key: submitted.headers.get('x-onceql-key'), hits: 1, rows: 1, expired: false, reason: null, ends: [{ by: 'refresh', tables: ['public.regions'] }, { by: 'ttl', at }] },
    });
    await api.post(`/api/data_sources/${short}/tables/refresh`, { tables: ['regions'] });
    expect(await explained(query, {}, short)).toMatchObject({
      tables: [{ name: 'public.regions', epoch: 1 }],
      entry: { expired: true, reason: 'expired(public.regions)', ends: [] },
      nearest: { key: told.key, query, differs: [{ what: 'epoch', table: 'public.regions', here: '1', there: '0' }] },
    });
  });

  test('of relative dates ends with their day, which is told', async () => {
    const dated = await stack.source(api, { relative_dates: 'on', timezone: 'Asia/Tokyo' }, 'dated');
    const query = 'SELECT count(*) AS week FROM days WHERE day >= current_date - 7';
    expect(await explained(query, {}, dated)).toMatchObject({ cacheable: true, reasons: [], buckets: [{ unit: 'day', zone: 'Asia/Tokyo', name: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }] });
    await api.query(dated, query);
    expect(await explained(query, {}, dated)).toMatchObject({ entry: { ends: [{ by: 'refresh', tables: ['public.days'] }, { by: 'ttl', at: expect.stringMatching(/T1[45]:/) }] } });
  });

  test('of a table that is being loaded would not be kept', async () => {
    const { id } = (await api.post(`/api/data_sources/${source}/loads`, { tables: ['days'] })).json as { id: number };
    expect(await explained('SELECT n FROM days')).toMatchObject({ cacheable: false, reasons: ['load(public.days)'] });
    await api.post(`/api/data_sources/${source}/loads/${id}/close`, {});
    expect(await explained('SELECT n FROM days')).toMatchObject({ cacheable: true, reasons: [] });
  });
});

describe('the nearest entry of a miss', () => {
  const text = (day: string, limit = 5): string => `SELECT region, sum(amount) AS total FROM orders WHERE placed >= '${day}' AND amount > 3.5 GROUP BY region ORDER BY total LIMIT ${limit}`;

  test('differs in a literal, or in as few as may be', async () => {
    await api.query(source, text('2024-01-02'));
    await api.query(source, text('2024-01-03', 7));
    expect((await explained(text('2024-01-09'))).nearest).toMatchObject({
      query: text('2024-01-02'), expired: false, differs: [{ what: 'literal', here: expect.stringContaining("'2024-01-09'"), there: expect.stringContaining("'2024-01-02'") }],
    });
    expect((await explained(text('2024-01-09', 7))).nearest).toMatchObject({ query: text('2024-01-03', 7), differs: [{ what: 'literal' }] });
  });

  test('differs in a part of the text', async () => {
    const other = text('2024-01-02').replace('GROUP BY', 'AND id < 9 GROUP BY');
    expect((await explained(other)).nearest).toMatchObject({ query: text('2024-01-02'), differs: [{ what: 'text', here: expect.stringMatching(/id < 9/i), there: '' }] });
  });

  test('is none that has expired, none of another source, and none that has little in common', async () => {
    const elsewhere = await stack.source(api, {}, 'elsewhere');
    expect((await explained(text('2024-01-09'), {}, elsewhere)).nearest).toBeNull();
    expect((await explained('SELECT max(id) FROM orders')).nearest).toBeNull();
    await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['orders'] });
    expect((await explained(text('2024-01-09'))).nearest).toBeNull();
  });
});

describe('the source', () => {
  test('is asked while all its runs stand still, over two connections, and those who come later need not wait for long', async () => {
    const one = await stack.source(api, { ...GATED, concurrency: 1 }, 'one at a time');
    const gate = await Gate.shut(stack);
    await api.post('/api/query_results', { data_source_id: one, query: 'SELECT id FROM gated' });
    await gate.waiting();
    expect(await explained('SELECT id FROM gated WHERE id > 1', {}, one)).toMatchObject({ asked: true, cacheable: true });
    await gate.open();
    const holder = await stack.warehouse.connect();
    await holder.query('BEGIN; LOCK TABLE regions');
    try {
      const all = Array.from({ length: 6 }, (_, at) => explained(`SELECT ${at} AS n, name FROM regions`, {}, one));
      await until(async () => (await examining()).filter(({ wait }) => wait === 'relation').length === 2);
      for (const told of await Promise.all(all)) {
        expect(told).toMatchObject({ asked: false, not_asked: 'one at a time has not answered within 3 s.', tables: [{ name: expect.stringMatching(/regions$/), kind: null, watchable: null }] });
        expect((await examining()).length).toBeLessThanOrEqual(2);
      }
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    await until(async () => (await examining()).length === 0);
    expect(await explained('SELECT name FROM regions', {}, one)).toMatchObject({ asked: true });
  });

  test('is let go as soon as the caller hangs up', async () => {
    const holder = await stack.warehouse.connect();
    await holder.query('BEGIN; LOCK TABLE regions');
    try {
      const hangUp = new AbortController();
      const asked = fetch(`${api.url}/api/queries/analyze`, {
        method: 'POST', signal: hangUp.signal, headers: { authorization: 'Key test-admin-key-0123456789' },
        body: JSON.stringify({ query: 'SELECT boss FROM regions', data_source_id: source }),
      }).then(() => 'answered', () => 'hung up');
      const { pid } = await until(async () => (await examining()).find(({ wait }) => wait === 'relation'));
      hangUp.abort();
      expect(await asked).toBe('hung up');
      // The lock is held still, and it is not for want of time that it was given up.
      await api.process.logged((line) => line['outcome'] === 'caller_gone');
      await until(async () => (await examining()).every((each) => each.pid !== pid));
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
  });

  test('that is paused or down is not asked, and the entry is shown', async () => {
    const query = 'SELECT count(*) AS n FROM days';
    const clear = await stack.source(api, { sslmode: 'disable' }, 'in the clear');
    await api.query(clear, query);
    await api.post(`/api/data_sources/${clear}/pause`, {});
    expect(await explained(query, {}, clear)).toMatchObject({ asked: false, not_asked: 'in the clear is paused.', cacheable: true, tables: [{ name: 'public.days', epoch: expect.any(Number), kind: null }], entry: { expired: false } });
    await api.send('DELETE', `/api/data_sources/${clear}/pause`);
    const reader = decodeURIComponent(stack.readerUrl.username);
    await stack.warehouse.query(`ALTER ROLE ${reader} NOLOGIN`);
    await stack.warehouse.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${reader}'`);
    try {
      expect(await explained(query, {}, clear)).toMatchObject({ asked: false, not_asked: expect.stringContaining('refuses user'), entry: { expired: false } });
    } finally {
      await stack.warehouse.query(`ALTER ROLE ${reader} LOGIN`);
    }
  });
});
