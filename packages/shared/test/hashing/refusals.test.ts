import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { identityOf, outcomeOf, refusalOf, sourceOf } from './fixtures.js';

beforeAll(loadReader);

const CASES: Readonly<Record<string, readonly string[]>> = {
  empty: ['', '  \n', '-- nothing', '/* nothing */ ;;', ';'],
  bad_text: ['select 1\0', "select '\ud800'", "select '\udc00x'", '\0'],
  several_statements: [
    'select 1; select 2',
    'select 1;select 2;',
    'select 1; delete from t',
    "select ';' ; select 1 -- ;",
    'select 1; this is no sql',
  ],
  not_select: [
    'delete from t',
    'insert into t values (1)',
    'explain select 1',
    'explain analyze select 1',
    "copy t to program 'sh'",
    "copy (select 1) to '/tmp/x'",
    'set role none',
    'call f()',
    'do $$ begin end $$',
    'prepare p as select 1',
    'begin',
    'vacuum',
    'create table x as select 1',
    'select * into x from t',
    'select 1 as a into temp x',
    'with d as (delete from t returning *) select * from d',
    'select * from (with d as (update t set a = 1 returning *) select * from d) s',
    'with i as (insert into t select 1 returning *), s as (select 1) select * from i',
    'with m as (merge into t using u on true when matched then delete returning *) select * from m',
    'selec 1',
    'hello',
    '{{ x }}',
    "'select 1'",
    'select * into x from t where (',
    'with x as (delete from t returning *) select from where',
  ],
  row_locking: [
    'select * from t for update',
    'select * from (select * from t for share) s',
    'with c as (select * from t for no key update) select * from c',
    'select 1 where exists (select 1 from t for key share)',
    'select * from t, u for update of u skip locked',
    'table t for share nowait',
  ],
  denied_function: [
    "select set_config('role', 'none', true)",
    'select SET_CONFIG(a, b, c) from t',
    'select "set_config"(a, b, c) from t',
    "select pg_catalog.set_config('a', 'b', true)",
    "select anywhere.dblink('x')",
    "select * from dblink('x') as t(a int)",
    'select * from rows from (pg_ls_dir($$/$$)) f',
    'select query_to_xml($$select 1$$, true, true, $$$$)',
    'select table_to_xml_and_xmlschema(1, true, true, $$$$)',
    'select pg_terminate_backend(pid) from pg_stat_activity',
    'select 1 order by pg_try_advisory_xact_lock(1)',
    'select count(*) filter (where lo_get(1) is null) over (partition by lo_import($$x$$)) from t',
    'with c as (select nextval($$s$$)) select 1',
    'select ts_stat($$select 1$$)',
    'select pg_sleep(301)',
    "select pg_sleep('1')",
    'select pg_sleep(a) from t',
    'select pg_sleep(1, 2)',
    'select pg_sleep(1e400)',
    "select pg_sleep_for('1 second')",
    'select setseed(0.5)',
    "select aws_lambda.invoke('x', 'y'), http_get('http://x')",
    // Read by nobody, so any word counts.
    'select set_config( from',
    'select "pg_read_file" from from',
    'select pg_sleep(1) from from',
    'select U&"\\0070g_read_file"(1) from from',
  ],
};

describe.each(Object.entries(CASES))('%s', (refused, statements) => {
  test.each(statements)('%j', (statement) => {
    expect(refusalOf(statement)).toBe(refused);
    expect(refusalOf(statement, sourceOf('redshift'))).toBe(refused);
  });
});

test.each(['values (1), (2)', 'table t', '((select 1))', 'with a as (values (1)) table a', 'select pg_sleep(2.5), pg_sleep(0)'])(
  'may run: %s',
  (statement) => {
    expect(refusalOf(statement)).toBeUndefined();
  },
);

test.each(['select 1 /* http://example.com */ from from', "select 'https://example.com' from from"])('an address is no function: %s', (statement) => {
  expect(refusalOf(statement)).toBeUndefined();
});

test("the parser's own words reach the caller", () => {
  expect(outcomeOf('selec 1')).toMatchObject({ message: expect.stringContaining('syntax error at or near "selec"') });
});

test('a string that ends elsewhere on Redshift hides nothing', () => {
  const redshift = sourceOf('redshift');
  expect(refusalOf("select '\\'', pg_terminate_backend(1) --'", redshift)).toBe('denied_function');
  expect(refusalOf("select '\\'' into x from t --'", redshift)).toBe('not_select');
  expect(identityOf("select '\\' from t", redshift)).toMatchObject({ reasons: ['unreadable'], tables: [] });
});

test.each(['pg_catalog, public', 'public,PG_CATALOG', '"pg_catalog"', 'pg_temp', 'a b', 'a,', ',', '"a'])(
  'a search_path of %s is refused',
  (search_path) => {
    expect(refusalOf('select 1', sourceOf('pg', { search_path }))).toBe('bad_setting');
  },
);
