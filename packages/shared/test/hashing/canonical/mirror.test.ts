import { checkPairs } from './same.js';

checkPairs({
  same: [
    ['select 1 from t where 5 = a', 'select 1 from t where a = 5'],
    ['select 1 from t where 5 < a', 'select 1 from t where a > 5'],
    ['select 1 from t where 5 >= a', 'select 1 from t where a <= 5'],
    ['select 1 from t where 5 != a', 'select 1 from t where a <> 5'],
    ['select a = b from t', 'select b = a from t'],
    ['select a < b from t', 'select b > a from t'],
    ['select 1 from t where 5 < f(a)', 'select 1 from t where f(a) > 5'],
    ['select 1 from t where (select max(a) from t) = b', 'select 1 from t where b = (select max(a) from t)'],
    ["select 1 from t where date '2024-01-01' <= d", "select 1 from t where d >= date '2024-01-01'"],
    ['select 1 from t join u on t.id = u.id', 'select 1 from t join u on u.id = t.id'],
  ],
  different: [
    ['select 1 from t where a < b', 'select 1 from t where b < a'],
    ['select 1 from t where a < 5', 'select 1 from t where a > 5'],
    // Which error is raised first.
    ['select 1 from t where 1 / a = sqrt(b)', 'select 1 from t where sqrt(b) = 1 / a'],
    ['select 1 from t where a operator(s.=) 5', 'select 1 from t where 5 operator(s.=) a'],
    ['select 1 from t where a operator(pg_catalog.=) 5', 'select 1 from t where a = 5'],
    ['select 1 from t where a - 5', 'select 1 from t where 5 - a'],
    ['select 1 from t where a + 5 = 1', 'select 1 from t where 5 + a = 1'],
    ['select a || b from t', 'select b || a from t'],
    ['select 1 from t where a ~ b', 'select 1 from t where b ~ a'],
    ['select 1 from t where a = any (b)', 'select 1 from t where b = any (a)'],
    ['select 1 from t where a like b', 'select 1 from t where b like a'],
    ['select nullif(a, b) from t', 'select nullif(b, a) from t'],
    ['select 1 from t where (a, b) = (c, d)', 'select 1 from t where (c, d) = (a, b)'],
  ],
});
