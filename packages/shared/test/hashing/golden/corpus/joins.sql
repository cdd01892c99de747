--- inner joins of two tables
SELECT e.name, d.name AS dept FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.salary > 100
--=
SELECT e.name, d.name AS dept FROM emp e INNER JOIN dept d ON d.id = e.dept_id WHERE e.salary > 100
--= turned round
SELECT e.name, d.name AS dept FROM emp e JOIN dept d ON e.dept_id = d.id WHERE e.salary > 100
--= the order of tables
SELECT e.name, d.name AS dept FROM dept d JOIN emp e ON d.id = e.dept_id WHERE e.salary > 100
--= a comma
SELECT e.name, d.name AS dept FROM emp e, dept d WHERE d.id = e.dept_id AND e.salary > 100
--= a comma, turned round
SELECT e.name, d.name AS dept FROM dept d, emp e WHERE e.salary > 100 AND e.dept_id = d.id
--= CROSS JOIN and a condition
SELECT e.name, d.name AS dept FROM emp e CROSS JOIN dept d WHERE d.id = e.dept_id AND e.salary > 100
--= all of it in ON
SELECT e.name, d.name AS dept FROM emp e JOIN dept d ON d.id = e.dept_id AND e.salary > 100
--= other aliases
SELECT t1.name, t2.name AS dept FROM emp AS t1 JOIN dept AS t2 ON t2.id = t1.dept_id WHERE t1.salary > 100
--= aliases swapped
SELECT d.name, e.name AS dept FROM emp d JOIN dept e ON e.id = d.dept_id WHERE d.salary > 100
--= no aliases
SELECT emp.name, dept.name AS dept FROM emp JOIN dept ON dept.id = emp.dept_id WHERE emp.salary > 100
--= needs catalog: what the search path finds; with the schema
SELECT e.name, d.name AS dept FROM public.emp e JOIN public.dept d ON d.id = e.dept_id WHERE e.salary > 100
--!
SELECT e.name, d.name AS dept FROM emp e LEFT JOIN dept d ON d.id = e.dept_id WHERE e.salary > 100
--!
SELECT e.name, d.name AS dept FROM emp e JOIN dept d ON d.id = e.dept_id OR e.salary > 100
--!
SELECT e.name, d.name AS dept FROM emp e, dept d WHERE e.salary > 100
--!
SELECT e.name, d.name AS dept FROM emp e JOIN dept d ON d.id = e.id WHERE e.salary > 100
--!
SELECT d.name, e.name AS dept FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.salary > 100
--!
SELECT e.name, d.name FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.salary > 100
--!
SELECT e.name, d.name AS dept FROM other.emp e JOIN dept d ON d.id = e.dept_id WHERE e.salary > 1
--!
SELECT e.name, d.name AS dept FROM emp e JOIN dept d ON d.id > e.dept_id WHERE e.salary > 100

--- a left join
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.id = e.dept_id
--=
SELECT e.id, d.name FROM emp e LEFT OUTER JOIN dept d ON d.id = e.dept_id
--=
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON (e.dept_id = d.id)
--=
SELECT a.id, b.name FROM emp a LEFT JOIN dept b ON b.id = a.dept_id
--= seen from the other side
SELECT e.id, d.name FROM dept d RIGHT JOIN emp e ON d.id = e.dept_id
--!
SELECT e.id, d.name FROM emp e JOIN dept d ON d.id = e.dept_id
--!
SELECT e.id, d.name FROM emp e RIGHT JOIN dept d ON d.id = e.dept_id
--!
SELECT e.id, d.name FROM emp e FULL JOIN dept d ON d.id = e.dept_id
--!
SELECT e.id, d.name FROM dept d LEFT JOIN emp e ON d.id = e.dept_id
--!
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.id = e.dept_id WHERE d.id = e.dept_id
--!
SELECT e.id, d.name FROM emp e, dept d WHERE d.id = e.dept_id

--- a condition on a left join, in ON
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.id = e.dept_id AND d.city = 'Berlin'
--=
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.city = 'Berlin' AND d.id = e.dept_id
--=
SELECT e.id, d.name FROM emp e LEFT OUTER JOIN dept d ON 'Berlin' = d.city AND e.dept_id = d.id
--! in WHERE
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.id = e.dept_id WHERE d.city = 'Berlin'
--! of the other table
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.id = e.dept_id AND e.name = 'Berlin'
--!
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.id = e.dept_id OR d.city = 'Berlin'
--!
SELECT e.id, d.name FROM emp e FULL JOIN dept d ON d.id = e.dept_id AND d.city = 'Berlin'

--- a condition on the table that is kept
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.id = e.dept_id WHERE e.active
--=
SELECT x.id, y.name FROM emp x LEFT JOIN dept y ON x.dept_id = y.id WHERE x.active
--! in ON it takes no row away
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.id = e.dept_id AND e.active
--!
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.id = e.dept_id WHERE e.active AND d.id IS NOT NULL
--!
SELECT e.id, d.name FROM emp e LEFT JOIN dept d ON d.id = e.dept_id WHERE e.active IS NOT FALSE

--- a full join
SELECT l.x, r.y FROM l FULL JOIN r ON l.k = r.k
--=
SELECT l.x, r.y FROM l FULL OUTER JOIN r ON l.k = r.k
--=
SELECT l.x, r.y FROM l FULL JOIN r ON r.k = l.k
--!
SELECT l.x, r.y FROM l LEFT JOIN r ON l.k = r.k
--!
SELECT l.x, r.y FROM l FULL JOIN r ON l.g = r.g
--!
SELECT l.x, r.y FROM l FULL JOIN r ON l.k = r.k WHERE l.k = r.k
--!
SELECT r.y, l.x FROM l FULL JOIN r ON l.k = r.k

--- three tables
SELECT e.name, d.city, s.amount FROM sale s JOIN emp e ON e.id = s.emp_id JOIN dept d ON d.id = e.dept_id WHERE s.qty > 0
--=
SELECT e.name, d.city, s.amount FROM sale s, emp e, dept d WHERE e.id = s.emp_id AND d.id = e.dept_id AND s.qty > 0
--=
SELECT e.name, d.city, s.amount FROM dept d, sale s, emp e WHERE s.qty > 0 AND d.id = e.dept_id AND s.emp_id = e.id
--=
SELECT e.name, d.city, s.amount FROM emp e JOIN dept d ON d.id = e.dept_id JOIN sale s ON e.id = s.emp_id WHERE s.qty > 0
--= parentheses
SELECT e.name, d.city, s.amount FROM (sale s JOIN emp e ON e.id = s.emp_id) JOIN dept d ON d.id = e.dept_id WHERE s.qty > 0
--= nested to the right
SELECT e.name, d.city, s.amount FROM sale s JOIN (emp e JOIN dept d ON d.id = e.dept_id) ON e.id = s.emp_id WHERE s.qty > 0
--= a comma and a join
SELECT e.name, d.city, s.amount FROM sale s, emp e JOIN dept d ON d.id = e.dept_id WHERE e.id = s.emp_id AND s.qty > 0
--= needs catalog: what the search path finds; as a tool names them
SELECT T1.name, T2.city, T0.amount FROM public.sale AS T0 INNER JOIN public.emp AS T1 ON (T0.emp_id = T1.id) INNER JOIN public.dept AS T2 ON (T1.dept_id = T2.id) WHERE (T0.qty > 0)
--!
SELECT e.name, d.city, s.amount FROM sale s JOIN emp e ON e.id = s.emp_id LEFT JOIN dept d ON d.id = e.dept_id WHERE s.qty > 0
--!
SELECT e.name, d.city, s.amount FROM sale s LEFT JOIN emp e ON e.id = s.emp_id LEFT JOIN dept d ON d.id = e.dept_id WHERE s.qty > 0
--!
SELECT e.name, d.city, s.amount FROM sale s JOIN emp e ON e.id = s.emp_id JOIN dept d ON d.id = s.emp_id WHERE s.qty > 0
--!
SELECT e.name, d.city, s.amount FROM sale s, emp e, dept d WHERE e.id = s.emp_id AND s.qty > 0
--!
SELECT e.name, d.city, s.amount FROM sale s JOIN emp e ON e.id = s.emp_id JOIN dept d ON d.id = e.dept_id WHERE s.qty >= 0

--- where a left join stands among others
SELECT e.id, d.id AS d, b.id AS b FROM emp e LEFT JOIN dept d ON d.id = e.dept_id LEFT JOIN emp b ON b.id = e.boss
--=
SELECT x.id, y.id AS d, z.id AS b FROM emp x LEFT OUTER JOIN dept y ON x.dept_id = y.id LEFT JOIN emp z ON z.id = x.boss
--!
SELECT e.id, d.id AS d, b.id AS b FROM emp e LEFT JOIN dept d ON d.id = e.dept_id JOIN emp b ON b.id = e.boss
--! hangs on the department
SELECT e.id, d.id AS d, b.id AS b FROM emp e LEFT JOIN dept d ON d.id = e.dept_id LEFT JOIN emp b ON b.id = d.id
--! nested: both or none
SELECT e.id, d.id AS d, b.id AS b FROM emp e LEFT JOIN (dept d JOIN emp b ON b.boss = d.id) ON d.id = e.dept_id
--!
SELECT e.id, d.id AS d, b.id AS b FROM emp e LEFT JOIN (dept d CROSS JOIN emp b) ON d.id = e.dept_id AND b.id = e.boss
--!
SELECT e.id, d.id AS d, b.id AS b FROM emp e LEFT JOIN dept d ON d.id = e.dept_id RIGHT JOIN emp b ON b.id = e.boss

--- a join is closer than a comma
SELECT l.x, r.y, s.z FROM s, l LEFT JOIN r ON r.k = l.k WHERE s.k = l.k
--=
SELECT l.x, r.y, s.z FROM s, (l LEFT JOIN r ON r.k = l.k) WHERE l.k = s.k
--!
SELECT l.x, r.y, s.z FROM (s CROSS JOIN l) LEFT JOIN r ON r.k = l.k AND s.k = l.k
--! an error: s cannot be seen there
SELECT l.x, r.y, s.z FROM s, l LEFT JOIN r ON r.k = l.k AND s.k = l.k
--!
SELECT l.x, r.y, s.z FROM s, l JOIN r ON r.k = l.k WHERE s.k = l.k

--- which columns USING leaves
SELECT * FROM l JOIN r USING (k)
--! both stay
SELECT * FROM l JOIN r ON l.k = r.k
--!
SELECT * FROM l JOIN r USING (k, g)
--!
SELECT * FROM l NATURAL JOIN r
--!
SELECT * FROM l LEFT JOIN r USING (k)
--!
SELECT * FROM r JOIN l USING (k)
--!
SELECT * FROM l JOIN r USING (g)
--!
SELECT l.* FROM l JOIN r USING (k)

--- order of columns under USING
SELECT k, x, y FROM l JOIN r USING (k)
--!
SELECT k, x, y FROM l LEFT JOIN r USING (k)
--!
SELECT g, x, y FROM l JOIN r USING (k)
--!
SELECT k, x, y FROM l JOIN r USING (g)

--- a merged column of an outer join
SELECT k FROM l FULL JOIN r USING (k)
--=
SELECT k FROM l FULL OUTER JOIN r USING (k)
--! null where there is none on the left
SELECT l.k FROM l FULL JOIN r USING (k)
--!
SELECT r.k FROM l FULL JOIN r USING (k)
--!
SELECT k FROM l LEFT JOIN r USING (k)
--!
SELECT k FROM l RIGHT JOIN r USING (k)

--- a merged column of two types
SELECT k FROM l JOIN s USING (k)
--!
SELECT l.k FROM l JOIN s USING (k)
--!
SELECT s.k FROM l JOIN s USING (k) WHERE s.k = 1
--!
SELECT k FROM l LEFT JOIN s USING (k)

--- natural joins
SELECT x, y FROM l NATURAL JOIN r
--=
SELECT x, y FROM l NATURAL INNER JOIN r
--!
SELECT x, y FROM l NATURAL LEFT JOIN r
--!
SELECT x, y FROM l JOIN r USING (k)
--!
SELECT x, y FROM l CROSS JOIN r
--!
SELECT x, y FROM l NATURAL FULL JOIN r

--- nulls never join
SELECT l.x, r.y FROM l JOIN r ON l.g = r.g
--!
SELECT l.x, r.y FROM l JOIN r ON l.g IS NOT DISTINCT FROM r.g
--!
SELECT l.x, r.y FROM l JOIN r ON l.g = r.g OR (l.g IS NULL AND r.g IS NULL)
--!
SELECT l.x, r.y FROM l JOIN r ON coalesce(l.g, 0) = coalesce(r.g, 0)
--!
SELECT l.x, r.y FROM l JOIN r ON l.g <= r.g

--- everything with everything
SELECT l.x, s.z FROM l CROSS JOIN s
--=
SELECT l.x, s.z FROM l, s
--=
SELECT l.x, s.z FROM s, l
--=
SELECT l.x, s.z FROM l JOIN s ON true
--=
SELECT a.x, b.z FROM s b CROSS JOIN l a
--!
SELECT l.x, s.z FROM l LEFT JOIN s ON false
--!
SELECT l.x, s.z FROM l CROSS JOIN s CROSS JOIN r
--!
SELECT l.x, s.z FROM l JOIN s ON NULL

--- everything with nothing
SELECT l.x FROM l LEFT JOIN nothing n ON true
--!
SELECT l.x FROM l JOIN nothing n ON true
--!
SELECT l.x FROM l, nothing n
--!
SELECT n.x FROM l LEFT JOIN nothing n ON true

--- a star over a comma
SELECT * FROM l, s
--=
SELECT * FROM l CROSS JOIN s
--=
SELECT l.*, s.* FROM l, s
--! the columns come in the order of the tables
SELECT * FROM s, l
--!
SELECT s.*, l.* FROM l, s
--!
SELECT l.*, s.z FROM l, s
--!
SELECT l.* FROM l, s

--- a table with itself
SELECT a.id, b.id AS other FROM emp a JOIN emp b ON a.dept_id = b.dept_id AND a.id < b.id
--=
SELECT b.id, a.id AS other FROM emp b JOIN emp a ON b.dept_id = a.dept_id AND b.id < a.id
--= needs catalog: the columns' type can be compared
SELECT a.id, b.id AS other FROM emp b, emp a WHERE b.id > a.id AND b.dept_id = a.dept_id
--=
SELECT first.id, second.id AS other FROM emp AS first INNER JOIN emp AS second ON first.dept_id = second.dept_id AND second.id > first.id
--!
SELECT a.id, b.id AS other FROM emp a JOIN emp b ON a.dept_id = b.dept_id AND a.id > b.id
--!
SELECT a.id, b.id AS other FROM emp a JOIN emp b ON a.dept_id = b.dept_id AND a.id <= b.id
--!
SELECT a.id, a.id AS other FROM emp a JOIN emp b ON a.dept_id = b.dept_id AND a.id < b.id
--!
SELECT a.id, b.id AS other FROM emp a JOIN emp b ON a.dept_id = b.boss AND a.id < b.id

--- those without
SELECT d.id FROM dept d LEFT JOIN emp e ON e.dept_id = d.id WHERE e.id IS NULL
--=
SELECT dept.id FROM dept LEFT OUTER JOIN emp ON dept.id = emp.dept_id WHERE emp.id IS NULL
--=
SELECT d.id FROM dept d LEFT JOIN emp e ON e.dept_id = d.id WHERE e.id ISNULL
--!
SELECT d.id FROM dept d LEFT JOIN emp e ON e.dept_id = d.id AND e.id IS NULL
--!
SELECT d.id FROM dept d LEFT JOIN emp e ON e.dept_id = d.id WHERE e.id IS NOT NULL
--!
SELECT d.id FROM dept d LEFT JOIN emp e ON e.boss = d.id WHERE e.id IS NULL
--!
SELECT d.id FROM dept d LEFT JOIN emp e ON e.dept_id = d.id WHERE e.salary IS NULL

--- exists
SELECT d.name FROM dept d WHERE EXISTS (SELECT 1 FROM emp e WHERE e.dept_id = d.id AND e.active)
--= needs catalog: all columns may be read; what is selected does not matter
SELECT d.name FROM dept d WHERE EXISTS (SELECT * FROM emp e WHERE e.dept_id = d.id AND e.active)
--=
SELECT d.name FROM dept d WHERE EXISTS (SELECT 1 FROM emp x WHERE x.active AND d.id = x.dept_id)
--=
SELECT a.name FROM dept a WHERE EXISTS (SELECT 1 FROM emp b WHERE b.dept_id = a.id AND b.active)
--! repeats
SELECT d.name FROM dept d JOIN emp e ON e.dept_id = d.id WHERE e.active
--!
SELECT d.name FROM dept d WHERE NOT EXISTS (SELECT 1 FROM emp e WHERE e.dept_id = d.id AND e.active)
--! binds to the inner table
SELECT d.name FROM dept d WHERE EXISTS (SELECT 1 FROM emp d WHERE d.dept_id = d.id AND d.active)
--!
SELECT d.name FROM dept d WHERE EXISTS (SELECT 1 FROM emp e WHERE e.dept_id = e.id AND e.active)
--! an aggregate always has a row
SELECT d.name FROM dept d WHERE EXISTS (SELECT count(*) FROM emp e WHERE e.dept_id = d.id AND e.active)

--- in a subquery with null
SELECT id FROM dept WHERE id IN (SELECT dept_id FROM emp)
--= needs catalog: whose column it is
SELECT d.id FROM dept d WHERE d.id IN (SELECT e.dept_id FROM emp e)
--=
SELECT id FROM dept WHERE id = ANY (SELECT dept_id FROM emp)
--!
SELECT id FROM dept WHERE id NOT IN (SELECT dept_id FROM emp)
--!
SELECT id FROM dept WHERE id IN (SELECT boss FROM emp)
--! the outer table's own
SELECT id FROM dept WHERE id IN (SELECT id FROM nothing)
--!
SELECT id FROM dept WHERE id = ALL (SELECT dept_id FROM emp)

--- not in a subquery
SELECT id FROM dept WHERE id NOT IN (SELECT dept_id FROM emp WHERE dept_id IS NOT NULL)
--=
SELECT id FROM dept WHERE NOT id IN (SELECT dept_id FROM emp WHERE dept_id IS NOT NULL)
--= needs catalog: the columns' types can be compared
SELECT id FROM dept WHERE id <> ALL (SELECT dept_id FROM emp WHERE dept_id IS NOT NULL)
--! null is in it: never true
SELECT id FROM dept WHERE id NOT IN (SELECT dept_id FROM emp)
--!
SELECT id FROM dept d WHERE NOT EXISTS (SELECT 1 FROM emp e WHERE e.dept_id = d.id AND e.active)
--!
SELECT id FROM dept WHERE id IN (SELECT dept_id FROM emp WHERE dept_id IS NOT NULL)

--- exists, constants in the list
SELECT d.id FROM dept d WHERE EXISTS (SELECT 1 FROM emp e WHERE e.dept_id = d.id)
--= another one
SELECT d.id FROM dept d WHERE EXISTS (SELECT NULL FROM emp e WHERE e.dept_id = d.id)
--= none
SELECT d.id FROM dept d WHERE EXISTS (SELECT FROM emp e WHERE e.dept_id = d.id)
--= some
SELECT d.id FROM dept d WHERE EXISTS (SELECT 'x', 2 AS two FROM emp e WHERE e.dept_id = d.id)
--! an aggregate always gives a row
SELECT d.id FROM dept d WHERE EXISTS (SELECT count(*) FROM emp e WHERE e.dept_id = d.id)
--! there is no such column
SELECT d.id FROM dept d WHERE EXISTS (SELECT nowhere FROM emp e WHERE e.dept_id = d.id)
--! a set of no rows
SELECT d.id FROM dept d WHERE EXISTS (SELECT generate_series(1, 0) FROM emp e WHERE e.dept_id = d.id)
--! what cannot be read
SELECT d.id FROM dept d WHERE EXISTS (SELECT 'x'::int FROM emp e WHERE e.dept_id = d.id)

--- any of a subquery
SELECT id FROM dept WHERE id = ANY (SELECT dept_id FROM emp WHERE active)
--= in it
SELECT id FROM dept WHERE id IN (SELECT dept_id FROM emp WHERE active)
--= some
SELECT dept.id FROM dept WHERE dept.id = SOME (SELECT dept_id FROM emp WHERE active)
--! all
SELECT id FROM dept WHERE id = ALL (SELECT dept_id FROM emp WHERE active)
--! another operator
SELECT id FROM dept WHERE id < ANY (SELECT dept_id FROM emp WHERE active)

--- a function of the table before it
SELECT e.id, g.n FROM emp e, generate_series(1, e.dept_id) AS g (n)
--= LATERAL said aloud
SELECT e.id, g.n FROM emp e, LATERAL generate_series(1, e.dept_id) AS g (n)
--= a cross join
SELECT e.id, g.n FROM emp e CROSS JOIN LATERAL generate_series(1, e.dept_id) AS g (n)
--= a join on true
SELECT e.id, g.n FROM emp e JOIN generate_series(1, e.dept_id) AS g (n) ON true
--! an outer join keeps those without
SELECT e.id, g.n FROM emp e LEFT JOIN LATERAL generate_series(1, e.dept_id) AS g (n) ON true
--! it does not see what comes later
SELECT e.id, g.n FROM generate_series(1, e.dept_id) AS g (n), emp e

--- a right join
SELECT d.name, e.id FROM dept d RIGHT JOIN emp e ON e.dept_id = d.id
--= from the other side
SELECT d.name, e.id FROM emp e LEFT JOIN dept d ON e.dept_id = d.id
--= outer said aloud
SELECT dept.name, emp.id FROM dept RIGHT OUTER JOIN emp ON emp.dept_id = dept.id
--! a left one
SELECT d.name, e.id FROM dept d LEFT JOIN emp e ON e.dept_id = d.id
--! an inner one
SELECT d.name, e.id FROM dept d JOIN emp e ON e.dept_id = d.id
--! what is preserved is not filtered by ON
SELECT d.name, e.id FROM emp e LEFT JOIN dept d ON e.dept_id = d.id WHERE e.dept_id = d.id

--- all columns of a right join
SELECT * FROM l RIGHT JOIN r ON l.k = r.k
--= each table's
SELECT l.*, r.* FROM l RIGHT JOIN r ON l.k = r.k
--! the columns come in the order of FROM
SELECT * FROM r LEFT JOIN l ON l.k = r.k
--! one of each pair
SELECT * FROM l RIGHT JOIN r USING (k)

--- all columns of a product
SELECT * FROM l, s
--= in their order, the tables in another
SELECT l.*, s.* FROM s, l
--! and one of them once more
SELECT *, l.* FROM l, s
