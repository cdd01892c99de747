select;

select 1 as one;

values (1, 2), (3, 4 + 4), (7, 77.7);

table int8_tbl;

select * from only person;

select p.name, p.age from person* p;

select * from stud_emp;

select name, salary from emp where salary > 100;

select * from street;

select * from toyemp where annualsal > 1000;

select * from nested_a;

select * from nested_b;

select unique1 from nested_c where name is not null;

select * from mat;

select m.n from over_mat m;

select * from prt where b = 'a';

select * from prt_b;

select * from prt_b_1;

select count(*) from prt_a, prt_b;

select * from prt where false;

select a from prt where b = 'no such partition';

select onek.* from onek where onek.unique1 < 10 order by onek.unique1;

select o.unique1 from onek as o, onek as p where o.unique1 = p.unique2;

select * from (values (1), (2)) v(x) where exists (select 1 from onek where unique1 = x);

select '' as xxx, * from j1_tbl as tx;

select '' as xxx, * from j1_tbl as t1 (a, b, c) where t1.a > 1;

select * from j1_tbl t1 (a, b, c), j2_tbl t2 (d, e);

select * from j1_tbl cross join j2_tbl;

select ii, tt, kk from (j1_tbl cross join j2_tbl) as tx (ii, jj, tt, ii2, kk);

select * from j1_tbl inner join j2_tbl using (i);

select * from j1_tbl natural join j2_tbl;

select * from j1_tbl left outer join j2_tbl using (i) order by i, k, t;

select * from j1_tbl full join j2_tbl on j1_tbl.i = j2_tbl.k;

select * from (int4_tbl a join int8_tbl b on true) as j;

select * from ((select f1 from int4_tbl) union (select q1 from int8_tbl)) x;

select f1 from int4_tbl union all select f1 from float8_tbl;

(select q2 from int8_tbl except all select q1 from int8_tbl) order by 1;

select q1 from int8_tbl intersect (select q2 from int8_tbl union select f1 from int4_tbl);

select * from int8_tbl a, int8_tbl x left join lateral (select a.q1 from int4_tbl y where y.f1 = x.q2) ss on true;

select * from int4_tbl i, lateral (select * from int8_tbl t where t.q1 = i.f1 limit 1) l;

select * from generate_series(1, 10) g, lateral (values (g), (g + 1)) v(x);

select (select max(f1) from int4_tbl i where i.f1 < t.q1) from int8_tbl t;

select f1 from int4_tbl where f1 in (select unique1 from tenk1) and f1 not in (select hundred from tenk1 where ten = 3);

select array(select f1 from text_tbl order by f1);

select exists (select 1 from department), not exists (select from json_tbl);

with q1(x, y) as (select 1, 2) select * from q1, q1 as q2;

with recursive t(n) as (values (1) union all select n + 1 from t where n < 100) select sum(n) from t;

with recursive subdepartment as (select name as root_name, * from department where name = 'A' union all select sd.root_name, d.* from department as d, subdepartment as sd where d.parent_department = sd.id) select * from subdepartment order by name;

with recursive x(id) as (select * from y union all select id + 1 from x where id < 5), y(id) as (values (1)) select * from x;

with int4_tbl as (select 42 as f1) select * from int4_tbl;

with int4_tbl as (select * from shop.int4_tbl) select * from int4_tbl, int8_tbl;

with a as (with int8_tbl as (select 1 as q1) select * from int8_tbl) select * from a, int8_tbl;

select * from (with t as (select * from text_tbl) select * from t) s;

with outermost(x) as (select 1 union (with innermost as (select 2) select * from innermost union select 3)) select * from outermost;

select depname, empno, salary, rank() over (partition by depname order by salary) from empsalary;

select sum(salary) over w, avg(salary) over w from empsalary window w as (partition by depname order by salary desc);

select first_value(ten) over (partition by four order by ten), ten, four from tenk1 where unique2 < 10;

select sum(unique1) over (order by four range between current row and unbounded following) from tenk1;

select ten, sum(distinct four) filter (where four > 10) from onek a group by ten having exists (select 1 from onek b where sum(distinct a.four) = b.four);

select two, four, grouping(two, four), sum(ten) from onek group by grouping sets ((two), (four), ()) order by 1, 2;

select percentile_cont(0.5) within group (order by thousand) from tenk1;

select a[1:3], b[1:1][1:2][1:2], c[1:2], array_dims(b) from arrtest where a[1] < 5 and 3 = any (a);

select unnest(a), generate_subscripts(b, 1) from arrtest;

select jb -> 'a', j ->> 'b', jsonb_path_query(jb, '$.c[*]') from json_tbl where jb @> '{"a": 1}';

select e.key, e.value from json_tbl, json_each_text(j) e;

select t.id, x.n from json_tbl t, jsonb_array_elements(t.jb) as x(n);

select * from rngfunc_tbl r, generate_series(1, r.id) with ordinality as g(n, ord);

select * from rows from (generate_series(1, 2), generate_series(1, 3)) as z(a, b), rngfunc_tbl;

select "X" from "Case ""And"" Quotes";

select shop."Case ""And"" Quotes"."X" from shop."Case ""And"" Quotes";

select distinct on (string4) string4, two, ten from tenk1 order by string4 using <, two using >, ten using <;

select unique1 from tenk1 where unique1 in (1, 42, 7) or (thousand = 42 and ten between 1 and 9) fetch first 5 rows only;

select case when i > 3 then (select max(k) from j2_tbl) else (select 1 from text_tbl limit 1) end from j1_tbl;

select * from tenk1 t1 where (select count(*) from tenk1 t2 where t2.hundred = t1.hundred and exists (select 1 from onek o where o.ten = t2.ten)) > 1 order by (select f1 from int4_tbl limit 1);

select count(*) from tenk1 tablesample system (50) repeatable (0), int4_tbl;

select x from (select * from (select * from (select f1 as x from text_tbl) a) b) c group by x having count(*) > (select min(f1) from int4_tbl) limit (select count(*) from int8_tbl);

select coalesce(a.f1, b.f1) from int4_tbl a left join (int4_tbl b join float8_tbl c on b.f1 = c.f1) on a.f1 = b.f1 where null;

select u.f1 from (select f1 from int4_tbl where 1 = 2 union all select f1::int from float8_tbl) u;

select row(i, t) from j1_tbl where (i, j) in (select i, k from j2_tbl) and row(i, j) is distinct from row(1, 2);
