import { checkPairs } from './same.js';

checkPairs({
  same: [
    ['select sum(a) over w from t window w as (partition by b order by c)', 'select sum(a) over (partition by b order by c) from t'],
    ['select sum(a) over w, rank() over w from t window w as (order by c)', 'select sum(a) over (order by c), rank() over (order by c) from t'],
    ['select sum(a) over w from t window w as (order by c rows 1 preceding)', 'select sum(a) over (order by c rows 1 preceding) from t'],
    ['select 1 from t window w as () order by sum(a) over w', 'select 1 from t order by sum(a) over ()'],
    [
      'select rank() over v, sum(a) over w, max(a) over () from t window v as (order by b), w as (order by c)',
      'select rank() over (order by b), sum(a) over (order by c), max(a) over () from t',
    ],
    // Made of another window, all of one kind.
    ['select sum(a) over (w) from t window w as (order by c)', 'select sum(a) over (order by c) from t'],
    ['select sum(a) over (p order by c) from t window p as (partition by b)', 'select sum(a) over (partition by b order by c) from t'],
    [
      'select sum(a) over w, rank() over (p order by c) from t window p as (partition by b), w as (p order by c)',
      'select sum(a) over (partition by b order by c), rank() over (partition by b order by c) from t',
    ],
    ['select sum(a) over (w rows 1 preceding) from t window w as (order by c)', 'select sum(a) over (order by c rows 1 preceding) from t'],
    ['select sum(a) over (w order by c) from t window v as (partition by b), w as (v)', 'select sum(a) over (partition by b order by c) from t'],
  ],
  different: [
    ['select sum(a) over w from t window w as (order by c)', 'select sum(a) over w from t window w as (order by b)'],
    ['select sum(a) over w from t window w as (order by c)', 'select sum(a) over (order by c rows 1 preceding) from t'],
    // Made of another window: not of one with a frame, an order of its own or another partition, nor of a later one.
    ['select sum(a) over (w) from t window w as (order by c range unbounded preceding)', 'select sum(a) over (order by c) from t'],
    ['select sum(a) over (w order by b) from t window w as (order by c)', 'select sum(a) over (order by b) from t'],
    ['select sum(a) over (w partition by b) from t window w as (order by c)', 'select sum(a) over (partition by b order by c) from t'],
    ['select sum(a) over w from t window w as (v order by c), v as (partition by b)', 'select sum(a) over (partition by b order by c) from t'],
    ['select sum(a) over (x) from t window w as (order by c)', 'select sum(a) over (order by c) from t'],
    ['select sum(a) over (p) from t window p as (partition by b), w as (p order by 1 / c)', 'select sum(a) over (partition by b) from t'],
    // Two sorts, whose order depends on where they are first named.
    [
      'select row_number() over (order by b), row_number() over (w) from t window w as (order by c)',
      'select row_number() over (order by b), row_number() over (order by c) from t',
    ],
    ['select sum(a) over (w) from t window w as (order by c rows 1 preceding)', 'select sum(a) over w from t window w as (order by c rows 1 preceding)'],
    // An unused window is evaluated all the same.
    ['select a from t window w as (order by 1 / b)', 'select a from t'],
    // Which sort comes first decides how ties are numbered.
    [
      'select row_number() over v, row_number() over w from t window w as (order by c), v as (order by b)',
      'select row_number() over (order by b), row_number() over (order by c) from t',
    ],
    [
      'select row_number() over (order by b), row_number() over w from t window w as (order by c)',
      'select row_number() over (order by b), row_number() over (order by c) from t',
    ],
    // Another select's window of the same name.
    [
      'select sum(a) over w, (select max(b) over w from u window w as (order by d)) from t window w as (order by c)',
      'select sum(a) over (order by c), (select max(b) over (order by c) from u) from t',
    ],
  ],
});
