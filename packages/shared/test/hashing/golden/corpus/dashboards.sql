--- sales of the best departments, month by month
SELECT date_trunc('month', s.day) AS month, d.name AS department, count(*) AS sales, sum(s.amount) AS revenue, avg(s.amount) AS mean
FROM sale s JOIN emp e ON e.id = s.emp_id JOIN dept d ON d.id = e.dept_id
WHERE s.day BETWEEN '2024-01-01' AND '2024-12-31' AND s.region IN ('north', 'south', 'east') AND e.active
GROUP BY 1, 2 HAVING sum(s.amount) > 0 ORDER BY 1, revenue DESC NULLS LAST LIMIT 20
--= needs catalog: what the search path finds; as a generator of SQL writes it
SELECT DATE_TRUNC('month', "s"."day") AS "month", "d"."name" AS "department", COUNT(*) AS "sales", SUM("s"."amount") AS "revenue", AVG("s"."amount") AS "mean"
FROM "public"."sale" AS "s" INNER JOIN "public"."emp" AS "e" ON ("e"."id" = "s"."emp_id") INNER JOIN "public"."dept" AS "d" ON ("d"."id" = "e"."dept_id")
WHERE ("s"."day" BETWEEN '2024-01-01' AND '2024-12-31' AND "s"."region" IN ('north', 'south', 'east') AND "e"."active")
GROUP BY 1, 2 HAVING SUM("s"."amount") > 0 ORDER BY 1 ASC, "revenue" DESC NULLS LAST LIMIT 20
--= as somebody of the old school writes it
select date_trunc('month', s.day) as month, d.name as department, count(*) as sales, sum(s.amount) as revenue, avg(s.amount) as mean
from sale s, emp e, dept d
where e.id = s.emp_id and d.id = e.dept_id and s.day >= '2024-01-01' and s.day <= '2024-12-31' and s.region in ('south', 'east', 'north') and e.active
group by date_trunc('month', s.day), d.name having sum(s.amount) > 0 order by month, sum(s.amount) desc nulls last fetch first 20 rows only
--= other aliases, conditions and tables in another order
SELECT date_trunc('month', t1.day) AS month, t3.name AS department, count(*) AS sales, sum(t1.amount) AS revenue, avg(t1.amount) AS mean
FROM dept t3 JOIN emp t2 ON t3.id = t2.dept_id JOIN sale t1 ON t2.id = t1.emp_id
WHERE t2.active AND t1.region IN ('east', 'north', 'south', 'east') AND t1.day BETWEEN '2024-01-01' AND '2024-12-31'
GROUP BY 2, 1 HAVING 0 < sum(t1.amount) ORDER BY month, revenue DESC NULLS LAST LIMIT 20
--= with comments
/* board: revenue */ SELECT date_trunc('month', s.day) AS month, -- bucket
 d.name AS department, count(*) AS sales, sum(s.amount) AS revenue, avg(s.amount) AS mean
FROM sale s JOIN emp e ON e.id = s.emp_id JOIN dept d ON d.id = e.dept_id
WHERE s.day BETWEEN '2024-01-01' AND '2024-12-31' AND s.region IN ('north', 'south', 'east') AND e.active
GROUP BY 1, 2 HAVING sum(s.amount) > 0 ORDER BY 1, 4 DESC NULLS LAST LIMIT 20
--= the joins' conditions together
SELECT date_trunc('month', s.day) AS month, d.name AS department, count(*) AS sales, sum(s.amount) AS revenue, avg(s.amount) AS mean
FROM sale s CROSS JOIN emp e CROSS JOIN dept d
WHERE e.active AND s.emp_id = e.id AND d.id = e.dept_id AND s.region IN ('north', 'south', 'east') AND s.day BETWEEN '2024-01-01' AND '2024-12-31'
GROUP BY 1, 2 HAVING sum(s.amount) > 0 ORDER BY 1, revenue DESC NULLS LAST LIMIT 20
--! a year more
SELECT date_trunc('month', s.day) AS month, d.name AS department, count(*) AS sales, sum(s.amount) AS revenue, avg(s.amount) AS mean
FROM sale s JOIN emp e ON e.id = s.emp_id JOIN dept d ON d.id = e.dept_id
WHERE s.day BETWEEN '2023-01-01' AND '2024-12-31' AND s.region IN ('north', 'south', 'east') AND e.active
GROUP BY 1, 2 HAVING sum(s.amount) > 0 ORDER BY 1, revenue DESC NULLS LAST LIMIT 20
--! those without a department as well
SELECT date_trunc('month', s.day) AS month, d.name AS department, count(*) AS sales, sum(s.amount) AS revenue, avg(s.amount) AS mean
FROM sale s LEFT JOIN emp e ON e.id = s.emp_id LEFT JOIN dept d ON d.id = e.dept_id
WHERE s.day BETWEEN '2024-01-01' AND '2024-12-31' AND s.region IN ('north', 'south', 'east')
GROUP BY 1, 2 HAVING sum(s.amount) > 0 ORDER BY 1, revenue DESC NULLS LAST LIMIT 20
--! fewer rows
SELECT date_trunc('month', s.day) AS month, d.name AS department, count(*) AS sales, sum(s.amount) AS revenue, avg(s.amount) AS mean
FROM sale s JOIN emp e ON e.id = s.emp_id JOIN dept d ON d.id = e.dept_id
WHERE s.day BETWEEN '2024-01-01' AND '2024-12-31' AND s.region IN ('north', 'south', 'east') AND e.active
GROUP BY 1, 2 HAVING sum(s.amount) > 0 ORDER BY 1, revenue DESC NULLS LAST LIMIT 1
--! by the city
SELECT date_trunc('month', s.day) AS month, d.city AS department, count(*) AS sales, sum(s.amount) AS revenue, avg(s.amount) AS mean
FROM sale s JOIN emp e ON e.id = s.emp_id JOIN dept d ON d.id = e.dept_id
WHERE s.day BETWEEN '2024-01-01' AND '2024-12-31' AND s.region IN ('north', 'south', 'east') AND e.active
GROUP BY 1, 2 HAVING sum(s.amount) > 0 ORDER BY 1, revenue DESC NULLS LAST LIMIT 20
--! with groups that sum up to nothing
SELECT date_trunc('month', s.day) AS month, d.name AS department, count(*) AS sales, sum(s.amount) AS revenue, avg(s.amount) AS mean
FROM sale s JOIN emp e ON e.id = s.emp_id JOIN dept d ON d.id = e.dept_id
WHERE s.day BETWEEN '2024-01-01' AND '2024-12-31' AND s.region IN ('north', 'south', 'east') AND e.active
GROUP BY 1, 2 HAVING sum(s.amount) >= 0 ORDER BY 1, revenue DESC NULLS LAST LIMIT 20
--~ the last month first
SELECT date_trunc('month', s.day) AS month, d.name AS department, count(*) AS sales, sum(s.amount) AS revenue, avg(s.amount) AS mean
FROM sale s JOIN emp e ON e.id = s.emp_id JOIN dept d ON d.id = e.dept_id
WHERE s.day BETWEEN '2024-01-01' AND '2024-12-31' AND s.region IN ('north', 'south', 'east') AND e.active
GROUP BY 1, 2 HAVING sum(s.amount) > 0 ORDER BY 1 DESC, revenue DESC NULLS LAST LIMIT 20

--- shares of a whole, through two CTEs
WITH per_region AS (SELECT region, sum(amount) AS total FROM sale WHERE day >= DATE '2023-01-01' AND amount IS NOT NULL GROUP BY region),
whole AS (SELECT sum(total) AS total FROM per_region)
SELECT p.region, p.total, round(100.0 * p.total / w.total, 2) AS share FROM per_region p CROSS JOIN whole w ORDER BY share DESC, p.region
--= other names
WITH a AS (SELECT region, sum(amount) AS total FROM sale WHERE day >= DATE '2023-01-01' AND amount IS NOT NULL GROUP BY region),
b AS (SELECT sum(total) AS total FROM a)
SELECT x.region, x.total, round(100.0 * x.total / y.total, 2) AS share FROM a x CROSS JOIN b y ORDER BY share DESC, x.region
--= by numbers, a comma, a cast
with per_region as (select s.region, sum(s.amount) as total from sale s where s.amount is not null and s.day >= '2023-01-01'::date group by 1),
whole as (select sum(r.total) as total from per_region r)
select p.region, p.total, round(100.0 * p.total / w.total, 2) as share from per_region p, whole w order by 3 desc, 1
--= the second one inlined
WITH per_region AS (SELECT region, sum(amount) AS total FROM sale WHERE day >= DATE '2023-01-01' AND amount IS NOT NULL GROUP BY region)
SELECT p.region, p.total, round(100.0 * p.total / w.total, 2) AS share FROM per_region p CROSS JOIN (SELECT sum(total) AS total FROM per_region) w ORDER BY share DESC, p.region
--= cast otherwise
WITH per_region AS (SELECT region, sum(amount) AS total FROM sale WHERE amount NOTNULL AND day >= CAST('2023-01-01' AS date) GROUP BY sale.region),
whole AS (SELECT sum(total) AS total FROM per_region)
SELECT per_region.region, per_region.total, ROUND(100.0 * per_region.total / whole.total, 2) AS share FROM per_region CROSS JOIN whole ORDER BY share DESC NULLS FIRST, per_region.region ASC
--! whole numbers
WITH per_region AS (SELECT region, sum(amount) AS total FROM sale WHERE day >= DATE '2023-01-01' AND amount IS NOT NULL GROUP BY region),
whole AS (SELECT sum(total) AS total FROM per_region)
SELECT p.region, p.total, round(100.0 * p.total / w.total) AS share FROM per_region p CROSS JOIN whole w ORDER BY share DESC, p.region
--! the whole is of all sales
WITH per_region AS (SELECT region, sum(amount) AS total FROM sale WHERE day >= DATE '2023-01-01' AND amount IS NOT NULL GROUP BY region),
whole AS (SELECT sum(amount) AS total FROM sale)
SELECT p.region, p.total, round(100.0 * p.total / w.total, 2) AS share FROM per_region p CROSS JOIN whole w ORDER BY share DESC, p.region
--! a share of one, not of a hundred
WITH per_region AS (SELECT region, sum(amount) AS total FROM sale WHERE day >= DATE '2023-01-01' AND amount IS NOT NULL GROUP BY region),
whole AS (SELECT sum(total) AS total FROM per_region)
SELECT p.region, p.total, round(1.0 * p.total / w.total, 2) AS share FROM per_region p CROSS JOIN whole w ORDER BY share DESC, p.region
--! only those with a region
WITH per_region AS (SELECT region, sum(amount) AS total FROM sale WHERE day >= DATE '2023-01-01' AND amount IS NOT NULL AND region <> '' GROUP BY region),
whole AS (SELECT sum(total) AS total FROM per_region)
SELECT p.region, p.total, round(100.0 * p.total / w.total, 2) AS share FROM per_region p CROSS JOIN whole w ORDER BY share DESC, p.region
--~ the smallest first
WITH per_region AS (SELECT region, sum(amount) AS total FROM sale WHERE day >= DATE '2023-01-01' AND amount IS NOT NULL GROUP BY region),
whole AS (SELECT sum(total) AS total FROM per_region)
SELECT p.region, p.total, round(100.0 * p.total / w.total, 2) AS share FROM per_region p CROSS JOIN whole w ORDER BY share, p.region

--- a pivot
SELECT e.dept_id, sum(CASE WHEN s.region = 'north' THEN s.amount ELSE 0 END) AS north, sum(CASE WHEN s.region = 'south' THEN s.amount ELSE 0 END) AS south, count(DISTINCT s.id) FILTER (WHERE s.qty > 1) AS large
FROM sale s LEFT JOIN emp e ON e.id = s.emp_id WHERE s.amount IS NOT NULL GROUP BY e.dept_id
--=
select x.dept_id, sum(case when y.region = 'north' then y.amount else 0 end) north, sum(case when y.region = 'south' then y.amount else 0 end) south, count(distinct y.id) filter (where y.qty > 1) large
from sale y left outer join emp x on x.id = y.emp_id where y.amount is not null group by 1
--=
SELECT e.dept_id, SUM(CASE WHEN ('north' = s.region) THEN s.amount ELSE 0 END) AS "north", SUM(CASE WHEN ('south' = s.region) THEN s.amount ELSE 0 END) AS "south", COUNT(DISTINCT s.id) FILTER (WHERE 1 < s.qty) AS "large"
FROM sale s LEFT JOIN emp e ON (s.emp_id = e.id) WHERE (s.amount NOTNULL) GROUP BY e.dept_id
--! null where there is none
SELECT e.dept_id, sum(CASE WHEN s.region = 'north' THEN s.amount END) AS north, sum(CASE WHEN s.region = 'south' THEN s.amount END) AS south, count(DISTINCT s.id) FILTER (WHERE s.qty > 1) AS large
FROM sale s LEFT JOIN emp e ON e.id = s.emp_id WHERE s.amount IS NOT NULL GROUP BY e.dept_id
--! the names swapped
SELECT e.dept_id, sum(CASE WHEN s.region = 'south' THEN s.amount ELSE 0 END) AS north, sum(CASE WHEN s.region = 'north' THEN s.amount ELSE 0 END) AS south, count(DISTINCT s.id) FILTER (WHERE s.qty > 1) AS large
FROM sale s LEFT JOIN emp e ON e.id = s.emp_id WHERE s.amount IS NOT NULL GROUP BY e.dept_id
--! case counts
SELECT e.dept_id, sum(CASE WHEN s.region = 'north' THEN s.amount ELSE 0 END) AS north, sum(CASE WHEN s.region = 'South' THEN s.amount ELSE 0 END) AS south, count(DISTINCT s.id) FILTER (WHERE s.qty > 1) AS large
FROM sale s LEFT JOIN emp e ON e.id = s.emp_id WHERE s.amount IS NOT NULL GROUP BY e.dept_id
--! without those of nobody
SELECT e.dept_id, sum(CASE WHEN s.region = 'north' THEN s.amount ELSE 0 END) AS north, sum(CASE WHEN s.region = 'south' THEN s.amount ELSE 0 END) AS south, count(DISTINCT s.id) FILTER (WHERE s.qty > 1) AS large
FROM sale s JOIN emp e ON e.id = s.emp_id WHERE s.amount IS NOT NULL GROUP BY e.dept_id
--! of another type
SELECT e.dept_id, sum(CASE WHEN s.region = 'north' THEN s.amount ELSE 0.0 END) AS north, sum(CASE WHEN s.region = 'south' THEN s.amount::float8 ELSE 0 END) AS south, count(DISTINCT s.id) FILTER (WHERE s.qty > 1) AS large
FROM sale s LEFT JOIN emp e ON e.id = s.emp_id WHERE s.amount IS NOT NULL GROUP BY e.dept_id

--- the latest sale of everybody
SELECT name, day, amount FROM (SELECT e.name, s.day, s.amount, row_number() OVER (PARTITION BY s.emp_id ORDER BY s.day DESC NULLS LAST, s.id DESC) AS n FROM sale s JOIN emp e ON e.id = s.emp_id) t WHERE n = 1
--=
SELECT u.name, u.day, u.amount FROM (SELECT b.name, a.day, a.amount, row_number() OVER (PARTITION BY a.emp_id ORDER BY a.day DESC NULLS LAST, a.id DESC) AS n FROM sale a JOIN emp b ON b.id = a.emp_id) AS u WHERE 1 = u.n
--= a named window, a comma
SELECT name, day, amount FROM (SELECT e.name, s.day, s.amount, row_number() OVER w AS n FROM sale s, emp e WHERE s.emp_id = e.id WINDOW w AS (PARTITION BY s.emp_id ORDER BY s.day DESC NULLS LAST, s.id DESC)) t WHERE n = 1
--= a CTE
WITH t AS (SELECT e.name, s.day, s.amount, row_number() OVER (PARTITION BY s.emp_id ORDER BY s.day DESC NULLS LAST, s.id DESC) AS n FROM sale s JOIN emp e ON e.id = s.emp_id) SELECT name, day, amount FROM t WHERE n = 1
--= needs catalog: the numbers of sales are unique; a CTE of another name, all words in capitals
WITH RANKED AS (SELECT E.NAME, S.DAY, S.AMOUNT, ROW_NUMBER() OVER (PARTITION BY S.EMP_ID ORDER BY S.DAY DESC NULLS LAST, S.ID DESC) AS N FROM EMP E INNER JOIN SALE S ON S.EMP_ID = E.ID) SELECT R.NAME, R.DAY, R.AMOUNT FROM RANKED R WHERE R.N = 1
--! the first
SELECT name, day, amount FROM (SELECT e.name, s.day, s.amount, row_number() OVER (PARTITION BY s.emp_id ORDER BY s.day NULLS LAST, s.id DESC) AS n FROM sale s JOIN emp e ON e.id = s.emp_id) t WHERE n = 1
--! nulls are the latest
SELECT name, day, amount FROM (SELECT e.name, s.day, s.amount, row_number() OVER (PARTITION BY s.emp_id ORDER BY s.day DESC, s.id DESC) AS n FROM sale s JOIN emp e ON e.id = s.emp_id) t WHERE n = 1
--! the two latest
SELECT name, day, amount FROM (SELECT e.name, s.day, s.amount, row_number() OVER (PARTITION BY s.emp_id ORDER BY s.day DESC NULLS LAST, s.id DESC) AS n FROM sale s JOIN emp e ON e.id = s.emp_id) t WHERE n <= 2
--! of every region
SELECT name, day, amount FROM (SELECT e.name, s.day, s.amount, row_number() OVER (PARTITION BY s.region ORDER BY s.day DESC NULLS LAST, s.id DESC) AS n FROM sale s JOIN emp e ON e.id = s.emp_id) t WHERE n = 1
--! the number as well
SELECT name, day, amount, n FROM (SELECT e.name, s.day, s.amount, row_number() OVER (PARTITION BY s.emp_id ORDER BY s.day DESC NULLS LAST, s.id DESC) AS n FROM sale s JOIN emp e ON e.id = s.emp_id) t WHERE n = 1

--- a running total and its share
SELECT day, sum(amount) AS amount, sum(sum(amount)) OVER (ORDER BY day) AS running, round(sum(amount) / nullif(sum(sum(amount)) OVER (), 0), 4) AS share FROM sale WHERE day IS NOT NULL AND region <> 'up' GROUP BY day ORDER BY day
--=
SELECT s.day, sum(s.amount) AS amount, sum(sum(s.amount)) OVER w AS running, round(sum(s.amount) / nullif(sum(sum(s.amount)) OVER (), 0), 4) AS share FROM sale s WHERE s.region != 'up' AND s.day IS NOT NULL GROUP BY 1 WINDOW w AS (ORDER BY s.day) ORDER BY 1
--=
select day, SUM(amount) amount, SUM(SUM(amount)) over (order by day asc) running, ROUND(SUM(amount) / NULLIF(SUM(SUM(amount)) over (), 0), 4) share from sale where (day is not null) and not (region = 'up') group by 1 order by day asc nulls last
--!
SELECT day, sum(amount) AS amount, sum(sum(amount)) OVER (ORDER BY day DESC) AS running, round(sum(amount) / nullif(sum(sum(amount)) OVER (), 0), 4) AS share FROM sale WHERE day IS NOT NULL AND region <> 'up' GROUP BY day ORDER BY day
--!
SELECT day, sum(amount) AS amount, sum(sum(amount)) OVER (ORDER BY day ROWS 1 PRECEDING) AS running, round(sum(amount) / nullif(sum(sum(amount)) OVER (), 0), 4) AS share FROM sale WHERE day IS NOT NULL AND region <> 'up' GROUP BY day ORDER BY day
--! null is not other than up
SELECT day, sum(amount) AS amount, sum(sum(amount)) OVER (ORDER BY day) AS running, round(sum(amount) / nullif(sum(sum(amount)) OVER (), 0), 4) AS share FROM sale WHERE day IS NOT NULL AND region IS DISTINCT FROM 'up' GROUP BY day ORDER BY day
--!
SELECT day, sum(amount) AS amount, sum(sum(amount)) OVER (ORDER BY day) AS running, round(sum(amount) / nullif(sum(sum(amount)) OVER (), 0), 3) AS share FROM sale WHERE day IS NOT NULL AND region <> 'up' GROUP BY day ORDER BY day
--~
SELECT day, sum(amount) AS amount, sum(sum(amount)) OVER (ORDER BY day) AS running, round(sum(amount) / nullif(sum(sum(amount)) OVER (), 0), 4) AS share FROM sale WHERE day IS NOT NULL AND region <> 'up' GROUP BY day ORDER BY running DESC NULLS LAST, day

--- classes of salaries
SELECT CASE WHEN e.salary IS NULL THEN 'unknown' WHEN e.salary < 1000 THEN 'low' WHEN e.salary BETWEEN 1000 AND 4999.99 THEN 'middle' ELSE 'high' END AS class, count(*) AS n, min(e.hired) AS since
FROM emp e WHERE e.dept_id IN (SELECT id FROM dept WHERE city IS NOT NULL) GROUP BY 1 ORDER BY n DESC, class
--=
SELECT CASE WHEN t.salary ISNULL THEN 'unknown' WHEN 1000 > t.salary THEN 'low' WHEN t.salary >= 1000 AND t.salary <= 4999.99 THEN 'middle' ELSE 'high' END AS class, count(*) AS n, min(t.hired) AS since
FROM emp AS t WHERE t.dept_id IN (SELECT id FROM dept WHERE city IS NOT NULL) GROUP BY 1 ORDER BY 2 DESC, 1
--=
select case when salary is null then 'unknown' when salary < 1000 then 'low' when salary between 1000 and 4999.99 then 'middle' else 'high' end as class, count(*) as n, min(hired) as since
from emp where dept_id in (select id from dept where city is not null) group by 1 order by n desc nulls first, class asc
--! the limit is in the other class
SELECT CASE WHEN e.salary IS NULL THEN 'unknown' WHEN e.salary < 1000 THEN 'low' WHEN e.salary BETWEEN 1000 AND 3999.99 THEN 'middle' ELSE 'high' END AS class, count(*) AS n, min(e.hired) AS since
FROM emp e WHERE e.dept_id IN (SELECT id FROM dept WHERE city IS NOT NULL) GROUP BY 1 ORDER BY n DESC, class
--! null is not low, it is nothing of it
SELECT CASE WHEN e.salary < 1000 THEN 'low' WHEN e.salary BETWEEN 1000 AND 4999.99 THEN 'middle' ELSE 'high' END AS class, count(*) AS n, min(e.hired) AS since
FROM emp e WHERE e.dept_id IN (SELECT id FROM dept WHERE city IS NOT NULL) GROUP BY 1 ORDER BY n DESC, class
--! the latest
SELECT CASE WHEN e.salary IS NULL THEN 'unknown' WHEN e.salary < 1000 THEN 'low' WHEN e.salary BETWEEN 1000 AND 4999.99 THEN 'middle' ELSE 'high' END AS class, count(*) AS n, max(e.hired) AS since
FROM emp e WHERE e.dept_id IN (SELECT id FROM dept WHERE city IS NOT NULL) GROUP BY 1 ORDER BY n DESC, class
--! the subquery's id is the employee's
SELECT CASE WHEN e.salary IS NULL THEN 'unknown' WHEN e.salary < 1000 THEN 'low' WHEN e.salary BETWEEN 1000 AND 4999.99 THEN 'middle' ELSE 'high' END AS class, count(*) AS n, min(e.hired) AS since
FROM emp e WHERE e.dept_id IN (SELECT e.id FROM dept WHERE city IS NOT NULL) GROUP BY 1 ORDER BY n DESC, class

--- two years side by side
SELECT a.region, a.total AS before, b.total AS after, b.total - a.total AS change
FROM (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2023 GROUP BY region) a
FULL JOIN (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2024 GROUP BY region) b ON a.region = b.region
--=
SELECT p.region, p.total AS before, q.total AS after, q.total - p.total AS change
FROM (SELECT s.region, sum(s.amount) AS total FROM sale s WHERE EXTRACT(YEAR FROM s.day) = 2023 GROUP BY 1) AS p
FULL OUTER JOIN (SELECT s.region, sum(s.amount) AS total FROM sale s WHERE 2024 = EXTRACT(YEAR FROM s.day) GROUP BY 1) AS q ON q.region = p.region
--=
WITH a AS (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2023 GROUP BY region), b AS (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2024 GROUP BY region)
SELECT a.region, a.total AS before, b.total AS after, b.total - a.total AS change FROM a FULL JOIN b ON a.region = b.region
--! the region of both
SELECT coalesce(a.region, b.region) AS region, a.total AS before, b.total AS after, b.total - a.total AS change
FROM (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2023 GROUP BY region) a
FULL JOIN (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2024 GROUP BY region) b ON a.region = b.region
--!
SELECT a.region, a.total AS before, b.total AS after, b.total - a.total AS change
FROM (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2023 GROUP BY region) a
JOIN (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2024 GROUP BY region) b ON a.region = b.region
--! the years swapped
SELECT a.region, a.total AS before, b.total AS after, b.total - a.total AS change
FROM (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2024 GROUP BY region) a
FULL JOIN (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2023 GROUP BY region) b ON a.region = b.region
--! the change turned round
SELECT a.region, a.total AS before, b.total AS after, a.total - b.total AS change
FROM (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2023 GROUP BY region) a
FULL JOIN (SELECT region, sum(amount) AS total FROM sale WHERE extract(year FROM day) = 2024 GROUP BY region) b ON a.region = b.region

--- a search with many filters
SELECT s.id, s.day, s.amount FROM sale s WHERE (s.region = 'north' OR s.region = 'east') AND (s.amount >= 10 OR s.qty >= 2) AND s.emp_id IS NOT NULL AND s.day <> '2023-12-31' AND s.id NOT IN (4, 5, 6) ORDER BY s.day DESC, s.id LIMIT 2 OFFSET 1
--=
SELECT id, day, amount FROM sale WHERE id NOT IN (6, 5, 4) AND day != '2023-12-31' AND emp_id NOTNULL AND (qty >= 2 OR amount >= 10) AND (region = 'east' OR region = 'north') ORDER BY day DESC, id OFFSET 1 LIMIT 2
--=
SELECT T.id, T.day, T.amount FROM sale AS T WHERE ('north' = T.region OR 'east' = T.region) AND (10 <= T.amount OR 2 <= T.qty) AND NOT (T.id IN (4, 5, 6)) AND NOT (T.day = '2023-12-31') AND T.emp_id IS NOT NULL ORDER BY 2 DESC, 1 OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY
--! and binds closer
SELECT s.id, s.day, s.amount FROM sale s WHERE s.region = 'north' OR s.region = 'east' AND (s.amount >= 10 OR s.qty >= 2) AND s.emp_id IS NOT NULL AND s.day <> '2023-12-31' AND s.id NOT IN (4, 5, 6) ORDER BY s.day DESC, s.id LIMIT 2 OFFSET 1
--! limit and offset swapped
SELECT s.id, s.day, s.amount FROM sale s WHERE (s.region = 'north' OR s.region = 'east') AND (s.amount >= 10 OR s.qty >= 2) AND s.emp_id IS NOT NULL AND s.day <> '2023-12-31' AND s.id NOT IN (4, 5, 6) ORDER BY s.day DESC, s.id LIMIT 1 OFFSET 2
--!
SELECT s.id, s.day, s.amount FROM sale s WHERE (s.region = 'north' OR s.region = 'east') AND (s.amount >= 10 AND s.qty >= 2) AND s.emp_id IS NOT NULL AND s.day <> '2023-12-31' AND s.id NOT IN (4, 5, 6) ORDER BY s.day DESC, s.id LIMIT 2 OFFSET 1
--!
SELECT s.id, s.day, s.amount FROM sale s WHERE (s.region = 'north' OR s.region = 'east') AND (s.amount >= 10 OR s.qty >= 2) AND s.emp_id IS NOT NULL AND s.day <> '2023-12-31' AND s.id NOT IN (4, 5, 9) ORDER BY s.day DESC, s.id LIMIT 2 OFFSET 1
--!
SELECT s.id, s.day, s.amount FROM sale s WHERE (s.region = 'north' OR s.region = 'east') AND (s.amount >= 10 OR s.qty >= 2) AND s.emp_id IS NOT NULL AND s.day <> '2023-12-31' AND s.id NOT IN (4, 5, NULL) ORDER BY s.day DESC, s.id LIMIT 2 OFFSET 1
--!
SELECT s.id, s.day, s.amount FROM sale s WHERE (s.region = 'north' OR s.region = 'east') AND (s.amount >= 10 OR s.qty >= 2) AND s.emp_id IS NOT NULL AND s.day <> '2023-12-31' AND s.id NOT IN (4, 5, 6) ORDER BY s.day, s.id LIMIT 2 OFFSET 1

--- customers of two boards, put together
SELECT 'sales' AS board, count(*) AS n FROM sale WHERE region = 'east' UNION ALL SELECT 'people', count(*) FROM emp WHERE active UNION ALL SELECT 'departments', count(*) FROM dept
--=
(select 'sales' as board, count(*) as n from sale s where s.region = 'east') union all (select 'people', count(*) from emp e where e.active) union all (select 'departments', count(*) from dept d)
--= the names below count for nothing
SELECT 'sales' AS board, count(*) AS n FROM sale WHERE 'east' = region UNION ALL SELECT 'people' AS board, count(*) AS n FROM emp WHERE active UNION ALL SELECT 'departments' AS x, count(*) AS y FROM dept
--!
SELECT 'sales' AS board, count(*) AS n FROM sale WHERE region = 'east' UNION ALL SELECT 'people', count(*) FROM emp WHERE NOT active UNION ALL SELECT 'departments', count(*) FROM dept
--! the name of the first
SELECT 'sales' AS board, count(*) FROM sale WHERE region = 'east' UNION ALL SELECT 'people', count(*) AS n FROM emp WHERE active UNION ALL SELECT 'departments', count(*) FROM dept
--! texts changed places
SELECT 'people' AS board, count(*) AS n FROM sale WHERE region = 'east' UNION ALL SELECT 'sales', count(*) FROM emp WHERE active UNION ALL SELECT 'departments', count(*) FROM dept
--!
SELECT 'sales' AS board, count(*) AS n FROM sale WHERE region = 'east' UNION ALL SELECT 'people', count(active) FROM emp UNION ALL SELECT 'departments', count(*) FROM dept
