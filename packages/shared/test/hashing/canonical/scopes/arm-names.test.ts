import { checkPairs } from '../same.js';

checkPairs({
  same: [
    ['select a from t union select b from u', 'select a from t union select b as c from u'],
    ['select 1 as n union all select 2 as m union all select 3 as o', 'select 1 as n union all select 2 union all select 3 as p'],
    ['select a from t except (select b as x from u intersect select c as y from v)', 'select a from t except (select b from u intersect select c from v)'],
    ['select a from t union select b as c from u group by b', 'select a from t union select b from u group by b'],
    ['select x from (select a as x from t union all select b as y from u) s', 'select x from (select a as x from t union all select b from u) s'],
  ],
  different: [
    ['select a from t union select b from u', 'select a as c from t union select b from u'],
    ['(select a as x from t union select b from u) union select c from v', '(select a from t union select b from u) union select c from v'],
    // Subqueries that are found equal, or not, by their columns' names as well.
    [
      'select exists (select t.a union select 1 as y), count(*) from t group by exists (select t.a union select 1 as y)',
      'select exists (select t.a union select 1 as y), count(*) from t group by exists (select t.a union select 1 as z)',
    ],
    // ORDER BY, GROUP BY and DISTINCT ON of an arm see its names.
    ['select a from t union (select b as c from u order by c limit 1)', 'select a from t union (select b from u order by c limit 1)'],
    ['select a from t union (select 0 - b as b from u order by b limit 1)', 'select a from t union (select 0 - b from u order by b limit 1)'],
    ['select a from t union select lower(b) as c from u group by lower', 'select a from t union select lower(b) from u group by lower'],
    ['select a from t union select b + 1 as c from u group by c', 'select a from t union select b + 1 from u group by c'],
    ['select a from t union (select distinct on (c) b as c from u)', 'select a from t union (select distinct on (c) b from u)'],
    ['select a from t union (select b as c from u union select d from v order by c limit 1)', 'select a from t union (select b from u union select d from v order by c limit 1)'],
  ],
});
