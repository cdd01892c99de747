import { checkPairs } from './same.js';

checkPairs({
  same: [
    ['select row(a, b) from t', 'select (a, b) from t'],
    ['select 1 from t where row(a, b) = row(c, d)', 'select 1 from t where (a, b) = (c, d)'],
    ['select 1 from t where row(a, b) in (row(1, 2), row(3, 4))', 'select 1 from t where (a, b) in ((1, 2), (3, 4))'],
    ['select 1 from t where row(a, b) in (select c, d from u)', 'select 1 from t where (a, b) in (select c, d from u)'],
    ['select row(a, b) is null from t', 'select (a, b) is null from t'],
    ['select row(row(a, b), c) from t', 'select ((a, b), c) from t'],
  ],
  different: [
    ['select row(a) from t', 'select (a) from t'],
    ['select row() from t', 'select row(null) from t'],
    // Two columns, and one value of both.
    ['select count(*) from t group by row(a, b)', 'select count(*) from t group by (a, b)'],
    ['select count(*) from t group by (row(a, b), c)', 'select count(*) from t group by ((a, b), c)'],
    ['select count(*) from t group by cube (row(a, b), c)', 'select count(*) from t group by cube ((a, b), c)'],
    ['select rank() over (partition by row(a, b)) from t', 'select rank() over (partition by (a, b)) from t'],
    ['select row(a, b) from t', 'select row(b, a) from t'],
    ['select row(a, b) from t', 'select array[a, b] from t'],
  ],
});
