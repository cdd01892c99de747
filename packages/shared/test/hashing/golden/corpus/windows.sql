--- a named window
SELECT id, sum(amount) OVER w AS running, row_number() OVER w AS n FROM sale WINDOW w AS (PARTITION BY region ORDER BY id)
--= spelled out
SELECT id, sum(amount) OVER (PARTITION BY region ORDER BY id) AS running, row_number() OVER (PARTITION BY region ORDER BY id) AS n FROM sale
--= of another name
SELECT id, sum(amount) OVER win AS running, row_number() OVER win AS n FROM sale WINDOW win AS (PARTITION BY region ORDER BY id)
--= needs catalog: there is such a column; one that nobody uses
SELECT id, sum(amount) OVER w AS running, row_number() OVER w AS n FROM sale WINDOW w AS (PARTITION BY region ORDER BY id), v AS (ORDER BY qty)
--= one on another
SELECT id, sum(amount) OVER w AS running, row_number() OVER w AS n FROM sale WINDOW p AS (PARTITION BY region), w AS (p ORDER BY id)
--= the base in parentheses
SELECT id, sum(amount) OVER (p ORDER BY id) AS running, row_number() OVER (p ORDER BY id) AS n FROM sale WINDOW p AS (PARTITION BY region)
--= qualified, directions said aloud
SELECT s.id, sum(s.amount) OVER w AS running, row_number() OVER w AS n FROM sale s WINDOW w AS (PARTITION BY s.region ORDER BY s.id ASC NULLS LAST)
--= the frame that it has anyway
SELECT id, sum(amount) OVER (PARTITION BY region ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running, row_number() OVER (PARTITION BY region ORDER BY id) AS n FROM sale
--!
SELECT id, sum(amount) OVER w AS running, row_number() OVER w AS n FROM sale WINDOW w AS (PARTITION BY qty ORDER BY id)
--!
SELECT id, sum(amount) OVER w AS running, row_number() OVER w AS n FROM sale WINDOW w AS (PARTITION BY region ORDER BY id DESC)
--!
SELECT id, sum(amount) OVER w AS running, row_number() OVER w AS n FROM sale WINDOW w AS (ORDER BY id)
--!
SELECT id, sum(amount) OVER w AS running, row_number() OVER v AS n FROM sale WINDOW w AS (PARTITION BY region ORDER BY id), v AS (ORDER BY id)
--!
SELECT id, sum(amount) OVER w AS running, rank() OVER (PARTITION BY region ORDER BY id / 100) AS n FROM sale WINDOW w AS (PARTITION BY region ORDER BY id)
--!
SELECT id, sum(amount) OVER (PARTITION BY region) AS running, row_number() OVER (PARTITION BY region ORDER BY id) AS n FROM sale
--! a window that does not exist
SELECT id, sum(amount) OVER w AS running, row_number() OVER x AS n FROM sale WINDOW w AS (PARTITION BY region ORDER BY id)

--- rows and ranges
SELECT id, sum(qty) OVER (ORDER BY day, id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM sale
--= short
SELECT id, sum(qty) OVER (ORDER BY day, id ROWS 1 PRECEDING) AS s FROM sale
--=
SELECT id, sum(sale.qty) OVER (ORDER BY sale.day, sale.id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE NO OTHERS) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY day, id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY day, id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY day, id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY day, id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY day, id) AS s FROM sale

--- peers
SELECT id, sum(qty) OVER (ORDER BY day) AS s FROM sale
--=
SELECT id, sum(qty) OVER (ORDER BY day RANGE UNBOUNDED PRECEDING) AS s FROM sale
--=
SELECT id, sum(qty) OVER (ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS s FROM sale
--=
SELECT id, sum(qty) OVER (ORDER BY day ASC) AS s FROM sale s
--!
SELECT id, sum(qty) OVER (ORDER BY day, id) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY day NULLS FIRST) AS s FROM sale
--!
SELECT id, sum(qty) OVER () AS s FROM sale
--!
SELECT id, sum(qty) OVER (PARTITION BY day) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY day GROUPS 1 PRECEDING) AS s FROM sale
--!
SELECT id, sum(qty) OVER (ORDER BY day RANGE '31 days' PRECEDING) AS s FROM sale

--- ranges of values
SELECT id, count(*) OVER (ORDER BY id RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS n FROM sale WHERE id <> 5
--!
SELECT id, count(*) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS n FROM sale WHERE id <> 5
--!
SELECT id, count(*) OVER (ORDER BY id RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS n FROM sale WHERE id <> 5
--!
SELECT id, count(*) OVER (ORDER BY id DESC RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS n FROM sale WHERE id <> 5
--!
SELECT id, count(*) OVER (ORDER BY id RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP) AS n FROM sale WHERE id <> 5

--- ranks
SELECT id, rank() OVER (ORDER BY salary DESC) AS r FROM emp
--=
SELECT id, rank() OVER (ORDER BY salary DESC NULLS FIRST) AS r FROM emp
--=
SELECT e.id, RANK() OVER w r FROM emp e WINDOW w AS (ORDER BY e.salary DESC)
--!
SELECT id, dense_rank() OVER (ORDER BY salary DESC) AS r FROM emp
--!
SELECT id, rank() OVER (ORDER BY salary) AS r FROM emp
--!
SELECT id, rank() OVER (ORDER BY salary DESC NULLS LAST) AS r FROM emp
--!
SELECT id, row_number() OVER (ORDER BY salary DESC, id) AS r FROM emp
--!
SELECT id, percent_rank() OVER (ORDER BY salary DESC) AS r FROM emp
--!
SELECT id, rank() OVER (PARTITION BY dept_id ORDER BY salary DESC) AS r FROM emp
--! a literal is no ordinal here
SELECT id, rank() OVER (ORDER BY 1) AS r FROM emp

--- the order of partitions' keys
SELECT id, count(*) OVER (PARTITION BY dept_id, boss) AS n FROM emp
--=
SELECT id, count(*) OVER (PARTITION BY boss, dept_id) AS n FROM emp
--=
SELECT e.id, count(*) OVER (PARTITION BY e.dept_id, e.boss) AS n FROM emp e
--!
SELECT id, count(*) OVER (PARTITION BY dept_id) AS n FROM emp
--!
SELECT id, count(*) OVER (PARTITION BY dept_id ORDER BY boss) AS n FROM emp
--!
SELECT id, count(boss) OVER (PARTITION BY dept_id, boss) AS n FROM emp
--!
SELECT id, count(*) OVER (PARTITION BY dept_id, boss, id) AS n FROM emp

--- the row before
SELECT id, lag(amount) OVER (ORDER BY id) AS p FROM sale
--=
SELECT id, LAG(s.amount) OVER (ORDER BY s.id) AS p FROM sale AS s
--!
SELECT id, lag(amount, 2) OVER (ORDER BY id) AS p FROM sale
--!
SELECT id, lead(amount) OVER (ORDER BY id) AS p FROM sale
--!
SELECT id, lag(amount, 1, 0) OVER (ORDER BY id) AS p FROM sale
--!
SELECT id, lag(qty) OVER (ORDER BY id) AS p FROM sale
--!
SELECT id, lag(amount) OVER (ORDER BY id DESC) AS p FROM sale
--!
SELECT id, first_value(amount) OVER (ORDER BY id) AS p FROM sale

--- the last value of a frame
SELECT id, last_value(id) OVER (PARTITION BY region ORDER BY id) AS x FROM sale
--!
SELECT id, last_value(id) OVER (PARTITION BY region ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS x FROM sale
--!
SELECT id, first_value(id) OVER (PARTITION BY region ORDER BY id) AS x FROM sale
--!
SELECT id, nth_value(id, 2) OVER (PARTITION BY region ORDER BY id) AS x FROM sale

--- a window over groups
SELECT region, sum(amount) AS total, rank() OVER (ORDER BY sum(amount) DESC NULLS LAST) AS r FROM sale GROUP BY region
--=
SELECT region, sum(amount) AS total, rank() OVER w AS r FROM sale GROUP BY 1 WINDOW w AS (ORDER BY sum(amount) DESC NULLS LAST)
--=
SELECT s.region, sum(s.amount) AS total, rank() OVER (ORDER BY sum(s.amount) DESC NULLS LAST) AS r FROM sale s GROUP BY s.region
--!
SELECT region, sum(amount) AS total, rank() OVER (ORDER BY sum(amount) NULLS LAST) AS r FROM sale GROUP BY region
--!
SELECT region, sum(amount) AS total, rank() OVER (ORDER BY count(*) DESC NULLS LAST) AS r FROM sale GROUP BY region
--!
SELECT region, sum(sum(amount)) OVER () AS total, rank() OVER (ORDER BY sum(amount) DESC NULLS LAST) AS r FROM sale GROUP BY region

--- a window's filter
SELECT id, count(*) FILTER (WHERE active) OVER (PARTITION BY dept_id) AS n FROM emp
--=
SELECT id, count(*) FILTER (WHERE emp.active) OVER w AS n FROM emp WINDOW w AS (PARTITION BY dept_id)
--!
SELECT id, count(*) FILTER (WHERE NOT active) OVER (PARTITION BY dept_id) AS n FROM emp
--!
SELECT id, count(*) OVER (PARTITION BY dept_id) AS n FROM emp
--!
SELECT id, count(*) OVER (PARTITION BY dept_id, active) AS n FROM emp
--!
SELECT id, count(*) OVER (PARTITION BY dept_id) AS n FROM emp WHERE active

--- windows made of others
SELECT id, sum(qty) OVER (PARTITION BY region ORDER BY id) AS s FROM sale
--= of a partition
SELECT id, sum(qty) OVER (w ORDER BY id) AS s FROM sale WINDOW w AS (PARTITION BY region)
--= of all of one
SELECT id, sum(qty) OVER (w) AS s FROM sale WINDOW w AS (PARTITION BY region ORDER BY id)
--= of one that is made of one
SELECT id, sum(qty) OVER (v) AS s FROM sale WINDOW w AS (PARTITION BY region), v AS (w ORDER BY id)
--! an order cannot be given anew
SELECT id, sum(qty) OVER (w ORDER BY id) AS s FROM sale WINDOW w AS (PARTITION BY region ORDER BY day)
--! nor a partition
SELECT id, sum(qty) OVER (w PARTITION BY region) AS s FROM sale WINDOW w AS (ORDER BY id)
--! a frame cannot be copied, even the one it would have anyway
SELECT id, sum(qty) OVER (w) AS s FROM sale WINDOW w AS (PARTITION BY region ORDER BY id RANGE UNBOUNDED PRECEDING)
--! a window is made of an earlier one
SELECT id, sum(qty) OVER v AS s FROM sale WINDOW v AS (w ORDER BY id), w AS (PARTITION BY region)
