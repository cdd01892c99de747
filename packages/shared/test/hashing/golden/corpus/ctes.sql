--- a CTE that is used once
WITH paid AS (SELECT dept_id, salary FROM emp WHERE salary > 1000) SELECT dept_id, count(*) AS n FROM paid GROUP BY dept_id
--= of another name
WITH c AS (SELECT dept_id, salary FROM emp WHERE salary > 1000) SELECT dept_id, count(*) AS n FROM c GROUP BY dept_id
--= as a subquery
SELECT dept_id, count(*) AS n FROM (SELECT dept_id, salary FROM emp WHERE salary > 1000) paid GROUP BY dept_id
--= as a subquery of another name
SELECT x.dept_id, count(*) AS n FROM (SELECT e.dept_id, e.salary FROM emp e WHERE e.salary > 1000) AS x GROUP BY 1
--= with an alias
WITH paid AS (SELECT dept_id, salary FROM emp WHERE salary > 1000) SELECT p.dept_id, count(*) AS n FROM paid p GROUP BY p.dept_id
--= names for its columns
WITH paid (d, s) AS (SELECT dept_id, salary FROM emp WHERE salary > 1000) SELECT d AS dept_id, count(*) AS n FROM paid GROUP BY d
--= named like a table that it hides
WITH dept AS (SELECT dept_id, salary FROM emp WHERE salary > 1000) SELECT dept_id, count(*) AS n FROM dept GROUP BY dept_id
--= said not to be kept
WITH paid AS NOT MATERIALIZED (SELECT dept_id, salary FROM emp WHERE salary > 1000) SELECT dept_id, count(*) AS n FROM paid GROUP BY dept_id
--= said to be kept
WITH paid AS MATERIALIZED (SELECT dept_id, salary FROM emp WHERE salary > 1000) SELECT dept_id, count(*) AS n FROM paid GROUP BY dept_id
--!
WITH paid AS (SELECT dept_id, salary FROM emp WHERE salary > 4000) SELECT dept_id, count(*) AS n FROM paid GROUP BY dept_id
--! the table, not the CTE
WITH paid AS (SELECT dept_id, salary FROM emp WHERE salary > 1000) SELECT dept_id, count(*) AS n FROM emp GROUP BY dept_id
--! a table of another schema
WITH emp AS (SELECT dept_id, salary FROM emp WHERE salary > 1000) SELECT dept_id, count(*) AS n FROM public.emp GROUP BY dept_id
--!
WITH paid AS (SELECT dept_id, salary FROM other.emp WHERE salary > 1) SELECT dept_id, count(*) AS n FROM paid GROUP BY dept_id
--! the columns change places
WITH paid (salary, dept_id) AS (SELECT dept_id, salary FROM emp WHERE salary > 1000) SELECT dept_id, count(*) AS n FROM paid GROUP BY dept_id

--- two CTEs
WITH a AS (SELECT k, x FROM l), b AS (SELECT k, y FROM r) SELECT a.x, b.y FROM a JOIN b ON a.k = b.k
--= in the other order
WITH b AS (SELECT k, y FROM r), a AS (SELECT k, x FROM l) SELECT a.x, b.y FROM a JOIN b ON a.k = b.k
--= names swapped
WITH b AS (SELECT k, x FROM l), a AS (SELECT k, y FROM r) SELECT b.x, a.y FROM b JOIN a ON b.k = a.k
--= inlined
SELECT a.x, b.y FROM (SELECT k, x FROM l) a JOIN (SELECT k, y FROM r) b ON a.k = b.k
--= one inlined, a comma
WITH a AS (SELECT k, x FROM l) SELECT a.x, b.y FROM a, (SELECT k, y FROM r) b WHERE b.k = a.k
--!
WITH a AS (SELECT k, y AS x FROM r), b AS (SELECT k, x AS y FROM l) SELECT a.x, b.y FROM a JOIN b ON a.k = b.k
--!
WITH a AS (SELECT k, x FROM l), b AS (SELECT k, y FROM r) SELECT a.x, b.y FROM a LEFT JOIN b ON a.k = b.k
--!
WITH a AS (SELECT k, x FROM l), b AS (SELECT k, x AS y FROM a) SELECT a.x, b.y FROM a JOIN b ON a.k = b.k
--! b cannot be seen by a: that is the table r... of columns that it has not
WITH a AS (SELECT k, z AS x FROM s), b AS (SELECT k, y FROM r) SELECT a.x, b.y FROM a JOIN b ON a.k = b.k

--- one CTE that names another
WITH a AS (SELECT k FROM l WHERE k IS NOT NULL), b AS (SELECT k + 1 AS k FROM a) SELECT k FROM b
--=
WITH x AS (SELECT k FROM l WHERE k IS NOT NULL), y AS (SELECT k + 1 AS k FROM x) SELECT k FROM y
--= nested
WITH b AS (WITH a AS (SELECT k FROM l WHERE k IS NOT NULL) SELECT k + 1 AS k FROM a) SELECT k FROM b
--= inlined
SELECT k FROM (SELECT k + 1 AS k FROM (SELECT k FROM l WHERE k IS NOT NULL) a) b
--!
WITH a AS (SELECT k FROM l WHERE k IS NOT NULL), b AS (SELECT k + 1 AS k FROM a) SELECT k FROM a
--! the other order: a is not there yet
WITH b AS (SELECT k + 1 AS k FROM a), a AS (SELECT k FROM l WHERE k IS NOT NULL) SELECT k FROM b
--!
WITH a AS (SELECT k FROM r WHERE k IS NOT NULL), b AS (SELECT k + 1 AS k FROM a) SELECT k FROM b

--- a CTE named like the table that it reads
WITH l AS (SELECT k FROM l WHERE k = 1) SELECT k FROM l
--=
WITH c AS (SELECT k FROM l WHERE k = 1) SELECT k FROM c
--=
SELECT k FROM (SELECT k FROM l WHERE k = 1) AS l
--!
WITH l AS (SELECT k FROM l WHERE k = 1) SELECT k FROM public.l
--!
WITH c AS (SELECT k FROM l WHERE k = 1) SELECT k FROM l
--! it reads itself
WITH RECURSIVE l AS (SELECT k FROM l WHERE k = 1) SELECT k FROM l

--- an inner CTE hides an outer one
WITH c AS (SELECT 1 AS n) SELECT (WITH c AS (SELECT 2 AS n) SELECT n FROM c) AS a, n AS b FROM c
--=
WITH c AS (SELECT 1 AS n) SELECT (WITH d AS (SELECT 2 AS n) SELECT n FROM d) AS a, n AS b FROM c
--!
WITH c AS (SELECT 1 AS n) SELECT (WITH d AS (SELECT 2 AS n) SELECT n FROM c) AS a, n AS b FROM c
--!
WITH c AS (SELECT 2 AS n) SELECT (WITH c AS (SELECT 1 AS n) SELECT n FROM c) AS a, n AS b FROM c
--! sees the outer one while it is made
WITH c AS (SELECT 1 AS n) SELECT (WITH c AS (SELECT n + 2 AS n FROM c) SELECT n FROM c) AS a, n AS b FROM c

--- a CTE that is used twice
WITH c AS (SELECT k, x FROM l WHERE k < 3) SELECT a.x, b.k FROM c a JOIN c b ON a.k = b.k
--=
WITH d AS (SELECT k, x FROM l WHERE k < 3) SELECT t.x, u.k FROM d t JOIN d u ON u.k = t.k
--=
SELECT a.x, b.k FROM (SELECT k, x FROM l WHERE k < 3) a JOIN (SELECT k, x FROM l WHERE k < 3) b ON a.k = b.k
--=
WITH c AS (SELECT k, x FROM l WHERE 3 > k) SELECT a.x, b.k FROM c a, c b WHERE a.k = b.k
--!
WITH c AS (SELECT k, x FROM l WHERE k < 2) SELECT a.x, b.k FROM c a JOIN c b ON a.k = b.k
--!
WITH c AS (SELECT k, x FROM l WHERE k < 3) SELECT a.x, b.k FROM c a JOIN l b ON a.k >= b.k
--!
WITH c AS (SELECT DISTINCT k, x FROM l WHERE k < 3) SELECT a.x, b.k FROM c a JOIN c b ON a.k = b.k

--- a CTE that nobody uses
WITH unused AS (SELECT 1 FROM emp) SELECT name FROM dept
--= needs catalog: its table exists; gone
SELECT name FROM dept
--=
WITH u AS (SELECT 1 FROM emp) SELECT d.name FROM dept d
--! used
WITH unused AS (SELECT 1 FROM emp) SELECT name FROM dept, unused
--! it must be right all the same
WITH unused AS (SELECT 1 FROM no_such_table) SELECT name FROM dept
--!
WITH dept AS (SELECT name FROM emp) SELECT name FROM dept

--- a CTE that nobody uses never fails
WITH unused AS (SELECT 1 / 0 AS n FROM emp) SELECT id FROM dept
--!
WITH used AS (SELECT 1 / 0 AS n FROM emp) SELECT id FROM dept, used
--!
WITH used AS (SELECT 1 / i4 AS n FROM num) SELECT id FROM dept WHERE EXISTS (SELECT n FROM used WHERE n > 5)

--- recursion
WITH RECURSIVE up AS (SELECT id, boss, 1 AS depth FROM emp WHERE id = 10 UNION ALL SELECT e.id, e.boss, u.depth + 1 FROM emp e JOIN up u ON e.id = u.boss) SELECT id, depth FROM up
--=
WITH RECURSIVE chain AS (SELECT id, boss, 1 AS depth FROM emp WHERE id = 10 UNION ALL SELECT x.id, x.boss, c.depth + 1 FROM emp x JOIN chain c ON x.id = c.boss) SELECT id, depth FROM chain
--=
WITH RECURSIVE up (id, boss, depth) AS (SELECT id, boss, 1 FROM emp WHERE id = 10 UNION ALL SELECT e.id, e.boss, u.depth + 1 FROM emp e, up u WHERE e.id = u.boss) SELECT id, depth FROM up
--!
WITH RECURSIVE up AS (SELECT id, boss, 1 AS depth FROM emp WHERE id = 3 UNION ALL SELECT e.id, e.boss, u.depth + 1 FROM emp e JOIN up u ON e.id = u.boss) SELECT id, depth FROM up
--! down, not up
WITH RECURSIVE up AS (SELECT id, boss, 1 AS depth FROM emp WHERE id = 1 UNION ALL SELECT e.id, e.boss, u.depth + 1 FROM emp e JOIN up u ON e.boss = u.id) SELECT id, depth FROM up
--!
WITH RECURSIVE up AS (SELECT id, boss, 0 AS depth FROM emp WHERE id = 10 UNION ALL SELECT e.id, e.boss, u.depth + 1 FROM emp e JOIN up u ON e.id = u.boss) SELECT id, depth FROM up
--! the name is not known without RECURSIVE
WITH up AS (SELECT id, boss, 1 AS depth FROM emp WHERE id = 10 UNION ALL SELECT e.id, e.boss, u.depth + 1 FROM emp e JOIN up u ON e.id = u.boss) SELECT id, depth FROM up

--- recursion that drops repeats
WITH RECURSIVE c AS (SELECT 1 AS n UNION SELECT n % 3 + 1 FROM c) SELECT n FROM c
--=
WITH RECURSIVE d AS (SELECT 1 AS n UNION SELECT d.n % 3 + 1 FROM d) SELECT d.n FROM d
--!
WITH RECURSIVE c AS (SELECT 1 AS n UNION SELECT n % 4 + 1 FROM c) SELECT n FROM c
--!
WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT -n AS n FROM c
--!
WITH RECURSIVE c AS (SELECT 5 AS n UNION SELECT n % 3 + 1 FROM c) SELECT n FROM c

--- a subquery of a select item
SELECT d.name, (SELECT count(*) FROM emp e WHERE e.dept_id = d.id) AS n FROM dept d
--=
SELECT a.name, (SELECT count(*) FROM emp b WHERE b.dept_id = a.id) AS n FROM dept a
--=
SELECT d.name, (SELECT count(*) FROM emp WHERE emp.dept_id = d.id) AS n FROM dept d
--=
SELECT d.name, (SELECT count(*) FROM emp e WHERE d.id = e.dept_id) n FROM dept AS d
--! the subquery's own id
SELECT d.name, (SELECT count(*) FROM emp e WHERE e.dept_id = id) AS n FROM dept d
--!
SELECT d.name, (SELECT count(*) FROM emp d WHERE d.dept_id = d.id) AS n FROM dept d
--! counts the outer row: an aggregate of the outer query
SELECT d.name, (SELECT count(*) FROM emp e WHERE e.boss = d.id) AS n FROM dept d
--! none is null, not 0
SELECT d.name, (SELECT sum(1) FROM emp e WHERE e.dept_id = d.id) AS n FROM dept d
--!
SELECT d.name, count(e.id) AS n FROM dept d JOIN emp e ON e.dept_id = d.id GROUP BY d.name

--- a subquery that may have more than one row
SELECT d.id, (SELECT e.name FROM emp e WHERE e.dept_id = d.id) AS name FROM dept d WHERE d.id >= 3
--!
SELECT d.id, (SELECT e.name FROM emp e WHERE e.dept_id = d.id) AS name FROM dept d WHERE d.id >= 2
--!
SELECT d.id, e.name FROM dept d JOIN emp e ON e.dept_id = d.id WHERE d.id >= 3
--!
SELECT d.id, (SELECT min(e.name) FROM emp e WHERE e.dept_id = d.id) AS name FROM dept d WHERE d.id >= 2

--- a subquery in FROM
SELECT t.region, t.total FROM (SELECT region, sum(amount) AS total FROM sale GROUP BY region) t WHERE t.total > 10
--=
SELECT region, total FROM (SELECT region, sum(amount) AS total FROM sale GROUP BY region) AS x WHERE total > 10
--=
SELECT q.region, q.total FROM (SELECT s.region, sum(s.amount) AS total FROM sale s GROUP BY 1) q WHERE 10 < q.total
--=
WITH t AS (SELECT region, sum(amount) AS total FROM sale GROUP BY region) SELECT region, total FROM t WHERE total > 10
--= columns named outside
SELECT t.region, t.total FROM (SELECT region, sum(amount) FROM sale GROUP BY region) t (region, total) WHERE t.total > 10
--!
SELECT t.region, t.total FROM (SELECT region, sum(amount) AS total FROM sale WHERE amount > 10 GROUP BY region) t
--!
SELECT t.region, t.total FROM (SELECT region, sum(amount) AS total FROM sale GROUP BY region) t WHERE t.total >= 3.5
--!
SELECT t.region, t.total FROM (SELECT emp_id::text AS region, sum(amount) AS total FROM sale GROUP BY emp_id) t WHERE t.total > 10
--!
SELECT t.total, t.region FROM (SELECT region, sum(amount) AS total FROM sale GROUP BY region) t WHERE t.total > 10

--- lateral
SELECT d.id, t.name FROM dept d CROSS JOIN LATERAL (SELECT e.name FROM emp e WHERE e.dept_id = d.id ORDER BY e.id LIMIT 1) t
--=
SELECT d.id, t.name FROM dept d, LATERAL (SELECT e.name FROM emp e WHERE e.dept_id = d.id ORDER BY e.id LIMIT 1) t
--=
SELECT x.id, y.name FROM dept x JOIN LATERAL (SELECT z.name FROM emp z WHERE z.dept_id = x.id ORDER BY z.id FETCH FIRST ROW ONLY) y ON true
--!
SELECT d.id, t.name FROM dept d LEFT JOIN LATERAL (SELECT e.name FROM emp e WHERE e.dept_id = d.id ORDER BY e.id LIMIT 1) t ON true
--!
SELECT d.id, t.name FROM dept d CROSS JOIN LATERAL (SELECT e.name FROM emp e WHERE e.dept_id = d.id ORDER BY e.id DESC LIMIT 1) t
--! d is not to be seen
SELECT d.id, t.name FROM dept d CROSS JOIN (SELECT e.name FROM emp e WHERE e.dept_id = d.id ORDER BY e.id LIMIT 1) t
--! in the other order neither
SELECT d.id, t.name FROM LATERAL (SELECT e.name FROM emp e WHERE e.dept_id = d.id ORDER BY e.id LIMIT 1) t, dept d
--!
SELECT d.id, t.name FROM dept d CROSS JOIN LATERAL (SELECT e.name FROM emp e WHERE e.dept_id = d.id ORDER BY e.id LIMIT 2) t
--!
SELECT d.id, t.name FROM dept d CROSS JOIN LATERAL (SELECT e.name FROM emp e WHERE e.boss = d.id ORDER BY e.id LIMIT 1) t
