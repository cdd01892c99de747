import { checkPairs } from '../same.js';

checkPairs({
  same: [
    ['select s.x, s.y from (select a, b + 1 from t where c) s (x, y), u', 'select s.x, s.y from (select a as x, b + 1 as y from t where c) s, u'],
    ['select s.x, s.b from (select a, b from t) s (x), u', 'select s.x, s.b from (select a as x, b from t) s, u'],
    ['select s.a from (select a from t) s (a), u', 'select s.a from (select a from t) s, u'],
    ['select s.x from (select a from t group by a order by a limit 2) s (x), u', 'select s.x from (select a as x from t group by t.a order by 1 limit 2) s, u'],
    ['select s.x from (select a from t union select b from u) s (x), u', 'select s.x from (select a as x from t union select b from u) s, u'],
    ['with c (x) as (select a from t) select p.x from c p, c q', 'with c as (select a as x from t) select p.x from c p, c q'],
    ['with c as (select a from t) select d.x from c d (x) where x > 1', 'select d.x from (select a as x from t) d where x > 1'],
    ['with recursive c (n) as (select 1 union all select n + 1 from c) select n from c', 'with recursive c as (select 1 as n union all select n + 1 from c) select n from c'],
    // What a star stands for.
    ['select * from (select a, b as c from t where d) s where a > 1', 'select s.a, c from (select a, b as c from t where d) s where a > 1'],
    ['select * from (values (1, 2)) v (a)', 'select a, column2 from (values (1, 2)) v (a)'],
    ['select * from (select * from (select a from t limit 1) x where a > 1) y where a > 2', 'select a from (select a from (select a from t limit 1) x where a > 1) y where a > 2'],
    // Columns that FROM itself names are the innermost of their name.
    ['select (select max(x) from (select b as x from u) s) from t', 'select (select max(s.x) from (select b as x from u) s) from t'],
    ['select (select max(x) from f(t.a) g (x)) from t', 'select (select max(g.x) from f(t.a) g (x)) from t'],
    // A function's alias, where it names no column that is used.
    ['select g.x from f(1) g', 'select h.x from f(1) h'],
    ['select t.a, e.value from t, f(t.b) e', 'select x.a, y.value from t x, f(x.b) y'],
    ['select n, m from f(1) with ordinality u (n, m)', 'select v.n, v.m from f(1) with ordinality v (n, m)'],
  ],
  different: [
    ['select s.x from (select a, b from t) s (x, y), u', 'select s.x from (select a as y, b as x from t) s, u'],
    ['select s.x from (select a from t) s (x, y), u', 'select s.x from (select a as x from t) s, u'],
    ['select s.x from (select * from t) s (x), u', 'select s.x from (select a as x from t) s, u'],
    // ORDER BY, GROUP BY and DISTINCT ON take a name for an output.
    ['select s.x from (select a from t order by x limit 1) s (x), u', 'select s.x from (select a as x from t order by x limit 1) s, u'],
    ['select s.x from (select a + 1 from t group by x) s (x), u', 'select s.x from (select a + 1 as x from t group by x) s, u'],
    ['select s.x from (select distinct on (x) a from t) s (x), u', 'select s.x from (select distinct on (x) a as x from t) s, u'],
    ['select s.x from (select a from t union select b from u order by x) s (x), u', 'select s.x from (select a as x from t union select b from u order by x) s, u'],
    ['select * from (select a, b as a from t where d) s where c', 'select s.a, s.a from (select a, b as a from t where d) s where c'],
    ['select * from (select a from t where d) s join u using (a)', 'select s.a from (select a from t where d) s join u using (a)'],
    // A function's alias may be its column's name.
    ['select g from f(1) g', 'select h from f(1) h'],
    ['select * from f(1) g', 'select * from f(1) h'],
    ['select g.* from f(1) g', 'select h.* from f(1) h'],
    ['select g.g from f(1) g', 'select h.g from f(1) h'],
    ['select g.h from f(1) g', 'select h.h from f(1) h'],
    ['select (select g) from f(1) g', 'select (select h) from f(1) h'],
    ['select count(g.*) from f(1) g', 'select count(h.*) from f(1) h'],
    ['select a from f(1) g join u using (g)', 'select a from f(1) h join u using (g)'],
    ['select x from f(1) g', 'select g.x from f(1) g'],
    ['select (select max(x) from f(t.a) g) from t', 'select (select max(g.x) from f(t.a) g) from t'],
  ],
});
