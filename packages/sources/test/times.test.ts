import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Analysis, RunOrder, Warehouse } from '@onceql/shared';
import { TIME_TYPES } from '../src/analysis/types.js';
import { open, orderOf, rowsOf, sourceAt, within } from './fixtures.js';
import { startPostgres, type TestPostgres } from './postgres.js';

const SETUP = `
CREATE SCHEMA shop; SET search_path = shop;
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TYPE span AS (a date, b date);
CREATE DOMAIN weekday AS date;
CREATE DOMAIN word AS text;
CREATE TABLE t (id int, s text, v varchar(20), w word, d date, dd weekday, placed timestamptz, ds date[], r daterange, n numeric);
CREATE TABLE u (s date, n int);
CREATE TABLE zoned (z time with time zone);
CREATE VIEW from_text AS SELECT s::date AS x FROM t;
CREATE VIEW from_varchar AS SELECT v::timestamp AS x FROM t;
CREATE VIEW from_texts AS SELECT ARRAY[s]::date[] AS x FROM t;
CREATE VIEW to_range AS SELECT s::daterange AS x FROM t;
CREATE VIEW to_domain AS SELECT s::weekday AS x FROM t;
CREATE VIEW to_row AS SELECT s::span AS x FROM t;
CREATE VIEW by_name AS SELECT date(s) AS x FROM (SELECT s::date AS s FROM t) q;
CREATE VIEW from_json AS SELECT JSON_VALUE(s::jsonb, '$' RETURNING date) AS x FROM t;
CREATE VIEW json_rows AS SELECT j.* FROM t, JSON_TABLE(s::jsonb, '$' COLUMNS (d date PATH '$')) j;
CREATE VIEW xml_rows AS SELECT j.* FROM t, XMLTABLE('/a' PASSING (s::xml) COLUMNS d date PATH 'b') j;
CREATE VIEW zones AS SELECT z FROM zoned;
CREATE VIEW plain AS SELECT s::mood AS m, s::int AS i, placed::date AS d, date_trunc('month', placed)::date AS e, (placed AT TIME ZONE 'UTC')::date AS f,
  '2024-01-01'::date AS g, s::interval AS h, JSON_VALUE('{}', '$.a' RETURNING int) AS j, ARRAY[s]::mood[] AS k FROM t;
GRANT USAGE ON SCHEMA shop TO PUBLIC; GRANT SELECT ON ALL TABLES IN SCHEMA shop TO PUBLIC;
CREATE SCHEMA checked; SET search_path = checked;
CREATE FUNCTION fine(bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
CREATE DOMAIN evil AS bigint CHECK (pg_read_file(VALUE::text) IS NOT NULL);
CREATE DOMAIN over_evil AS evil;
CREATE DOMAIN judged AS bigint CHECK (checked.fine(VALUE));
CREATE DOMAIN plainly AS text CHECK (VALUE ~ '^a');
CREATE DOMAIN fresh AS date CHECK (VALUE <= current_date);
CREATE TABLE held (id int, f fresh);
CREATE VIEW coerced AS SELECT id::judged AS j FROM held;
GRANT USAGE ON SCHEMA checked TO PUBLIC; GRANT SELECT ON ALL TABLES IN SCHEMA checked TO PUBLIC;
`;

let postgres: TestPostgres;
let warehouse: Warehouse;
let lookalike: Warehouse;

beforeAll(async () => {
  postgres = await startPostgres({ setup: `${SETUP} RESET search_path` });
  ({ warehouse } = open(sourceAt(postgres)));
  ({ warehouse: lookalike } = open(sourceAt(postgres, {}, 'redshift')));
});
afterAll(async () => {
  await warehouse?.close();
  await lookalike?.close();
  await postgres?.stop();
});

const analyse = (statement: string, more: Partial<RunOrder> = {}): Promise<Analysis> =>
  within(warehouse, orderOf(statement, more), (session) => session.analyse());

test.each(['from_text', 'from_varchar', 'from_texts', 'to_range', 'to_domain', 'to_row', 'by_name', 'from_json', 'json_rows', 'xml_rows'])(
  'the view %s reads text as a time, which may be today',
  async (view) => {
    expect(await analyse(`SELECT * FROM ${view}`)).toMatchObject({ reasons: ['time_literal'], shareable: false });
  },
);

test('a view that turns times into dates, or text into what is no time, is kept', async () => {
  expect(await analyse('SELECT * FROM plain')).toMatchObject({ reasons: [], shareable: true });
});

test('the types of times are those of the server', async () => {
  const { rows } = await postgres.admin.query<{ oid: string }>(`
    WITH plain AS (SELECT oid FROM pg_type WHERE typname IN ('date', 'time', 'timetz', 'timestamp', 'timestamptz')),
    ranges AS (SELECT rngtypid, rngmultitypid FROM pg_range WHERE rngsubtype IN (SELECT oid FROM plain)),
    held AS (SELECT oid FROM plain UNION SELECT rngtypid FROM ranges UNION SELECT rngmultitypid FROM ranges)
    SELECT oid::text FROM held UNION SELECT typarray::text FROM pg_type WHERE oid IN (SELECT oid FROM held)`);
  expect([...TIME_TYPES].sort()).toEqual(rows.map(({ oid }) => oid).sort());
});

test.each<[column: string, tables: string, reasons: string[]]>([
  ['d', 't', []], ['dd', 't', []], ['placed', 't', []], ['ds', 't', []], ['r', 't', []], ['id', 't', []], ['n', 't, u', []],
  ['s', 't', ['time_literal(s)']], ['v', 't', ['time_literal(v)']], ['w', 't', ['time_literal(w)']],
  ['s', 't, u', ['time_literal(s)']], ['s', 'u', []], ['nobodys', 't', ['time_literal(nobodys)']],
  ['s', 'pg_sleep(0)', ['time_literal(s)']],
])('a cast of the column %s of %s to a time: %j', async (column, tables, reasons) => {
  expect(await analyse(`SELECT 1 FROM ${tables}`, { clockCasts: [column] })).toMatchObject({ reasons, shareable: reasons.length === 0 });
});

test('a column that is a time with time zone', async () => {
  const expected = { reasons: ['time_function(timetz)'], shareable: false };
  expect(await analyse("SELECT * FROM zoned WHERE z > '12:00'")).toMatchObject(expected);
  expect(await analyse('SELECT * FROM zones')).toMatchObject(expected);
});

test('the checks of domains that are coerced to', async () => {
  expect((await analyse('SELECT 1::checked.evil')).refused).toMatch(/A domain .* calls pg_catalog\.pg_read_file/);
  expect((await analyse('SELECT 1::checked.OVER_evil')).refused).toMatch(/pg_read_file/);
  expect((await analyse('SELECT 1::checked.U&"ev\\0069l"')).refused).toMatch(/pg_read_file/);
  expect((await analyse('SELECT 1::checked.judged')).reasons).toEqual(['unsafe_language(fine)']);
  expect((await analyse('SELECT * FROM checked.coerced')).reasons).toEqual(['time_function', 'unsafe_language(fine)']);
  expect((await analyse('SELECT f FROM checked.held')).reasons).toEqual(['time_function']);
  expect(await analyse("SELECT 'a'::checked.plainly")).toMatchObject({ reasons: [], shareable: true });
});

test('as far as Redshift can tell', async () => {
  const on = (tables: string[], more: Partial<RunOrder> = {}) =>
    within(lookalike, orderOf('SELECT 1', { tables: tables.map((name) => ({ name })), ...more }), (session) => session.analyse());
  expect(await on(['from_text'])).toMatchObject({ reasons: ['time_literal'], shareable: false });
  expect(await on(['zones'])).toMatchObject({ reasons: ['time_function(timetz)'], shareable: false });
  expect(await on(['t'], { clockCasts: ['d', 'placed'] })).toMatchObject({ reasons: [], shareable: true });
  expect(await on(['t'], { clockCasts: ['s'] })).toMatchObject({ reasons: ['time_literal(s)'], shareable: false });
  expect(await on(['t', 'u'], { clockCasts: ['s'] })).toMatchObject({ reasons: ['time_literal(s)'] });
  expect(await on([], { clockCasts: ['s'] })).toMatchObject({ reasons: ['time_literal(s)'] });
});

test('on the look-alike, AT TIME ZONE on a time with time zone', async () => {
  const zoned = "SELECT '12:00'::time with time zone AT TIME ZONE 'Asia/Tokyo'";
  const reasons = async (statement: string) =>
    (await within(lookalike, orderOf(statement, { functions: [{ name: 'timezone' }] }), (session) => session.analyse())).reasons;
  expect(await reasons(zoned)).toEqual(['time_function(timezone)']);
  expect(await reasons("SELECT now() AT TIME ZONE 'UTC'")).toEqual([]);
});

test('a rule that is none of a view does not count on the look-alike', async () => {
  await postgres.admin.query('CREATE VIEW shop.ruled AS SELECT id FROM shop.t; GRANT SELECT ON shop.ruled TO PUBLIC');
  await postgres.admin.query('CREATE RULE r AS ON INSERT TO shop.ruled DO INSTEAD SELECT random()');
  expect((await within(lookalike, orderOf('SELECT * FROM ruled', { tables: [{ name: 'ruled' }] }), (session) => session.analyse())).reasons).toEqual([]);
});

test('a database of another encoding than ours', async () => {
  await postgres.admin.query("CREATE DATABASE western ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  for (const type of ['pg', 'redshift'] as const) {
    const { warehouse: western } = open(sourceAt(postgres, { dbname: 'western' }, type));
    expect(await within(western, orderOf("SELECT 'é'", { functions: [{ name: 'lower' }] }), rowsOf)).toEqual([['é']]);
    expect(await western.schema()).toEqual([]);
    expect(await western.survey({ relations: [{ schema: 'a', name: 'b' }], schemas: [] })).toEqual({ existing: [], relatives: [] });
    expect(await western.cancelOrphans('none', undefined, undefined)).toBe(0);
    await western.close();
  }
});
