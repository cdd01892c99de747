--- a question of a BI tool, and the same after its next release
SELECT "source"."region" AS "region", SUM("source"."amount") AS "sum" FROM (SELECT "sale"."region" AS "region", "sale"."amount" AS "amount" FROM "sale" WHERE "sale"."qty" > 0) AS "source" GROUP BY "source"."region" ORDER BY "source"."region" ASC LIMIT 2000
--= a tag in front
-- Metabase:: userID: 3 queryType: MBQL queryHash: 4b1f
SELECT "source"."region" AS "region", SUM("source"."amount") AS "sum" FROM (SELECT "sale"."region" AS "region", "sale"."amount" AS "amount" FROM "sale" WHERE "sale"."qty" > 0) AS "source" GROUP BY "source"."region" ORDER BY "source"."region" ASC LIMIT 2000
--= the inner table with an alias, broken into lines
SELECT
  "source"."region" AS "region",
  SUM("source"."amount") AS "sum"
FROM
  (
    SELECT
      "t1"."region" AS "region",
      "t1"."amount" AS "amount"
    FROM
      "sale" AS "t1"
    WHERE
      "t1"."qty" > 0
  ) AS "source"
GROUP BY
  "source"."region"
ORDER BY
  "source"."region" ASC
LIMIT
  2000
--= by numbers, without quotes
select source.region, sum(source.amount) as sum from (select region, amount from sale where qty > 0) as source group by 1 order by 1 limit 2000
--! another limit
SELECT "source"."region" AS "region", SUM("source"."amount") AS "sum" FROM (SELECT "sale"."region" AS "region", "sale"."amount" AS "amount" FROM "sale" WHERE "sale"."qty" > 0) AS "source" GROUP BY "source"."region" ORDER BY "source"."region" ASC LIMIT 2
--! the filter has gone
SELECT "source"."region" AS "region", SUM("source"."amount") AS "sum" FROM (SELECT "sale"."region" AS "region", "sale"."amount" AS "amount" FROM "sale") AS "source" GROUP BY "source"."region" ORDER BY "source"."region" ASC LIMIT 2000
--~
SELECT "source"."region" AS "region", SUM("source"."amount") AS "sum" FROM (SELECT "sale"."region" AS "region", "sale"."amount" AS "amount" FROM "sale" WHERE "sale"."qty" > 0) AS "source" GROUP BY "source"."region" ORDER BY "source"."region" DESC LIMIT 2000

--- a time series with the range of the page
SELECT date_trunc('month', day) AS "time", sum(amount) AS "value" FROM sale WHERE day BETWEEN '2024-01-01T00:00:00Z' AND '2024-06-30T00:00:00Z' AND region = 'north' GROUP BY 1 ORDER BY 1
--= bounds apart
SELECT date_trunc('month', day) AS "time", sum(amount) AS "value" FROM sale WHERE day >= '2024-01-01T00:00:00Z' AND day <= '2024-06-30T00:00:00Z' AND region = 'north' GROUP BY 1 ORDER BY 1
--= another order, a list of one
SELECT date_trunc('month', day) AS "time", sum(amount) AS "value" FROM sale WHERE region IN ('north') AND (day BETWEEN '2024-01-01T00:00:00Z' AND '2024-06-30T00:00:00Z') GROUP BY 1 ORDER BY 1
--= names
SELECT date_trunc('month', s.day) AS time, sum(s.amount) AS value FROM sale s WHERE s.day BETWEEN '2024-01-01T00:00:00Z' AND '2024-06-30T00:00:00Z' AND s.region = 'north' GROUP BY date_trunc('month', s.day) ORDER BY "time"
--! the page has moved on
SELECT date_trunc('month', day) AS "time", sum(amount) AS "value" FROM sale WHERE day BETWEEN '2024-01-01T00:00:00Z' AND '2024-03-30T00:00:00Z' AND region = 'north' GROUP BY 1 ORDER BY 1
--! half open
SELECT date_trunc('month', day) AS "time", sum(amount) AS "value" FROM sale WHERE day > '2024-01-01T00:00:00Z' AND day <= '2024-06-30T00:00:00Z' AND region = 'north' GROUP BY 1 ORDER BY 1
--! another region
SELECT date_trunc('month', day) AS "time", sum(amount) AS "value" FROM sale WHERE day BETWEEN '2024-01-01T00:00:00Z' AND '2024-06-30T00:00:00Z' AND region = 'east' GROUP BY 1 ORDER BY 1

--- the query of an ORM
SELECT "emp"."id", "emp"."name", "emp"."salary" FROM "emp" WHERE ("emp"."dept_id" = 1 AND NOT ("emp"."name" IS NULL)) ORDER BY "emp"."id" ASC LIMIT 21
--= numbered aliases
SELECT T0."id", T0."name", T0."salary" FROM "emp" T0 WHERE (T0."dept_id" = 1 AND NOT (T0."name" IS NULL)) ORDER BY T0."id" ASC LIMIT 21
--= by hand
select id, name, salary from emp where dept_id = 1 and not name is null order by id limit 21
--= the names that they have
SELECT e.id AS id, e.name AS name, e.salary AS salary FROM emp AS e WHERE e.dept_id = 1 AND (NOT (e.name IS NULL)) ORDER BY e.id FETCH FIRST 21 ROWS ONLY
--! one more column
SELECT "emp"."id", "emp"."name", "emp"."salary", "emp"."boss" FROM "emp" WHERE ("emp"."dept_id" = 1 AND NOT ("emp"."name" IS NULL)) ORDER BY "emp"."id" ASC LIMIT 21
--! the next page
SELECT "emp"."id", "emp"."name", "emp"."salary" FROM "emp" WHERE ("emp"."dept_id" = 1 AND NOT ("emp"."name" IS NULL)) ORDER BY "emp"."id" ASC LIMIT 21 OFFSET 3
--! another department
SELECT "emp"."id", "emp"."name", "emp"."salary" FROM "emp" WHERE ("emp"."dept_id" = 2 AND NOT ("emp"."name" IS NULL)) ORDER BY "emp"."id" ASC LIMIT 21

--- an ORM's join and its count
SELECT COUNT(*) AS "__count" FROM "emp" INNER JOIN "dept" ON ("emp"."dept_id" = "dept"."id") WHERE "dept"."city" = 'Berlin'
--= aliases
SELECT COUNT(*) AS "__count" FROM "emp" U0 INNER JOIN "dept" U1 ON (U0."dept_id" = U1."id") WHERE U1."city" = 'Berlin'
--= a comma
select count(*) as __count from emp e, dept d where e.dept_id = d.id and d.city = 'Berlin'
--= from the other side
SELECT count(*) AS __count FROM dept d JOIN emp e ON d.id = e.dept_id WHERE 'Berlin' = d.city
--! those without a department as well
SELECT COUNT(*) AS "__count" FROM "emp" LEFT OUTER JOIN "dept" ON ("emp"."dept_id" = "dept"."id") WHERE "dept"."city" = 'Berlin' OR "dept"."city" IS NULL
--! departments, not people
SELECT COUNT(DISTINCT "dept"."id") AS "__count" FROM "emp" INNER JOIN "dept" ON ("emp"."dept_id" = "dept"."id") WHERE "dept"."city" = 'Berlin'
--! case counts
SELECT COUNT(*) AS "__count" FROM "emp" INNER JOIN "dept" ON ("emp"."dept_id" = "dept"."id") WHERE "dept"."city" = 'berlin'

--- a model that was compiled
with paid as ( select * from sale where amount > 0 ), final as ( select region, count(*) as orders, sum(amount) as revenue from paid group by region ) select * from final
--= names of the steps
with src as (select * from sale where amount > 0), result as (select region, count(*) as orders, sum(amount) as revenue from src group by 1) select * from result
--= the compiler's comment
/* {"app": "dbt", "node_id": "model.shop.revenue"} */
with paid as (
    select * from sale where amount > 0
),
final as (
    select region, count(*) as orders, sum(amount) as revenue
    from paid
    group by region
)
select * from final
--= without steps
select * from (select region, count(*) as orders, sum(amount) as revenue from (select * from sale where amount > 0) as paid group by region) as final
--! another bound
with paid as ( select * from sale where amount > 10 ), final as ( select region, count(*) as orders, sum(amount) as revenue from paid group by region ) select * from final
--! all of them
with paid as ( select * from sale ), final as ( select region, count(*) as orders, sum(amount) as revenue from paid group by region ) select * from final
--! of each person
with paid as ( select * from sale where amount > 0 ), final as ( select emp_id, count(*) as orders, sum(amount) as revenue from paid group by emp_id ) select * from final

--- a filter box with many values
SELECT s.region, s.day, s.amount FROM sale s WHERE s.region IN ('north', 'south', 'east', 'west') AND s.emp_id IN (1, 2, 3, 8) AND NOT s.qty = 0
--= ticked in another order
SELECT s.region, s.day, s.amount FROM sale s WHERE s.region IN ('west', 'east', 'south', 'north') AND s.emp_id IN (8, 3, 2, 1) AND NOT s.qty = 0
--= the boxes in another order
SELECT s.region, s.day, s.amount FROM sale s WHERE s.qty <> 0 AND s.emp_id IN (1, 2, 3, 8) AND s.region IN ('north', 'south', 'east', 'west')
--= said twice
SELECT s.region, s.day, s.amount FROM sale s WHERE s.region IN ('north', 'south', 'east', 'west', 'north') AND s.qty != 0 AND s.emp_id IN (1, 1, 2, 3, 8) AND s.qty != 0
--= without an alias
SELECT region, day, amount FROM sale WHERE (region IN ('north', 'south', 'east', 'west')) AND (emp_id IN (1, 2, 3, 8)) AND (NOT (qty = 0))
--! one less
SELECT s.region, s.day, s.amount FROM sale s WHERE s.region IN ('north', 'south', 'west') AND s.emp_id IN (1, 2, 3, 8) AND NOT s.qty = 0
--! one more
SELECT s.region, s.day, s.amount FROM sale s WHERE s.region IN ('north', 'south', 'east', 'west') AND s.emp_id IN (1, 2, 3, 6, 8) AND NOT s.qty = 0
--! the other box
SELECT s.region, s.day, s.amount FROM sale s WHERE s.region IN ('north', 'south', 'east', 'west') AND s.emp_id NOT IN (1, 2, 3, 8) AND NOT s.qty = 0

--- an extract for a spreadsheet
SELECT e.id AS "Employee", e.name AS "Name", d.name AS "Department", CAST(e.salary AS numeric(12, 0)) AS "Salary" FROM emp e LEFT OUTER JOIN dept d ON (e.dept_id = d.id) ORDER BY 1
--= types and joins in other words
SELECT e.id "Employee", e.name "Name", d.name "Department", e.salary::decimal(12) "Salary" FROM emp e LEFT JOIN dept d ON d.id = e.dept_id ORDER BY e.id
--= other aliases
SELECT a.id AS "Employee", a.name AS "Name", b.name AS "Department", a.salary::numeric(12,0) AS "Salary" FROM emp AS a LEFT JOIN dept AS b ON a.dept_id = b.id ORDER BY "Employee" ASC
--! a name
SELECT e.id AS "Employee", e.name AS "name", d.name AS "Department", CAST(e.salary AS numeric(12, 0)) AS "Salary" FROM emp e LEFT OUTER JOIN dept d ON (e.dept_id = d.id) ORDER BY 1
--! a digit
SELECT e.id AS "Employee", e.name AS "Name", d.name AS "Department", CAST(e.salary AS numeric(12, 1)) AS "Salary" FROM emp e LEFT OUTER JOIN dept d ON (e.dept_id = d.id) ORDER BY 1
--~ the order
SELECT e.id AS "Employee", e.name AS "Name", d.name AS "Department", CAST(e.salary AS numeric(12, 0)) AS "Salary" FROM emp e LEFT OUTER JOIN dept d ON (e.dept_id = d.id) ORDER BY 2 DESC, 1

--- a funnel
SELECT count(*) AS all_sales, count(*) FILTER (WHERE qty > 0) AS shipped, count(*) FILTER (WHERE qty > 0 AND amount > 10) AS large, round(avg(amount), 2) AS mean, max(day) AS last FROM sale WHERE emp_id IS NOT NULL AND NOT (region = 'up' OR region = 'low')
--= not, taken apart
SELECT count(*) AS all_sales, count(*) FILTER (WHERE qty > 0) AS shipped, count(*) FILTER (WHERE qty > 0 AND amount > 10) AS large, round(avg(amount), 2) AS mean, max(day) AS last FROM sale WHERE region <> 'up' AND region <> 'low' AND emp_id IS NOT NULL
--= an alias
SELECT count(*) AS all_sales, count(*) FILTER (WHERE s.qty > 0) AS shipped, count(*) FILTER (WHERE s.qty > 0 AND s.amount > 10) AS large, round(avg(s.amount), 2) AS mean, max(s.day) AS last FROM sale s WHERE s.emp_id IS NOT NULL AND NOT (s.region = 'up' OR s.region = 'low')
--= constants on the left
SELECT COUNT(*) AS all_sales, COUNT(*) FILTER (WHERE 0 < qty) AS shipped, COUNT(*) FILTER (WHERE 0 < qty AND 10 < amount) AS large, ROUND(AVG(amount), 2) AS mean, MAX(day) AS last FROM sale WHERE emp_id NOTNULL AND NOT ('up' = region OR 'low' = region)
--!
SELECT count(*) AS all_sales, count(*) FILTER (WHERE qty > 0) AS shipped, count(*) FILTER (WHERE qty > 0 OR amount > 10) AS large, round(avg(amount), 2) AS mean, max(day) AS last FROM sale WHERE emp_id IS NOT NULL AND NOT (region = 'up' OR region = 'low')
--!
SELECT count(*) AS all_sales, count(*) FILTER (WHERE qty > 0) AS shipped, count(*) FILTER (WHERE qty > 0 AND amount > 10) AS large, round(avg(amount), 2) AS mean, max(day) AS last FROM sale WHERE emp_id IS NOT NULL AND NOT (region = 'up' AND region = 'low')
--!
SELECT count(*) AS all_sales, count(*) FILTER (WHERE qty > 1) AS shipped, count(*) FILTER (WHERE qty > 0 AND amount > 10) AS large, round(avg(amount), 2) AS mean, max(day) AS last FROM sale WHERE emp_id IS NOT NULL AND NOT (region = 'up' OR region = 'low')

--- moving averages of a chart
SELECT day, amount, avg(amount) OVER (PARTITION BY region ORDER BY day, id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS smooth, rank() OVER (PARTITION BY region ORDER BY amount DESC NULLS LAST) AS place FROM sale WHERE region IS NOT NULL
--= named windows
SELECT day, amount, avg(amount) OVER smooth_w AS smooth, rank() OVER rank_w AS place FROM sale WHERE region IS NOT NULL WINDOW smooth_w AS (PARTITION BY region ORDER BY day, id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW), rank_w AS (PARTITION BY region ORDER BY amount DESC NULLS LAST)
--= the short frame
SELECT day, amount, avg(amount) OVER (PARTITION BY region ORDER BY day ASC, id ASC ROWS 2 PRECEDING) AS smooth, rank() OVER (PARTITION BY region ORDER BY amount DESC NULLS LAST) AS place FROM sale WHERE region NOTNULL
--= an alias
SELECT s.day, s.amount, avg(s.amount) OVER (PARTITION BY s.region ORDER BY s.day, s.id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS smooth, rank() OVER (PARTITION BY s.region ORDER BY s.amount DESC NULLS LAST) AS place FROM sale s WHERE s.region IS NOT NULL
--!
SELECT day, amount, avg(amount) OVER (PARTITION BY region ORDER BY day, id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS smooth, rank() OVER (PARTITION BY region ORDER BY amount DESC NULLS LAST) AS place FROM sale WHERE region IS NOT NULL
--!
SELECT day, amount, avg(amount) OVER (PARTITION BY region ORDER BY day, id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS smooth, rank() OVER (PARTITION BY region ORDER BY amount DESC) AS place FROM sale WHERE region IS NOT NULL
--!
SELECT day, amount, avg(amount) OVER (PARTITION BY region ORDER BY day, id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS smooth, dense_rank() OVER (PARTITION BY region ORDER BY amount DESC NULLS LAST) AS place FROM sale WHERE region IS NOT NULL
