--- qualifiers
SELECT name, dept_id FROM emp WHERE salary > 100 AND boss IS NOT NULL
--=
SELECT emp.name, emp.dept_id FROM emp WHERE emp.salary > 100 AND emp.boss IS NOT NULL
--= needs catalog: what the search path finds; the schema as well
SELECT public.emp.name, public.emp.dept_id FROM public.emp WHERE public.emp.salary > 100 AND public.emp.boss IS NOT NULL
--= some of them
SELECT e.name, dept_id FROM emp e WHERE salary > 100 AND e.boss IS NOT NULL
--=
SELECT t0.name, t0.dept_id FROM emp AS t0 WHERE (t0.salary > 100) AND (t0.boss IS NOT NULL)
--= a quoted alias
SELECT "T0".name, "T0".dept_id FROM emp AS "T0" WHERE "T0".salary > 100 AND "T0".boss IS NOT NULL
--!
SELECT name, dept_id FROM other.emp WHERE salary > 100 AND id IS NOT NULL
--! the table is hidden by its alias
SELECT emp.name, emp.dept_id FROM emp e WHERE e.salary > 100 AND e.boss IS NOT NULL
--!
SELECT name, dept_id FROM "Emp" WHERE salary > 100 AND boss IS NOT NULL
--!
SELECT boss AS name, dept_id FROM emp WHERE salary > 100 AND boss IS NOT NULL

--- tables of one name in two schemas
SELECT a.name, b.name AS other FROM public.emp a JOIN other.emp b ON a.id = b.id
--= needs catalog: what the search path finds
SELECT x.name, y.name AS other FROM emp x, other.emp y WHERE y.id = x.id
--= needs catalog: what the search path finds
SELECT emp.name, b.name AS other FROM emp INNER JOIN other.emp b ON emp.id = b.id
--!
SELECT a.name, b.name AS other FROM other.emp a JOIN public.emp b ON a.id = b.id
--!
SELECT a.name, b.name AS other FROM public.emp a JOIN public.emp b ON a.id = b.id
--!
SELECT a.name, b.name AS other FROM other.emp a JOIN other.emp b ON a.id = b.id
--! both are called emp: that is allowed, and which is meant is said
SELECT public.emp.name, other.emp.name AS name FROM public.emp JOIN other.emp ON public.emp.id = other.emp.id

--- a name that is in two tables
SELECT e.id FROM emp e, dept d WHERE e.dept_id = d.id
--! ambiguous
SELECT id FROM emp e, dept d WHERE e.dept_id = d.id
--!
SELECT d.id FROM emp e, dept d WHERE e.dept_id = d.id
--= needs catalog: whose column it is; in only one of them
SELECT e.id FROM emp e, dept d WHERE dept_id = d.id
--!
SELECT e.id FROM emp e, dept d WHERE e.boss = d.id

--- the outer table's column
SELECT id FROM dept WHERE EXISTS (SELECT 1 FROM nothing WHERE k = id) OR id IN (SELECT dept_id FROM emp WHERE active)
--= needs catalog: whose column it is
SELECT d.id FROM dept d WHERE EXISTS (SELECT 1 FROM nothing n WHERE n.k = d.id) OR d.id IN (SELECT e.dept_id FROM emp e WHERE e.active)
--!
SELECT id FROM dept WHERE EXISTS (SELECT 1 FROM l WHERE k = id) OR id IN (SELECT dept_id FROM emp WHERE active)
--!
SELECT id FROM dept WHERE EXISTS (SELECT 1 FROM nothing WHERE k = id) AND id IN (SELECT dept_id FROM emp WHERE active)

--- where a column is looked for
SELECT k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE z = 's1' AND x = 'l1')
--= needs catalog: whose column it is
SELECT l.k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE s.z = 's1' AND l.x = 'l1')
--= needs catalog: whose column it is
SELECT a.k FROM l a WHERE EXISTS (SELECT FROM s b WHERE b.z = 's1' AND a.x = 'l1')
--! the inner k
SELECT k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE z = 's1' AND k = 2)
--! the outer k
SELECT k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE z = 's1' AND l.k = 2)
--!
SELECT k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE z = 's1') AND x = 'l2'

--- the inner k and the outer one
SELECT l.k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE s.k = 4 AND l.k = 1)
--= needs catalog: whose column it is
SELECT k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE k = 4 AND l.k = 1)
--!
SELECT l.k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE l.k = 4 AND s.k = 1)
--!
SELECT l.k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE s.k = 4 AND s.k = 1)
--!
SELECT l.k FROM l WHERE EXISTS (SELECT 1 FROM s WHERE s.k = 4) OR l.k = 1

--- an alias that hides another table
SELECT l.k, l.z FROM s l WHERE l.k > 1
--=
SELECT k, z FROM s WHERE k > 1
--=
SELECT r.k, r.z FROM s r WHERE 1 < r.k
--!
SELECT l.k, l.x AS z FROM l WHERE l.k > 1
--!
SELECT l.k, l.z FROM s l, l AS q WHERE l.k > 1

--- aliases that change places
SELECT l.x, r.y FROM l l JOIN r r ON l.k = r.g
--=
SELECT r.x, l.y FROM l r JOIN r l ON r.k = l.g
--=
SELECT a.x, b.y FROM l a, r b WHERE a.k = b.g
--!
SELECT l.x, r.y FROM l l JOIN r r ON r.k = l.g
--!
SELECT r.x, l.y FROM l r JOIN r l ON l.k = r.g

--- whole rows
SELECT e FROM other.emp e
--!
SELECT f FROM other.emp f
--!
SELECT e.* FROM other.emp e
--!
SELECT (e).name FROM other.emp e
--! the name of the column
SELECT emp FROM other.emp
--=
SELECT e AS e FROM other.emp e
--!
SELECT ROW(e.name, e.id, e.dept_id, e.salary) AS e FROM other.emp e
--!
SELECT e::text AS e FROM other.emp e

--- a whole row as JSON: the names are those of its columns
SELECT row_to_json(t) AS j FROM (SELECT id, name FROM emp WHERE id < 4) t
--!
SELECT row_to_json(t) AS j FROM (SELECT id, name AS "Name" FROM emp WHERE id < 4) t
--!
SELECT row_to_json(t) AS j FROM (SELECT name, id FROM emp WHERE id < 4) t
--!
SELECT row_to_json(ROW(t.id, t.name)) AS j FROM (SELECT id, name FROM emp WHERE id < 4) t
--!
SELECT to_jsonb(t) AS j FROM (SELECT id, name FROM emp WHERE id < 4) t
--!
SELECT row_to_json(t) AS j FROM (SELECT id AS i, name FROM emp WHERE id < 4) t

--- a column that is called like its table's alias
SELECT emp FROM "Emp" emp
--= needs catalog: there is such a column; the column
SELECT emp.emp FROM "Emp" emp
--= needs catalog: there is such a column
SELECT e.emp FROM "Emp" e
--! the row
SELECT emp FROM emp emp
--!
SELECT e FROM "Emp" e
--!
SELECT "Emp" FROM "Emp" emp

--- counting rows and counting whole rows
SELECT count(e.*) AS n FROM dept d LEFT JOIN emp e ON e.dept_id = d.id
--!
SELECT count(*) AS n FROM dept d LEFT JOIN emp e ON e.dept_id = d.id
--!
SELECT count(d.*) AS n FROM dept d LEFT JOIN emp e ON e.dept_id = d.id
--!
SELECT count(e.salary) AS n FROM dept d LEFT JOIN emp e ON e.dept_id = d.id
--!
SELECT count(DISTINCT e.dept_id) AS n FROM dept d LEFT JOIN emp e ON e.dept_id = d.id

--- a function as an attribute
SELECT e.tag FROM emp e WHERE id = 1
--=
SELECT emp.tag FROM emp WHERE id = 1
--? no column of this name: the worker sees that the other one is a function
SELECT tag FROM emp e WHERE id = 1
--!
SELECT e.name AS tag FROM emp e WHERE id = 1
--!
SELECT e.grade AS tag FROM emp e WHERE id = 1

--- columns renamed by an alias
SELECT a, b FROM l AS t (a, b)
--=
SELECT t.a, t.b FROM l t (a, b)
--= needs catalog: the order of the columns
SELECT k AS a, g AS b FROM l
--!
SELECT a, b FROM l AS t (b, a)
--!
SELECT a, x AS b FROM l AS t (a, b)
--! hidden by its new name
SELECT k AS a, b FROM l AS t (a, b)
--!
SELECT * FROM l AS t (a, b)

--- names swapped by an alias
SELECT k, g FROM r AS t (g, k)
--!
SELECT k, g FROM r AS t (k, g)
--!
SELECT g, k FROM r AS t (g, k)
--!
SELECT k, g FROM r

--- an inherited table
SELECT id, note FROM base
--=
SELECT id, note FROM base *
--=
SELECT b.id, b.note FROM base AS b
--! it alone
SELECT id, note FROM ONLY base
--!
SELECT id, note FROM child
--!
SELECT id, note FROM base UNION ALL SELECT id, note FROM child
--! not the keyword
SELECT id, note FROM base AS only

--- the table alone
SELECT id FROM ONLY base
--=
SELECT id FROM ONLY (base)
--=
SELECT b.id FROM ONLY base b
--!
SELECT id FROM base
--!
SELECT id FROM ONLY child

--- a partitioned table
SELECT count(*) AS n FROM sale WHERE day >= '2024-01-01' AND day < '2025-01-01'
--=
SELECT count(*) n FROM sale s WHERE s.day < '2025-01-01' AND '2024-01-01' <= s.day
--! the parent has no rows of its own
SELECT count(*) AS n FROM ONLY sale WHERE day >= '2024-01-01' AND day < '2025-01-01'
--!
SELECT count(*) AS n FROM sale_2023
--!
SELECT count(*) AS n FROM sale WHERE day >= '2024-01-01' AND day <= '2025-12-31'
--!
SELECT count(*) AS n FROM sale WHERE day > '2024-01-01' AND day < '2025-01-01'
--!
SELECT count(*) AS n FROM sale WHERE NOT (day >= '2024-01-01' AND day < '2025-01-01')

--- which table a row is of
SELECT tableoid::regclass::text AS t, id FROM base
--=
SELECT b.tableoid::regclass::text AS t, b.id FROM base b
--!
SELECT 'base' AS t, id FROM base
--!
SELECT tableoid::regclass AS t, id FROM base

--- views
SELECT dept, count(*) AS n FROM staff GROUP BY dept
--= needs catalog: what the search path finds
SELECT s.dept, count(*) AS n FROM public.staff s GROUP BY 1
--!
SELECT name, count(*) AS n FROM other.staff GROUP BY name
--!
SELECT dept, count(salary) AS n FROM staff GROUP BY dept
--!
SELECT dept, count(*) AS n FROM staff WHERE dept IS NOT NULL GROUP BY dept

--- a view of sums
SELECT month, amount FROM month_sales WHERE n > 1 ORDER BY month
--=
SELECT m.month, m.amount FROM month_sales AS m WHERE 1 < m.n ORDER BY 1
--!
SELECT month, amount FROM month_sales WHERE n > 2 ORDER BY month
--~
SELECT month, amount FROM month_sales WHERE n > 1 ORDER BY month DESC
--!
SELECT month, n AS amount FROM month_sales WHERE n > 1 ORDER BY month

--- a user's functions
SELECT id, twice(id) AS t, label(id) AS l FROM emp
--=
SELECT e.id, twice(e.id) AS t, label(e.id) AS l FROM emp e
--= needs catalog: what the search path finds
SELECT id, public.twice(id) AS t, public.label(id) AS l FROM emp
--!
SELECT id, id + id AS t, label(boss) AS l FROM emp
--!
SELECT id, twice(boss) AS t, label(id) AS l FROM emp
--!
SELECT id, twice(id)::bigint AS t, label(id) AS l FROM emp
--!
SELECT id, twice(twice(id)) AS t, label(id) AS l FROM emp

--- a user's function of a built-in's name
SELECT id, abs(id) AS a, lower(name) AS l FROM emp
--! of another type
SELECT id, abs(id::text) AS a, lower(name) AS l FROM emp
--! of another schema
SELECT id, abs(id) AS a, other.lower(name) AS l FROM emp
--!
SELECT id, lower(id) AS a, lower(name) AS l FROM emp
--!
SELECT id, public.abs(name) AS a, lower(name) AS l FROM emp

--- functions of the system, named in full
SELECT upper(name) AS u, length(name) AS n FROM emp
--= needs catalog: no function fits better
SELECT pg_catalog.upper(name) AS u, pg_catalog.length(name) AS n FROM emp
--! there is none
SELECT public.upper(name) AS u, public.length(name) AS n FROM emp
--!
SELECT lower(name) AS u, length(name) AS n FROM emp
--!
SELECT upper(name) AS u, octet_length(name) AS n FROM emp

--- functions in FROM
SELECT n FROM generate_series(1, 5) AS n
--=
SELECT n FROM generate_series(1, 5) n
--=
SELECT g.n FROM generate_series(1, 5) AS g(n)
--! the column is called like its alias
SELECT * FROM generate_series(1, 5) AS m
--!
SELECT n FROM generate_series(1, 6) AS n
--!
SELECT n FROM generate_series(1, 5, 2) AS n
--!
SELECT n FROM generate_series(1::bigint, 5) AS n
--!
SELECT generate_series(1, 5)

--- a function's rows and their numbers
SELECT t, n FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS u(t, n)
--=
SELECT u.t, u.n FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY u(t, n)
--=
SELECT v.t, v.n FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS v(t, n)
--!
SELECT t, n FROM unnest(ARRAY['b', 'a']) WITH ORDINALITY AS u(t, n)
--!
SELECT n, t FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS u(t, n)
--! no such column
SELECT t, n FROM unnest(ARRAY['a', 'b']) AS u(t, n)

--- several functions side by side
SELECT * FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) AS f(a, b)
--!
SELECT * FROM generate_series(1, 2) a, generate_series(1, 3) b
--!
SELECT * FROM ROWS FROM (generate_series(1, 3), generate_series(1, 2)) AS f(a, b)
--=
SELECT * FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) f (a, b)

--- a set of a user's function
SELECT f.id, f.name FROM rows_of(1) f
--=
SELECT g.id, g.name FROM rows_of(1) AS g
--!
SELECT f.id, f.name FROM rows_of(2) f
--!
SELECT d.id, f.name FROM dept d, rows_of(d.id) f
--!
SELECT f.name, f.id FROM rows_of(1) f

--- a composite's fields
SELECT id, (p).a, (p).b FROM doc
--=
SELECT id, (doc.p).a, (doc.p).b FROM doc
--=
SELECT d.id, (d.p).a AS a, (d.p).b FROM doc d
--!
SELECT id, (p).b, (p).a FROM doc
--! p is no table
SELECT id, p.a, p.b FROM doc
--!
SELECT id, p FROM doc
--!
SELECT id, (p).a, (p).a AS b FROM doc

--- rows as values
SELECT ROW(k, x) AS v FROM l
--=
SELECT (k, x) AS v FROM l
--=
SELECT (l.k, l.x) AS v FROM l
--!
SELECT (k) AS v FROM l
--!
SELECT (x, k) AS v FROM l
--!
SELECT ROW(k) AS v FROM l
--!
SELECT ARRAY[k::text, x] AS v FROM l
--! named row
SELECT ROW(k, x)

--- a join with an alias of its own
SELECT j.x, j.y FROM (l JOIN r USING (k)) AS j
--=
SELECT i.x, i.y FROM (l JOIN r USING (k)) AS i
--= needs catalog: whose column it is
SELECT l.x, r.y FROM l JOIN r USING (k)
--! the tables are hidden
SELECT l.x, r.y FROM (l JOIN r USING (k)) AS j
--!
SELECT j.x, j.y FROM (l LEFT JOIN r USING (k)) AS j
--!
SELECT j.* FROM (l JOIN r USING (k)) AS j

--- select lists of the same columns
SELECT id, name FROM dept
--=
SELECT dept.id, dept.name FROM dept
--!
SELECT name, id FROM dept
--!
SELECT id, name, budget FROM dept
--!
SELECT id, name, name FROM dept
--!
SELECT * FROM dept
--! no columns at all
SELECT FROM dept

--- a star and all of its columns
SELECT * FROM dept
--=
SELECT dept.* FROM dept
--=
SELECT d.* FROM dept AS d
--!
SELECT id, name, city, budget FROM dept
--!
SELECT *, id FROM dept
--!
SELECT d.*, d FROM dept d
--!
SELECT DISTINCT city FROM dept

--- an output called like another column, qualified
SELECT emp.id + 1 AS salary, emp.salary AS pay FROM emp WHERE emp.salary > 100
--= not
SELECT id + 1 AS salary, salary AS pay FROM emp WHERE salary > 100
--! what it is made of
SELECT emp.salary + 1 AS salary, emp.salary AS pay FROM emp WHERE emp.salary > 100

--- an output called like another column, sorted by
SELECT id, 0 - id AS dept_id FROM emp ORDER BY emp.dept_id, id LIMIT 2
--! alone it is the output
SELECT id, 0 - id AS dept_id FROM emp ORDER BY dept_id, id LIMIT 2
--= the others may stand alone
SELECT emp.id, 0 - emp.id AS dept_id FROM emp ORDER BY emp.dept_id, emp.id LIMIT 2

--- default names that hold in every version
SELECT coalesce(name, '') , greatest(id, 2), least(id, 3) FROM emp
--= said aloud
SELECT coalesce(name, '') AS coalesce, greatest(id, 2) AS greatest, least(id, 3) AS least FROM emp
--! exchanged
SELECT coalesce(name, '') AS coalesce, greatest(id, 2) AS least, least(id, 3) AS greatest FROM emp
--! called by the column
SELECT coalesce(name, '') AS name, greatest(id, 2) AS greatest, least(id, 3) AS least FROM emp

--- an alias that is the table's name
SELECT dept FROM dept
--= a whole row all the same
SELECT dept FROM dept AS dept
--! of another name
SELECT d FROM dept AS d
