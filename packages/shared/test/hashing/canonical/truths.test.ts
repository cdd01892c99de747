import { checkPairs } from './same.js';

const where = (condition: string): string => `select a from t where ${condition}`;

checkPairs({
  same: [
    ['select a from t', where('true')],
    ['select a from t', where('1 = 1')],
    ['select a from t', where('1 = 1 and (true and 2 <> 3)')],
    [where('a > 2'), where('1 = 1 and a > 2')],
    [where('a > 2'), where('a > 2 and 0 = 0')],
    [where('f(a) > 2 and b = 1'), where('f(a) > 2 and (1 = 1 and b = 1)')],
    [where('a > 2'), where('not 1 = 0 and a > 2')],
    [where('false'), where('1 = 0')],
    [where('false and f(a)'), where('1 <> 1 and f(a)')],
    ['select count(*) from t having true', 'select count(*) from t having 1 = 1'],
    ['select a from t left join u on true', 'select a from t left join u on 3 = 3'],
    ['select a from t left join u on t.b = u.b', 'select a from t left join u on 1 = 1 and t.b = u.b'],
    ['select a from t where exists (select 1 from u)', 'select a from t where exists (select 1 from u where 1 = 1)'],
  ],
  different: [
    ['select a from t', where('1 = 0')],
    [where('a > 2'), where('1 = 1 or a > 2')],
    [where('a > 2'), where('1 = 0 or a > 2')],
    // What is no whole number may be compared in a type of its own.
    [where('a > 2'), where("'1' = '1' and a > 2")],
    [where('a > 2'), where('1.0 = 1 and a > 2')],
    [where('a > 2'), where('99999999999 = 99999999999 and a > 2')],
    [where('a > 2'), where('null = null and a > 2')],
    [where('a > 2'), where('1 operator(public.=) 1 and a > 2')],
    // What stands before FALSE may raise an error when the statement is planned.
    [where('false and 1 / 0 = a'), where('1 / 0 = a and false')],
    ['select count(*) from t', 'select count(*) from t having true'],
    ['select a from t', 'select true and a as a from t'],
    ['select case when true and a then 1 end as c from t', 'select case when a then 1 end as c from t'],
    // In WHERE the one hides the error of the other, and in ON it does not.
    ['select 1 from t join u on false where 1 / 0 = 1', 'select 1 from t, u where false and 1 / 0 = 1'],
  ],
});
