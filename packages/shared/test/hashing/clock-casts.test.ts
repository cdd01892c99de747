import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { identityOf } from './fixtures.js';

beforeAll(loadReader);

describe('what may be a text is not read as a time and cached', () => {
  test.each([
    "select ('to' || 'day')::date",
    "select date('to' || 'day')",
    "select pg_catalog.date('to' || 'day')",
    "select cast('no' || 'w' as timestamp)",
    "select ('to' || 'day').date",
    "select x.date from unnest(array['to' || 'day']) x",
    "select array['to' || 'day']::date[]",
    "select _date('{to' || 'day}')",
    "select ('[to' || 'day,)')::daterange, 1",
    "select daterange('[to' || 'day,)')",
    "select lower('TO' || 'DAY')::date",
    'select a::text::date from t',
    'select coalesce(a, lower(b))::date from t',
    "select case when a then b else 'to' || c end::timestamptz from t",
    "select max('to' || a)::date from t",
    "select (select 'to' || 'day')::date",
    "select ((a).b)::date from t",
    "select row('to' || 'day')::some_row",
    "select ('to' || 'day')::some_domain",
    'select a operator(s.+) b::text::date from t',
    "select json_value(a, '$' returning date) from t",
    "select json_query(a, '$' returning daterange) from t",
    "select * from json_table('{}', '$' columns (d date path '$'))",
    "select * from json_table('{}', '$' columns (nested path '$' columns (d date)))",
    "select * from xmltable('/' passing a columns d date path 'x')",
    // What the statement calls like a column of a table.
    "select created_at::date from (select 'to' || 'day' as created_at from orders) s",
    "select created_at::date from (values ('to' || 'day')) as v(created_at), orders",
    "with c(created_at) as (select 'to' || a from t) select created_at::date from c, orders",
    "select created_at::date from orders, unnest(array['to' || 'day']) as created_at",
    'select s.created_at::date from (select (r).created_at from r, orders) s',
    "select created_at::date from (select null as created_at from orders union all select 'to' || 'day') s",
    "select s.created_at::date from (select b as created_at from (select 'to' || 'day' as b) x, orders) s",
  ])('%s', (statement) => {
    expect(identityOf(statement)).toMatchObject({ reasons: ['time_literal(cast)'], shareable: false });
  });
});

test('what dashboards cast is cached, columns subject to their types', () => {
  const statement = `
    SELECT date_trunc('month', created_at)::date, t.name, o.left, (created_at AT TIME ZONE 'Europe/Berlin')::date,
           '2024-01-01'::date, date '2024-01-01' + 1, created_at::date
    FROM t JOIN o ON o.id = t.id`;
  expect(identityOf(statement)).toMatchObject({ reasons: [], clockCasts: ['created_at'], attributes: ['name', 'left', 'id'] });
});

test.each([
  ["select '2024-01-01'::text::date, null::date, date('2024-01-01'), timestamptz '2024-01-01 00:00Z'", []],
  ["select array['2024-01-01', null]::date[], '[2024-01-01,)'::daterange, daterange(a, b) from t", []],
  ["select make_date(a, 1, 1)::timestamp, to_date(a, 'YYYY')::timestamp, to_timestamp(a)::date, date_bin('1 day', a, b)::date from t", []],
  ["select (a + interval '1 day')::date, (a - b * interval '1 day')::date, a::timestamp::date::timestamptz from t", ['a']],
  ['select max(a)::date, coalesce(t.b, s.t.c)::date, greatest(d, e)::date, (array_agg(f))[1]::date, date(g) from s.t', ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
  ['select case when a > 1 then b else c end::date, nullif(d, e)::date, (select max(f) from u)::date from t', ['b', 'c', 'd', 'f']],
  ['select lag(a) over (order by b)::date, min(a) filter (where c)::timestamp from t', ['a']],
  ["select m::date from (select date_trunc('month', a) as m from t) s", ['m']],
  ['select a::date from (select created_at as a from t) s', ['a', 'created_at']],
  ['select a::date as a from t', ['a']],
  ['select a::text, b::int, c::numeric(10, 2), d::jsonb, e::text[], f::uuid, g::varchar(9), h::bool, i::interval from t', []],
  ["select 'paid'::status, null::some_row, a::public.geometry, ST_Distance(b::geography, c::geography), d::citext from t", []],
  ["select json_value(a, '$' returning int), json_arrayagg(b returning jsonb), json_query(c, '$') from t", []],
  ["select * from json_table('{}', '$' columns (a text, b int, o for ordinality)) x", []],
])('cacheable: %s', (statement, clockCasts) => {
  const identity = identityOf(statement);
  expect(identity.reasons).toEqual([]);
  expect([...identity.clockCasts].sort()).toEqual(clockCasts);
});
