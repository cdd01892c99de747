import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { identityOf, sourceOf } from './fixtures.js';

beforeAll(loadReader);

const written = (names: readonly { schema?: string; name: string }[]): string =>
  names.map(({ schema, name }) => (schema === undefined ? name : `${schema}.${name}`)).join(' ');

describe('tables', () => {
  test.each([
    ['select 1', ''],
    ['select a from T, s."T"', 't s.T'],
    ['select a from t, t u, s.t', 't s.t'],
    ['select * from (t1 a join t2 b on true) left join t3 using (x)', 't1 t2 t3'],
    ['select (select 1 from a where exists (select 1 from b)) from c where d in (select 1 from e)', 'a b c e'],
    ['select 1 from a union select 1 from b except (select 1 from c)', 'a b c'],
    ['table a', 'a'],
    ['values ((select 1 from a))', 'a'],
    ['select * from a tablesample system (10) repeatable (1)', 'a'],
    ['select * from only a, lateral (select * from b where b.x = a.x) l', 'a b'],
    ['select * from f((select 1 from a)) g, unnest(array(select x from b)) h', 'a b'],
    ['select 1 from sales.public.orders', 'public.orders'],
    ['select sum(a) filter (where b in (select 1 from c)) over (order by (select 1 from d)) from e', 'c d e'],
    // WITH queries, where they are in scope and where they are not.
    ['with c as (select * from t) select * from c', 't'],
    ['with t as (select * from t) select * from t', 't'],
    ['with c as (select * from d), d as (select * from c) select * from d', 'd'],
    ['with recursive c as (select * from d), d as (select * from c) select * from d', ''],
    ['with recursive c as (select 1 union all select * from c join t on true) select * from c', 't'],
    ['with c as (select 1) select * from s.c', 's.c'],
    ['select * from (with c as (select 1 from t) select * from c) x, c', 't c'],
    ['with c as (select 1) select * from (select * from c, d) x', 'd'],
    ['with c as (with d as (select 1) select * from d, e) select * from c, d', 'e d'],
    ['with c as (select 1) select 1 from c union select 1 from c, t', 't'],
    ['with c as (select 1) select (with c as (select * from c, u) select 1 from c)', 'u'],
    ['with "C" as (select 1) select * from c, "C"', 'c'],
  ])('%s', (statement, tables) => {
    expect(written(identityOf(statement).tables)).toBe(tables);
  });

  test('one of another database is not mistaken for one of its own', () => {
    expect(identityOf('select 1 from other.public.orders')).toMatchObject({
      reasons: ['external_table(other.public.orders)'],
      shareable: false,
    });
  });
});

test.each([
  ['select count(*), sum(a) over w from t window w as (order by f(a))', 'count sum f'],
  ['select * from s.F(1), rows from (g(1), "H"(2)) x', 's.f g H'],
  ['select extract(year from a), a at time zone $$UTC$$, trim(a), overlay(a placing b from 1)', 'pg_catalog.extract pg_catalog.timezone pg_catalog.btrim pg_catalog.overlay'],
  ['select string_agg(a, $$,$$ order by f(b)) filter (where g(c)), percentile_cont(0.5) within group (order by h(d))', 'string_agg f g percentile_cont h'],
  ['with c as (select f(1)) select 1 limit g(2) offset h(3)', 'f g h'],
  ['select f(1), f(2), s.f(3)', 'f s.f'],
])('functions: %s', (statement, functions) => {
  expect(written(identityOf(statement).functions).split(' ').sort()).toEqual(functions.split(' ').sort());
});

test.each([
  ['select a + b * -c', '+ * -'],
  ['select a operator(s.@@) b, a operator(pg_catalog.+) c', 's.@@ pg_catalog.+'],
  ['select a between 1 and 2, a not between symmetric 1 and 2', '>= <= < >'],
  ['select a in (1, 2), a not in (3), a like b, a not ilike c, a is distinct from b', '= <> ~~ !~~*'],
  ['select nullif(a, b), case a when 1 then 2 end', '='],
  ['select a < all (select 1), b in (select 2), c = any (array[1])', '< ='],
  ['select 1 from a join b using (x) order by x using >', '> ='],
  ['select 1 from a natural join b', '='],
  ['select a, f(a)', ''],
])('operators: %s', (statement, operators) => {
  expect(written(identityOf(statement).operators).split(' ').sort()).toEqual(operators.split(' ').sort());
});

test("the second reader's tables", () => {
  const statement = 'select first_value(a) ignore nulls over (order by b) from s.t';
  expect(identityOf(statement, sourceOf('redshift'))).toMatchObject({
    reader: 'second',
    canonical: statement,
    tables: [{ schema: 's', name: 't' }],
    reasons: ['unreadable'],
    shareable: false,
  });
  expect(identityOf(statement).reader).toBe('text');
});
