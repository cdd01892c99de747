import { checkPairs } from './same.js';

checkPairs({
  same: [
    ['select a, b from t', 'select * from (select a, b from t) s'],
    ['select a, b from t', 'select s.* from (select a, b from t) s'],
    ['select a, b from t', 'select s.a, b as b from (select a, b from t) s'],
    ['select a, count(*) from t group by a', 'select a, s.count from (select a, count(*) from t group by a) s'],
    ['select * from t', 'select * from (select * from (select * from t) a) b'],
    ['select a from t union select b from u', 'select * from (select a from t union select b from u) s'],
    ['select a from t limit 3', 'select * from (select a from t limit 3) s'],
    ['select 1 from (select a from t) s, u', 'select 1 from (select * from (select a from t) x) s, u'],
    ['with c as (select 1 as a) select x.a from c x, c y', 'with c as (select 1 as a) select * from (select x.a from c x, c y) s'],
    ['select x as y from (select a as x from t where b) s where x > 1', 'with p as (select a as x from t where b), f as (select x as y from p where x > 1) select * from f'],
    ['select b as a, c as b from t', 'select * from (select b, c from t) s (a, b)'],
  ],
  different: [
    ['select a, b from t', 'select b, a from (select a, b from t) s'],
    ['select a, b from t', 'select a from (select a, b from t) s'],
    ['select a from t', 'select a as b from (select a from t) s'],
    ['select a from t', 'select s.s.* from (select a from t) s'],
    ['select a from t', 'select s.s.a from (select a from t) s'],
    ['select a from t', 'select s from (select a from t) s'],
    ['select * from t', 'select a from (select * from t) s'],
    ['select a from t', 'select distinct a from (select a from t) s'],
    ['select 1 as a, 2 as a', 'select a, a from (select 1 as a, 2 as a) s'],
    // Nothing promises the order of a subquery to the query around it.
    ['select a from t order by a', 'select * from (select a from t order by a) s'],
    ['select a from t limit 3', 'select * from (select a from t) s limit 3'],
    // An arm gives its untyped texts the type of the other one.
    ["select '5' as x union all select 1", "select * from (select '5' as x) s union all select 1"],
    ["select 1 as x union all select '5'", "select 1 as x union all select * from (select '5' as x) s"],
    // Before version 16 that is an error.
    ['select a from t', 'select * from (select a from t)'],
    [
      'with recursive c as (select 1 as n union all select n + 1 from c where n < 3) select n from c',
      'with recursive c as (select * from (select 1 as n union all select n + 1 from c where n < 3) s) select n from c',
    ],
    ['values (1, 2)', 'select * from (values (1, 2)) v'],
    ['select a from t', 'select s.* from (select a from t) s, u'],
  ],
});
