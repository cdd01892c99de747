import { checkPairs } from './same.js';

checkPairs({
  same: [
    ['select 1 from t where a in (3, 1, 2)', 'select 1 from t where a in (1, 2, 3)'],
    ['select 1 from t where a in (1, 2, 1)', 'select 1 from t where a in (2, 1)'],
    ['select 1 from t where a not in (2, 1)', 'select 1 from t where a not in (1, 2)'],
    ["select 1 from t where a in ('x', 'y', null)", "select 1 from t where a in (null, 'y', 'x', null)"],
    ['select 1 from t where a in (1)', 'select 1 from t where a = 1'],
    ['select 1 from t where a not in (1)', 'select 1 from t where a <> 1'],
    ['select 1 from t where a in (b)', 'select 1 from t where a = b'],
    ['select a in (f(b)) from t', 'select a = f(b) from t'],
    ["select 1 from t where f(a) in ('y', 'x')", "select 1 from t where f(a) in ('x', 'y')"],
    ["select 1 from t where d in (date '2024-01-02', date '2024-01-01')", "select 1 from t where d in ('2024-01-01'::date, '2024-01-02'::date)"],
    ['select 1 from t where a in (1, 1, 1)', 'select 1 from t where a in (1, 1)'],
  ],
  different: [
    // 0.1 as a real is 0.1 in a list of reals, and not where it is compared with a double.
    ['select 1 from t where a in (0.1, 0.1)', 'select 1 from t where a in (0.1)'],
    ['select 1 from t where a in (1, 1)', 'select 1 from t where a = 1'],
    ["select 1 from t where a in ('a', 'a ')", "select 1 from t where a in ('a', 'a')"],
    ['select 1 from t where a in (1, 2)', "select 1 from t where a in ('1', '2')"],
    ['select 1 from t where a in (1, 2)', 'select 1 from t where a in (1.0, 2)'],
    // Of more than one kind: the type that they are compared in is for Postgres to say.
    ['select 1 from t where a in (1, 2.5)', 'select 1 from t where a in (2.5, 1)'],
    ["select 1 from t where a in (1, '2')", "select 1 from t where a in ('2', 1)"],
    ['select 1 from t where a in (b, 1)', 'select 1 from t where a in (1, b)'],
    ['select 1 from t where a in (1 / b, 1)', 'select 1 from t where a in (1, 1 / b)'],
    ['select 1 from t where a in (null)', 'select 1 from t where a = null'],
    ['select 1 from t where a in (1, null)', 'select 1 from t where a in (1)'],
    ['select 1 from t where a not in (1, null)', 'select 1 from t where a not in (1)'],
    ['select 1 from t where (a, b) in ((1, 2))', 'select 1 from t where (a, b) = (1, 2)'],
    ['select 1 from t where a in (select 1)', 'select 1 from t where a = (select 1)'],
    ['select 1 from t where a = any (array[1, 2])', 'select 1 from t where a in (1, 2)'],
    ['select 1 from t where a in (1, 2)', 'select 1 from t where a not in (1, 2)'],
  ],
});
