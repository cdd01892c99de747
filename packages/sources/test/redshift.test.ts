import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@onceql/testing';
import type { Analysis, RunOrder, Warehouse, WrittenName } from '@onceql/shared';
import { backends, untilQuiet, untilWaiting } from './activity.js';
import { open, orderOf, rowsOf, sourceAt, within } from './fixtures.js';
import { startPostgres, type TestPostgres } from './postgres.js';
import { textsOf } from './texts.js';

// There is no Redshift here: its profile is tried on a Postgres, with a view in place of its list of external tables.
const SETUP = `
CREATE SCHEMA shop; CREATE SCHEMA spare;
SET search_path = shop;
CREATE TABLE orders (id int, customer int, at timestamptz);
CREATE TABLE spare.orders (id int);
CREATE TABLE spare.stock (id int);
INSERT INTO orders SELECT i, i FROM generate_series(1, 20) i;
CREATE VIEW early AS SELECT * FROM orders WHERE id < 10;
CREATE VIEW earlier AS SELECT o.id FROM early o JOIN spare.stock s USING (id) WHERE o.id < 5;
CREATE VIEW timed AS SELECT now() AS n FROM orders;
CREATE VIEW dated AS SELECT current_date AS d;
CREATE VIEW late AS SELECT 'with no schema binding'::text AS t FROM orders;
CREATE VIEW late_dice AS SELECT random() AS "with no schema binding" FROM orders;
CREATE VIEW late_nested AS SELECT 1 AS "with no schema binding" FROM late_dice;
CREATE VIEW late_plain AS SELECT 1 AS "with no schema binding", 2 AS stock;
CREATE VIEW over_catalog AS SELECT relname FROM pg_class;
CREATE VIEW sleepy AS SELECT pg_sleep(0) IS NULL AS s;
CREATE FUNCTION doubled(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1';
CREATE FUNCTION trusted(int) RETURNS int LANGUAGE internal IMMUTABLE AS 'int4up';
CREATE VIEW doubles AS SELECT doubled(id) AS d FROM orders;
CREATE VIEW late_doubled AS SELECT doubled(id) AS "with no schema binding" FROM orders;
CREATE VIEW svv_external_tables AS SELECT 'lake'::text AS schemaname, 'clicks'::text AS tablename;
GRANT USAGE ON SCHEMA shop, spare TO reader;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO reader;
GRANT SELECT ON ALL TABLES IN SCHEMA spare TO reader;
CREATE SCHEMA lake; GRANT USAGE ON SCHEMA lake TO reader;
`;

let postgres: TestPostgres;
let warehouse: Warehouse;

beforeAll(async () => {
  postgres = await startPostgres({ setup: `${SETUP} RESET search_path` });
  ({ warehouse } = open(sourceAt(postgres, {}, 'redshift')));
});
afterEach(async () => {
  await until(async () => (await backends(postgres)).every(({ in_transaction }) => !in_transaction));
});
afterAll(async () => {
  await warehouse?.close();
  await until(async () => (await backends(postgres)).length === 0);
  await postgres?.stop();
});

const settings: RunOrder['settings'] = [['search_path', '"$user", shop, spare']];
const order = (statement: string, tables: WrittenName[] = [], functions: WrittenName[] = []): RunOrder =>
  orderOf(statement, { settings, tables, functions });
const analyse = (statement: string, tables: WrittenName[] = [], functions: WrittenName[] = []): Promise<Analysis> =>
  within(warehouse, order(statement, tables, functions), (session) => session.analyse());
const from = (name: string): Promise<Analysis> => analyse(`SELECT * FROM ${name}`, [{ name }]);

describe('analysis by name', () => {
  test.each<[relation: string, tables: string[]]>([
    ['orders', ['shop.orders']],
    ['stock', ['spare.stock']],
    ['early', ['shop.early', 'shop.orders']],
    ['earlier', ['shop.earlier', 'shop.early', 'shop.orders', 'spare.stock']],
  ])('%s rests on %j and is cacheable', async (relation, tables) => {
    expect(await from(relation)).toEqual({ tables, reasons: [], shareable: true, standby: false });
  });

  test.each<[relation: string, reasons: string[], shareable: boolean]>([
    ['timed', ['time_function(now)'], false],
    ['dated', ['time_function'], false],
    ['late', ['late_binding_view'], true],
    ['doubles', ['unsafe_language(doubled)'], true],
    ['pg_class', ['system_catalog'], true],
  ])('%s is not cacheable: %j', async (relation, reasons, shareable) => {
    expect(await from(relation)).toMatchObject({ reasons, shareable });
  });

  test('a schema in the name is taken at its word', async () => {
    expect((await analyse('SELECT * FROM spare.orders', [{ schema: 'spare', name: 'orders' }])).tables).toEqual(['spare.orders']);
  });

  test('external tables and unknown ones', async () => {
    const found = await analyse('SELECT 1', [{ schema: 'lake', name: 'clicks' }, { schema: 'lake', name: 'none' }]);
    expect(found).toMatchObject({ tables: ['lake.clicks'], reasons: ['external_table', 'unknown_table(lake.none)'] });
  });

  test.each<[name: string, reasons: string[]]>([
    ['lower', []],
    ['random', ['volatile_function(random)']],
    ['doubled', ['unsafe_language(doubled)']],
    ['trusted', ['unsafe_language(trusted)']],
    ['getdate_of_nowhere', ['unknown_function(getdate_of_nowhere)']],
    ['to_char', []],
  ])('the function %s: %j', async (name, reasons) => {
    expect((await analyse('SELECT 1', [], [{ name }])).reasons).toEqual(reasons);
  });

  test('a denied function behind a view refuses the run', async () => {
    expect((await from('sleepy')).refused).toMatch(/pg_sleep/);
  });

  test('what the database refuses, and what returns no rows', async () => {
    await expect(analyse('SELEC 1')).rejects.toMatchObject({ kind: 'statement', message: expect.stringMatching(/syntax error/) });
    await expect(analyse('LOCK TABLE orders')).rejects.toMatchObject({ kind: 'statement' });
  });
});

describe('the run', () => {
  test('has its snapshot from after the analysis, though its isolation would keep an earlier one', async () => {
    await within(warehouse, order('SELECT id, at FROM orders WHERE id < 0', [{ name: 'orders' }]), async (session) => {
      await session.analyse();
      await postgres.admin.query('INSERT INTO shop.orders VALUES (-1, 1)');
      const reader = await session.read();
      const rows = [];
      for await (const batch of reader.batches()) rows.push(...textsOf(batch));
      expect(rows).toEqual([['-1', null]]);
      expect(reader.columns).toEqual([
        { name: 'id', type: 'integer', databaseType: 'integer', kind: 'int32' },
        { name: 'at', type: 'datetime', databaseType: 'timestamp with time zone', kind: 'timestamptz' },
      ]);
    });
  });

  test('is read only and has its settings', async () => {
    const statement = "SELECT current_setting('transaction_read_only'), current_setting('search_path'), current_setting('statement_timeout')";
    expect(await within(warehouse, order(statement), rowsOf)).toEqual([['on', '"$user", shop, spare', '30s']]);
  });

  test('of no columns', async () => {
    expect(await within(warehouse, order('SELECT'), rowsOf)).toEqual([[]]);
  });

  test('stops when its signal is aborted', async () => {
    const stop = new AbortController();
    const session = await warehouse.open(order('SELECT pg_sleep(600)'), stop.signal);
    await session.analyse();
    const rows = (await session.read()).batches()[Symbol.asyncIterator]().next();
    await untilWaiting(postgres, session.pid, 'PgSleep');
    stop.abort();
    await expect(rows).rejects.toMatchObject({ kind: 'cancelled' });
    await untilQuiet(postgres, session.pid);
    await session.end();
  });

  test('is cancelled by its pid when it is an orphan', async () => {
    const session = await warehouse.open(order('SELECT pg_sleep(600)'), new AbortController().signal);
    await session.analyse();
    const rows = (await session.read()).batches()[Symbol.asyncIterator]().next();
    const ended = expect(rows).rejects.toMatchObject({ kind: 'statement' });
    await untilWaiting(postgres, session.pid, 'PgSleep');
    expect(await warehouse.cancelOrphans('any', undefined, undefined)).toBe(0);
    expect(await warehouse.cancelOrphans('any', session.pid, session.pid)).toBe(0);
    expect(await warehouse.cancelOrphans('any', session.pid, undefined)).toBe(1);
    await ended;
    await session.end();
  });
});

test('schema() lists what the role may read', async () => {
  const names = (await warehouse.schema()).map(({ schema, name }) => `${schema}.${name}`);
  expect(names).toEqual(expect.arrayContaining(['shop.early', 'shop.orders', 'spare.stock']));
  expect(names.some((name) => name.startsWith('pg_'))).toBe(false);
});

describe('under a time to live', () => {
  let timed: Warehouse;
  beforeAll(() => {
    ({ warehouse: timed } = open(sourceAt(postgres, { ttl_tables: ['shop.*', 'spare.*', 'lake.*', 'pg_catalog.*'].map((tables) => ({ tables, ttl: 60 })) }, 'redshift')));
  });
  afterAll(() => timed?.close());
  const judged = (statement: string, names: string[], more: Partial<RunOrder> = {}): Promise<Analysis> =>
    within(timed, orderOf(statement, { settings, tables: names.map((name) => ({ name })), ...more }), (session) => session.analyse());

  test.each<[relation: string, tables: string[], reasons: string[]]>([
    ['late_plain', ['shop.late_plain', 'spare.stock'], []],
    ['late_dice', ['shop.late_dice', 'shop.orders'], ['volatile_function(random)']],
    ['late_nested', ['shop.late_dice', 'shop.late_nested', 'shop.orders'], ['volatile_function(random)']],
    ['late_doubled', ['shop.late_doubled', 'shop.orders'], ['unsafe_language(doubled)']],
    ['over_catalog', ['pg_catalog.pg_class', 'shop.over_catalog'], []],
    ['pg_class', ['pg_catalog.pg_class'], []],
  ])('%s rests on %j: %j', async (relation, tables, reasons) => {
    const analysis = await judged(`SELECT * FROM ${relation}`, [relation]);
    expect(analysis.reasons).toEqual(reasons);
    expect(analysis.tables).toEqual(expect.arrayContaining(tables));
  });

  test('what the second reader has read rests on all that its words may name, too', async () => {
    const statement = 'SELECT id FROM orders JOIN stock USING (id)';
    const second = await judged(statement, ['orders'], { reader: 'second' });
    expect(second.reasons).toEqual([]);
    expect(second.tables).toEqual(expect.arrayContaining(['shop.orders', 'spare.stock']));
    const plain = await within(warehouse, orderOf(statement, { settings, tables: [{ name: 'orders' }], reader: 'second' }), (session) => session.analyse());
    expect(plain.reasons).toEqual(['unreadable']);
  });
});

test('a view over the catalog is one over the catalog, though no pg_depend says so', async () => {
  expect((await from('over_catalog')).reasons).toEqual(['system_catalog']);
});
