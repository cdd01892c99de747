--- a subquery that does nothing is its query
SELECT id, name FROM emp WHERE id > 3
--= a star
SELECT * FROM (SELECT id, name FROM emp WHERE id > 3) s
--= its columns, one by one
SELECT s.id, name FROM (SELECT id, name FROM emp WHERE id > 3) s
--= more than once
SELECT * FROM (SELECT t.* FROM (SELECT id, name FROM emp WHERE id > 3) t) s
--= the last step of a model
WITH paid AS (SELECT id, name FROM emp WHERE id > 3), final AS (SELECT * FROM paid) SELECT * FROM final
--! in another order
SELECT name, id FROM (SELECT id, name FROM emp WHERE id > 3) s
--! a star of a schema
SELECT s.s.* FROM (SELECT id, name FROM emp WHERE id > 3) s
--! a column of a schema
SELECT s.id, s.s.name FROM (SELECT id, name FROM emp WHERE id > 3) s
--! not all of them
SELECT id FROM (SELECT id, name FROM emp WHERE id > 3) s
--! one of them twice
SELECT id, name, id FROM (SELECT id, name FROM emp WHERE id > 3) s
--! by another name
SELECT id, name AS n FROM (SELECT id, name FROM emp WHERE id > 3) s
--! rows, not columns
SELECT s FROM (SELECT id, name FROM emp WHERE id > 3) s
--! no repeats
SELECT DISTINCT id, name FROM (SELECT 7 AS id, name FROM emp WHERE id > 3) s
--! another condition
SELECT * FROM (SELECT id, name FROM emp WHERE id > 3) s WHERE name IS NULL
--! beside another
SELECT * FROM (SELECT id, name FROM emp WHERE id > 3) s, nothing
--! limited
SELECT * FROM (SELECT id, name FROM emp WHERE id > 3) s LIMIT 1

--- columns of one name
SELECT 1 AS a, 2 AS a
--= a star takes them all
SELECT * FROM (SELECT 1 AS a, 2 AS a) s
--! a name takes neither
SELECT a, a FROM (SELECT 1 AS a, 2 AS a) s

--- an arm takes its types from the other one
SELECT '5' AS x UNION ALL SELECT 1
--! not through a subquery
SELECT * FROM (SELECT '5' AS x) s UNION ALL SELECT 1
--! the other arm
SELECT '5' AS x UNION ALL SELECT * FROM (SELECT 'a' AS x) s

--- what recursion has to look like
WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT n FROM c
--= names by a list
WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT n FROM c
--= the whole of it in a subquery
SELECT * FROM (WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT n FROM c) s
--! a subquery around both arms
WITH RECURSIVE c AS (SELECT * FROM (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c WHERE n < 3) s) SELECT n FROM c
--! too many names
WITH RECURSIVE c (n, m) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT n FROM c

--- names of a subquery's columns, by a list
SELECT t.region, t.total FROM (SELECT region, sum(amount) FROM sale GROUP BY region) t (region, total) WHERE t.total > 10
--= by aliases
SELECT t.region, t.total FROM (SELECT region, sum(amount) AS total FROM sale GROUP BY 1) t WHERE t.total > 10
--= of a WITH query
WITH t (region, total) AS (SELECT region, sum(amount) FROM sale GROUP BY region) SELECT region, total FROM t WHERE total > 10
--= of its use
WITH q AS (SELECT region, sum(amount) FROM sale GROUP BY region) SELECT region, total FROM q AS t (region, total) WHERE total > 10
--! in another order
SELECT t.region, t.total FROM (SELECT region, sum(amount) FROM sale GROUP BY region) t (total, region) WHERE t.region > 10
--! too few
SELECT t.region, t.total FROM (SELECT region, sum(amount) FROM sale GROUP BY region) t (region) WHERE t.total > 10
--! too many
SELECT t.region, t.total FROM (SELECT region, sum(amount) FROM sale GROUP BY region) t (region, total, more) WHERE t.total > 10

--- a name that ORDER BY would take for an output
SELECT y FROM (SELECT -id AS id, id AS x FROM emp ORDER BY emp.id LIMIT 3) s (y)
--! inside
SELECT y FROM (SELECT -id AS y, id AS x FROM emp ORDER BY y LIMIT 3) s
--! ORDER BY the output
SELECT y FROM (SELECT -id AS id, id AS x FROM emp ORDER BY id LIMIT 3) s (y)

--- ... that is given by a list
SELECT k FROM (SELECT DISTINCT ON (k) g FROM l ORDER BY k, g) s (k)
--! DISTINCT ON takes the alias
SELECT k FROM (SELECT DISTINCT ON (k) g AS k FROM l ORDER BY k, g) s

--- ... of a set operation
SELECT a FROM (SELECT k FROM l UNION SELECT k FROM r ORDER BY k LIMIT 2) t (a)
--=
SELECT a FROM (SELECT k AS a FROM l UNION SELECT k FROM r ORDER BY 1 LIMIT 2) t
--! there is no k any more
SELECT a FROM (SELECT k AS a FROM l UNION SELECT k FROM r ORDER BY k LIMIT 2) t
--! the first arm names the columns
SELECT a FROM (SELECT k FROM l UNION SELECT k AS a FROM r ORDER BY 1 LIMIT 2) t

--- a star over VALUES
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v
--= names that nobody gave
SELECT v.column1, column2 FROM (VALUES (1, 'a'), (2, 'b')) v
--! names that somebody gave
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v (n, t)
--! one of them
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v (column2)
--! in another order
SELECT v.column2, column1 FROM (VALUES (1, 'a'), (2, 'b')) v

--- a star over two subqueries
SELECT * FROM (SELECT k, x FROM l) a, (SELECT y FROM r) b
--=
SELECT a.k, a.x, b.y FROM (SELECT k, x FROM l) a CROSS JOIN (SELECT y FROM r) b
--= a column that only one can have
SELECT a.k, a.x, t.y FROM (SELECT k, x FROM l) a, (SELECT r.y FROM r) t
--! in another order
SELECT * FROM (SELECT y FROM r) b, (SELECT k, x FROM l) a
--! joined by a common column, which comes once
SELECT * FROM (SELECT k, x FROM l) a JOIN (SELECT k, y FROM r) b USING (k)

--- a function in FROM that names its column
SELECT g FROM generate_series(1, 3) AS g
--! the column, too
SELECT h FROM generate_series(1, 3) AS h
--! a star
SELECT * FROM generate_series(1, 3) AS h
--! before a dot
SELECT h.h FROM generate_series(1, 3) AS h
--! there is none of that name
SELECT h.g FROM generate_series(1, 3) AS h

--- a function in FROM whose column has a name of its own
SELECT e.value FROM doc d, jsonb_array_elements(d.jb) e WHERE d.id = 5
--=
SELECT y.value FROM doc x CROSS JOIN LATERAL jsonb_array_elements(x.jb) AS y WHERE x.id = 5
--! the row
SELECT e FROM doc d, jsonb_array_elements(d.jb) e WHERE d.id = 5
--! a star of two columns
SELECT e.* FROM doc d, jsonb_array_elements(d.jb) WITH ORDINALITY e WHERE d.id = 5
--! of the object
SELECT e.value FROM doc d, jsonb_each(d.jb) e WHERE d.id = 1

--- columns of a function, listed
SELECT g.n FROM generate_series(1, 3) g (n)
--=
SELECT n FROM generate_series(1, 3) x (n)
--! by another name
SELECT x.m FROM generate_series(1, 3) x (m)
--! too many
SELECT x.n FROM generate_series(1, 3) x (n, m)

--- columns of a function, listed, within sight of others
SELECT l.x, (SELECT max(k) FROM generate_series(7, 9) g (k)) AS m FROM l
--= the innermost of its name
SELECT t.x, (SELECT max(g.k) FROM generate_series(7, 9) g (k)) AS m FROM l t
--! the other one
SELECT l.x, (SELECT max(l.k) FROM generate_series(7, 9) g (k)) AS m FROM l
--! not listed
SELECT l.x, (SELECT max(k) FROM generate_series(7, 9) g (n)) AS m FROM l

--- an output that is called like a function's column
SELECT -n AS n FROM generate_series(1, 3) g (n) ORDER BY n
--= by its number
SELECT -g.n AS n FROM generate_series(1, 3) g (n) ORDER BY 1
--~ the column
SELECT -n AS n FROM generate_series(1, 3) g (n) ORDER BY g.n

--- conditions that say nothing
SELECT id FROM num WHERE i4 > 0
--= 1 = 1
SELECT id FROM num WHERE 1 = 1 AND i4 > 0
--= several
SELECT id FROM num WHERE (true AND i4 > 0) AND 2 <> 3
--! false
SELECT id FROM num WHERE 1 = 0 AND i4 > 0
--! OR
SELECT id FROM num WHERE 1 = 1 OR i4 > 0
--! null
SELECT id FROM num WHERE NULL = NULL AND i4 > 0
--! no number
SELECT id FROM num WHERE '1' = 'x' AND i4 > 0

--- conditions that say nothing, alone
SELECT count(*) AS n FROM num
--=
SELECT count(*) AS n FROM num WHERE 1 = 1
--=
SELECT count(*) AS n FROM num WHERE true
--!
SELECT count(*) AS n FROM num WHERE 1 = 2
--!
SELECT count(*) AS n FROM num WHERE 1 <> 1

--- conditions that say nothing, of groups
SELECT 1 AS x FROM num HAVING 1 = 1
--= it groups all the same
SELECT 1 AS x FROM num HAVING true
--!
SELECT 1 AS x FROM num
--!
SELECT 1 AS x FROM num WHERE 1 = 1
--!
SELECT 1 AS x FROM num HAVING 1 = 0

--- conditions that say nothing, of joins
SELECT l.x, r.y FROM l LEFT JOIN r ON 1 = 1 AND l.k = r.k
--=
SELECT l.x, r.y FROM l LEFT JOIN r ON l.k = r.k
--!
SELECT l.x, r.y FROM l LEFT JOIN r ON 1 = 1
--!
SELECT l.x, r.y FROM l LEFT JOIN r ON 1 = 0 AND l.k = r.k

--- an output is no condition
SELECT true AND active AS active FROM emp
--! no boolean
SELECT true AND id AS active FROM emp
--! its name
SELECT true AND active FROM emp

--- a join on nothing, and a condition that cannot be evaluated
SELECT count(*) AS n FROM dept a JOIN emp b ON false WHERE 1 / 0 > 1
--! in WHERE the one hides the other
SELECT count(*) AS n FROM dept a, emp b WHERE false AND 1 / 0 > 1
--! a comparison that is false
SELECT count(*) AS n FROM dept a, emp b WHERE 1 = 0 AND 1 / 0 > 1
--! with another
SELECT count(*) AS n FROM dept a JOIN emp b ON false AND a.id = b.id WHERE 1 / 1 > 1

--- a WITH query that is said to be kept
WITH c AS MATERIALIZED (SELECT k, x FROM l) SELECT a.k, b.x FROM c a JOIN c b ON a.k = b.k
--= it is, used twice
WITH c AS (SELECT k, x FROM l) SELECT a.k, b.x FROM c a JOIN c b ON a.k = b.k
--!
WITH c AS MATERIALIZED (SELECT k, x FROM l) SELECT a.k, b.x FROM c a JOIN c b ON a.k > b.k

--- a WITH query that is said not to be kept
WITH c AS NOT MATERIALIZED (SELECT id, twice(id) AS t FROM emp) SELECT t FROM c WHERE t > 5
--= nor is it, used once
WITH c AS (SELECT id, twice(id) AS t FROM emp) SELECT t FROM c WHERE t > 5
--!
WITH c AS NOT MATERIALIZED (SELECT id, twice(id) AS t FROM emp) SELECT id AS t FROM c WHERE t > 5

--- the order of partitions' keys
SELECT id, rank() OVER (PARTITION BY dept_id, boss ORDER BY salary) AS n FROM emp
--=
SELECT id, rank() OVER (PARTITION BY boss, dept_id, boss ORDER BY salary) AS n FROM emp
--! one of them sorts
SELECT id, rank() OVER (PARTITION BY dept_id ORDER BY boss, salary) AS n FROM emp
--! one of them is gone
SELECT id, rank() OVER (PARTITION BY boss ORDER BY salary) AS n FROM emp

--- the order of partitions' keys, where rows are counted
SELECT id, count(*) OVER (PARTITION BY dept_id, boss ORDER BY active ROWS UNBOUNDED PRECEDING) AS n FROM emp
--! among peers each comes first in another order
SELECT id, count(*) OVER (PARTITION BY boss, dept_id ORDER BY active ROWS UNBOUNDED PRECEDING) AS n FROM emp

--- the order of partitions' keys, where rows are picked
SELECT id, count(*) OVER (PARTITION BY dept_id, boss) AS n FROM emp LIMIT 3
--!
SELECT id, count(*) OVER (PARTITION BY boss, dept_id) AS n FROM emp LIMIT 3
