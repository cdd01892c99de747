--- the order of conditions
SELECT id, name FROM emp WHERE dept_id = 1 AND active AND salary > 1000
--=
SELECT id, name FROM emp WHERE salary > 1000 AND dept_id = 1 AND active
--=
SELECT id, name FROM emp WHERE active AND (salary > 1000 AND dept_id = 1)
--= said twice
SELECT id, name FROM emp WHERE active AND dept_id = 1 AND salary > 1000 AND dept_id = 1
--= turned round
SELECT id, name FROM emp WHERE 1 = dept_id AND active AND 1000 < salary
--= with an alias
SELECT e.id, e.name FROM emp e WHERE e.active AND e.salary > 1000 AND e.dept_id = 1
--!
SELECT id, name FROM emp WHERE dept_id = 1 AND active OR salary > 1000
--!
SELECT id, name FROM emp WHERE dept_id = 1 AND NOT active AND salary > 1000
--!
SELECT id, name FROM emp WHERE dept_id = 1 AND active AND salary >= 5000
--!
SELECT id, name FROM emp WHERE dept_id = 1 AND salary > 1000
--!
SELECT id, name FROM emp WHERE dept_id = 1 AND active IS NOT FALSE AND salary > 1000

--- the order of alternatives
SELECT id FROM emp WHERE dept_id = 2 OR name = 'Ann' OR salary IS NULL
--=
SELECT id FROM emp WHERE salary IS NULL OR dept_id = 2 OR name = 'Ann'
--=
SELECT id FROM emp WHERE ((name = 'Ann') OR (dept_id = 2)) OR salary ISNULL
--=
SELECT id FROM emp WHERE 'Ann' = name OR 2 = dept_id OR salary IS NULL OR name = 'Ann'
--!
SELECT id FROM emp WHERE dept_id = 2 OR name = 'Ann' AND salary IS NULL
--!
SELECT id FROM emp WHERE (dept_id = 2 OR name = 'Ann') AND salary IS NULL
--!
SELECT id FROM emp WHERE dept_id = 2 OR name = 'Ann' OR salary IS NOT NULL
--!
SELECT id FROM emp WHERE dept_id = 2 OR name = 'ann' OR salary IS NULL

--- and binds closer than or
SELECT id FROM emp WHERE active OR dept_id = 1 AND salary = 5000
--=
SELECT id FROM emp WHERE active OR (dept_id = 1 AND salary = 5000)
--=
SELECT id FROM emp WHERE (salary = 5000 AND dept_id = 1) OR active
--!
SELECT id FROM emp WHERE (active OR dept_id = 1) AND salary = 5000
--!
SELECT id FROM emp WHERE active AND dept_id = 1 OR salary = 5000

--- not binds closer than and
SELECT id FROM emp WHERE NOT active AND dept_id = 2
--=
SELECT id FROM emp WHERE (NOT active) AND dept_id = 2
--=
SELECT id FROM emp WHERE dept_id = 2 AND NOT active
--!
SELECT id FROM emp WHERE NOT (active AND dept_id = 2)
--!
SELECT id FROM emp WHERE active IS NOT TRUE AND dept_id = 2
--! null is not false
SELECT id FROM emp WHERE (active IS NULL OR NOT active) AND dept_id = 2

--- a guard before a division
SELECT id FROM num WHERE (i2 + 0) <> 0 AND 10 / i2 > 1
--=
SELECT id FROM num WHERE ((i2 + 0) <> 0) AND (10 / i2 > 1)
--! in the other order it divides by zero
SELECT id FROM num WHERE 10 / i2 > 1 AND (i2 + 0) <> 0
--!
SELECT id FROM num WHERE 10 / i2 > 1
--!
SELECT id FROM num WHERE (i2 + 0) <> 0 OR 10 / i2 > 1
--!
SELECT id FROM num WHERE CASE WHEN i2 > 1 THEN 10 / i2 > 1 END
--!
SELECT id FROM num WHERE (i2 + 0) <> 0 AND 10 / i2 > 3

--- a guard in an alternative
SELECT id FROM num WHERE i4 = 0 OR 10 / i4 > 1
--!
SELECT id FROM num WHERE 10 / i4 > 1 OR i4 = 0
--!
SELECT id FROM num WHERE i4 = 0 OR 10 / nullif(i4, 0) < 1

--- a guard before a cast
SELECT id FROM txt WHERE t ~ '^[0-9]+$' AND t::int > 0
--!
SELECT id FROM txt WHERE t ~ '^[0-9]+$' AND t::int > 5
--!
SELECT id FROM txt WHERE t ~ '^[0-9]' OR t::int > 0

--- a list
SELECT id FROM emp WHERE dept_id IN (1, 2, 9)
--=
SELECT id FROM emp WHERE dept_id IN (9, 1, 2)
--=
SELECT id FROM emp WHERE dept_id IN (2,2,9,1,1)
--=
SELECT e.id FROM emp AS e WHERE (e.dept_id) IN (1, 9, 2)
--!
SELECT id FROM emp WHERE dept_id IN (1, 2)
--!
SELECT id FROM emp WHERE dept_id NOT IN (1, 2, 9)
--!
SELECT id FROM emp WHERE dept_id IN (1, 2, 9) IS NOT FALSE
--!
SELECT id FROM emp WHERE id IN (1, 2, 9)
--! one of them is a list of its own
SELECT id FROM emp WHERE dept_id IN (1, 2, NULL)

--- a list of texts
SELECT count(*) AS n FROM sale WHERE region IN ('north', 'south', '')
--=
SELECT count(*) AS n FROM sale WHERE region IN ('', 'south', 'north')
--=
SELECT COUNT(*) n FROM sale WHERE region IN ('south','north','','south')
--!
SELECT count(*) AS n FROM sale WHERE region IN ('north', 'South', '')
--!
SELECT count(*) AS n FROM sale WHERE region IN ('north', 'south', ' ')
--!
SELECT count(*) AS n FROM sale WHERE region IN ('north', 'south')
--!
SELECT count(*) AS n FROM sale WHERE region IN ('north, south', '')

--- not in a list that holds null
SELECT id FROM emp WHERE dept_id NOT IN (1, 2)
--=
SELECT id FROM emp WHERE dept_id NOT IN (2, 1)
--=
SELECT id FROM emp WHERE NOT dept_id IN (1, 2)
--=
SELECT id FROM emp WHERE NOT (dept_id IN (2, 1, 2))
--! never true
SELECT id FROM emp WHERE dept_id NOT IN (1, 2, NULL)
--!
SELECT id FROM emp WHERE dept_id NOT IN (1, 2) OR dept_id IS NULL
--!
SELECT id FROM emp WHERE (dept_id IN (1, 2)) IS NOT TRUE
--!
SELECT id FROM emp WHERE dept_id NOT IN (1)

--- null in the list of a select item
SELECT id, dept_id IN (1, NULL) AS x FROM emp
--!
SELECT id, dept_id IN (1) AS x FROM emp
--!
SELECT id, dept_id NOT IN (1, NULL) AS x FROM emp
--!
SELECT id, dept_id IN (1, NULL) IS TRUE AS x FROM emp
--!
SELECT id, dept_id = 1 AS x FROM emp
--!
SELECT id, coalesce(dept_id IN (1, NULL), false) AS x FROM emp

--- a list of several kinds of constants
SELECT id FROM num WHERE f8 IN (1, 0.1, '-0')
--!
SELECT id FROM num WHERE n IN (1, 0.1, '-0')
--!
SELECT id FROM num WHERE f8 IN (1, 0.1)
--! integers only: the text is none
SELECT id FROM num WHERE i4 IN (1, 'x')
--!
SELECT id FROM num WHERE f8 IN (1, '0.10001', '-0')

--- between
SELECT id FROM emp WHERE salary BETWEEN 0 AND 4000
--=
SELECT id FROM emp WHERE salary >= 0 AND salary <= 4000
--=
SELECT id FROM emp WHERE salary <= 4000 AND salary >= 0
--=
SELECT id FROM emp WHERE 0 <= salary AND 4000 >= salary
--=
SELECT id FROM emp e WHERE e.salary BETWEEN ASYMMETRIC 0 AND 4000
--!
SELECT id FROM emp WHERE salary BETWEEN 4000 AND 0
--!
SELECT id FROM emp WHERE salary > 0 AND salary <= 4000
--!
SELECT id FROM emp WHERE salary >= 0 AND salary < 4000
--!
SELECT id FROM emp WHERE salary NOT BETWEEN 0 AND 4000
--!
SELECT id FROM emp WHERE salary BETWEEN 0 AND 4000 OR salary IS NULL
--!
SELECT id FROM emp WHERE salary BETWEEN 1 AND 4000

--- between, in either order
SELECT id FROM emp WHERE salary BETWEEN SYMMETRIC 4000 AND 0
--!
SELECT id FROM emp WHERE salary BETWEEN 4000 AND 0
--!
SELECT id FROM emp WHERE salary NOT BETWEEN SYMMETRIC 4000 AND 0
--!
SELECT id FROM emp WHERE salary BETWEEN SYMMETRIC 4000 AND 5000

--- outside
SELECT id FROM emp WHERE salary NOT BETWEEN 0 AND 4000
--=
SELECT id FROM emp WHERE NOT salary BETWEEN 0 AND 4000
--=
SELECT id FROM emp WHERE NOT (salary BETWEEN 0 AND 4000)
--=
SELECT id FROM emp WHERE salary < 0 OR salary > 4000
--=
SELECT id FROM emp WHERE 4000 < salary OR 0 > salary
--!
SELECT id FROM emp WHERE salary <= 0 OR salary > 4000
--!
SELECT id FROM emp WHERE salary < 0 AND salary > 4000
--!
SELECT id FROM emp WHERE (salary BETWEEN 0 AND 4000) IS NOT TRUE

--- between days of a timestamp
SELECT id FROM tim WHERE ts BETWEEN '2024-03-10' AND '2024-11-03'
--=
SELECT id FROM tim WHERE ts >= '2024-03-10' AND ts <= '2024-11-03'
--!
SELECT id FROM tim WHERE d BETWEEN '2024-03-10' AND '2024-11-03'
--!
SELECT id FROM tim WHERE ts BETWEEN '2024-03-10' AND '2024-11-03 23:59:59'
--!
SELECT id FROM tim WHERE ts::date BETWEEN '2024-03-10' AND '2024-11-03'
--!
SELECT id FROM tim WHERE ts BETWEEN '2024-03-10' AND '2025-11-03'

--- other than
SELECT id FROM emp WHERE dept_id <> 1
--=
SELECT id FROM emp WHERE dept_id != 1
--=
SELECT id FROM emp WHERE NOT dept_id = 1
--=
SELECT id FROM emp WHERE NOT (1 = dept_id)
--=
SELECT id FROM emp WHERE 1 <> dept_id
--! takes null along
SELECT id FROM emp WHERE dept_id IS DISTINCT FROM 1
--!
SELECT id FROM emp WHERE (dept_id = 1) IS NOT TRUE
--!
SELECT id FROM emp WHERE NOT dept_id <> 1
--!
SELECT id FROM emp WHERE dept_id > 1 AND dept_id < 9
--!
SELECT id FROM emp WHERE id <> 1

--- not twice
SELECT id FROM emp WHERE active
--= a user's way of writing it
SELECT id FROM emp WHERE (active)
--!
SELECT id FROM emp WHERE NOT active
--!
SELECT id FROM emp WHERE active IS NOT FALSE
--!
SELECT id FROM emp WHERE active IS NOT NULL
--!
SELECT id FROM emp WHERE active = false

--- null or not
SELECT id FROM emp WHERE salary IS NOT NULL
--=
SELECT id FROM emp WHERE salary NOTNULL
--=
SELECT emp.id FROM emp WHERE emp.salary IS NOT NULL
--!
SELECT id FROM emp WHERE salary IS NULL
--!
SELECT id FROM emp WHERE salary <> NULL
--!
SELECT id FROM emp WHERE hired IS NOT NULL AND id > 1
--!
SELECT id FROM emp WHERE boss IS NOT NULL

--- a row that is null in part
SELECT id FROM doc WHERE NOT (p IS NULL)
--!
SELECT id FROM doc WHERE p IS NOT NULL
--!
SELECT id FROM doc WHERE p IS NULL
--!
SELECT id FROM doc WHERE p IS NOT DISTINCT FROM NULL
--!
SELECT id FROM doc WHERE NOT (p IS NOT NULL)

--- a whole table's row is null in part
SELECT w.k FROM l w WHERE NOT (w IS NULL)
--!
SELECT w.k FROM l w WHERE w IS NOT NULL
--!
SELECT w.k FROM l w WHERE NOT (w.x IS NULL)
--! a column of that name goes first
SELECT x.k FROM l x WHERE NOT (x IS NULL)
--!
SELECT w.k FROM l w WHERE w.g IS NOT NULL

--- is true
SELECT id, active IS TRUE AS a FROM emp
--!
SELECT id, active AS a FROM emp
--!
SELECT id, active IS NOT TRUE AS a FROM emp
--!
SELECT id, active IS NOT FALSE AS a FROM emp
--!
SELECT id, active IS UNKNOWN AS a FROM emp

--- distinct from
SELECT id FROM emp WHERE boss IS DISTINCT FROM dept_id
--=
SELECT id FROM emp WHERE NOT (boss IS NOT DISTINCT FROM dept_id)
--=
SELECT id FROM emp AS t WHERE t.boss IS DISTINCT FROM t.dept_id
--!
SELECT id FROM emp WHERE boss <> dept_id
--!
SELECT id FROM emp WHERE boss IS NOT DISTINCT FROM dept_id
--!
SELECT id FROM emp WHERE id IS DISTINCT FROM dept_id

--- a column on either side
SELECT a.id FROM emp a, emp b WHERE a.boss = b.id AND a.salary >= b.salary
--=
SELECT a.id FROM emp a, emp b WHERE b.id = a.boss AND b.salary <= a.salary
--= needs catalog: the columns' type can be compared
SELECT x.id FROM emp x, emp y WHERE y.salary <= x.salary AND x.boss = y.id
--= needs catalog: the columns' type can be compared
SELECT a.id FROM emp b, emp a WHERE a.boss = b.id AND a.salary >= b.salary
--=
SELECT a.id FROM emp a JOIN emp b ON a.boss = b.id WHERE a.salary >= b.salary
--= needs catalog: the columns' type can be compared
SELECT a.id FROM emp a INNER JOIN emp b ON b.id = a.boss AND a.salary >= b.salary
--! the other one's
SELECT b.id FROM emp a, emp b WHERE a.boss = b.id AND a.salary >= b.salary
--!
SELECT a.id FROM emp a, emp b WHERE b.boss = a.id AND a.salary >= b.salary
--!
SELECT a.id FROM emp a, emp b WHERE a.boss = b.id AND a.salary <= b.salary
--!
SELECT a.id FROM emp a, emp b WHERE a.boss = b.id AND b.salary > a.salary
--!
SELECT a.id FROM emp a, emp b WHERE a.boss = b.boss AND a.salary >= b.salary

--- an operator that is named in full
SELECT id FROM emp WHERE dept_id OPERATOR(pg_catalog.=) 1
--= needs catalog: no operator fits better; as it would have been found
SELECT id FROM emp WHERE dept_id = 1
--! another schema's is another one
SELECT id FROM emp WHERE dept_id OPERATOR(other.=) 1
--!
SELECT id FROM emp WHERE dept_id OPERATOR(pg_catalog.<>) 1

--- an operator of a user's own that ignores case
SELECT id FROM emp WHERE name === 'ann'
--!
SELECT id FROM emp WHERE name = 'ann'
--!
SELECT id FROM emp WHERE NOT name === 'ann'
--!
SELECT id FROM emp WHERE name === ' ann'

--- a collation that ignores case
SELECT id FROM txt WHERE n = 'abc'
--=
SELECT id FROM txt WHERE 'abc' = n
--!
SELECT id FROM txt WHERE n = 'abc' COLLATE "C"
--!
SELECT id FROM txt WHERE t = 'abc'
--!
SELECT id FROM txt WHERE n::bytea = 'abc'
--!
SELECT id FROM txt WHERE n = 'abcd'

--- any of an array
SELECT id FROM emp WHERE dept_id = ANY ('{1,2}')
--=
SELECT id FROM emp WHERE dept_id = SOME ('{1,2}')
--=
SELECT id FROM emp WHERE (dept_id = ANY ('{1,2}'))
--!
SELECT id FROM emp WHERE dept_id = ALL ('{1,2}')
--!
SELECT id FROM emp WHERE dept_id <> ANY ('{1,2}')
--!
SELECT id FROM emp WHERE dept_id = ANY ('{1,9}')
--!
SELECT id FROM emp WHERE dept_id <> ALL ('{1,2}')

--- rows
SELECT k, g FROM l WHERE (k, g) = (1, 1)
--=
SELECT k, g FROM l WHERE ROW(k, g) = ROW(1, 1)
--=
SELECT l.k, l.g FROM l WHERE (l.k, l.g) = ROW(1, 1)
--!
SELECT k, g FROM l WHERE (k, g) <> (1, 1)
--!
SELECT k, g FROM l WHERE (k, g) >= (1, 1)
--!
SELECT k, g FROM l WHERE (k, g) IN ((1, 1), (3, 3))
--!
SELECT k, g FROM l WHERE (k, k) = (3, 3)

--- rows that are compared in order
SELECT k, g FROM r WHERE (k, g) > (1, 1)
--!
SELECT k, g FROM r WHERE k > 1 AND g > 1
--!
SELECT k, g FROM r WHERE (g, k) > (1, 1)
--!
SELECT k, g FROM r WHERE (k, g) >= (1, 1)
--!
SELECT k, g FROM r WHERE k > 1 OR g > 0
--!
SELECT k, g FROM r WHERE (k, g) < (1, 2)

--- a case and its default
SELECT id, CASE WHEN active THEN 'yes' WHEN NOT active THEN 'no' END AS a FROM emp
--=
SELECT id, CASE WHEN active THEN 'yes' WHEN NOT active THEN 'no' ELSE NULL END AS a FROM emp
--=
SELECT id, case when (active) then 'yes' when (not active) then 'no' end a FROM emp
--!
SELECT id, CASE WHEN active THEN 'yes' ELSE 'no' END AS a FROM emp
--!
SELECT id, CASE WHEN NOT active THEN 'yes' WHEN active THEN 'no' END AS a FROM emp
--!
SELECT id, CASE active WHEN true THEN 'yes' WHEN NULL THEN 'no' END AS a FROM emp
--! the column has another name
SELECT id, CASE WHEN active THEN 'yes' WHEN NOT active THEN 'no' END FROM emp

--- the branches of a case are looked at in order
SELECT id, CASE WHEN i4 = 0 THEN 0 WHEN 10 / i4 > 1 THEN 1 ELSE 2 END AS x FROM num
--!
SELECT id, CASE WHEN 10 / i4 > 1 THEN 1 WHEN i4 = 0 THEN 0 ELSE 2 END AS x FROM num
--!
SELECT id, CASE WHEN i4 = 0 THEN 0 WHEN 10 / i4 > 1 THEN 1 END AS x FROM num
--!
SELECT id, CASE i4 WHEN 0 THEN 0 WHEN 1 THEN 1 ELSE 3 END AS x FROM num

--- the name of a case
SELECT CASE WHEN active THEN name END FROM emp
--! that of its default
SELECT CASE WHEN active THEN name ELSE grade END FROM emp
--!
SELECT CASE WHEN active THEN name END AS name FROM emp

--- coalesce
SELECT id, coalesce(salary, 0) AS s FROM emp
--=
SELECT id, COALESCE(emp.salary, 0) s FROM emp
--!
SELECT id, coalesce(0, salary) AS s FROM emp
--!
SELECT id, nullif(salary, 0) AS s FROM emp
--!
SELECT id, coalesce(salary, 0.000) AS s FROM emp
--!
SELECT id, salary AS s FROM emp
--!
SELECT id, greatest(salary, 0) AS s FROM emp
