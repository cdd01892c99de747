import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { heldBytes, seededRandom, until } from '@onceql/testing';
import type { ColumnBatch, RunOrder, TypedColumn, Warehouse } from '@onceql/shared';
import type { Client } from 'pg';
import { planCopy } from '../src/copy/plan.js';
import { backends, untilQuiet, untilWaiting } from './activity.js';
import { open, orderOf, sourceAt, within } from './fixtures.js';
import { startPostgres, type TestPostgres } from './postgres.js';
import { textsOf } from './texts.js';

const SETUP = `
CREATE SCHEMA shop AUTHORIZATION reader; CREATE SCHEMA "odd ""types";
GRANT USAGE ON SCHEMA "odd ""types" TO reader;
SET ROLE reader; SET search_path = shop;
CREATE TABLE items (id int, name text);
INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 12000) i;
CREATE TYPE mood AS ENUM ('sad', 'glad "and" so');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN price AS numeric(12, 2);
CREATE DOMAIN prices AS price[];
RESET ROLE;
CREATE TYPE "odd ""types"."Odd";
CREATE FUNCTION "odd ""types"."In"(cstring) RETURNS "odd ""types"."Odd" LANGUAGE internal STRICT IMMUTABLE AS 'textin';
CREATE FUNCTION "odd ""types"."Out"("odd ""types"."Odd") RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'textout';
CREATE TYPE "odd ""types"."Odd" (INPUT = "odd ""types"."In", OUTPUT = "odd ""types"."Out", LIKE = text);
`;

let postgres: TestPostgres;
let warehouse: Warehouse;
let direct: Client;

beforeAll(async () => {
  postgres = await startPostgres({ setup: SETUP });
  ({ warehouse } = open(sourceAt(postgres)));
  direct = await postgres.connect('reader');
});
afterEach(async () => {
  await until(async () => !(await backends(postgres)).some(({ in_transaction }) => in_transaction) || undefined);
});
afterAll(async () => {
  await direct?.end();
  await warehouse?.close();
  await postgres?.stop();
});

interface Copied {
  readonly columns: readonly TypedColumn[];
  readonly rows: (string | null)[][];
  readonly batches: readonly ColumnBatch[];
}

const copy = (statement: string, more: Partial<RunOrder> = {}): Promise<Copied> =>
  within(warehouse, orderOf(statement, more), async (session) => {
    await session.analyse();
    const { columns, batches } = await session.read();
    const got: ColumnBatch[] = [];
    for await (const batch of batches()) got.push(batch);
    return { columns, batches: got, get rows() { return got.flatMap(textsOf); } };
  });

/** The texts that Postgres prints itself, as COPY does. */
async function printed(statement: string, settings: RunOrder['settings'] = [['TimeZone', 'UTC'], ['search_path', 'shop']]): Promise<(string | null)[][]> {
  await direct.query('RESET ALL');
  for (const [name, value] of settings) await direct.query('SELECT set_config($1, $2, false)', [name, value]);
  const { rows } = await direct.query<(string | null)[]>({ text: statement, rowMode: 'array', types: { getTypeParser: () => String } });
  return rows;
}

/** Values of a type by their literals, with how they are held. */
const TYPES: readonly [type: string, kind: string, ...literals: string[]][] = [
  ['boolean', 'boolean', 't', 'f'],
  ['smallint', 'int16', '-32768', '32767', '0', '-1'],
  ['integer', 'int32', '-2147483648', '2147483647', '0', '-1'],
  ['bigint', 'int64', '-9223372036854775808', '9223372036854775807', '0', '-1', '4294967296', '-4294967297'],
  ['oid', 'text', '0', '4294967295'],
  ['real', 'float32', '0', '-0', 'NaN', 'Infinity', '-Infinity', '1e-45', '3.4028235e38', '0.1', '16777216', '1e6', '999999', '0.0001', '0.00001'],
  ['double precision', 'float64', '0', '-0', 'NaN', 'Infinity', '-Infinity', '5e-324', '1.7976931348623157e308', '0.1', '1e15', '999999999999999', '0.0001', '0.00001', '9007199254740993'],
  ['numeric(12,2)', 'decimal', '0', '0.05', '-0.05', '9999999999.99', '-9999999999.99', '10000', '0.10', 'NaN', '1234.5'],
  ['numeric(4,4)', 'decimal', '0.1234', '-0.0001', '0'],
  ['numeric(15,0)', 'decimal', '999999999999999', '-999999999999999', '10000', '0'],
  ['numeric(18,5)', 'decimal', '1234567890123.45678', '-9999999999999.99999', '0.00001', '0', 'NaN'],
  ['numeric(18,18)', 'decimal', '0.999999999999999999', '-0.000000000000000001'],
  ['numeric(38,10)', 'decimal', '9999999999999999999999999999.9999999999', '-9999999999999999999999999999.9999999999', '0', '-1', 'NaN'],
  ['numeric(38,38)', 'decimal', '-0.99999999999999999999999999999999999999', '0.00000000000000000000000000000000000001'],
  ['numeric(19,0)', 'decimal', '9999999999999999999', '-1'],
  ['numeric(39,2)', 'text', '1.5', 'NaN'],
  ['numeric(3,5)', 'text', '0.00123'],
  ['numeric(3,-2)', 'text', '12345'],
  ['numeric', 'text', '1.500', 'Infinity', '-Infinity', 'NaN', '1e200', '1e-200', '-0.0'],
  ['date', 'date', '1970-01-01', '2000-02-29', '1600-03-01', '4713-01-01 BC', '0044-03-15 BC', '0001-01-01', '5874897-12-31', 'infinity', '-infinity'],
  ['timestamp', 'timestamp', '1970-01-01 00:00:00', '1969-12-31 23:59:59.999999', '2024-02-29 12:34:56.7', '0044-03-15 12:00 BC', '4713-11-24 00:00 BC', '294246-12-31 23:59:59.999999',
    '294247-01-10 04:00:54.775807', '294247-01-10 04:00:54.775808', '294276-12-31 23:59:59.999999', '294250-03-01 00:00:00', 'infinity', '-infinity'],
  ['timestamp(3)', 'timestamp', '2024-02-29 12:34:56.789', '2024-02-29 12:34:56'],
  ['timestamptz', 'timestamptz', '2024-02-29 12:34:56.7+03', '0044-03-15 12:00+00 BC', '294276-12-31 23:59:59.5+00', 'infinity', '-infinity'],
  ['time', 'text', '24:00:00', '12:34:56.789'],
  ['timetz', 'text', '12:34:56.789+05:30', '24:00:00-14'],
  ['interval', 'text', '1 year -2 mons +3 days -04:05:06.789', '0', '-178000000 years'],
  ['uuid', 'uuid', '00000000-0000-0000-0000-000000000000', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'],
  ['bytea', 'bytea', '\\x', '\\x00ff10', 'a'],
  ['json', 'json', '{"a" : [1, 2.50, "\\u00e9"],  "a":null}', '""'],
  ['jsonb', 'json', '{"b":1,"a":[1e2,null]}', '1.50'],
  ['jsonpath', 'text', '$.a[*] ? (@ > 1)'],
  ['text', 'text', '', ' ', 'a"b,\n\r\t\\.', '\\N', 'NULL', 'ä😀\u2028\ufeff'],
  ['varchar(7)', 'text', 'x', ''],
  ['char(5)', 'text', 'ab', ''],
  ['"char"', 'text', 'a', ''],
  ['name', 'text', 'pg_class'],
  ['refcursor', 'text', 'a "b"', ''],
  ['shop.mood', 'text', 'sad', 'glad "and" so'],
  ['shop.price', 'decimal', '1.5'],
  ['shop.prices', 'text', '{1.5,NULL}'],
  ['shop.pair', 'text', '(1,"a b")', '(,)'],
  ['"odd ""types"."Odd"', 'text', 'as it is', ''],
  ['int[]', 'text', '{1,NULL}', '{}', '[0:1]={1,2}'],
  ['text[]', 'text', '{"a b",NULL,"NULL",""}', '{{a,b},{c,d}}'],
  ['timestamptz[]', 'text', '{"2024-02-29 12:34:56.7+03"}'],
  ['int4range', 'text', '[1,5)', 'empty', '(,)'],
  ['tstzrange', 'text', '[2024-01-01,)'],
  ['nummultirange', 'text', '{[1.50,2),(3,)}'],
  ['point', 'text', '(1,-0.5)'],
  ['lseg', 'text', '[(0,0),(1,1)]'], ['box', 'text', '(1,1),(0,0)'], ['path', 'text', '[(0,0),(1,1)]'], ['polygon', 'text', '((0,0),(1,1),(1,0))'], ['circle', 'text', '<(0,0),1>'], ['line', 'text', '{1,-1,0}'],
  ['bit(3)', 'text', '101'], ['varbit', 'text', '', '1011'],
  ['xml', 'text', '<a b="c">&amp;</a>', '<?xml version="1.0" encoding="UTF-8"?><a/>'],
  ['money', 'text', '-1234.5'],
  ['inet', 'text', '10.0.0.1/8', '::1'], ['cidr', 'text', '10.0.0.0/8'], ['macaddr', 'text', '08:00:2b:01:02:03'],
  ['tsvector', 'text', 'a:1 b:2A'], ['tsquery', 'text', 'a & !b'],
  ['pg_lsn', 'text', '16/B374D848'], ['xid', 'text', '7'], ['tid', 'text', '(0,1)'], ['regclass', 'text', 'pg_class', 'shop.items'], ['aclitem', 'text', 'reader=r/reader'],
];

const literal = (text: string): string => `E'${text.replaceAll(/['\\]/g, '\\$&')}'`;

describe('values', () => {
  test.each(TYPES)('of %s are held as %s, and their text is Postgres\'s own', async (type, kind, ...literals) => {
    const statement = `SELECT v::${type} FROM (VALUES ${[...literals.map(literal), 'NULL'].map((v) => `(${v})`).join()}) t(v)`;
    const { columns, rows } = await copy(statement);
    expect(columns[0]?.kind).toBe(kind);
    expect(rows).toEqual(await printed(statement));
  });

  test('follow the settings of the session', async () => {
    const settings: RunOrder['settings'] = [['search_path', 'shop'], ['TimeZone', 'Asia/Kolkata'], ['DateStyle', 'SQL, DMY'], ['IntervalStyle', 'iso_8601'], ['bytea_output', 'escape'], ['extra_float_digits', '0']];
    const statement = "SELECT '2024-02-03 04:05:06'::timestamptz, '2024-02-03'::date, '2024-02-03 04:05'::timestamp, interval '1 day 2 s', 'a\\001'::bytea, 0.1::float8 + 0.2::float8, 0.1::float4, 7";
    const { columns, rows } = await copy(statement, { settings });
    expect(columns.map(({ kind }) => kind)).toEqual(['text', 'text', 'text', 'text', 'text', 'text', 'text', 'int32']);
    expect(rows).toEqual(await printed(statement, settings));
    const zoned: RunOrder['settings'] = [['search_path', 'shop'], ['TimeZone', 'Europe/London'], ['DateStyle', 'ISO, MDY'], ['bytea_output', 'hex'], ['extra_float_digits', '1']];
    expect((await copy(statement, { settings: zoned })).rows).toEqual(await printed(statement, zoned));
  });

  test('of pseudo types, and of none', async () => {
    const statement = "SELECT ROW(1, 'a b'), NULL, 'unknown', numeric_out(1.5), pg_notification_queue_usage() > 2, void_in('')";
    expect((await copy(statement)).rows).toEqual(await printed(statement));
    expect((await copy('SELECT')).rows).toEqual([[]]);
    const { batches } = await copy('SELECT FROM generate_series(1, 30000)');
    expect(batches.map(({ length, columns, bytes }) => [length, columns.length, bytes])).toEqual([[20_480, 0, 0], [9_520, 0, 0]]);
  });

  test('of 1,600 columns, duplicate and empty names', async () => {
    const names = ['"a b"', 'id', 'id', '"c1"'];
    const wide = Array.from({ length: 1600 }, (_, i) => `${i % 3 === 0 ? `${i}::numeric` : i % 3 === 1 ? `'t${i}'` : 'n'} AS ${names[i % 4] ?? ''}`).join();
    const statement = `SELECT ${wide} FROM generate_series(1, 20) n`;
    expect((await copy(statement)).rows).toEqual(await printed(statement));
    const nulls = Array.from({ length: 1600 }, () => 'NULL').join();
    const { batches } = await copy(`SELECT ${nulls} FROM generate_series(1, 1100)`);
    expect(batches.map(({ length, bytes }) => [length, bytes])).toEqual([[1048, 0], [52, 0]]);
  });

  test('of 10 MB, beside short ones', async () => {
    const statement = "SELECT n, repeat('ä', 5 << 20), decode(repeat('ff', 2 << 20), 'hex'), 'x' FROM generate_series(1, 2) n";
    const { batches } = await copy(statement);
    expect(batches.map(({ length }) => length)).toEqual([1, 1]);
    expect(JSON.stringify(batches.flatMap(textsOf)) === JSON.stringify(await printed(statement))).toBe(true);
  });
});

describe('statements', () => {
  test('keep their order where a column has to be printed', async () => {
    const plans = ['parallel_setup_cost', 'parallel_tuple_cost', 'min_parallel_table_scan_size'].map((name): [string, string] => [name, '0']);
    for (const more of [{}, { settings: [['search_path', 'shop'], ...plans] as RunOrder['settings'] }]) {
      const { rows } = await copy("SELECT id, id::numeric AS n, interval '1 s' * id FROM items ORDER BY id DESC", more);
      expect(rows.map(([id]) => Number(id))).toEqual(Array.from({ length: 12_000 }, (_, i) => 12_000 - i));
    }
  });

  test.each([
    'SELECT 1::numeric -- the end',
    'SELECT 1 /* of /* it */ */',
    "SELECT E'\\'', $$)$$, $a$;$$)$a$, ')', U&'\\0041' -- ) TO PROGRAM 'x'",
    'WITH a AS (SELECT 1::numeric AS x) TABLE a',
    '(SELECT 2) UNION ALL (SELECT 1) ORDER BY 1',
    'VALUES (1, interval \'1 day\'), (2, NULL)',
    'SELECT generate_series(1, 3)::numeric, generate_series(1, 2) LIMIT 2 OFFSET 1',
    'SELECT "c1"."c2" FROM (SELECT 1::numeric AS c2) "c1"',
  ])('%s', async (statement) => {
    expect((await copy(statement)).rows).toEqual(await printed(statement));
  });

  test.each([
    "SELECT 1) TO PROGRAM 'touch /tmp/onceql-was-here' --",
    "SELECT 1) TO '/tmp/onceql-was-here' --",
    'SELECT 1) TO STDOUT; COPY (SELECT 2',
    'SELECT 1; SELECT 2',
    "SELECT 1 /*",
    "SELECT 'a",
    'SELECT $a$',
  ])('%s is refused before it is put into anything', async (statement) => {
    await expect(copy(statement)).rejects.toMatchObject({ kind: 'statement', message: expect.stringMatching(/syntax error|multiple commands|unterminated/) });
  });

  test('that only one parser has read are not copied', () => {
    const field = { name: 'a', dataTypeID: 1700, dataTypeModifier: -1 };
    const column: TypedColumn = { name: 'a', type: 'float', databaseType: 'numeric', kind: 'text' };
    expect(planCopy('SELECT 1.5', [field], [column], [null])).toBeUndefined();
    expect(planCopy('SELECT 1.5', [field], [column], ['pg_catalog.numeric_out'])?.text).toContain('pg_catalog.textin(pg_catalog.numeric_out(c1))');
  });

  test('that fail say what they would say by themselves', async () => {
    for (const statement of ['SELECT 1 / (i - 11000) FROM generate_series(1, 20000) i', "SELECT 'x'::text::int", 'SELECT (1 / 0)::numeric']) {
      const message = await direct.query(statement).then(() => '', (error: Error) => error.message);
      await expect(copy(statement)).rejects.toMatchObject({ kind: 'statement', message });
    }
    expect((await copy('SELECT 1')).rows).toEqual([['1']]);
  });

  test('end amid their rows when they are cancelled, or when nobody takes more', async () => {
    const endless = "SELECT generate_series(1, 100000000), repeat('x', 1000)";
    const stop = new AbortController();
    const session = await warehouse.open(orderOf(endless), stop.signal);
    await session.analyse();
    const rows = (await session.read()).batches()[Symbol.asyncIterator]();
    expect((await rows.next()).value).toMatchObject({ columns: [{ kind: 'int32' }, { kind: 'text' }] });
    stop.abort();
    await expect((async () => { for (;;) await rows.next(); })()).rejects.toMatchObject({ kind: 'cancelled' });
    await untilQuiet(postgres, session.pid);
    await session.end();
    await within(warehouse, orderOf(endless), async (other) => {
      await other.analyse();
      for await (const batch of (await other.read()).batches()) if (batch.length > 0) break;
      await untilQuiet(postgres, other.pid);
    });
  });

  test('wait while the consumer is slow, and take no more memory', async () => {
    await within(warehouse, orderOf('SELECT i, repeat(md5(i::text), 32) FROM generate_series(1, 100000) i'), async (session) => {
      await session.analyse();
      let [rows, bytes, highest, looked] = [0, 0, 0, 0];
      const before = heldBytes();
      for await (const batch of (await session.read()).batches()) {
        if (rows === 0) await untilWaiting(postgres, session.pid, 'ClientWrite');
        rows += batch.length;
        bytes += batch.bytes;
        if (bytes < looked) continue;
        looked = bytes + 5_000_000;
        highest = Math.max(highest, heldBytes() - before);
      }
      expect([rows, bytes]).toEqual([100_000, 100_000 * 1028]);
      expect(highest).toBeLessThan(50_000_000);
    });
  });
});

test('random tables', async () => {
  const seed = Number(process.env['ONCEQL_SEED'] ?? Date.now() % 1e6);
  const random = seededRandom(seed);
  for (let table = 0; table < 25; table++) {
    const types = Array.from({ length: 1 + Math.floor(random() * 8) }, () => TYPES[Math.floor(random() * TYPES.length)] as (typeof TYPES)[number]);
    const value = ([type, , ...literals]: (typeof TYPES)[number]): string => (random() < 0.2 ? 'NULL' : literal(literals[Math.floor(random() * literals.length)] ?? '')) + `::${type}`;
    const rows = Array.from({ length: Math.floor(random() * 300) }, () => `(${types.map(value).join()})`);
    const statement = rows.length === 0 ? `SELECT ${types.map(([type]) => `NULL::${type}`).join()} WHERE false` : `VALUES ${rows.join()}`;
    const got = await copy(statement).catch((error: unknown) => ({ rows: `seed ${seed}, table ${table}: ${String(error)}: ${statement.slice(0, 300)}` }));
    expect(got.rows).toEqual(await printed(statement));
  }
});
