--- groups and their order
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY region, emp_id
--=
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY emp_id, region
--= by number
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY 1, 2
--= by number, turned round
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY 2, 1
--= number and name
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY region, 2
--= qualified
SELECT s.region, s.emp_id, sum(s.amount) AS total, count(*) AS n FROM sale s GROUP BY s.region, s.emp_id
--= twice
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY region, emp_id, region
--= ALL is the default
SELECT region, emp_id, sum(ALL amount) AS total, count(*) AS n FROM sale GROUP BY region, emp_id
--!
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY ROLLUP (region, emp_id)
--!
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY CUBE (region, emp_id)
--!
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY GROUPING SETS (region, emp_id)
--!
SELECT region, emp_id, sum(DISTINCT amount) AS total, count(*) AS n FROM sale GROUP BY region, emp_id
--!
SELECT region, emp_id, sum(amount) AS total, count(amount) AS n FROM sale GROUP BY region, emp_id
--!
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY region, emp_id, day
--!
SELECT emp_id, region, sum(amount) AS total, count(*) AS n FROM sale GROUP BY region, emp_id
--! not all are grouped
SELECT region, emp_id, sum(amount) AS total, count(*) AS n FROM sale GROUP BY region

--- rolled up
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY ROLLUP (region, qty)
--!
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY ROLLUP (qty, region)
--!
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY GROUPING SETS ((region, qty), ())
--!
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY region, ROLLUP (qty)
--!
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY ROLLUP ((region, qty))
--!
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY CUBE (region, qty)
--!
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY ROLLUP (region, qty), ROLLUP (region)

--- sets that come twice
SELECT region, count(*) AS n FROM sale GROUP BY GROUPING SETS (region, region)
--!
SELECT region, count(*) AS n FROM sale GROUP BY GROUPING SETS (region)
--!
SELECT region, count(*) AS n FROM sale GROUP BY DISTINCT GROUPING SETS (region, region)
--!
SELECT region, count(*) AS n FROM sale GROUP BY GROUPING SETS (region, ())

--- which set a row is of
SELECT region, qty, GROUPING(region, qty) AS g, count(*) AS n FROM sale GROUP BY CUBE (region, qty)
--!
SELECT region, qty, GROUPING(qty, region) AS g, count(*) AS n FROM sale GROUP BY CUBE (region, qty)
--!
SELECT region, qty, GROUPING(region) AS g, count(*) AS n FROM sale GROUP BY CUBE (region, qty)
--!
SELECT region, qty, GROUPING(region, qty) AS g, count(*) AS n FROM sale GROUP BY ROLLUP (region, qty)

--- grouped by an expression
SELECT date_trunc('month', day) AS month, sum(amount) AS total FROM sale GROUP BY date_trunc('month', day)
--= by number
SELECT date_trunc('month', day) AS month, sum(amount) AS total FROM sale GROUP BY 1
--= needs catalog: no column is called month; by its alias
SELECT date_trunc('month', day) AS month, sum(amount) AS total FROM sale GROUP BY month
--= in other words
SELECT DATE_TRUNC('month', s.day) AS "month", SUM(s.amount) AS "total" FROM "sale" AS s GROUP BY 1
--!
SELECT date_trunc('month', day) AS month, sum(amount) AS total FROM sale GROUP BY day
--! not the expression
SELECT date_trunc('month', day) AS month, sum(amount) AS total FROM sale GROUP BY date_trunc('year', day)
--!
SELECT date_trunc('year', day) AS month, sum(amount) AS total FROM sale GROUP BY 1
--!
SELECT date_trunc('month', day)::date AS month, sum(amount) AS total FROM sale GROUP BY 1
--!
SELECT date_trunc('month', day) AS day, sum(amount) AS total FROM sale GROUP BY 1

--- an alias that is a column's name as well: GROUP BY takes the column
SELECT date_trunc('month', day) AS day, count(*) AS n FROM sale GROUP BY day
--!
SELECT date_trunc('month', day) AS day, count(*) AS n FROM sale GROUP BY 1
--!
SELECT date_trunc('month', day) AS day, count(*) AS n FROM sale GROUP BY date_trunc('month', day)
--= qualified it is the column, too
SELECT date_trunc('month', day) AS day, count(*) AS n FROM sale GROUP BY sale.day

--- a column that was renamed to another's name
SELECT region AS qty, count(*) AS n FROM sale GROUP BY region
--=
SELECT region AS qty, count(*) AS n FROM sale GROUP BY 1
--! names the column qty
SELECT region AS qty, count(*) AS n FROM sale GROUP BY qty
--!
SELECT region AS qty, count(*) AS n FROM sale GROUP BY region, qty

--- grouped by a literal that is no number of a column
SELECT 'all' AS what, count(*) AS n FROM sale GROUP BY 1
--= needs catalog: no column is called what
SELECT 'all' AS what, count(*) n FROM sale GROUP BY what
--! not a column, and no number either
SELECT 'all' AS what, count(*) AS n FROM sale GROUP BY 'all'
--! no row if there is none
SELECT 'all' AS what, count(*) AS n FROM nothing GROUP BY 1
--! the second is an aggregate
SELECT 'all' AS what, count(*) AS n FROM sale GROUP BY 2
--!
SELECT 'all' AS what, count(*) AS n FROM sale GROUP BY what, region

--- a number is a column's, an expression is not
SELECT qty, count(*) AS n FROM sale GROUP BY 1
--=
SELECT qty, count(*) AS n FROM sale GROUP BY qty
--!
SELECT qty, count(*) AS n FROM sale GROUP BY 1 + 0
--!
SELECT qty, count(*) AS n FROM sale GROUP BY qty, id
--!
SELECT qty, count(*) AS n FROM sale GROUP BY 1::text

--- with nothing to count
SELECT count(*) AS n FROM nothing
--! no group, no row
SELECT count(*) AS n FROM nothing GROUP BY ()
UNION ALL SELECT 1
--!
SELECT count(*) AS n FROM nothing GROUP BY k
--!
SELECT sum(k) AS n FROM nothing
--!
SELECT count(*) AS n FROM nothing HAVING count(*) > 0

--- having
SELECT region, count(*) AS n FROM sale GROUP BY region HAVING count(*) > 1 AND sum(amount) > 10
--=
SELECT region, count(*) AS n FROM sale GROUP BY region HAVING 1 < count(*) AND 10 < sum(amount)
--=
SELECT s.region, count(*) AS n FROM sale s GROUP BY 1 HAVING (count(*) > 1) AND (sum(s.amount) > 10)
--!
SELECT region, count(*) AS n FROM sale GROUP BY region HAVING count(*) > 1 OR sum(amount) > 10
--!
SELECT region, count(*) AS n FROM sale GROUP BY region HAVING count(*) >= 1 AND sum(amount) > 10
--!
SELECT region, count(*) AS n FROM sale GROUP BY region HAVING count(DISTINCT qty) > 1 AND sum(amount) > 10
--! before the groups
SELECT region, count(*) AS n FROM sale WHERE amount > 10 GROUP BY region HAVING count(*) > 1
--!
SELECT region, count(*) AS n FROM sale GROUP BY region HAVING count(*) > 1

--- having and where of a column
SELECT region, count(*) AS n FROM sale GROUP BY region HAVING region <> 'north'
--=
SELECT region, count(*) AS n FROM sale GROUP BY region HAVING region != 'north'
--=
SELECT region, count(*) AS n FROM sale GROUP BY 1 HAVING NOT region = 'north'
--!
SELECT region, count(*) AS n FROM sale GROUP BY region HAVING region = 'north'
--!
SELECT region, count(*) AS n FROM sale GROUP BY region HAVING max(region) > 'north'

--- counts
SELECT count(qty) AS n FROM sale
--=
SELECT COUNT(sale.qty) n FROM sale
--!
SELECT count(*) AS n FROM sale
--!
SELECT count(DISTINCT qty) AS n FROM sale
--!
SELECT sum(qty) AS n FROM sale
--!
SELECT count(qty) FILTER (WHERE qty > 0) AS n FROM sale
--!
SELECT count(qty)::int AS n FROM sale
--!
SELECT count(nullif(qty, 0)) AS n FROM sale
--!
SELECT count(qty) FROM sale

--- a count without and with its name
SELECT count(*) FROM emp
--= the name that it has anyway
SELECT count(*) AS count FROM emp
--=
SELECT count(*) AS "count" FROM emp e
--!
SELECT count(*) AS cnt FROM emp
--!
SELECT count(*) AS "COUNT" FROM emp
--!
SELECT count(name) FROM emp
--!
SELECT count(*) FROM other.emp

--- a column without and with its name
SELECT e.name, e.id FROM emp e
--=
SELECT e.name AS name, e.id AS id FROM emp e
--=
SELECT name AS "name", id FROM emp
--!
SELECT e.name AS id, e.id AS name FROM emp e
--!
SELECT e.name AS "Name", e.id FROM emp e
--!
SELECT e.name AS emp_name, e.id FROM emp e
--!
SELECT name AS name, id AS id FROM other.emp

--- default names of functions and casts
SELECT lower(name), coalesce(name, ''), salary::int, upper(name)::varchar(3), EXTRACT(year FROM hired), now() IS NULL FROM emp
--= needs catalog: what the version calls them; said aloud
SELECT lower(name) AS lower, coalesce(name, '') AS coalesce, salary::int AS salary, upper(name)::varchar(3) AS upper, EXTRACT(year FROM hired) AS extract, now() IS NULL AS "?column?" FROM emp
--!
SELECT lower(name) AS l, coalesce(name, ''), salary::int, upper(name)::varchar(3), EXTRACT(year FROM hired), now() IS NULL FROM emp
--! date_part is another function
SELECT lower(name), coalesce(name, ''), salary::int, upper(name)::varchar(3), date_part('year', hired), now() IS NULL FROM emp
--!
SELECT lower(name), coalesce(name, ''), salary::int, upper(name)::varchar(2), EXTRACT(year FROM hired), now() IS NULL FROM emp

--- distinct in an aggregate
SELECT region, count(DISTINCT emp_id) AS n, avg(amount) AS mean FROM sale GROUP BY region
--=
SELECT s.region, count(DISTINCT s.emp_id) AS n, avg(s.amount) AS mean FROM sale s GROUP BY 1
--!
SELECT region, count(emp_id) AS n, avg(amount) AS mean FROM sale GROUP BY region
--!
SELECT region, count(DISTINCT emp_id) AS n, avg(DISTINCT amount) AS mean FROM sale GROUP BY region
--!
SELECT region, count(DISTINCT qty) AS n, avg(amount) AS mean FROM sale GROUP BY region
--!
SELECT region, count(DISTINCT (emp_id, qty)) AS n, avg(amount) AS mean FROM sale GROUP BY region
--!
SELECT region, count(DISTINCT emp_id) AS n, sum(amount) / count(*) AS mean FROM sale GROUP BY region

--- filters
SELECT region, count(*) FILTER (WHERE qty > 1 AND amount > 0) AS n FROM sale GROUP BY region
--=
SELECT region, count(*) FILTER (WHERE amount > 0 AND qty > 1) AS n FROM sale GROUP BY region
--=
SELECT region, count(*) FILTER (WHERE 1 < qty AND 0 < amount) n FROM sale s GROUP BY s.region
--! the groups that have none go
SELECT region, count(*) AS n FROM sale WHERE qty > 1 AND amount > 0 GROUP BY region
--!
SELECT region, count(*) FILTER (WHERE qty > 1 OR amount > 0) AS n FROM sale GROUP BY region
--!
SELECT region, sum(CASE WHEN qty > 1 AND amount > 0 THEN 1 END) AS n FROM sale GROUP BY region
--!
SELECT region, count(*) AS n FROM sale GROUP BY region
--!
SELECT region, count(DISTINCT emp_id) FILTER (WHERE qty > 1 AND amount > 0) AS n FROM sale GROUP BY region

--- the order within an aggregate
SELECT region, string_agg(id::text, ',' ORDER BY id) AS ids FROM sale GROUP BY region
--=
SELECT s.region, string_agg(s.id::text, ',' ORDER BY s.id) AS ids FROM sale s GROUP BY s.region
--=
SELECT region, string_agg(CAST(id AS text), ',' ORDER BY id ASC) AS ids FROM sale GROUP BY 1
--!
SELECT region, string_agg(id::text, ',' ORDER BY id DESC) AS ids FROM sale GROUP BY region
--!
SELECT region, string_agg(id::text, ', ' ORDER BY id) AS ids FROM sale GROUP BY region
--! as texts: 11 before 9
SELECT region, string_agg(id::text, ',' ORDER BY id::text) AS ids FROM sale GROUP BY region
--!
SELECT region, string_agg(qty::text, ',' ORDER BY id) AS ids FROM sale GROUP BY region
--!
SELECT region, array_agg(id::text ORDER BY id) AS ids FROM sale GROUP BY region
--! the number is a literal here
SELECT region, string_agg(id::text, ',' ORDER BY amount DESC, id) AS ids FROM sale GROUP BY region

--- nulls in an ordered aggregate
SELECT array_agg(emp_id ORDER BY emp_id, id) AS a FROM sale
--=
SELECT array_agg(emp_id ORDER BY emp_id NULLS LAST, id) AS a FROM sale
--!
SELECT array_agg(emp_id ORDER BY emp_id NULLS FIRST, id) AS a FROM sale
--!
SELECT array_agg(emp_id ORDER BY emp_id, id) FILTER (WHERE emp_id IS NOT NULL) AS a FROM sale
--!
SELECT array_agg(DISTINCT emp_id ORDER BY emp_id) AS a FROM sale
--!
SELECT array_agg(emp_id ORDER BY id) AS a FROM sale

--- shares
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS p FROM sale
--=
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY sale.amount ASC) AS p FROM sale
--!
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) AS p FROM sale
--!
SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY amount) AS p FROM sale
--!
SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY amount DESC) AS p FROM sale
--!
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY qty) AS p FROM sale
--!
SELECT percentile_cont(ARRAY[0.5]) WITHIN GROUP (ORDER BY amount) AS p FROM sale

--- distinct
SELECT DISTINCT emp_id, qty FROM sale
--=
SELECT DISTINCT s.emp_id, s.qty FROM sale AS s
--!
SELECT emp_id, qty FROM sale
--!
SELECT ALL emp_id, qty FROM sale
--!
SELECT DISTINCT ON (emp_id) emp_id, qty FROM sale ORDER BY emp_id, qty
--!
SELECT DISTINCT emp_id, qty, id FROM sale
--!
SELECT DISTINCT qty, emp_id FROM sale

--- distinct and the same by groups
SELECT DISTINCT region FROM sale
--!
SELECT region FROM sale
--!
SELECT DISTINCT lower(region) AS region FROM sale
--!
SELECT region FROM sale GROUP BY region, qty
--!
SELECT DISTINCT ROW(region) AS region FROM sale

--- the first of each
SELECT DISTINCT ON (dept_id) dept_id, id, name FROM emp ORDER BY dept_id, id
--=
SELECT DISTINCT ON (e.dept_id) e.dept_id, e.id, e.name FROM emp e ORDER BY e.dept_id, e.id
--=
SELECT DISTINCT ON (dept_id) dept_id, id, name FROM emp ORDER BY dept_id ASC, id ASC NULLS LAST
--! the last
SELECT DISTINCT ON (dept_id) dept_id, id, name FROM emp ORDER BY dept_id, id DESC
--!
SELECT DISTINCT ON (boss) dept_id, id, name FROM emp ORDER BY boss, id
--!
SELECT DISTINCT ON (dept_id, id) dept_id, id, name FROM emp ORDER BY dept_id, id
--!
SELECT DISTINCT dept_id, id, name FROM emp ORDER BY dept_id, id
--! nothing to be first by
SELECT DISTINCT ON (dept_id) dept_id, id, name FROM emp ORDER BY id

--- sums and their types
SELECT sum(i2) AS s FROM num WHERE id <> 3
--!
SELECT sum(i8) AS s FROM num WHERE id <> 3
--!
SELECT sum(i2::numeric) AS s FROM num WHERE id <> 3
--!
SELECT sum(i2::float4) AS s FROM num WHERE id <> 3
--!
SELECT sum(i4) AS s FROM num WHERE id <> 3
--!
SELECT avg(i2) AS s FROM num WHERE id <> 3

--- bool aggregates
SELECT bool_and(active) AS a, bool_or(active) AS o FROM emp
--=
SELECT bool_and(e.active) a, bool_or(e.active) o FROM emp e
--!
SELECT bool_or(active) AS a, bool_and(active) AS o FROM emp
--!
SELECT bool_and(active) AS a, bool_or(NOT active) AS o FROM emp WHERE active
--!
SELECT every(active) AS a, max(active::int) AS o FROM emp

--- numbers in grouping sets
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY CUBE (region, qty)
--= both
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY CUBE (1, 2)
--= one
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY CUBE (sale.region, 2)
--! another
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY CUBE (1)
--! an aggregate cannot be grouped by
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY CUBE (1, 2, 3)
--! there is no such output
SELECT region, qty, sum(amount) AS total FROM sale GROUP BY CUBE (1, 2, 4)
