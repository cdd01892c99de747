--- DISTINCT ON and ORDER BY are compared as they are written
SELECT DISTINCT ON (CASE WHEN k IS NULL THEN 1 END) CASE WHEN k IS NULL THEN 1 END AS x FROM l ORDER BY 1
--! as two expressions
SELECT DISTINCT ON (CASE WHEN NOT (NOT (k IS NULL)) THEN 1 END) CASE WHEN k IS NULL THEN 1 END AS x FROM l ORDER BY 1
--! from the other side
SELECT DISTINCT ON (CASE WHEN k IS NULL THEN 1 END) CASE WHEN NOT k IS NOT NULL THEN 1 END AS x FROM l ORDER BY 1

--- and so are the names in their subqueries
SELECT DISTINCT ON ((SELECT max(1) FROM r AS a CROSS JOIN l AS i)) (SELECT max(1) FROM r AS a CROSS JOIN l AS i) AS u ORDER BY 1
--!
SELECT DISTINCT ON ((SELECT max(1) FROM r AS a CROSS JOIN l AS i)) (SELECT max(1) FROM r AS a CROSS JOIN l AS o) AS u ORDER BY 1

--- GROUP BY and what is grouped are compared as they are written
SELECT k = 1 AS x, count(*) AS n FROM l GROUP BY k = 1
--!
SELECT k = 1 AS x, count(*) AS n FROM l GROUP BY 1 = k
--!
SELECT NOT (k <> 1) AS x, count(*) AS n FROM l GROUP BY k = 1

--- so are DISTINCT and ORDER BY
SELECT DISTINCT k = 1 AS x FROM l ORDER BY k = 1
--!
SELECT DISTINCT k = 1 AS x FROM l ORDER BY 1 = k

--- and those of an aggregate
SELECT array_agg(DISTINCT k = 1 ORDER BY k = 1) AS x FROM l
--!
SELECT array_agg(DISTINCT k = 1 ORDER BY 1 = k) AS x FROM l

--- one column by two spellings, in grouping sets: the first output that is equal is meant
SELECT region, sale.region FROM sale GROUP BY GROUPING SETS (1, sale.region)
--= the first by its number
SELECT region, sale.region FROM sale GROUP BY GROUPING SETS (1, 1)
--! each of the two
SELECT region, sale.region FROM sale GROUP BY GROUPING SETS (1, 2)

--- the same in an expression
SELECT region || 'x' AS a, sale.region || 'x' AS b FROM sale GROUP BY GROUPING SETS (1, sale.region || 'x')
--! each of the two
SELECT region || 'x' AS a, sale.region || 'x' AS b FROM sale GROUP BY GROUPING SETS (1, 2)
