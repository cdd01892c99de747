--- union
SELECT k FROM l UNION SELECT k FROM r
--=
SELECT k FROM l UNION DISTINCT SELECT k FROM r
--=
(SELECT k FROM l) UNION (SELECT k FROM r)
--=
SELECT l.k FROM l UNION SELECT r.k FROM r
--= the second one's names count for nothing
SELECT k FROM l UNION SELECT k AS other FROM r
--! repeats stay
SELECT k FROM l UNION ALL SELECT k FROM r
--!
SELECT k FROM l INTERSECT SELECT k FROM r
--!
SELECT k FROM l EXCEPT SELECT k FROM r
--!
SELECT k FROM l
--! the first one's names count
SELECT k AS other FROM l UNION SELECT k FROM r
--! the type of both
SELECT k FROM l UNION SELECT k FROM s

--- union all
SELECT k, x FROM l UNION ALL SELECT k, y FROM r
--=
(SELECT l.k, l.x FROM l) UNION ALL (SELECT r.k, r.y FROM r)
--! the names
SELECT k, y FROM r UNION ALL SELECT k, x FROM l
--!
SELECT k, x FROM l UNION SELECT k, y FROM r
--!
SELECT k, x FROM l UNION ALL SELECT g, y FROM r
--!
SELECT k, x FROM l UNION ALL SELECT k, y FROM r WHERE k > 1
--!
SELECT k, x FROM l UNION ALL SELECT k, x FROM l

--- except has an order
SELECT k FROM l EXCEPT SELECT k FROM r
--=
SELECT l.k FROM l EXCEPT DISTINCT SELECT r.k FROM r
--!
SELECT k FROM r EXCEPT SELECT k FROM l
--!
SELECT k FROM l WHERE k NOT IN (SELECT k FROM r)

--- except all
SELECT k FROM l EXCEPT ALL SELECT 1
--!
SELECT k FROM l EXCEPT SELECT 1
--!
SELECT k FROM l WHERE k <> 1
--!
SELECT 1 AS k EXCEPT ALL SELECT k FROM l

--- intersect binds closer
SELECT k FROM l UNION SELECT k FROM r INTERSECT SELECT g FROM l
--=
SELECT k FROM l UNION (SELECT k FROM r INTERSECT SELECT g FROM l)
--!
(SELECT k FROM l UNION SELECT k FROM r) INTERSECT SELECT g FROM l
--!
SELECT k FROM l UNION SELECT k FROM r UNION SELECT g FROM l

--- intersect all
SELECT k FROM l INTERSECT ALL SELECT k FROM r
--!
SELECT k FROM l INTERSECT SELECT k FROM r
--!
SELECT k FROM l INTERSECT ALL SELECT g FROM l
--!
SELECT k FROM l INTERSECT ALL SELECT k FROM l

--- except from left to right
SELECT k FROM r EXCEPT SELECT 4 EXCEPT SELECT 2
--=
(SELECT k FROM r EXCEPT SELECT 4) EXCEPT SELECT 2
--!
SELECT k FROM r EXCEPT (SELECT 4 EXCEPT SELECT 4)
--!
SELECT k FROM r EXCEPT SELECT 4 UNION SELECT 4

--- a union's order and limit belong to the whole
SELECT k FROM l UNION ALL SELECT k FROM r ORDER BY k LIMIT 3
--=
(SELECT k FROM l UNION ALL SELECT k FROM r) ORDER BY k ASC LIMIT 3
--=
(SELECT k FROM l) UNION ALL (SELECT k FROM r) ORDER BY 1 FETCH FIRST 3 ROWS ONLY
--! of the second alone
SELECT k FROM l UNION ALL (SELECT k FROM r ORDER BY k LIMIT 3)
--!
(SELECT k FROM l ORDER BY k LIMIT 3) UNION ALL SELECT k FROM r
--!
SELECT k FROM l UNION SELECT k FROM r ORDER BY k LIMIT 3
--!
SELECT k FROM l UNION ALL SELECT k FROM r ORDER BY k DESC LIMIT 3
--!
SELECT k FROM l UNION ALL SELECT k FROM r ORDER BY k LIMIT 4

--- values
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v (n, t)
--=
SELECT v.n, v.t FROM (VALUES (1, 'a'), (2, 'b')) v (n, t)
--=
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS w (n, t)
--!
SELECT * FROM (VALUES (1, 'a'), (2, 'B')) AS v (n, t)
--!
SELECT * FROM (VALUES (1, 'a')) AS v (n, t)
--!
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v
--!
SELECT * FROM (VALUES (1, 'a'), (2.0, 'b')) AS v (n, t)
--!
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v (t, n)
--!
SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (2, 'b')) AS v (n, t)

--- values on their own
VALUES (1), (2)
--=
(VALUES (1), (2))
--=
VALUES ((1)), ((2));
--!
VALUES (1), (2), (2)
--!
SELECT 1 UNION ALL SELECT 2
--!
VALUES (1, 2)
--!
VALUES (1), (NULL)

--- types of a union of literals
SELECT 1 AS n UNION ALL SELECT 2.5
--!
SELECT 1 AS n UNION ALL SELECT 2
--!
SELECT 1 AS n UNION ALL SELECT 2.5::float8
--!
SELECT 1 AS n UNION ALL SELECT '2'
--!
SELECT '1' AS n UNION ALL SELECT '2.5'

--- a table on its own
TABLE l
--=
SELECT * FROM l
--=
SELECT l.* FROM l
--=
select * from l as l
--!
TABLE r
--!
SELECT DISTINCT * FROM l
--!
TABLE ONLY l UNION TABLE l
--!
SELECT l FROM l

--- a column's name in an arm that is sorted
(SELECT id AS a FROM emp ORDER BY id LIMIT 1) UNION ALL (SELECT 0 - id AS id FROM emp ORDER BY id LIMIT 1)
--= the alias of the first arm counts, the other's sort is by number
(SELECT id AS a FROM emp ORDER BY a LIMIT 1) UNION ALL (SELECT 0 - id AS id FROM emp ORDER BY 1 LIMIT 1)
--! without the name it is sorted by the column
(SELECT id AS a FROM emp ORDER BY id LIMIT 1) UNION ALL (SELECT 0 - id FROM emp ORDER BY id LIMIT 1)
--! the first arm names the column
(SELECT id FROM emp ORDER BY id LIMIT 1) UNION ALL (SELECT 0 - id AS id FROM emp ORDER BY id LIMIT 1)

--- a name in an arm that is grouped by it
SELECT 'x' AS t, 0 AS n UNION ALL SELECT lower(name) AS low, count(*) AS n FROM emp GROUP BY low
--! the alias is gone
SELECT 'x' AS t, 0 AS n UNION ALL SELECT lower(name), count(*) AS n FROM emp GROUP BY low
--= the other one means nothing
SELECT 'x' AS t, 0 AS n UNION ALL SELECT lower(name) AS low, count(*) FROM emp GROUP BY low
