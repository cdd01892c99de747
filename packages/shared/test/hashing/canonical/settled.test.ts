import { beforeAll, expect, test } from '@jest/globals';
import { loadReader } from '../../../src/hashing/identify.js';
import { canonicalForm } from '../../../src/hashing/canonical/form.js';
import { formOf } from './same.js';

/** What is found out at the end of the pipeline and matters to its beginning. */
const STATEMENTS: readonly (readonly [what: string, statement: string])[] = [
  ['a name that an arm loses, and that kept a qualifier', 'select a from t union all select 1 as b from u window w as (order by u.b)'],
  ['... in brackets, with a sort of its own', "select a from t union all (select '0'::float8 as b, c from u window w as (order by u.b) order by 2)"],
  ['... and the next', 'select a from t union select (select x.b from u as x) as b from u window w as (order by u.b) union select c as d from v'],
  [
    '... found by chance',
    `(select other.lower(note) as K, 1.5 c from base c order by c) union all (select 'a' as staff, '-0'::float8 as name from staff
      window w as (partition by (staff).name order by 'ann' nulls first), "w2" as (order by staff.name) order by 2, 2 asc)`,
  ],
  ['a star before which its table stands', 'select s.* from (select a, f(b) from t where c) s (x, y) where x > 1'],
  ['... of a WITH query', 'with c as not materialized (select 10 as x from t) select u.* from c u where x <> u.x'],
  ['a column that is called like its table, which gets another name', 'select a from r where exists (select * from (values (1, 2)) x1 (k, x1) where x1.x1 > 1)'],
  ['windows that turn out to be one', 'select count(*) over (w order by b.n), rank() over (w order by n) from month_sales b window w as (partition by c)'],
  ['a join that a WITH query with a column list becomes part of',
    `with c as (select bool_or(false) as region, min((r).y) as amount, count(*) as k from "sale_2024" t, r where r is null),
      d as (select c.* from base inner join C c (r, k, t) on base.note = c.k) values (1, 2)`],
  ['stars within stars', 'select * from (select * from (select a, b from t limit 3) x where a > 1) y where b > 2'],
  ['groups that get another order', 'select b, a, count(*) from t group by t.a, t.b, a'],
];

beforeAll(loadReader);

test.each(STATEMENTS)('the form of a form is that form: %s', (_what, statement) => {
  const form = formOf(statement);
  expect(canonicalForm(JSON.parse(form), { engine: 'pg' })).toBe(form);
});

test('what stood in the way of a name is gone', () => {
  const [left, right] = ['u.b', 'b'].map((column) => formOf(`select a from t union all select 1 as b from u window w as (order by ${column})`));
  expect(left).toBe(right);
});
