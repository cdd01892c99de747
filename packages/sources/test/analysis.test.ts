import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Analysis, RunOrder, Warehouse } from '@onceql/shared';
import { open, orderOf, sourceAt, within } from './fixtures.js';
import { startPostgres, type TestPostgres } from './postgres.js';

let postgres: TestPostgres;
let warehouse: Warehouse;

beforeAll(async () => {
  postgres = await startPostgres({ setup: readFileSync(new URL('analysis.sql', import.meta.url), 'utf8') });
  ({ warehouse } = open(sourceAt(postgres, { allow_functions: ['shop.listed'] })));
});
afterAll(async () => {
  await warehouse?.close();
  await postgres?.stop();
});

const analyse = (statement: string, more: Partial<RunOrder> = {}): Promise<Analysis> =>
  within(warehouse, orderOf(statement, more), (session) => session.analyse());
const calling = (...names: string[]): Partial<RunOrder> => ({ functions: names.map((name) => ({ name })) });

test.each<[statement: string, tables: string[]]>([
  ['SELECT 1', []],
  ['SELECT', []],
  ['SELECT * FROM orders', ['shop.orders']],
  ['SELECT 1 FROM orders WHERE false', ['shop.orders']],
  ['SELECT * FROM big_orders', ['shop.big_orders', 'shop.orders']],
  ['SELECT * FROM big_customers', ['shop.big_customers', 'shop.big_orders', 'shop.customers', 'shop.orders']],
  ['SELECT * FROM with_subquery', ['shop.customers', 'shop.orders', 'shop.with_subquery']],
  ['WITH orders AS (SELECT 1) SELECT * FROM orders', []],
  ['SELECT * FROM customers c WHERE EXISTS (SELECT FROM orders)', ['shop.customers', 'shop.orders']],
  ['SELECT * FROM totals', ['shop.totals']],
  ['SELECT * FROM "Odd ""Name"', ['shop."Odd ""Name"']],
  ['SELECT * FROM events', ['shop.events', 'shop.events_1', 'shop.events_1_a', 'shop.events_2']],
  ['SELECT * FROM events_1', ['shop.events', 'shop.events_1', 'shop.events_1_a']],
  ['SELECT * FROM events_1_a', ['shop.events', 'shop.events_1', 'shop.events_1_a']],
  ['SELECT * FROM animals', ['shop.animals', 'shop.dogs']],
  ['SELECT * FROM dogs', ['shop.animals', 'shop.dogs']],
  ['SELECT * FROM row_compared', ['shop.orders', 'shop.row_compared']],
  ['SELECT * FROM ts_formatted', ['shop.orders', 'shop.ts_formatted']],
  ['SELECT * FROM placed_here', ['shop.orders', 'shop.placed_here']],
  ['SELECT * FROM sampled_again', ['shop.orders', 'shop.sampled_again']],
  ['SELECT * FROM public_rows', ['shop.public_rows']],
  ['SELECT * FROM writable', ['shop.writable']],
])('%s rests on %j and is cacheable', async (statement, tables) => {
  expect(await analyse(statement)).toEqual({ tables, reasons: [], shareable: true, standby: false });
});

test.each<[relation: string, reasons: string[], shareable: boolean]>([
  ['now_in_view', ['time_function(now)'], false],
  ['date_in_view', ['time_function'], false],
  ['user_in_view', ['session_function'], true],
  ['random_behind_view', ['volatile_function(random)'], false],
  ['nested_random', ['volatile_function(random)'], false],
  ['setting_in_view', ['session_function(current_setting)'], true],
  ['stable_in_view', ['session_function(has_table_privilege)'], true],
  ['literal_in_view', ['time_literal'], false],
  ['rings_here', ['time_function(timetz)', 'time_function(timezone)'], false],
  ['clocks', ['time_function(timetz)'], false],
  ['sampled', ['unrepeatable_sample'], false],
  ['plain_in_view', ['unsafe_language(plain_sql)'], true],
  ['operator_in_view', ['unsafe_language(keep_last)'], true],
  ['secrets', ['row_security', 'session_function'], true],
  ['fleeting', ['unlogged_table'], true],
  ['outside', ['external_table'], true],
  ['counter', ['unknown_table(shop.counter)'], true],
  ['pg_class', ['system_catalog'], true],
  ['information_schema.sql_features', ['system_catalog'], true],
])('SELECT * FROM %s is not cacheable: %j', async (relation, reasons, shareable) => {
  expect(await analyse(`SELECT * FROM ${relation}`)).toMatchObject({ reasons, shareable });
});

test('the tables of a row security policy count', async () => {
  expect((await analyse('SELECT * FROM secrets')).tables).toEqual(['shop.grants_of', 'shop.secrets']);
});

test('a policy counts for whom it does not bind if a view may read in the name of someone else', async () => {
  await postgres.admin.query('CREATE VIEW shop.all_secrets AS SELECT * FROM shop.secrets');
  const { warehouse: asOwner } = open(sourceAt(postgres, { user: 'postgres' }));
  const reasons = async (relation: string) =>
    (await within(asOwner, orderOf(`SELECT * FROM ${relation}`), (session) => session.analyse())).reasons;
  expect(await reasons('secrets')).toEqual([]);
  expect(await reasons('all_secrets')).toEqual(['row_security', 'session_function']);
  await asOwner.close();
});

test("another session's temporary table", async () => {
  await postgres.admin.query('CREATE TEMP TABLE mine (id int); GRANT SELECT ON mine TO reader');
  const { rows } = await postgres.admin.query<{ s: string }>('SELECT pg_my_temp_schema()::regnamespace::text AS s');
  await postgres.admin.query(`GRANT USAGE ON SCHEMA ${rows[0]?.s ?? ''} TO reader`);
  expect(await analyse(`SELECT * FROM ${rows[0]?.s ?? ''}.mine`)).toMatchObject({ reasons: ['temp_table'] });
});

describe('functions that the statement names', () => {
  test.each<[statement: string, names: string[], reasons: string[], shareable: boolean]>([
    ['SELECT count(*), lower(name) FROM customers GROUP BY 2', ['count', 'lower'], [], true],
    ['SELECT random()', ['random'], ['volatile_function(random)'], false],
    ['SELECT now()', ['now'], ['time_function(now)'], false],
    ['SELECT plain_sql(1)', ['plain_sql'], ['unsafe_language(plain_sql)'], true],
    ['SELECT plain_volatile(1)', ['plain_volatile'], ['volatile_function(plain_volatile)'], false],
    ['SELECT listed(1)', ['listed'], [], true],
    ['SELECT bytes(name) FROM customers', ['bytes'], [], true],
    ['SELECT overloaded(1)', ['overloaded'], ['unsafe_language(overloaded)'], true],
    ['SELECT last_of(id) FROM orders', ['last_of'], ['unsafe_language(keep_last)'], true],
    ['SELECT plain_sum(id) FROM orders', ['plain_sum'], [], true],
    ['SELECT since()', ['since'], ['time_function(now)'], false],
    ["SELECT placed AT TIME ZONE 'Asia/Tokyo' FROM orders", ['timezone'], [], true],
    ["SELECT rings AT TIME ZONE 'Asia/Tokyo' FROM clocks", ['timezone'], ['time_function(timetz)', 'time_function(timezone)'], false],
    ["SELECT '12:00'::time with time zone AT TIME ZONE 'Asia/Tokyo'", ['timezone'], ['time_function(timezone)'], false],
    ['SELECT name(c) FROM customers c', ['name', 'no_such'], ['unknown_function(no_such)'], false],
  ])('%s', async (statement, names, reasons, shareable) => {
    expect(await analyse(statement, calling(...names))).toMatchObject({ reasons, shareable });
  });

  test('a schema in the name leaves the others of that name out', async () => {
    const order = { functions: [{ schema: 'pg_catalog', name: 'overloaded' }, { schema: 'shop', name: 'bytes' }] };
    expect((await analyse("SELECT shop.bytes('x')", order)).reasons).toEqual(['unknown_function(pg_catalog.overloaded)']);
  });

  test('a function of a row may be written as a column', async () => {
    expect(await analyse('SELECT c.full_name FROM customers c', { attributes: ['full_name'] })).toMatchObject({
      reasons: ['volatile_function(full_name)'],
      shareable: false,
    });
  });

  test("a user's operators count by their functions", async () => {
    const written = { operators: [{ name: '|+|' }, { name: '+' }] };
    expect((await analyse('SELECT id |+| 1 FROM orders', written)).reasons).toEqual(['unsafe_language(keep_last)']);
  });

  test("a user's comparison counts unnamed, and a user's conversion counts anywhere", async () => {
    await postgres.admin.query('CREATE OPERATOR shop.= (LEFTARG = text, RIGHTARG = int, FUNCTION = shop.text_is_int)');
    expect((await analyse('SELECT 1')).reasons).toEqual(['unsafe_comparison(shop.=)', 'unsafe_language(text_is_int)']);
    await postgres.admin.query('DROP OPERATOR shop.= (text, int)');
    await postgres.admin.query(`CREATE TYPE shop.cents AS (n int);
      CREATE FUNCTION shop.to_cents(int) RETURNS shop.cents LANGUAGE sql STABLE AS 'SELECT ROW($1)::shop.cents';
      CREATE CAST (int AS shop.cents) WITH FUNCTION shop.to_cents(int)`);
    expect((await analyse('SELECT 1')).reasons).toEqual(['unsafe_language(to_cents)']);
    await postgres.admin.query('DROP CAST (int AS shop.cents)');
    expect((await analyse('SELECT 1')).reasons).toEqual([]);
  });
});

describe('what is not the same the other way round is not shared', () => {
  test("a user's comparison", async () => {
    await postgres.admin.query('CREATE OPERATOR shop.= (LEFTARG = text, RIGHTARG = int, FUNCTION = shop.text_is_int)');
    expect(await analyse('SELECT 1')).toMatchObject({ reasons: ['unsafe_comparison(shop.=)', 'unsafe_language(text_is_int)'], shareable: false });
    await postgres.admin.query('DROP OPERATOR shop.= (text, int)');
  });

  test('one in C counts if it lacks its mirror image', async () => {
    await postgres.admin.query('CREATE OPERATOR shop.< (LEFTARG = int, RIGHTARG = int, FUNCTION = pg_catalog.int4lt)');
    expect(await analyse('SELECT 1')).toMatchObject({ reasons: ['unsafe_comparison(shop.<)'], shareable: false });
    await postgres.admin.query('CREATE OPERATOR shop.> (LEFTARG = int, RIGHTARG = int, FUNCTION = pg_catalog.int4gt, COMMUTATOR = OPERATOR(shop.<))');
    expect(await analyse('SELECT 1')).toMatchObject({ reasons: [], shareable: true });
    await postgres.admin.query('DROP OPERATOR shop.< (int, int); DROP OPERATOR shop.> (int, int)');
  });

  test('one of a type of its own counts if it lacks its opposite, where such a value may be negated', async () => {
    await postgres.admin.query(`CREATE TYPE shop.shape;
      CREATE FUNCTION shop.shape_in(cstring) RETURNS shop.shape LANGUAGE internal IMMUTABLE STRICT AS 'textin';
      CREATE FUNCTION shop.shape_out(shop.shape) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
      CREATE TYPE shop.shape (INPUT = shop.shape_in, OUTPUT = shop.shape_out, LIKE = text);
      CREATE FUNCTION shop.hull(text) RETURNS shop.shape LANGUAGE internal IMMUTABLE STRICT AS 'text_larger';
      CREATE FUNCTION shop.shape_eq(shop.shape, shop.shape) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'texteq';
      CREATE FUNCTION shop.shape_ne(shop.shape, shop.shape) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'textne';
      CREATE OPERATOR shop.= (LEFTARG = shop.shape, RIGHTARG = shop.shape, FUNCTION = shop.shape_eq, COMMUTATOR = OPERATOR(shop.=));
      CREATE DOMAIN shop.outline AS shop.shape;
      CREATE TABLE shop.lakes (id int, dry bool, edge shop.shape)`);
    const reasonsOf = async (statement: string) => (await analyse(statement)).reasons;
    const unsafe = ['unsafe_comparison(shop.=)'];
    expect(await analyse("SELECT id FROM lakes WHERE NOT edge = 'x'")).toMatchObject({ reasons: unsafe, shareable: false });
    expect(await reasonsOf("SELECT i FROM lakes l (i, d, e) WHERE NOT e = 'x'")).toEqual(unsafe);
    expect(await reasonsOf("SELECT NOT 'x'::shape = 'y'")).toEqual(unsafe);
    expect(await reasonsOf("SELECT NOT CAST('x' AS outline) = 'y'")).toEqual(unsafe);
    expect((await analyse("SELECT NOT hull('x') = 'y'", calling('hull'))).reasons).toEqual(unsafe);
    expect(await reasonsOf('SELECT id FROM lakes WHERE NOT dry')).toEqual([]);
    expect(await reasonsOf("SELECT id FROM lakes WHERE edge = 'x' AND id IS NOT NULL AND id NOT IN (1, 2)")).toEqual([]);
    await postgres.admin.query(`CREATE OPERATOR shop.<> (LEFTARG = shop.shape, RIGHTARG = shop.shape, FUNCTION = shop.shape_ne,
      COMMUTATOR = OPERATOR(shop.<>), NEGATOR = OPERATOR(shop.=))`);
    expect(await analyse("SELECT id FROM lakes WHERE NOT edge = 'x'")).toMatchObject({ reasons: [], shareable: true });
    await postgres.admin.query('DROP TYPE shop.shape CASCADE; DROP TABLE shop.lakes');
  });

  test('columns of types that lack a comparison, where one may be negated', async () => {
    await postgres.admin.query('CREATE TABLE shop.places (id int, area box, seen xid)');
    expect(await analyse("SELECT id FROM places WHERE NOT area = '((0,0),(1,1))'")).toMatchObject({ reasons: ['unsafe_comparison(area)'], shareable: false });
    expect((await analyse("SELECT i FROM places AS p (i, a, s) WHERE NOT a = '((0,0),(1,1))'")).reasons).toContain('unsafe_comparison(area)');
    expect(await analyse('SELECT id FROM places WHERE seen = 3')).toMatchObject({ reasons: ['unsafe_comparison(seen)'], shareable: false });
    expect(await analyse("SELECT NOT '<(0,0),NaN>'::circle < '<(0,0),1>'::circle")).toMatchObject({ reasons: ['unsafe_comparison(circle)'], shareable: false });
    expect((await analyse("SELECT NOT box '(1,1),(0,0)' = box(point(1, 1)) OR NOT CAST('(0,0)' AS pg_catalog.point) ~= '(0,0)'")).reasons)
      .toEqual(['unsafe_comparison(box)', 'unsafe_comparison(point)']);
    expect(await analyse("SELECT path FROM (SELECT 'a' path) s WHERE NOT path = 'b'")).toMatchObject({ reasons: [], shareable: true });
    expect(await analyse("SELECT '3'::xid = 3")).toMatchObject({ reasons: ['unsafe_comparison(xid)'], shareable: false });
    expect(await analyse('SELECT area FROM places WHERE id IS NOT NULL AND id NOT IN (1, 2)')).toMatchObject({ reasons: [], shareable: true });
    await postgres.admin.query('DROP TABLE shop.places');
  });

  test("a view's column that may raise an error, among conditions whose order is free", async () => {
    await postgres.admin.query(`CREATE TABLE shop.nums (x int, t text);
      CREATE VIEW shop.ratios AS SELECT 10 / x AS q, x, lower(t) AS low, CASE WHEN x = 1 THEN 'a' END AS c FROM shop.nums;
      CREATE VIEW shop.renamed AS SELECT q AS r, x FROM shop.ratios;
      CREATE VIEW shop.wholes AS SELECT x::numeric::bigint AS q, x FROM shop.nums;
      CREATE VIEW shop.inners AS SELECT i.y AS z, x FROM (SELECT 10 / x AS y, x FROM shop.nums) i;
      CREATE VIEW shop.sums AS SELECT x, sum(10 / x) AS s FROM shop.nums GROUP BY x`);
    const reasonsOf = async (statement: string) => (await analyse(statement)).reasons;
    expect(await analyse('SELECT x FROM ratios WHERE x <> 0 AND q > 1')).toMatchObject({ reasons: ['unsafe_comparison(q)'], shareable: false });
    expect(await reasonsOf('SELECT x FROM ratios v WHERE 1 < v."q" OR x = 0')).toEqual(['unsafe_comparison(q)']);
    expect(await reasonsOf('SELECT x FROM renamed WHERE r IS NULL OR x = 0')).toContain('unsafe_comparison(r)');
    expect(await reasonsOf('SELECT a FROM ratios AS r (a, b) WHERE b <> 0 AND a > 1')).toEqual(['unsafe_comparison(q)']);
    expect(await reasonsOf('SELECT y FROM (SELECT x AS y, q AS z FROM ratios) s WHERE y <> 0 AND z > 1')).toEqual(['unsafe_comparison(q)']);
    expect(await reasonsOf('SELECT x FROM (SELECT x, x AS z FROM nums UNION ALL SELECT x, q FROM ratios) s WHERE x <> 0 AND z > 1')).toEqual(['unsafe_comparison(q)']);
    expect(await reasonsOf('SELECT s.x FROM (SELECT x, q FROM ratios) s WHERE s.x <> 0 AND s.x < 9')).toEqual([]);
    expect(await reasonsOf('SELECT x FROM wholes WHERE q > 1 AND x <> 0')).toEqual(['unsafe_comparison(q)']);
    expect(await reasonsOf('SELECT x FROM inners WHERE z > 1 AND x <> 0')).toContain('unsafe_comparison(z)');
    expect(await reasonsOf('SELECT q FROM ratios WHERE x <> 0 AND x < 9')).toEqual([]);
    expect(await reasonsOf('SELECT q AS share, count(x) FROM ratios WHERE x <> 0 AND x < 9 GROUP BY q')).toEqual([]);
    expect(await reasonsOf('SELECT x FROM ratios WHERE q > 1')).toEqual([]);
    expect(await reasonsOf("SELECT x FROM ratios WHERE low = 'a' AND c = 'a'")).toEqual([]);
    expect(await reasonsOf('SELECT x FROM sums WHERE s > 1 AND x = 2')).toEqual([]);
    await postgres.admin.query('DROP TABLE shop.nums CASCADE');
  });
});

test('a denied function behind a view refuses the run', async () => {
  expect((await analyse('SELECT * FROM sleepy')).refused).toMatch(/calls pg_catalog\.pg_sleep/);
});

test('a statement that goes by its text, though its names were read, is kept', async () => {
  expect(await analyse('SELECT * FROM orders', { reader: 'text' })).toEqual({ tables: ['shop.orders'], reasons: [], shareable: true, standby: false });
});

test('nothing in the statement is executed', async () => {
  await postgres.admin.query(`CREATE FUNCTION shop.bang() RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE EXCEPTION ''ran''; END'`);
  expect((await analyse('SELECT bang() FROM orders WHERE id = bang()', calling('bang'))).reasons).toEqual(['unsafe_language(bang)']);
});

test.each<[statement: string, message: RegExp]>([
  ['SELEC 1', /syntax error at or near "SELEC"/],
  ['SELECT * FROM nowhere', /relation "nowhere" does not exist/],
  ['SELECT 1; SELECT 2', /cannot insert multiple commands/],
  ['INSERT INTO orders VALUES (1)', /returns no rows/],
  ['COPY orders TO STDOUT', /returns no rows/],
  ['', /returns no rows/],
])('%j is refused by what the database says', async (statement, message) => {
  await expect(analyse(statement)).rejects.toMatchObject({ kind: 'statement', message: expect.stringMatching(message) });
});

describe('functions in SQL that the source lists', () => {
  const LISTED = ['by_name', 'by_schema', 'by_tree', 'by_path', 'nested', 'calls_code', 'nowhere', 'catalogued', 'looked', 'writes', 'listed', 'in_cte'];
  let lister: Warehouse;

  beforeAll(async () => {
    await postgres.admin.query(`SET search_path = shop; SET check_function_bodies = off;
      CREATE FUNCTION by_name() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM big_customers';
      CREATE FUNCTION by_schema(int) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT count(*) FROM shop.customers WHERE id = $1';
      CREATE FUNCTION by_tree() RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT count(*) FROM events);
      CREATE FUNCTION by_path() RETURNS bigint LANGUAGE sql STABLE SET search_path = aside, shop AS 'SELECT count(*) FROM orders';
      CREATE FUNCTION nested() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT by_name() + shop.by_schema(1)';
      CREATE FUNCTION calls_code() RETURNS int LANGUAGE sql STABLE AS 'SELECT plain_volatile(1)';
      CREATE FUNCTION nowhere() RETURNS int LANGUAGE sql STABLE AS 'SELECT n FROM not_there_yet';
      CREATE VIEW over_catalog AS SELECT relname FROM pg_class;
      CREATE FUNCTION catalogued() RETURNS name LANGUAGE sql STABLE AS 'SELECT relname FROM over_catalog';
      CREATE FUNCTION looked() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT n FROM now_in_view';
      CREATE FUNCTION writes() RETURNS void LANGUAGE sql AS 'DELETE FROM orders';
      CREATE FUNCTION in_cte() RETURNS bigint LANGUAGE sql STABLE AS 'WITH customers AS (SELECT 1) SELECT count(*) FROM customers';
      CREATE VIEW over_function AS SELECT by_schema(id) AS n FROM orders;
      CREATE SCHEMA aside; CREATE TABLE aside.orders (id int);
      RESET search_path; RESET check_function_bodies`);
    ({ warehouse: lister } = open(sourceAt(postgres, { allow_functions: LISTED.map((name) => `shop.${name}`) })));
  });
  afterAll(() => lister?.close());

  test.each<[statement: string, tables: string[], reasons: string[]]>([
    ['SELECT by_name()', ['shop.big_customers', 'shop.big_orders', 'shop.customers', 'shop.orders'], []],
    ['SELECT by_schema(1)', ['shop.customers'], []],
    ['SELECT by_schema(id) FROM secrets WHERE false', ['shop.customers', 'shop.grants_of', 'shop.secrets'], ['row_security', 'session_function']],
    ['SELECT by_tree()', ['shop.events', 'shop.events_1', 'shop.events_1_a', 'shop.events_2'], []],
    ['SELECT by_path()', ['aside.orders'], []],
    ['SELECT nested()', ['shop.big_customers', 'shop.big_orders', 'shop.customers', 'shop.orders'], []],
    ['SELECT in_cte()', ['shop.in_cte'], []],
    ['SELECT n FROM over_function', ['shop.customers', 'shop.orders', 'shop.over_function'], []],
    ['SELECT calls_code()', [], ['volatile_function(plain_volatile)']],
    ['SELECT nowhere()', [], ['unknown_table(shop.nowhere)']],
    ['SELECT catalogued()', ['pg_catalog.pg_class', 'shop.over_catalog'], ['system_catalog']],
    ['SELECT looked()', ['shop.now_in_view'], ['time_function(now)']],
    ['SELECT writes()', [], ['unknown_table(shop.writes)']],
  ])('%s rests on %j: %j', async (statement, tables, reasons) => {
    const functions = [...statement.matchAll(/(\w+)\(/g)].map(([, name = '']) => ({ name }));
    const analysis = await within(lister, orderOf(statement, { functions }), (session) => session.analyse());
    expect(analysis).toMatchObject({ tables, reasons });
  });
});

test('only what rests on one table: views are none, partitions and children are one with their parent', async () => {
  const { warehouse: single } = open(sourceAt(postgres, { single_table_only: 'on' }));
  const counted = async (statement: string) => (await within(single, orderOf(statement), (session) => session.analyse())).reasons;
  for (const statement of ['SELECT * FROM orders', 'SELECT * FROM big_orders o JOIN orders p USING (id)', 'SELECT * FROM events e, events_1_a a', 'SELECT * FROM animals a, dogs d', 'SELECT * FROM totals']) {
    expect(await counted(statement)).toEqual([]);
  }
  expect(await counted('SELECT 1')).toEqual(['single_table_only(0)']);
  expect(await counted('SELECT * FROM big_customers')).toEqual(['single_table_only(2)']);
  expect(await counted('SELECT * FROM events_1 a, events_2 b')).toEqual(['single_table_only(2)']);
  await single.close();
});
