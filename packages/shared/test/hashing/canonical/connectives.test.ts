import { checkPairs } from './same.js';

const of = (from: string, where: string): string => `select 1 from ${from} where ${where}`;
const where = (condition: string): string => of('t', condition);

checkPairs({
  same: [
    [where('a = 1 and b = 2'), where('b = 2 and a = 1')],
    [where('a = 1 or b = 2 or c is null'), where('c is null or (b = 2 or a = 1)')],
    [where('a = 1 and a = 1'), where('a = 1')],
    [where('a = 1 and (b = 2 or c = 3)'), where('(c = 3 or b = 2) and a = 1')],
    [where('1 / a > 1 and (b = 1 and c)'), where('1 / a > 1 and b = 1 and c')],
    [where("a in (1, 2) and b = 'x' and not c and d is not true"), where("d is not true and not c and b = 'x' and a in (2, 1)")],
    [where("d >= date '2024-01-01' and d < '2024-02-01'"), where("d < '2024-02-01' and date '2024-01-01' <= d")],
    [where('a between 1 and 2 and b = 3'), where('b = 3 and a <= 2 and a >= 1')],
    [where('a and b and a'), where('b and a')],
    [where('a is not distinct from 1 and b'), where('b and a is not distinct from 1')],
    [of('t join u on t.a = u.a and t.b = u.b', 'true'), of('t join u on u.b = t.b and u.a = t.a', 'true')],
    [of('(select a, count(*) as n from t group by a) s', 'n > 1 and a = 2'), of('(select a, count(*) as n from t group by a) s', 'a = 2 and n > 1')],
    // A column of a subquery that is none of those compared.
    [of('(select 1 / a as y, b, c from t) s', 'b = 1 and c = 2'), of('(select 1 / a as y, b, c from t) s', 'c = 2 and b = 1')],
  ],
  different: [
    // Types and collations that cannot be compared, which is found out with the first row.
    [where('a = 1 and b = c'), where('b = c and a = 1')],
    [where('a = 1 and t = t'), where('t = t and a = 1')],
    [where("a = 1 and b = '{}'"), where("b = '{}' and a = 1")],
    [of('t x', 'a = 1 and x is null'), of('t x', 'x is null and a = 1')],
    [where('(b + 0) <> 0 and a / b > 1'), where('a / b > 1 and (b + 0) <> 0')],
    [where('b <> 0 and a / b > 1'), where('a / b > 1 and b <> 0')],
    [where('b = 0 or a / b > 1'), where('a / b > 1 or b = 0')],
    [where('a = 1 and f(b)'), where('f(b) and a = 1')],
    [where('a = 1 and b::int = 2'), where('b::int = 2 and a = 1')],
    [where('a = 1 and exists (select 1 / b)'), where('exists (select 1 / b) and a = 1')],
    [where("a = 1 and b like 'x%'"), where("b like 'x%' and a = 1")],
    [where('a = 1 and (b, c) = (1, 2)'), where('(b, c) = (1, 2) and a = 1')],
    [where("a = 1 and b = '12345'::numeric(2)"), where("b = '12345'::numeric(2) and a = 1")],
    [where('a = 1 and b = 1e400'), where('b = 1e400 and a = 1')],
    // Folded when the statement is planned, and what comes after is not looked at.
    [where('1 < 2 and a = 1'), where('a = 1 and 1 < 2')],
    // A column that is an expression one select further down.
    [of('(select 1 / a as y, a from t) s', 'y > 1 or a = 0'), of('(select 1 / a as y, a from t) s', 'a = 0 or y > 1')],
    [of('(select y as z, a from (select 1 / a as y, a from t) r) s', 'z > 1 or a = 0'), of('(select y as z, a from (select 1 / a as y, a from t) r) s', 'a = 0 or z > 1')],
    [of('(select 1 / a, a from t) s (y, a)', 'y > 1 or a = 0'), of('(select 1 / a, a from t) s (y, a)', 'a = 0 or y > 1')],
    [of('(values (1 / 0, 0)) s (y, a)', 'y > 1 or a = 0'), of('(values (1 / 0, 0)) s (y, a)', 'a = 0 or y > 1')],
    ['with s as (select 1 / a as y, a from t) select 1 from s where y > 1 or a = 0', 'with s as (select 1 / a as y, a from t) select 1 from s where a = 0 or y > 1'],
    [where('a = 1 and b = 2'), where('a = 1 or b = 2')],
    [where('a = 1 and (b = 2 or c = 3)'), where('(a = 1 and b = 2) or c = 3')],
    // The column's name, and whether it is a boolean at all.
    ['select a and a from t', 'select a from t'],
    ['select case when a = 1 then b when c = 2 then d end from t', 'select case when c = 2 then d when a = 1 then b end from t'],
    ['select coalesce(a, b) from t', 'select coalesce(b, a) from t'],
  ],
});
