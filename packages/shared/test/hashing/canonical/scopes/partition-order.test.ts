import { checkPairs } from '../same.js';

const over = (call: string, window: string): string => `select a, ${call} over (${window}) as n from t`;

checkPairs({
  same: [
    [over('count(*)', 'partition by a, b'), over('count(*)', 'partition by b, a')],
    [over('count(*)', 'partition by a, b'), over('count(*)', 'partition by b, a, b')],
    [over('rank()', 'partition by a, b order by c'), over('rank()', 'partition by b, a order by c')],
    [over('dense_rank()', 'partition by a + 1, b order by c'), over('dense_rank()', 'partition by b, a + 1 order by c')],
    [over('count(c)', 'partition by a, b order by c groups 1 preceding'), over('count(c)', 'partition by b, a order by c groups 1 preceding')],
  ],
  different: [
    [over('count(*)', 'partition by a, b'), over('count(*)', 'partition by a')],
    [over('rank()', 'partition by a, b order by c'), over('rank()', 'partition by a order by b, c')],
    // Peers come in the order of the sort.
    [over('row_number()', 'partition by a, b'), over('row_number()', 'partition by b, a')],
    [over('count(*)', 'partition by a, b order by c rows 1 preceding'), over('count(*)', 'partition by b, a order by c rows 1 preceding')],
    [over('first_value(c)', 'partition by a, b'), over('first_value(c)', 'partition by b, a')],
    // Sums of floats depend on their order.
    [over('sum(c)', 'partition by a, b'), over('sum(c)', 'partition by b, a')],
    [over('public.count(c)', 'partition by a, b'), over('public.count(c)', 'partition by b, a')],
    // Two that may raise an error.
    [over('count(*)', 'partition by 1 / a, 1 / b'), over('count(*)', 'partition by 1 / b, 1 / a')],
    [`${over('count(*)', 'partition by a, b')} limit 3`, `${over('count(*)', 'partition by b, a')} limit 3`],
    [`select array_agg(x) from (${over('count(*)', 'partition by a, b')}) x`, `select array_agg(x) from (${over('count(*)', 'partition by b, a')}) x`],
    [over('count(*)', 'partition by (a, b), c'), over('count(*)', 'partition by c, (a, b)')],
  ],
});
