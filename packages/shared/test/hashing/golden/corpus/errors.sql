--- an array of json has no equality, which is found out with the first row
SELECT count(*) FILTER (WHERE id < 0 AND ja = ja) AS n FROM wild
--!
SELECT count(*) FILTER (WHERE ja = ja AND id < 0) AS n FROM wild
--!
SELECT count(*) FILTER (WHERE id > 0 AND ja = ja) AS n FROM wild

--- nor has an array of json one with a constant
SELECT count(*) FILTER (WHERE id < 0 AND ja = '{}') AS n FROM wild
--!
SELECT count(*) FILTER (WHERE ja = '{}' AND id < 0) AS n FROM wild
--!
SELECT count(*) FILTER (WHERE ja = '{}' OR id < 0) AS n FROM wild

--- whole rows of which a column has no equality
SELECT count(*) FILTER (WHERE id < 0 AND doc = doc) AS n FROM doc
--!
SELECT count(*) FILTER (WHERE doc = doc AND id < 0) AS n FROM doc
--!
SELECT count(*) FILTER (WHERE doc = doc OR id < 0) AS n FROM doc

--- a numeric may be too large for a float
SELECT count(*) FILTER (WHERE id < 2 AND n = f) AS n FROM wild
--!
SELECT count(*) FILTER (WHERE n = f AND id < 2) AS n FROM wild
--!
SELECT count(*) FILTER (WHERE n = f OR id < 2) AS n FROM wild

--- texts of two collations cannot be compared
SELECT count(*) FILTER (WHERE id < 0 AND cc = x) AS n FROM wild
--!
SELECT count(*) FILTER (WHERE cc = x AND id < 0) AS n FROM wild
--!
SELECT count(*) FILTER (WHERE id > 0 AND cc = x) AS n FROM wild

--- a view's column divides
SELECT count(*) FILTER (WHERE i4 <> 0 AND q > 1) AS n FROM ratio
--=
SELECT count(*) FILTER (WHERE i4 <> 0 AND q > 1) AS n FROM ratio r
--? the worker sees that the column of the view may raise an error
SELECT count(*) FILTER (WHERE q > 1 AND i4 <> 0) AS n FROM ratio
--!
SELECT count(*) FILTER (WHERE q > 1 OR i4 <> 0) AS n FROM ratio

--- a subquery's column divides
SELECT count(*) FILTER (WHERE t.i4 <> 0 AND t.q > 1) AS n FROM (SELECT i4, 10 / i4 AS q FROM num) t
--=
SELECT count(*) FILTER (WHERE u.i4 <> 0 AND u.q > 1) AS n FROM (SELECT i4, 10 / i4 AS q FROM num) u
--!
SELECT count(*) FILTER (WHERE t.q > 1 AND t.i4 <> 0) AS n FROM (SELECT i4, 10 / i4 AS q FROM num) t

--- a limit of nothing keeps conditions out of a subquery
SELECT t.q FROM (SELECT id, 10 / i4 AS q FROM num) t WHERE t.id = 1
--=
SELECT q FROM (SELECT id, 10 / i4 AS q FROM num) AS u WHERE 1 = id
--= a CTE that is used once
WITH t AS (SELECT id, 10 / i4 AS q FROM num) SELECT q FROM t WHERE id = 1
--!
SELECT t.q FROM (SELECT id, 10 / i4 AS q FROM num LIMIT ALL) t WHERE t.id = 1
--!
SELECT t.q FROM (SELECT id, 10 / i4 AS q FROM num OFFSET 0) t WHERE t.id = 1
--! kept as it is
WITH t AS MATERIALIZED (SELECT id, 10 / i4 AS q FROM num) SELECT q FROM t WHERE id = 1
--! used twice: kept as it is
WITH t AS (SELECT id, 10 / i4 AS q FROM num) SELECT a.q FROM t a JOIN t b ON b.id = a.id WHERE a.id = 1

--- a CTE that is used twice is kept, two subqueries are not
WITH c AS (SELECT id, 10 / i4 AS q FROM num) SELECT q FROM c WHERE id = 1 UNION ALL SELECT q FROM c WHERE id = 1
--=
WITH d AS (SELECT id, 10 / i4 AS q FROM num) SELECT d.q FROM d WHERE d.id = 1 UNION ALL SELECT d.q FROM d WHERE 1 = d.id
--!
SELECT q FROM (SELECT id, 10 / i4 AS q FROM num) c WHERE id = 1 UNION ALL SELECT q FROM (SELECT id, 10 / i4 AS q FROM num) c WHERE id = 1
--!
WITH c AS NOT MATERIALIZED (SELECT id, 10 / i4 AS q FROM num) SELECT q FROM c WHERE id = 1 UNION ALL SELECT q FROM c WHERE id = 1

--- a window that nobody uses is read all the same
SELECT id, sum(qty) OVER w AS s FROM sale WINDOW w AS (ORDER BY id)
--= needs catalog: there is such a column; it is right
SELECT id, sum(qty) OVER w AS s FROM sale WINDOW w AS (ORDER BY id), v AS (ORDER BY day)
--! it is not
SELECT id, sum(qty) OVER w AS s FROM sale WINDOW w AS (ORDER BY id), v AS (ORDER BY nosuch)
--! an order that is there already
SELECT id, sum(qty) OVER (w ORDER BY id) AS s FROM sale WINDOW w AS (ORDER BY id)

--- a window with a frame cannot be copied
SELECT id, sum(qty) OVER (w) AS s FROM sale WINDOW w AS (ORDER BY id)
--=
SELECT id, sum(qty) OVER w AS s FROM sale WINDOW w AS (ORDER BY id)
--! not even with the frame that it has anyway
SELECT id, sum(qty) OVER (w) AS s FROM sale WINDOW w AS (ORDER BY id RANGE UNBOUNDED PRECEDING)
--!
SELECT id, sum(qty) OVER (w) AS s FROM sale WINDOW w AS (ORDER BY id ROWS 1 PRECEDING)
--! partitions of its own
SELECT id, sum(qty) OVER (w PARTITION BY region) AS s FROM sale WINDOW w AS (ORDER BY id)

--- a window on one that comes later
SELECT id, sum(qty) OVER v AS s FROM sale WINDOW w AS (PARTITION BY region), v AS (w ORDER BY id)
--=
SELECT id, sum(qty) OVER (w ORDER BY id) AS s FROM sale WINDOW w AS (PARTITION BY region)
--!
SELECT id, sum(qty) OVER v AS s FROM sale WINDOW v AS (w ORDER BY id), w AS (PARTITION BY region)
--! of one name
SELECT id, sum(qty) OVER v AS s FROM sale WINDOW v AS (PARTITION BY region ORDER BY id), v AS (ORDER BY id)

--- quoted, a synonym is a name
SELECT 1::integer AS x, 2::bigint AS y
--=
SELECT 1::int4 AS x, 2::"int8" AS y
--!
SELECT 1::"integer" AS x, 2::bigint AS y
--!
SELECT 1::integer AS x, 2::"bigint" AS y
--!
SELECT 1::public.int4 AS x, 2::bigint AS y

--- one name for two columns
SELECT k AS a, g AS a FROM r ORDER BY 1, 2
--=
SELECT k AS a, g AS a FROM r ORDER BY k, 2
--! which?
SELECT k AS a, g AS a FROM r ORDER BY a
--~
SELECT k AS a, g AS a FROM r ORDER BY 2 DESC, 1

--- what a distinct list is ordered by
SELECT DISTINCT dept_id FROM emp ORDER BY 1
--=
SELECT DISTINCT dept_id FROM emp ORDER BY emp.dept_id
--=
SELECT DISTINCT e.dept_id FROM emp e ORDER BY dept_id ASC
--! not in the list
SELECT DISTINCT dept_id FROM emp ORDER BY salary
--!
SELECT DISTINCT dept_id FROM emp ORDER BY 2
--~
SELECT DISTINCT dept_id FROM emp ORDER BY 1 DESC

--- numbers within a rollup
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY ROLLUP (region, qty)
--=
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY ROLLUP (1, 2)
--!
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY ROLLUP (2, 1)
--!
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY ROLLUP (1), 2

--- a number beyond the columns
SELECT id, name FROM dept ORDER BY 3
--= the same error
SELECT d.id, d.name FROM dept d ORDER BY 3
--!
SELECT id, name FROM dept ORDER BY 2
--!
SELECT id, name FROM dept ORDER BY budget

--- one alias for two tables
SELECT a.id FROM emp a JOIN dept b ON b.id = a.dept_id
--=
SELECT b.id FROM emp b JOIN dept a ON a.id = b.dept_id
--!
SELECT a.id FROM emp a JOIN dept a ON a.id = a.dept_id
--!
SELECT b.id FROM emp a JOIN dept b ON b.id = a.dept_id
--! no such alias
SELECT c.id FROM emp a JOIN dept b ON b.id = a.dept_id

--- a database in front
SELECT id FROM public.dept
--=
SELECT dept.id FROM public.dept
--!
SELECT id FROM nodb.public.dept
--!
SELECT id FROM other.dept
--!
SELECT nodb.public.dept.id FROM public.dept

--- aggregates where there may be none
SELECT dept_id, max(salary) AS m FROM emp WHERE id > 0 GROUP BY dept_id HAVING max(salary) > 1000
--=
SELECT e.dept_id, max(e.salary) AS m FROM emp e WHERE 0 < e.id GROUP BY 1 HAVING 1000 < max(e.salary)
--!
SELECT dept_id, max(salary) AS m FROM emp WHERE id > 0 AND max(salary) > 1000 GROUP BY dept_id
--!
SELECT dept_id, max(salary) AS m FROM emp WHERE id > 0 GROUP BY dept_id HAVING m > 1000
--!
SELECT dept_id, max(salary) AS m FROM emp WHERE id > 0 GROUP BY 2
--! the table is not grouped
SELECT name, max(salary) AS m FROM emp WHERE id > 0 GROUP BY dept_id

--- what else a group's key decides
SELECT id, name FROM emp GROUP BY id
--=
SELECT e.id, e.name FROM emp e GROUP BY e.id
--! of a table without a key
SELECT id, name FROM other.emp GROUP BY id
--! the key is not grouped by
SELECT id, name FROM emp GROUP BY name

--- scalar subqueries of nothing and of several rows
SELECT (SELECT k FROM nothing) AS x
--=
SELECT (SELECT n.k FROM nothing n) AS x
--!
SELECT (SELECT k FROM l) AS x
--!
SELECT (SELECT count(k) FROM nothing) AS x
--!
SELECT k AS x FROM nothing

--- division by zero that is never come to
SELECT id FROM num WHERE false AND 1 / i4 > 0
--!
SELECT id FROM num WHERE 1 / i4 > 0 AND id < 9
--!
SELECT id FROM num WHERE true AND 1 / i4 > 0

--- a false condition on constants keeps WHERE from being evaluated, if it stands there
SELECT a.id FROM (SELECT DATE '2024-02-29' AS id FROM emp WHERE id < 9) a JOIN num x ON a.id = DATE '2025-01-01' WHERE NOT EXISTS (VALUES (1e300), (CAST(0.1 AS real)))
--!
SELECT a.id FROM (SELECT DATE '2024-02-29' AS id FROM emp WHERE id < 9) a, num x WHERE a.id = DATE '2025-01-01' AND NOT EXISTS (VALUES (1e300), (CAST(0.1 AS real)))
