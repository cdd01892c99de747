import { beforeAll, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { hasTimeLiteral } from '../../src/hashing/text/time-literals.js';
import { identityOf, reasonsOf, sourceOf } from './fixtures.js';

beforeAll(loadReader);

test.each([
  ['select random()', 'volatile_function(random)'],
  ['select PG_CATALOG.RANDOM()', 'volatile_function(random)'],
  ['select * from t order by gen_random_uuid()', 'volatile_function(gen_random_uuid)'],
  ['select clock_timestamp()', 'volatile_function(clock_timestamp)'],
  ['select pg_sleep(1)', 'volatile_function(pg_sleep)'],
  ['select now()', 'time_function(now)'],
  ['select a from t where b > statement_timestamp()', 'time_function(statement_timestamp)'],
  ['select age(a) from t', 'time_function(age)'],
  ['select current_date', 'time_function(current_date)'],
  ['select current_timestamp(3), localtime', 'time_function(current_timestamp) time_function(localtime)'],
  ["select '04:05'::timetz", 'time_function(timetz)'],
  ["select '04:05'::time with time zone", 'time_function(timetz)'],
  ['select current_user, session_user, user', 'session_function(current_user) session_function(session_user) session_function(user)'],
  ['select current_schema', 'session_function(current_schema)'],
  ["select current_setting('a')", 'session_function(current_setting)'],
  ['select version()', 'session_function(version)'],
  ['select pg_partition_root($$t$$)', 'volatile_function(pg_partition_root)'],
  ["select json_arrayagg(now())", 'time_function(now)'],
  ["select 't'::regclass", 'system_catalog(regclass)'],
  ['select * from t tablesample bernoulli (10)', 'unrepeatable_sample'],
  ["select 'now'", 'time_literal'],
  ["select * from t where d >= 'TODAY'", 'time_literal'],
  ["select date 'tomorrow', 'Yesterday 12:00'::timestamp", 'time_literal'],
  ["select ' now '", 'time_literal'],
  ["select 'today04:05', '04:05today', 'today_'", 'time_literal'],
  ["select E'tod\\x61y', 'to' \n 'day'", 'time_literal'],
  ['select $$today$$', 'time_literal'],
])('kept from being shared: %s', (statement, reasons) => {
  expect(identityOf(statement)).toMatchObject({ reasons: reasons.split(' '), shareable: false });
});

test.each([
  'select age(a, b), to_char(a, $$YYYY$$), date_trunc($$day$$, a), count(*) from t',
  'select mine.random(), mine.now()',
  "select 'know', 'snow', 'nowhere', 'todays' from now, today",
  'select random, now, current_ from t',
  'select * from t tablesample system (10) repeatable (1)',
  'select a from t limit 10',
  'select json_arrayagg(a), json_objectagg(a: b returning jsonb), json_array(1), json_object(1: 2) from t',
])('nothing known against it: %s', (statement) => {
  expect(identityOf(statement)).toMatchObject({ reasons: [], shareable: true });
});

test('each reason is given once', () => {
  expect(reasonsOf("select random(), random(), 'now', 'today'")).toEqual(['volatile_function(random)', 'time_literal']);
});

test('on Redshift some bare words are functions', () => {
  const redshift = sourceOf('redshift');
  expect(reasonsOf('select sysdate', redshift)).toEqual(['time_function(sysdate)']);
  expect(reasonsOf('select getdate(), current_user_id', redshift)).toEqual(['time_function(getdate)', 'session_function(current_user_id)']);
  expect(reasonsOf('select t.sysdate from t', redshift)).toEqual([]);
  expect(reasonsOf('select sysdate')).toEqual([]);
});

test('the source and the caller may switch the cache off', () => {
  const off = sourceOf('pg', { cache: 'off' });
  expect(identityOf('select 1', off)).toMatchObject({ reasons: ['source_off'], shareable: false });
  expect(identityOf('select 1', off, 'off').reasons).toEqual(['source_off', 'caller_off']);
  expect(identityOf('select now()', sourceOf(), 'off').reasons).toEqual(['caller_off', 'time_function(now)']);
});

test.each([
  ["SELECT d FROM t WHERE d >= 'today'::text::date", true],
  ["SELECT 'x''s now'", true],
  ["SELECT e'tod\\x61y'", true],
  ["SELECT U&'tod\\0061y'", true],
  ['SELECT $q$ yesterday $q$', true],
  ["SELECT 'knows', now, \"today\" -- 'now'", false],
  ["SELECT E'\\\\x61', /* 'today' */ 'a'", false],
])('time literals in a definition: %s', (sql, expected) => {
  expect(hasTimeLiteral(sql)).toBe(expected);
});
