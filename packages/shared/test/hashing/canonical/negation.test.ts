import { checkPairs } from './same.js';

checkPairs({
  same: [
    ['select 1 from t where not a = 1', 'select 1 from t where a <> 1'],
    ['select 1 from t where not (a <> b)', 'select 1 from t where a = b'],
    ['select 1 from t where not a < 1', 'select 1 from t where a >= 1'],
    ['select 1 from t where not a >= f(b)', 'select 1 from t where a < f(b)'],
    ['select 1 from t where not a in (1, 2)', 'select 1 from t where a not in (1, 2)'],
    ['select 1 from t where not a not in (1, 2)', 'select 1 from t where a in (1, 2)'],
    ['select 1 from t where not (a is distinct from b)', 'select 1 from t where a is not distinct from b'],
    ['select 1 from t where not (a is true)', 'select 1 from t where a is not true'],
    ['select 1 from t where not (a is not unknown)', 'select 1 from t where a is unknown'],
    ['select 1 from t where not (a = 1 and f(b))', 'select 1 from t where a <> 1 or not f(b)'],
    ['select 1 from t where not (a = 1 or (b = 2 and not c))', 'select 1 from t where a <> 1 and (b <> 2 or c)'],
    ['select not not (a = 1) from t', 'select a = 1 from t'],
    ['select not not (a is null) from t', 'select a is null from t'],
  ],
  different: [
    // A row with a null among its fields is neither.
    ['select 1 from t where not (a is null)', 'select 1 from t where a is not null'],
    ['select 1 from t where not (a is not null)', 'select 1 from t where a is null'],
    ['select 1 from t where not (t is null)', 'select 1 from t where t is not null'],
    // Another name of the column.
    ['select not not a from t', 'select a from t'],
    ['select not not f(a) from t', 'select f(a) from t'],
    ['select 1 from t where not (a, b) = (1, 2)', 'select 1 from t where (a, b) <> (1, 2)'],
    ['select 1 from t where not (a, b) < (1, 2)', 'select 1 from t where (a, b) >= (1, 2)'],
    ['select 1 from t where not a operator(s.=) 1', 'select 1 from t where a operator(s.<>) 1'],
    ['select 1 from t where not a operator(s.=) 1', 'select 1 from t where a <> 1'],
    ['select 1 from t where not a = any (b)', 'select 1 from t where a <> any (b)'],
    ['select 1 from t where not a = any (b)', 'select 1 from t where a <> all (b)'],
    ['select 1 from t where not a @> b', 'select 1 from t where a <@ b'],
    ['select 1 from t where not a = 1', 'select 1 from t where a = 1'],
    ['select 1 from t where a is not true', 'select 1 from t where a is false'],
    ['select 1 from t where not a like b', 'select 1 from t where a not ilike b'],
    // Which of the two is evaluated first.
    ['select 1 from t where not (a = 0 or 1 / a > 1)', 'select 1 from t where 1 / a <= 1 and a <> 0'],
  ],
});
