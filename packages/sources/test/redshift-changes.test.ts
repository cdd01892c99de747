import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FeedChanges, FeedLook, FeedMarks, Warehouse } from '@onceql/shared';
import type { Client } from 'pg';
import { open, sourceAt } from './fixtures.js';
import { type TestPostgres, startPostgres } from './postgres.js';

// There is no Redshift here: its documented views are tables of their shape on a Postgres, which the test fills as Redshift would.
const SETUP = `
  CREATE SCHEMA shop; GRANT USAGE ON SCHEMA shop TO reader;
  CREATE TABLE shop.orders (id int, note text);
  CREATE TABLE shop.calm (id int);
  CREATE VIEW shop.big AS SELECT id FROM shop.orders WHERE id > 10;
  CREATE TABLE public.svl_user_info (usename text, syslogaccess text);
  CREATE TABLE public.stl_insert (query int, tbl int, endtime timestamp);
  CREATE TABLE public.stl_delete (query int, tbl int, endtime timestamp);
  CREATE TABLE public.stl_ddltext (xid bigint, starttime timestamp, text text);
  CREATE TABLE public.svv_transactions (xid bigint, relation int, lockable_object_type text, lock_mode text);
  CREATE TABLE public.svv_table_info (table_id oid, size bigint, tbl_rows numeric);
  INSERT INTO public.svl_user_info VALUES ('reader', 'UNRESTRICTED');
  GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
`;
const NOTHING: FeedMarks = { frame: '', tables: new Map() };

let postgres: TestPostgres;
let redshift: Client;
const warehouses: Warehouse[] = [];
let marks: FeedMarks;
let queries = 0;

beforeAll(async () => {
  postgres = await startPostgres({ setup: SETUP });
  redshift = await postgres.connect();
});
afterAll(async () => {
  await redshift?.end();
  await Promise.all(warehouses.map((each) => each.close()));
  await postgres?.stop();
});

function source(options: Record<string, unknown> = {}): Warehouse {
  const { warehouse } = open(sourceAt(postgres, options, 'redshift'));
  warehouses.push(warehouse);
  return warehouse;
}

async function seen(warehouse: Warehouse): Promise<FeedChanges> {
  const look: FeedLook = await warehouse.changes(marks);
  if (look.outcome !== 'seen') throw new Error(look.why);
  const tables = new Map(marks.tables);
  for (const table of look.gone) tables.delete(table);
  for (const [table, mark] of look.changed) tables.set(table, mark);
  marks = { frame: look.frame, tables, pulse: look.pulse };
  return look;
}

const words = ({ changed, gone }: FeedChanges): string[] =>
  [...changed.keys(), ...gone.map((table) => `-${table}`)].filter((table) => table.includes('shop.')).sort();
const step = (log: 'stl_insert' | 'stl_delete', table: string, ago = '0 minutes'): Promise<unknown> =>
  redshift.query(`INSERT INTO public.${log} VALUES ($1, $2::regclass::oid::int, now() AT TIME ZONE 'UTC' - $3::interval)`, [(queries += 1), table, ago]);
/** A definition as Redshift logs it, beside the doing. */
const define = async (statement: string): Promise<void> => {
  await redshift.query(statement);
  await redshift.query("INSERT INTO public.stl_ddltext VALUES ($1, now() AT TIME ZONE 'UTC', $2)", [(queries += 1), statement]);
};

describe('changes of a Redshift, by tables of the shape of its views', () => {
  let warehouse: Warehouse;
  beforeAll(() => {
    warehouse = source();
  });
  beforeEach(async () => {
    marks = NOTHING;
    await seen(warehouse);
  });

  test('the first look has everything, a look at what is still has nothing', async () => {
    marks = NOTHING;
    const first = await seen(warehouse);
    expect([first.everything, words(first)]).toEqual([true, ['shop.big', 'shop.calm', 'shop.orders']]);
    const second = await seen(warehouse);
    expect([second.everything, words(second)]).toEqual([false, []]);
  });

  test.each(['stl_insert', 'stl_delete'] as const)('a step in %s, once', async (log) => {
    await step(log, 'shop.orders');
    expect(words(await seen(warehouse))).toEqual(['shop.orders']);
    expect(words(await seen(warehouse))).toEqual([]);
  });

  test('a step that is logged late, behind others of its table and of a later hour', async () => {
    await step('stl_insert', 'shop.orders');
    await seen(warehouse);
    await step('stl_insert', 'shop.orders', '70 minutes');
    expect(words(await seen(warehouse))).toEqual(['shop.orders']);
  });

  test('a size or a number of rows that changed without a step', async () => {
    await redshift.query("INSERT INTO public.svv_table_info VALUES ('shop.calm'::regclass, 4, 10)");
    expect(words(await seen(warehouse))).toEqual(['shop.calm']);
    await redshift.query('UPDATE public.svv_table_info SET tbl_rows = 11');
    expect(words(await seen(warehouse))).toEqual(['shop.calm']);
    await redshift.query('DELETE FROM public.svv_table_info');
    expect(words(await seen(warehouse))).toEqual(['shop.calm']);
  });

  test('a transaction that writes: its steps come before its commit, so the table has changed again when it is over', async () => {
    await redshift.query("INSERT INTO public.svv_transactions VALUES (7, 'shop.orders'::regclass::oid::int, 'relation', 'ShareRowExclusiveLock')");
    await step('stl_insert', 'shop.orders');
    expect(words(await seen(warehouse))).toEqual(['shop.orders']);
    expect(words(await seen(warehouse))).toEqual([]);
    await redshift.query('DELETE FROM public.svv_transactions');
    expect(words(await seen(warehouse))).toEqual(['shop.orders']);
  });

  test('who only reads changes nothing', async () => {
    await redshift.query("INSERT INTO public.svv_transactions VALUES (8, 'shop.orders'::regclass::oid::int, 'relation', 'AccessShareLock')");
    expect(words(await seen(warehouse))).toEqual([]);
    await redshift.query('DELETE FROM public.svv_transactions');
    expect(words(await seen(warehouse))).toEqual([]);
  });

  test.each([
    ['ALTER TABLE shop.orders ADD COLUMN paid boolean', ['shop.orders']],
    ['CREATE OR REPLACE VIEW shop.big AS SELECT id FROM shop.orders WHERE id > 20', ['shop.big']],
    ['CREATE TABLE shop.fresh (id int)', ['shop.fresh']],
    ['DROP TABLE shop.fresh; CREATE TABLE shop.fresh (id int)', ['shop.fresh']],
    ['ALTER TABLE shop.fresh RENAME TO stale', ['-shop.fresh', 'shop.stale']],
    ['DROP TABLE shop.stale', ['-shop.stale']],
  ])('%s', async (statement, expected) => {
    await define(statement);
    expect(words(await seen(warehouse))).toEqual(expected);
    expect(words(await seen(warehouse))).toEqual([]);
  });

  test('with users\' functions allowed, a function that changes is a change of everything', async () => {
    const wide = source({ allow_functions: ['shop.*'] });
    marks = NOTHING;
    await seen(wide);
    expect((await seen(wide)).everything).toBe(false);
    await define("CREATE FUNCTION shop.twice(n int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n * 2'");
    expect((await seen(wide)).everything).toBe(true);
    await define("CREATE OR REPLACE FUNCTION shop.twice(n int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT n + n'");
    expect((await seen(wide)).everything).toBe(true);
  });

  test.each([
    ["UPDATE public.svl_user_info SET syslogaccess = 'RESTRICTED'", "UPDATE public.svl_user_info SET syslogaccess = 'UNRESTRICTED'"],
    ['REVOKE SELECT ON public.svl_user_info FROM reader', 'GRANT SELECT ON public.svl_user_info TO reader'],
  ])('who may not read everybody\'s log sees nothing, and says so: %s', async (blind, again) => {
    await redshift.query(blind);
    try {
      expect(await warehouse.changes(marks)).toMatchObject({ outcome: 'blind', why: expect.stringContaining('SYSLOG ACCESS UNRESTRICTED') });
    } finally {
      await redshift.query(again);
    }
    expect(words(await seen(warehouse))).toEqual([]);
  });
});
