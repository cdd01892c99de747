import { expect, test } from '@jest/globals';
import { checkPairs, formOf } from './same.js';

checkPairs({
  same: [
    ['select a from t order by a asc', 'select a from t order by a'],
    ['select a from t order by a nulls last, b desc nulls first', 'select a from t order by a, b desc'],
    ['select array_agg(a order by b asc nulls last) from t', 'select array_agg(a order by b) from t'],
    ['select rank() over (order by a asc) from t', 'select rank() over (order by a) from t'],
    ['select case when a then 1 else null end from t', 'select case when a then 1 end from t'],
    ["select 1 from t where a ~~ 'x%' and b !~~* c", "select 1 from t where a like 'x%' and b not ilike c"],
    ['select sum(a) over (order by b range unbounded preceding) from t', 'select sum(a) over (order by b) from t'],
    ['select sum(a) over (order by b range between unbounded preceding and current row exclude no others) from t', 'select sum(a) over (order by b) from t'],
    ['select sum(a) over (order by b rows 1 preceding) from t', 'select sum(a) over (order by b rows between 1 preceding and current row) from t'],
    ['select sum(a) over w from t window w as (order by b rows 1 preceding)', 'select sum(a) over (order by b rows between 1 preceding and current row) from t'],
    ['select a from t limit all', 'select a from t'],
    ['select a from t limit null offset 0', 'select a from t'],
    ['select a from t limit 3 offset 0', 'select a from t limit 3'],
    ['select a from t limit all offset 2', 'select a from t offset 2'],
    ['select a::numeric(10) from t', 'select a::decimal(10, 0) from t'],
    ["select '{1,2}'::int[2]", "select '{1,2}'::int[]"],
    ['select a::int[][3] from t', 'select a::int4[] from t'],
  ],
  different: [
    ['select a from t order by a desc', 'select a from t order by a'],
    ['select a from t order by a desc nulls last', 'select a from t order by a desc'],
    ['select a from t order by a nulls first', 'select a from t order by a'],
    ['select a from t order by a using <', 'select a from t order by a'],
    ["select case when a then 1 else null::bigint end from t", 'select case when a then 1 end from t'],
    ['select case when a then 1 else b end from t', 'select case when a then 1 end from t'],
    ["select 1 from t where a like 'x' escape '\\'", "select 1 from t where a like 'x'"],
    ['select 1 from t where a operator(s.~~) b', 'select 1 from t where a like b'],
    ["select 1 from t where a similar to 'x'", "select 1 from t where a like 'x'"],
    ['select sum(a) over (order by b rows unbounded preceding) from t', 'select sum(a) over (order by b) from t'],
    ['select sum(a) over (order by b range between current row and unbounded following) from t', 'select sum(a) over (order by b) from t'],
    ['select sum(a) over (order by b range unbounded preceding exclude ties) from t', 'select sum(a) over (order by b) from t'],
    // A window that has a frame, written or not, cannot be made another of.
    ['select sum(a) over (w) from t window w as (order by b range unbounded preceding)', 'select sum(a) over (w) from t window w as (order by b)'],
    // Two selects are not put together over a limit.
    ['select 1 from (select 1 / a as y, a from t offset 0) s where a > 0', 'select 1 from (select 1 / a as y, a from t) s where a > 0'],
    ['select 1 from (select 1 / a as y, a from t limit all) s where a > 0', 'select 1 from (select 1 / a as y, a from t) s where a > 0'],
    ['select a from t limit 0', 'select a from t limit null'],
    ['select a from t order by a fetch first 3 rows with ties', 'select a from t order by a limit 3'],
    ['select a from t offset 0.4', 'select a from t'],
    ['select a::numeric(10) from t', 'select a::numeric from t'],
    ['select a::varchar(10) from t', 'select a::varchar(10)[] from t'],
  ],
});

test('Redshift is not asked what a limit of null means', () => {
  expect(formOf('select a from t limit null', 'redshift')).not.toBe(formOf('select a from t', 'redshift'));
});
