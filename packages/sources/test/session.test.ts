import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@onceql/testing';
import type { RunOrder, Warehouse } from '@onceql/shared';
import { backends, untilWaiting } from './activity.js';
import { open, orderOf, rowsOf, sourceAt, within } from './fixtures.js';
import { startPostgres, type TestPostgres } from './postgres.js';
import { textsOf } from './texts.js';

const SETUP = `
CREATE SCHEMA shop AUTHORIZATION reader;
SET ROLE reader; SET search_path = shop;
CREATE TABLE items (id int, name text);
INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 12000) i;
CREATE VIEW cheap AS SELECT * FROM items WHERE id < 10;
CREATE TABLE parts (id int) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
CREATE TABLE parts_2 (id int);
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE DOMAIN price AS numeric(12, 2);
`;

let postgres: TestPostgres;
let warehouse: Warehouse;

beforeAll(async () => {
  postgres = await startPostgres({ setup: `${SETUP} RESET ROLE` });
  ({ warehouse } = open(sourceAt(postgres)));
});
// A session that was given up amid its rows ends its connection, which the server notices a moment later.
afterEach(async () => {
  await until(async () => !(await backends(postgres)).some(({ in_transaction }) => in_transaction) || undefined);
});
afterAll(async () => {
  await warehouse?.close();
  await until(async () => (await backends(postgres)).length === 0);
  await postgres?.stop();
});

const run = (statement: string): Promise<(string | null)[][]> => within(warehouse, orderOf(statement), rowsOf);

describe('the transaction', () => {
  test('is read only, READ COMMITTED, and has the settings of its order and its name', async () => {
    const order = orderOf(`SELECT current_setting('transaction_read_only'), current_setting('transaction_isolation'),
      current_setting('TimeZone'), current_setting('DateStyle'), current_setting('application_name'), current_setting('statement_timeout'),
      current_setting('client_connection_check_interval')`, { settings: [['TimeZone', 'Asia/Tokyo'], ['DateStyle', 'SQL, DMY']] });
    expect(await within(warehouse, order, rowsOf)).toEqual([['on', 'read committed', 'Asia/Tokyo', 'SQL, DMY', `onceql:${order.run}`, '30s', '2s']]);
  });

  test('leaves no setting, statement or name behind on its connection', async () => {
    await within(warehouse, orderOf('SELECT 1', { settings: [['TimeZone', 'Asia/Tokyo']] }), rowsOf);
    expect(await run("SELECT current_setting('TimeZone'), (SELECT string_agg(name, ' ' ORDER BY name) FROM pg_prepared_statements WHERE name NOT LIKE 'onceql\\_%')")).toEqual([['UTC', null]]);
    expect((await backends(postgres)).map(({ application_name }) => application_name)).toEqual(expect.arrayContaining(['onceql']));
  });

  test('a setting that the database refuses', async () => {
    const order = orderOf('SELECT 1', { settings: [['TimeZone', 'Nowhere/Here']] });
    await expect(warehouse.open(order, new AbortController().signal)).rejects.toMatchObject({ kind: 'statement', message: expect.stringContaining('Nowhere/Here') });
  });

  test('values of settings are no SQL', async () => {
    const order = orderOf('SELECT current_setting(\'search_path\')', { settings: [['search_path', "a'; DROP TABLE shop.items; --"]] });
    await expect(warehouse.open(order, new AbortController().signal)).rejects.toMatchObject({ kind: 'statement' });
    expect(await run('SELECT count(*) FROM items')).toEqual([['12000']]);
  });

  test('cannot write, whatever the statement says', async () => {
    await expect(run('WITH gone AS (DELETE FROM items RETURNING *) SELECT * FROM gone')).rejects.toMatchObject({ kind: 'statement', message: expect.stringMatching(/read-only transaction/) });
  });

  test('reads what was committed between analysis and read', async () => {
    await within(warehouse, orderOf('SELECT name FROM items WHERE id = -1'), async (session) => {
      await session.analyse();
      await postgres.admin.query("INSERT INTO shop.items VALUES (-1, 'new')");
      const reader = await session.read();
      const names = [];
      for await (const batch of reader.batches()) names.push(...textsOf(batch).flat());
      expect(names).toEqual(['new']);
    });
    await postgres.admin.query('DELETE FROM shop.items WHERE id = -1');
  });

  test('pins what its views mean until the end', async () => {
    const other = await postgres.connect('reader');
    const pid = Number((await other.query<{ p: number }>('SELECT pg_backend_pid() AS p')).rows[0]?.p);
    const session = await warehouse.open(orderOf('SELECT id FROM cheap'), new AbortController().signal);
    await session.analyse();
    const replaced = other.query('CREATE OR REPLACE VIEW shop.cheap AS SELECT * FROM shop.items WHERE id < 3');
    await untilWaiting(postgres, pid, 'relation');
    const rows = [];
    for await (const { length } of (await session.read()).batches()) rows.push(length);
    expect(rows).toEqual([9]);
    await session.end();
    await replaced;
    expect(await run('SELECT id FROM cheap')).toHaveLength(2);
    await other.end();
  });

  test('a partition that was attached after the analysis ends the read, to be tried again', async () => {
    const attempt = within(warehouse, orderOf('SELECT * FROM parts'), async (session) => {
      await session.analyse();
      await postgres.admin.query('ALTER TABLE shop.parts ATTACH PARTITION shop.parts_2 FOR VALUES FROM (10) TO (20)');
      const reader = await session.read();
      for await (const batch of reader.batches()) expect(batch.length).toBe(0);
      await reader.confirm();
    });
    await expect(attempt).rejects.toMatchObject({ kind: 'connection', message: expect.stringMatching(/parts_2 became part/) });
    expect(await run('SELECT * FROM parts')).toEqual([]);
  });

  test('a table that was put ahead of its namesake on the search path after the analysis ends the read, to be tried again', async () => {
    await postgres.admin.query('CREATE SCHEMA front AUTHORIZATION reader; SET ROLE reader; CREATE TABLE front.parts (id int); RESET ROLE');
    const settings: RunOrder['settings'] = [['search_path', 'front, shop']];
    const attempt = within(warehouse, orderOf('SELECT * FROM items WHERE id < 3', { settings }), async (session) => {
      await session.analyse();
      await postgres.admin.query('CREATE TABLE front.items AS SELECT 7 AS id; GRANT SELECT ON front.items TO reader');
      const reader = await session.read();
      for await (const batch of reader.batches()) expect(batch.length).toBe(2);
      await reader.confirm();
    });
    await expect(attempt).rejects.toMatchObject({ kind: 'connection', message: expect.stringMatching(/front\.items became part/) });
    expect(await within(warehouse, orderOf('SELECT * FROM items', { settings }), rowsOf)).toEqual([['7']]);
    // What was there before is no newcomer, wherever it stands.
    expect(await within(warehouse, orderOf('SELECT count(*) FROM shop.items, shop.parts', { settings }), rowsOf)).toEqual([['0']]);
    await postgres.admin.query('DROP SCHEMA front CASCADE');
  });

  test('read comes after analyse, and end may come at any time and twice', async () => {
    const session = await warehouse.open(orderOf('SELECT 1'), new AbortController().signal);
    await expect(session.read()).rejects.toThrow(/after analyse/);
    await session.end();
    await session.end();
  });
});

describe('rows', () => {
  test('come in order, with their bytes', async () => {
    await within(warehouse, orderOf('SELECT id, name FROM items ORDER BY id'), async (session) => {
      await session.analyse();
      let last = 0;
      for await (const batch of (await session.read()).batches()) {
        const rows = textsOf(batch);
        expect(batch.bytes).toBe(rows.reduce((sum, [, name]) => sum + 4 + Buffer.byteLength(name ?? ''), 0));
        expect(rows[0]?.[0]).toBe(String(last + 1));
        last += batch.length;
      }
      expect(last).toBe(12_000);
    });
  });

  test('of many bytes make small batches', async () => {
    await within(warehouse, orderOf("SELECT repeat('ä', 300000) FROM generate_series(1, 5)"), async (session) => {
      await session.analyse();
      const sizes = [];
      for await (const { length, bytes } of (await session.read()).batches()) sizes.push([length, bytes]);
      expect(sizes).toEqual([[2, 1_200_000], [2, 1_200_000], [1, 600_000]]);
    });
  });

  test.each<[statement: string, rows: (string | null)[][]]>([
    ['SELECT * FROM items WHERE false', []],
    ['SELECT', [[]]],
    ['SELECT FROM generate_series(1, 3)', [[], [], []]],
    ["SELECT NULL, '', ' '", [[null, '', ' ']]],
    ["SELECT 9007199254740993::int8, 1e-7::float8, 'NaN'::numeric, true, '{1,NULL}'::int[], 'a'::bytea", [['9007199254740993', '1e-07', 'NaN', 't', '{1,NULL}', '\\x61']]],
    ["SELECT E'\\u2028\\n😀'", [['\u2028\n😀']]],
  ])('%s', async (statement, rows) => {
    expect(await run(statement)).toEqual(rows);
  });

  test('columns are named and typed as the database says', async () => {
    const statement = `SELECT 1::int2 AS a, 1::int8 AS a, 1::oid AS o, 1.5::numeric(12,2) AS n, 1::float4, 1::money AS m, true AS b,
      now() AS t, now()::timestamp(3) AS "T""s", current_date AS d, 'x'::varchar(7) AS v, 'sad'::mood AS e, 1::price AS p,
      '{1}'::int[] AS l, interval '1 day' AS i, '{}'::jsonb AS j, '12:00'::timetz AS z`;
    const columns = await within(warehouse, orderOf(statement), async (session) => {
      await session.analyse();
      return (await session.read()).columns.map(({ name, type, databaseType }) => [name, type, databaseType]);
    });
    expect(columns).toEqual([
      ['a', 'integer', 'smallint'], ['a', 'integer', 'bigint'], ['o', 'integer', 'oid'], ['n', 'float', 'numeric(12,2)'],
      ['float4', 'float', 'real'], ['m', 'string', 'money'], ['b', 'boolean', 'boolean'], ['t', 'datetime', 'timestamp with time zone'],
      ['T"s', 'datetime', 'timestamp(3) without time zone'], ['d', 'date', 'date'], ['v', 'string', 'character varying(7)'],
      ['e', 'string', 'mood'], ['p', 'float', 'numeric(12,2)'], ['l', 'string', 'integer[]'], ['i', 'string', 'interval'],
      ['j', 'string', 'jsonb'], ['z', 'string', 'time with time zone'],
    ]);
  });

  test('an error amid the rows ends them', async () => {
    const seen: number[] = [];
    const attempt = within(warehouse, orderOf('SELECT 1 / (i - 11000) FROM generate_series(1, 20000) i'), async (session) => {
      await session.analyse();
      for await (const { length } of (await session.read()).batches()) seen.push(length);
    });
    await expect(attempt).rejects.toMatchObject({ kind: 'statement', message: 'division by zero' });
    expect(await run('SELECT 1')).toEqual([['1']]);
  });
});
