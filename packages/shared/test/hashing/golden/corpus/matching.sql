--- a comparison in GROUP BY, and turned round
SELECT id < 5 AS x FROM emp GROUP BY id < 5
--= by its number
SELECT id < 5 AS x FROM emp GROUP BY 1
--! the select list
SELECT 5 > id AS x FROM emp GROUP BY id < 5
--! GROUP BY
SELECT id < 5 AS x FROM emp GROUP BY 5 > id
--! HAVING
SELECT id < 5 AS x FROM emp GROUP BY 1 HAVING 5 > id

--- ... that is grouped by its name
SELECT id < 5 AS x, count(*) AS c FROM emp GROUP BY x ORDER BY id < 5
--= needs catalog: no column is called x; by its number
SELECT id < 5 AS x, count(*) AS c FROM emp GROUP BY 1 ORDER BY 1
--! ORDER BY
SELECT id < 5 AS x, count(*) AS c FROM emp GROUP BY x ORDER BY 5 > id

--- conditions and lists in another order
SELECT CASE WHEN id IN (1, 2) OR dept_id = 1 THEN 1 END AS x, count(*) AS c FROM emp GROUP BY CASE WHEN id IN (1, 2) OR dept_id = 1 THEN 1 END
--= by its number
SELECT CASE WHEN id IN (1, 2) OR dept_id = 1 THEN 1 END AS x, count(*) AS c FROM emp GROUP BY 1
--! the list
SELECT CASE WHEN id IN (2, 1) OR dept_id = 1 THEN 1 END AS x, count(*) AS c FROM emp GROUP BY CASE WHEN id IN (1, 2) OR dept_id = 1 THEN 1 END
--! OR
SELECT CASE WHEN dept_id = 1 OR id IN (1, 2) THEN 1 END AS x, count(*) AS c FROM emp GROUP BY CASE WHEN id IN (1, 2) OR dept_id = 1 THEN 1 END

--- a list that is grouped by its number may be in any order
SELECT CASE WHEN id IN (1, 2) THEN 'a' ELSE 'b' END AS x, count(*) FILTER (WHERE id < 5) AS c FROM emp GROUP BY 1
--=
SELECT CASE WHEN id IN (2, 1) THEN 'a' ELSE 'b' END AS x, count(*) FILTER (WHERE 5 > id) AS c FROM emp GROUP BY 1
--!
SELECT CASE WHEN id IN (2, 3, 4) THEN 'a' ELSE 'b' END AS x, count(*) FILTER (WHERE id < 5) AS c FROM emp GROUP BY 1

--- NOT in GROUP BY
SELECT NOT id = 1 AS x FROM num GROUP BY NOT id = 1
--!
SELECT id <> 1 AS x FROM num GROUP BY NOT id = 1

--- grouping sets, and what GROUPING asks of
SELECT id < 5 AS x, grouping(id < 5) AS g FROM emp GROUP BY ROLLUP (id < 5)
--! the select list
SELECT 5 > id AS x, grouping(id < 5) AS g FROM emp GROUP BY ROLLUP (id < 5)
--! GROUPING
SELECT id < 5 AS x, grouping(5 > id) AS g FROM emp GROUP BY ROLLUP (id < 5)

--- DISTINCT and ORDER BY
SELECT DISTINCT id IN (1, 2) AS x FROM emp ORDER BY id IN (1, 2)
--= by its number
SELECT DISTINCT id IN (1, 2) AS x FROM emp ORDER BY 1
--!
SELECT DISTINCT id IN (1, 2) AS x FROM emp ORDER BY id IN (2, 1)
--!
SELECT DISTINCT id IN (1, 2) AS x FROM emp ORDER BY NOT id IN (1, 2)

--- DISTINCT ON and ORDER BY
SELECT DISTINCT ON (id < 5) id FROM emp ORDER BY id < 5, id
--! DISTINCT ON
SELECT DISTINCT ON (5 > id) id FROM emp ORDER BY id < 5, id
--! ORDER BY
SELECT DISTINCT ON (id < 5) id FROM emp ORDER BY 5 > id, id

--- DISTINCT and ORDER BY of an aggregate
SELECT array_agg(DISTINCT id < 5 ORDER BY id < 5) AS x FROM emp
--!
SELECT array_agg(DISTINCT id < 5 ORDER BY 5 > id) AS x FROM emp

--- windows
SELECT DISTINCT count(*) OVER (ORDER BY id) AS x FROM emp ORDER BY count(*) OVER (ORDER BY id)
--! another frame to Postgres, with the same rows
SELECT DISTINCT count(*) OVER (ORDER BY id) AS x FROM emp ORDER BY count(*) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING)
--! a frame that is written
SELECT DISTINCT count(*) OVER (ORDER BY id) AS x FROM emp ORDER BY count(*) OVER (ORDER BY id RANGE UNBOUNDED PRECEDING)

--- aliases within subqueries
SELECT (SELECT max(x.id) FROM emp x WHERE x.id < emp.id) AS c FROM emp GROUP BY (SELECT max(x.id) FROM emp x WHERE x.id < emp.id)
--!
SELECT (SELECT max(y.id) FROM emp y WHERE y.id < emp.id) AS c FROM emp GROUP BY (SELECT max(x.id) FROM emp x WHERE x.id < emp.id)

--- aliases within subqueries, DISTINCT
SELECT DISTINCT (SELECT max(x.id) FROM emp x WHERE x.id < emp.id) AS c FROM emp ORDER BY (SELECT max(x.id) FROM emp x WHERE x.id < emp.id)
--!
SELECT DISTINCT (SELECT max(y.id) FROM emp y WHERE y.id < emp.id) AS c FROM emp ORDER BY (SELECT max(x.id) FROM emp x WHERE x.id < emp.id)

--- what is gone when a statement is analysed
SELECT e.id::int8 AS x FROM emp e GROUP BY e.id::bigint
--=
SELECT id::int8 AS x FROM emp GROUP BY 1
--!
SELECT e.id::int8 AS x FROM emp e GROUP BY e.id::int2

--- a column that is turned into a number's preferred type
SELECT count(*) FILTER (WHERE n = '1'::float8 AND id < 2) AS c FROM wild
--!
SELECT count(*) FILTER (WHERE id < 2 AND n = '1'::float8) AS c FROM wild

--- ... into an oid
SELECT count(*) FILTER (WHERE i8 = '5'::oid AND id = 4) AS c FROM num
--!
SELECT count(*) FILTER (WHERE id = 4 AND i8 = '5'::oid) AS c FROM num

--- columns of two tables that cannot always be compared, in FILTER
SELECT count(*) FILTER (WHERE a.n = b.f AND a.id < 2) AS c FROM wild a, wild b
--!
SELECT count(*) FILTER (WHERE a.id < 2 AND a.n = b.f) AS c FROM wild a, wild b

--- ... in OR
SELECT count(*) AS c FROM wild a, wild b WHERE a.n = b.f OR a.id = 2
--!
SELECT count(*) AS c FROM wild a, wild b WHERE a.id = 2 OR a.n = b.f

--- ... in CASE
SELECT CASE WHEN a.ja = b.ja AND a.id < 0 THEN 1 END AS c FROM wild a, wild b
--!
SELECT CASE WHEN a.id < 0 AND a.ja = b.ja THEN 1 END AS c FROM wild a, wild b
