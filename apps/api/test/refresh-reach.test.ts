import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Proxy, Stack, WAREHOUSE, resultOf, soonest } from '@onceql/testing';
import type { Answer, Client } from '@onceql/testing';

let stack: Stack;
let api: Client;
let source: number;

beforeAll(async () => {
  stack = await Stack.start(`${WAREHOUSE}
    CREATE TABLE days (day int, n int) PARTITION BY RANGE (day);
    CREATE TABLE low PARTITION OF days FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (day);
    CREATE TABLE lowest PARTITION OF low FOR VALUES FROM (0) TO (5);
    CREATE TABLE high PARTITION OF days FOR VALUES FROM (10) TO (20);
    INSERT INTO days VALUES (1, 1), (11, 10);
    CREATE TABLE animals (name text); CREATE TABLE cats () INHERITS (animals);
    CREATE TABLE first (n int); CREATE TABLE second (n int); INSERT INTO first VALUES (1); INSERT INTO second VALUES (2);
    CREATE VIEW chosen AS SELECT n FROM first;
    CREATE VIEW over_chosen AS SELECT n FROM chosen;
    CREATE MATERIALIZED VIEW kept AS SELECT sum(n) AS n FROM over_chosen;
    CREATE VIEW over_kept AS SELECT n FROM kept;
    CREATE TABLE "Odd Name" (n int); INSERT INTO "Odd Name" VALUES (1);
    CREATE TABLE shape AS SELECT 1 AS a, 2 AS b; CREATE VIEW shown AS SELECT a FROM shape;
    CREATE VIEW innermost AS SELECT 1 AS n; CREATE VIEW outermost AS SELECT n FROM innermost; CREATE TABLE brief (id int);
    CREATE SCHEMA many;
    DO $$ BEGIN FOR i IN 1..5000 LOOP EXECUTE format('CREATE TABLE many.t%s (n int)', i); END LOOP; END $$;
  `);
  [api] = await Promise.all([stack.api(), stack.worker()]);
  source = await stack.source(api);
});
afterAll(() => stack.stop());

interface Told {
  invalidated: number;
  epochs: Record<string, number>;
}
const refresh = (tables: string[], of = source): Promise<Answer> => api.post(`/api/data_sources/${of}/tables/refresh`, { tables });
const write = async (sql: string): Promise<void> => {
  await stack.warehouse.query(sql);
  await stack.warehouse.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${stack.readerUrl.username}`);
};
async function ask(query: string, of = source): Promise<[reason: string | null, rows: unknown[]]> {
  const answer = await api.query(of, query);
  return [answer.headers.get('x-onceql-cache'), resultOf(answer).data.rows.flatMap((row) => Object.values(row))];
}
async function cached(query: string, of = source): Promise<void> {
  await ask(query, of);
  expect((await ask(query, of))[0]).toBe('hit');
}

describe('a refresh reaches', () => {
  const SUM = 'SELECT sum(n) AS n FROM days';

  test.each<[what: string, query: string, change: string, told: string, expired: string, rows: unknown[]]>([
    ['the parent of a partition that was attached later', SUM,
      'CREATE TABLE later PARTITION OF days FOR VALUES FROM (20) TO (30); INSERT INTO later VALUES (21, 100)', 'later', 'days', [111]],
    ['the parent of a parent, too', SUM,
      'CREATE TABLE low2 PARTITION OF low FOR VALUES FROM (5) TO (10); INSERT INTO low2 VALUES (6, 1000)', 'low2', 'days', [1111]],
    ['a partition, when its parent is told of', 'SELECT n FROM lowest', 'UPDATE days SET n = 2 WHERE day = 1', 'days', 'days', [2]],
    ['a partition that was attached after it was read, when its parent is told of', 'SELECT n FROM loose',
      'ALTER TABLE days ATTACH PARTITION loose FOR VALUES FROM (30) TO (40); UPDATE days SET n = 8 WHERE day = 31', 'days', 'loose', [8]],
    ['the parent of a table that inherits since', 'SELECT count(*) AS n FROM animals',
      "CREATE TABLE dogs () INHERITS (cats); INSERT INTO dogs VALUES ('Rex')", 'dogs', 'animals', [1]],
    ['a materialised view over a view over the table', 'SELECT n FROM kept',
      'UPDATE first SET n = 5; REFRESH MATERIALIZED VIEW kept', 'first', 'kept', [5]],
    ['a view over a materialised view over the table', 'SELECT n + 0 AS n FROM over_kept',
      'UPDATE first SET n = 6; REFRESH MATERIALIZED VIEW kept', 'first', 'kept', [6]],
    ['what reads a view through another, when the view is told of', 'SELECT n FROM over_chosen',
      'UPDATE first SET n = 7', 'chosen', 'chosen', [7]],
    ['a materialised view, when the view it reads is told of', 'SELECT n * 1 AS n FROM kept',
      'UPDATE first SET n = 9; REFRESH MATERIALIZED VIEW kept', 'chosen', 'kept', [9]],
    ['a view that was replaced so that it reads the table', 'SELECT n AS m FROM over_chosen',
      'CREATE OR REPLACE VIEW chosen AS SELECT n FROM second', 'second', 'chosen', [2]],
    ['what was renamed since', 'SELECT n - 0 AS n FROM over_chosen',
      'ALTER TABLE second RENAME TO renamed; UPDATE renamed SET n = 3', 'renamed', 'chosen', [3]],
  ])('%s', async (_what, query, change, told, expired, rows) => {
    if (query.includes('loose')) await write('CREATE TABLE loose (day int, n int); INSERT INTO loose VALUES (31, 7)');
    await cached(query);
    await write(change);
    const { epochs } = (await refresh([told])).json as Told;
    expect(epochs).toMatchObject({ [`public.${told}`]: expect.any(Number), [`public.${expired}`]: expect.any(Number) });
    expect(await ask(query)).toEqual([`miss; reason=expired(public.${expired})`, rows]);
  });

  test('no more than parents, parts and views over them on which something may rest', async () => {
    const { epochs } = (await refresh(['cats'])).json as Told;
    expect(Object.keys(epochs).sort()).toEqual(['public.animals', 'public.cats', 'public.dogs']);
  });

  test('what lies in another schema, when a schema is told of', async () => {
    await write('CREATE SCHEMA far; CREATE TABLE far.base (n int); INSERT INTO far.base VALUES (1); CREATE MATERIALIZED VIEW near AS SELECT n FROM far.base');
    await cached('SELECT n FROM near');
    await write('UPDATE far.base SET n = 2; REFRESH MATERIALIZED VIEW near');
    const told = await api.post(`/api/data_sources/${source}/schemas/refresh`, { schemas: ['far'] });
    expect((told.json as Told).epochs).toEqual({ 'far.base': 1, 'public.near': 1 });
    expect(await ask('SELECT n FROM near')).toEqual(['miss; reason=expired(public.near)', [2]]);
  });
});

describe('a table that stands before another one of its name on the search path', () => {
  let path: number;
  beforeAll(async () => {
    await write('CREATE SCHEMA app; GRANT USAGE ON SCHEMA app TO PUBLIC; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC');
    path = await stack.source(api, { search_path: 'app, public' }, 'with a search path');
  });

  test.each<[what: string, name: string, change: string, told: string]>([
    ['that is told of', 'stock', 'CREATE TABLE app.stock AS SELECT 2 AS n', 'app.stock'],
    ['that is a view over what is told of', 'prices', 'CREATE TABLE public.base AS SELECT 2 AS n; CREATE VIEW app.prices AS SELECT n FROM public.base', 'public.base'],
  ])('is what the name means from now on: one %s', async (_what, name, change, told) => {
    await write(`CREATE TABLE public.${name} AS SELECT 1 AS n`);
    await cached(`SELECT n FROM ${name}`, path);
    await write(change);
    expect(((await refresh([told], path)).json as Told).epochs).toEqual({ [told]: 1, [`public.${name}`]: 1 });
    expect(await ask(`SELECT n FROM ${name}`, path)).toEqual([`miss; reason=expired(public.${name})`, [2]]);
  });

  test('moves alone where it is behind', async () => {
    expect(((await refresh(['public.stock'], path)).json as Told).epochs).toEqual({ 'public.stock': 2 });
  });

  test('is what the name means at the end of the load that made it', async () => {
    await write('CREATE TABLE public.loads AS SELECT 1 AS n; CREATE TABLE app.raw (n int)');
    await cached('SELECT n FROM loads', path);
    const load = (await api.post(`/api/data_sources/${path}/loads`, { tables: ['app.raw'] })).json as { id: number };
    await write('INSERT INTO app.raw VALUES (2); CREATE VIEW app.loads AS SELECT n FROM app.raw');
    await api.post(`/api/data_sources/${path}/loads/${load.id}/close`, {});
    expect(await ask('SELECT n FROM loads', path)).toEqual(['miss; reason=expired(public.loads)', [2]]);
  });
});

describe('once it is told, nothing is served as it was defined before', () => {
  test.each<[change: string, query: string, ddl: string, told: string, rows: unknown[]]>([
    ['a view that was replaced with another column', 'SELECT * FROM shown', 'CREATE OR REPLACE VIEW shown AS SELECT a, b FROM shape', 'shown', [{ a: 1, b: 2 }]],
    ['a view in a view that was replaced', 'SELECT * FROM outermost', 'CREATE OR REPLACE VIEW innermost AS SELECT 2 AS n', 'innermost', [{ n: 2 }]],
    ['a column more', 'SELECT * FROM shape', 'ALTER TABLE shape ADD COLUMN c int DEFAULT 3', 'shape', [{ a: 1, b: 2, c: 3 }]],
    ['a column that has another name', 'SELECT shape.* FROM shape', 'ALTER TABLE shape RENAME COLUMN c TO d', 'shape', [{ a: 1, b: 2, d: 3 }]],
    ['a column of another type', 'SELECT d FROM shape', "ALTER TABLE shape ALTER COLUMN d TYPE text USING 'x' || d", 'shape', [{ d: 'x3' }]],
    ['a column less', 'SELECT * FROM shape WHERE a > 0', 'ALTER TABLE shape DROP COLUMN d', 'shape', [{ a: 1, b: 2 }]],
    ['a table that was dropped and made again', 'SELECT * FROM brief', "DROP TABLE brief; CREATE TABLE brief AS SELECT 'new' AS name", 'brief', [{ name: 'new' }]],
    ['a table that is a view by now', 'SELECT brief.* FROM brief', 'DROP TABLE brief; CREATE VIEW brief AS SELECT b FROM shape', 'brief', [{ b: 2 }]],
  ])('%s', async (_change, query, ddl, told, rows) => {
    await cached(query);
    await write(ddl);
    expect((await refresh([told])).status).toBe(200);
    const answer = await api.query(source, query);
    expect([answer.headers.get('x-onceql-cache'), resultOf(answer).data.rows]).toEqual([expect.stringMatching(/^miss; reason=expired/), rows]);
    expect(resultOf(answer).data.columns.map(({ name }) => name)).toEqual(Object.keys(rows[0] as object));
  });
});

test('a load covers a materialised view that is asked for the first time while it is open', async () => {
  await write('CREATE TABLE loaded (n int); INSERT INTO loaded VALUES (1); CREATE MATERIALIZED VIEW late AS SELECT n FROM loaded');
  const load = (await api.post(`/api/data_sources/${source}/loads`, { tables: ['loaded'] })).json as { id: number };
  expect(await ask('SELECT n FROM late')).toEqual(['bypass; reason=load(public.late)', [1]]);
  await write('UPDATE loaded SET n = 2; REFRESH MATERIALIZED VIEW late');
  const closed = await api.post(`/api/data_sources/${source}/loads/${load.id}/close`, {});
  expect((closed.json as Told).epochs).toEqual({ 'public.late': 1, 'public.loaded': 1 });
  expect((await ask('SELECT n FROM late'))[1]).toEqual([2]);
});

describe('names', () => {
  test.each([
    ['ORDERS', 'public.orders'],
    [' Public . Orders ', 'public.orders'],
    ['"public"."orders"', 'public.orders'],
    ['"Odd Name"', 'public."Odd Name"'],
  ])('%s is %s', async (written, table) => {
    const answer = await refresh([written]);
    expect([answer.status, Object.keys((answer.json as Told).epochs)]).toEqual([200, expect.arrayContaining([table])]);
  });

  test('may have the database before them, if it is this one', async () => {
    const { dbname } = stack.readerOptions() as { dbname: string };
    expect((await refresh([`"${dbname}".public.orders`])).status).toBe(200);
    const other = await refresh(['elsewhere.public.orders']);
    expect([other.status, other.text]).toEqual([400, expect.stringMatching(/names the database elsewhere; this data source is the database/)]);
  });

  test('that mean the same are one move', async () => {
    const before = ((await refresh(['orders'])).json as Told).epochs['public.orders'] ?? 0;
    const { epochs } = (await refresh(['orders', 'Public.Orders', '"orders"', 'orders'])).json as Told;
    expect(epochs['public.orders']).toBe(before + 1);
  });

  test.each(['nowhere', 'public.nowhere', '"Orders"', 'ÖRDERS'])('%s is a 404 that says so, and moves nothing', async (name) => {
    const before = ((await refresh(['orders'])).json as Told).epochs['public.orders'] ?? 0;
    const answer = await refresh(['orders', name]);
    expect([answer.status, answer.text]).toEqual([404, expect.stringContaining('is known to this data source, nor to any result')]);
    expect(((await refresh(['orders'])).json as Told).epochs['public.orders']).toBe(before + 1);
  });

  test('beyond a thousand are a 400 that says so', async () => {
    const answer = await refresh(Array.from({ length: 1001 }, () => 'orders'));
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('names more than 1000')]);
  });
});

test('a schema of 5,000 tables is told of in one call, in under two seconds', async () => {
  const took = await soonest(2000, 5, async () => {
    const began = performance.now();
    const answer = await api.post(`/api/data_sources/${source}/schemas/refresh`, { schemas: ['many'] });
    expect(Object.keys((answer.json as Told).epochs)).toHaveLength(5000);
    return performance.now() - began;
  });
  expect(took).toBeLessThan(2000);
});

describe('while the source does not answer', () => {
  let way: Proxy;
  let behind: number;
  beforeAll(async () => {
    way = await Proxy.to(Number(stack.readerUrl.port));
    behind = await stack.source(api, { port: way.port }, 'behind a proxy');
  });
  afterAll(() => way.close());

  test.each(['away', 'silent'] as const)('a refresh counts where it is %s, and reaches what depended on the table when it was asked last', async (how) => {
    const query = `SELECT n, '${how}' AS how FROM over_kept`;
    await way.open();
    await cached(query, behind);
    await refresh(['renamed'], behind);
    await cached(query, behind);
    await (how === 'away' ? way.close() : way.hold());
    const began = performance.now();
    const answer = await refresh(['renamed', 'never_heard_of'], behind);
    // The source is waited for two seconds; a connection would be for ten.
    expect(performance.now() - began).toBeLessThan(9000);
    expect([answer.status, Object.keys((answer.json as Told).epochs)]).toEqual([200, expect.arrayContaining(['public.renamed', 'public.never_heard_of', 'public.kept'])]);
    await (how === 'away' ? way.open() : way.release());
    expect((await ask(query, behind))[0]).toBe('miss; reason=expired(public.kept)');
  });
});
