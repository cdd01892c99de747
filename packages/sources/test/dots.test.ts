import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Analysis, Warehouse } from '@onceql/shared';
import { growsWithSize } from '@onceql/testing';
import { dottedIn } from '../src/analysis/dotted.js';
import { open, orderOf, sourceAt, within } from './fixtures.js';
import { startPostgres, type TestPostgres } from './postgres.js';

const SETUP = `
CREATE SCHEMA shop; SET search_path = shop;
CREATE TABLE t (id int, name text, text text, date date, age int, "left" int, s text, count int);
CREATE TABLE scores (id int, total int);
CREATE FUNCTION total(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
CREATE FUNCTION any_volatile(int, int DEFAULT 2) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN $1; END';
CREATE FUNCTION full_name(t) RETURNS text LANGUAGE sql VOLATILE AS 'SELECT $1.name';
CREATE FUNCTION "Odd"(record) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE TYPE cents AS (n int);
GRANT USAGE ON SCHEMA shop TO PUBLIC; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO PUBLIC;
`;

let postgres: TestPostgres;
let pg: Warehouse;
let redshift: Warehouse;

beforeAll(async () => {
  postgres = await startPostgres({ setup: `${SETUP} RESET search_path` });
  ({ warehouse: pg } = open(sourceAt(postgres)));
  ({ warehouse: redshift } = open(sourceAt(postgres, {}, 'redshift')));
});
afterAll(async () => {
  await pg?.close();
  await redshift?.close();
  await postgres?.stop();
});

const on = (warehouse: Warehouse, statement: string, attributes: string[]): Promise<Analysis> =>
  within(warehouse, orderOf(statement, { attributes }), (session) => session.analyse());

describe.each(['pg', 'redshift'] as const)('names behind dots on %s', (engine) => {
  const analyse = (statement: string, ...attributes: string[]) => on(engine === 'pg' ? pg : redshift, statement, attributes);

  test.each<[statement: string, name: string]>([
    ["SELECT ('pg_stat_nothing').pg_read_file", 'pg_read_file'],
    ["SELECT g.pg_read_file FROM lower('x') g", 'pg_read_file'],
    ["SELECT g.pg_read_file FROM lower('x') AS \"g\"", 'pg_read_file'],
    ["SELECT lower.pg_read_file FROM lower('x')", 'pg_read_file'],
  ])('%s is refused', async (statement, name) => {
    expect((await analyse(statement, name)).refused).toMatch(/The statement calls pg_catalog\.pg_read_file/);
  });

  test.each<[statement: string, names: string[], reason: string]>([
    ["SELECT (placed).age FROM (SELECT '2020-01-01'::timestamptz AS placed) x", ['age'], 'time_function(age)'],
    ["SELECT g.age FROM to_timestamp(0) g", ['age'], 'time_function(age)'],
    ["SELECT ('{1,2,3}'::int[]).array_shuffle", ['array_shuffle'], 'volatile_function(array_shuffle)'],
    ['SELECT (id).total FROM t', ['total'], 'volatile_function(total)'],
    ['SELECT (id)/* */.total FROM t', ['total'], 'volatile_function(total)'],
  ])('%s is not kept', async (statement, names, reason) => {
    expect(await analyse(statement, ...names)).toMatchObject({ reasons: [reason], shareable: false });
  });

  test.each<[statement: string, names: string[]]>([
    ['SELECT t.name, t.text, t.date, t.left, t.count FROM t', ['name', 'text', 'date', 'left', 'count']],
    ['SELECT t.age, count(*) FROM t GROUP BY t.age', ['age']],
    ['SELECT "t"."age" FROM shop."t"', ['age']],
    ['SELECT x.age FROM (SELECT t.age, count(*) FROM t GROUP BY 1) AS x', ['age']],
    ['SELECT shop.t.age FROM shop.t', ['t', 'age']],
    ['SELECT o.total, lower(o.id::text) FROM scores o', ['total']],
    ["SELECT (ROW(1)::cents).n, ('a'::text).length", ['n', 'length']],
    ['SELECT o.id FROM scores o', ['id', 'nowhere']],
  ])('%s is kept', async (statement, names) => {
    expect(await analyse(statement, ...names)).toMatchObject({ reasons: [], shareable: true });
  });
});

test('functions of rows, with an argument by default, and in the name of escapes', async () => {
  expect((await on(pg, 'SELECT c.U&"full\\005fname" FROM t c', ['full_name'])).reasons).toEqual(['volatile_function(full_name)']);
  expect((await on(pg, 'SELECT c."Odd" FROM t c', ['Odd'])).reasons).toEqual(['volatile_function(Odd)']);
  expect((await on(pg, 'SELECT (id).any_volatile FROM t c', ['any_volatile'])).reasons).toEqual(['volatile_function(any_volatile)']);
});

describe('what stands before a dot', () => {
  test.each<[statement: string]>([
    ['SELECT g.f FROM h(1) g'], ['SELECT g.f FROM h(1) as"g"'], ['SELECT g.f FROM h(1) AS/**/g'], ['SELECT g.f FROM h(1)--\n g'],
    ['SELECT current_date.f FROM current_date'], ['SELECT g.f FROM current_date g'], ['SELECT g.f FROM current_date"g"'], ['SELECT g.f FROM user/**/g'],
    ['SELECT h.f FROM h--\n(1)'], ['SELECT h.f FROM h/**/(1)'], ['SELECT int4.f FROM CAST(1 AS int)'], ['SELECT g/**/.f FROM h(1) g'],
    ['SELECT g --\n.f FROM h(1) g'], ['SELECT g./**/f FROM h(1) g'], ['SELECT "a b".f FROM h(1) "a b"'], ['SELECT (x).f, t.f FROM t'],
    ['SELECT x[1].f FROM t'], ["SELECT g.f FROM h((SELECT ')')) g"], ['SELECT t.f, g.f FROM t, h(1) g'], ['SELECT Ä.f FROM h(1) ä'],
    ['SELECT 1'],
  ])('%j may be a value', (statement) => {
    expect(dottedIn(statement, ['f'])).toEqual({ ofAny: ['f'], ofRows: [] });
  });

  test.each<[statement: string]>([
    ['SELECT t.f FROM t'], ['SELECT "t"."f", count(*) FROM "s"."t"'], ['SELECT x.f FROM (SELECT 1 AS f) x'], ['WITH x AS (SELECT 1 AS f) SELECT x.f FROM x'],
    ['-- report\nSELECT t.f /* c */ FROM t'], ["SELECT t.f FROM t JOIN (SELECT ')' AS a) u ON u.a = t.f"],
  ])('%j is a table', (statement) => {
    expect(dottedIn(statement, ['f'])).toEqual({ ofAny: [], ofRows: ['f'] });
  });

  test.each(['a', ' ', 'a.', ')', '"', '(', '--', '\n', 'as ', '-\n', ' from (select ', 'cast '])('is told of %j over and over in time that grows with the length alone', (piece) => {
    const texts = (size: number): string[] => {
      const many = piece.repeat(Math.floor(size / piece.length));
      return [`${many}.f`, `SELECT t.f${many}`, `${many} -- `];
    };
    expect(growsWithSize((size) => {
      const made = texts(size);
      return () => made.map((text) => dottedIn(text, ['f']));
    }, 3000)).toBe(true);
  });
});
