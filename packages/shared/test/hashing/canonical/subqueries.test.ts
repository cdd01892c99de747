import { checkPairs } from './same.js';

checkPairs({
  same: [
    ['select a from t where a in (select b from u)', 'select a from t where a = any (select b from u)'],
    ['select a from t where a in (select b from u)', 'select a from t where a = some (select b from u)'],
    ['select a from t where not a in (select b from u)', 'select a from t where not a = any (select b from u)'],
    ['select a from t where exists (select 1 from u)', 'select a from t where exists (select null from u)'],
    ['select a from t where exists (select 1 from u)', "select a from t where exists (select from u)"],
    ['select a from t where exists (select 1 from u limit 2)', "select a from t where exists (select 'x' as y, 2, true from u limit 2)"],
  ],
  different: [
    ['select a from t where a in (select b from u)', 'select a from t where a <> any (select b from u)'],
    ['select a from t where a in (select b from u)', 'select a from t where a = all (select b from u)'],
    ['select a from t where a in (select b from u)', 'select a from t where a operator(other.=) any (select b from u)'],
    ['select a from t where a in (select b from u)', 'select a from t where a = any (array(select b from u))'],
    // All of the first may be read, and an error be met, where the second has its answer.
    ['select a from t where a not in (select 1 / b from u)', 'select a from t where a <> all (select 1 / b from u)'],
    // A column that may not be there; the right to read each one; an error when it is analysed.
    ['select a from t where exists (select 1 from u)', 'select a from t where exists (select b from u)'],
    ['select a from t where exists (select 1 from u)', 'select a from t where exists (select * from u)'],
    ['select a from t where exists (select 1 from u)', "select a from t where exists (select 'x'::int from u)"],
    ['select a from t where exists (select 1 from u)', 'select a from t where exists (select 1e999999 from u)'],
    // One row always, or none; what stands in the list is used.
    ['select a from t where exists (select 1 from u)', 'select a from t where exists (select count(*) from u)'],
    ['select a from t where exists (select 1 from u)', 'select a from t where exists (select generate_series(1, 0) from u)'],
    ['select a from t where exists (select 1 from u order by 1)', 'select a from t where exists (select from u order by 1)'],
    ['select a from t where exists (select 1 from u group by 1)', 'select a from t where exists (select 2 from u group by 1)'],
    ['select a from t where exists (select 1 from u union select 2)', 'select a from t where exists (select 1 from u union select 1)'],
    ["select a from t where (select 1 from u) = 1", "select a from t where (select 2 from u) = 1"],
  ],
});
