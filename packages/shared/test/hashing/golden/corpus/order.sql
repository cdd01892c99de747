--- an order and its words
SELECT id, salary FROM emp ORDER BY salary, id
--=
SELECT id, salary FROM emp ORDER BY salary ASC, id ASC
--=
SELECT id, salary FROM emp ORDER BY salary NULLS LAST, id
--= by number
SELECT id, salary FROM emp ORDER BY 2, 1
--=
SELECT e.id, e.salary FROM emp e ORDER BY e.salary, e.id
--=
SELECT id, salary FROM emp ORDER BY emp.salary, 1 ASC NULLS LAST
--~
SELECT id, salary FROM emp ORDER BY salary DESC, id
--~
SELECT id, salary FROM emp ORDER BY salary NULLS FIRST, id
--~
SELECT id, salary FROM emp ORDER BY id, salary
--~
SELECT id, salary FROM emp ORDER BY salary, id DESC
--~
SELECT id, salary FROM emp ORDER BY 1, 2
--~ a number in an expression is a number
SELECT id, salary FROM emp ORDER BY 2 + 0, id
--~
SELECT id, salary FROM emp ORDER BY abs(salary), id

--- descending
SELECT id, salary FROM emp ORDER BY salary DESC, id
--=
SELECT id, salary FROM emp ORDER BY salary DESC NULLS FIRST, id
--=
SELECT id, salary FROM emp ORDER BY 2 DESC, 1
--~
SELECT id, salary FROM emp ORDER BY salary DESC NULLS LAST, id
--~ nulls go elsewhere
SELECT id, salary FROM emp ORDER BY -salary, id

--- a new name in the order
SELECT id, -id AS neg FROM emp ORDER BY neg
--=
SELECT id, -id AS neg FROM emp ORDER BY 2
--=
SELECT e.id, -e.id AS neg FROM emp e ORDER BY neg ASC
--~
SELECT id, -id AS neg FROM emp ORDER BY id
--~
SELECT id, -id AS neg FROM emp ORDER BY neg DESC
--! there is no such column
SELECT id, -id AS neg FROM emp ORDER BY -neg

--- a new name that is a column's: ORDER BY takes the new one
SELECT id, -id AS salary FROM emp ORDER BY salary
--=
SELECT id, -id AS salary FROM emp ORDER BY 2
--=
SELECT id, - id AS "salary" FROM emp ORDER BY "salary" ASC
--~ qualified it is the table's
SELECT id, -id AS salary FROM emp ORDER BY emp.salary, id
--~ in an expression it is the table's
SELECT id, -id AS salary FROM emp ORDER BY salary + 0, id
--~
SELECT id, -id AS salary FROM emp ORDER BY 1

--- swapped names
SELECT k AS g, g AS k FROM r ORDER BY k, g
--=
SELECT k AS g, g AS k FROM r ORDER BY 2, 1
--~
SELECT k AS g, g AS k FROM r ORDER BY r.k, r.g
--~
SELECT k AS g, g AS k FROM r ORDER BY 1, 2
--!
SELECT g, k FROM r ORDER BY k, g
--! the names are the other way round
SELECT k, g FROM r ORDER BY g, k

--- spellings of a limit
SELECT id FROM emp ORDER BY id LIMIT 3
--=
SELECT id FROM emp ORDER BY id FETCH FIRST 3 ROWS ONLY
--=
SELECT id FROM emp ORDER BY id FETCH NEXT 3 ROW ONLY
--=
SELECT id FROM emp ORDER BY 1 LIMIT (3)
--= nothing is left out
SELECT id FROM emp ORDER BY id LIMIT 3 OFFSET 0
--=
SELECT id FROM emp ORDER BY id OFFSET 0 ROWS FETCH FIRST 3 ROWS ONLY
--!
SELECT id FROM emp ORDER BY id LIMIT 4
--!
SELECT id FROM emp ORDER BY id LIMIT 3 OFFSET 1
--!
SELECT id FROM emp ORDER BY id OFFSET 3
--!
SELECT id FROM emp ORDER BY id DESC LIMIT 3
--!
SELECT id FROM emp ORDER BY id
--!
SELECT id FROM emp ORDER BY id LIMIT 0

--- no limit
SELECT id FROM emp ORDER BY id
--=
SELECT id FROM emp ORDER BY id LIMIT ALL
--=
SELECT id FROM emp ORDER BY id LIMIT NULL
--=
SELECT id FROM emp ORDER BY id OFFSET 0
--!
SELECT id FROM emp ORDER BY id LIMIT 10
--!
SELECT id FROM emp ORDER BY id OFFSET 1

--- a limit with ties
SELECT id, salary FROM emp ORDER BY salary DESC NULLS LAST FETCH FIRST 2 ROWS WITH TIES
--=
SELECT id, salary FROM emp ORDER BY 2 DESC NULLS LAST FETCH NEXT 2 ROWS WITH TIES
--!
SELECT id, salary FROM emp ORDER BY salary DESC NULLS LAST, id FETCH FIRST 2 ROWS ONLY
--!
SELECT id, salary FROM emp ORDER BY salary DESC NULLS LAST, id FETCH FIRST 2 ROWS WITH TIES
--!
SELECT id, salary FROM emp ORDER BY salary DESC NULLS LAST FETCH FIRST 4 ROWS WITH TIES
--!
SELECT id, salary FROM emp ORDER BY salary DESC FETCH FIRST 2 ROWS WITH TIES

--- one row
SELECT max(id) AS id FROM emp FETCH FIRST ROW ONLY
--=
SELECT max(id) AS id FROM emp LIMIT 1
--=
SELECT max(id) AS id FROM emp FETCH NEXT 1 ROWS ONLY
--!
SELECT max(id) AS id FROM emp LIMIT 0
--!
SELECT max(id) AS id FROM emp OFFSET 1

--- a limit inside
SELECT count(*) AS n FROM (SELECT id FROM emp ORDER BY salary LIMIT 3) t
--=
SELECT count(*) AS n FROM (SELECT id FROM emp ORDER BY salary FETCH FIRST 3 ROWS ONLY) x
--! outside
SELECT count(*) AS n FROM (SELECT id FROM emp ORDER BY salary) t LIMIT 3
--!
SELECT count(*) AS n FROM (SELECT id FROM emp ORDER BY salary LIMIT 4) t
--!
SELECT count(*) AS n FROM (SELECT id FROM emp ORDER BY salary OFFSET 3) t

--- which rows a limit leaves
SELECT sum(t.id) AS s FROM (SELECT id FROM emp ORDER BY salary, id LIMIT 3) t
--=
SELECT sum(u.id) AS s FROM (SELECT id FROM emp ORDER BY salary ASC, id LIMIT 3) u
--!
SELECT sum(t.id) AS s FROM (SELECT id FROM emp ORDER BY salary DESC, id LIMIT 3) t
--!
SELECT sum(t.id) AS s FROM (SELECT id FROM emp ORDER BY salary NULLS FIRST, id LIMIT 3) t
--!
SELECT sum(t.id) AS s FROM (SELECT id FROM emp ORDER BY id, salary LIMIT 3) t
--!
SELECT sum(t.id) AS s FROM (SELECT id FROM emp ORDER BY name, id LIMIT 3) t

--- collations in the order
SELECT t FROM txt ORDER BY t COLLATE "C"
--=
SELECT t.t FROM txt t ORDER BY t.t COLLATE "C" ASC
--~
SELECT t FROM txt ORDER BY t COLLATE "und-x-icu"
--~
SELECT t FROM txt ORDER BY n, id DESC
--~
SELECT t FROM txt ORDER BY length(t), t COLLATE "C"
--~
SELECT t FROM txt ORDER BY lower(t) DESC, id

--- a collation in a comparison
SELECT id FROM txt WHERE t < 'b' COLLATE "C"
--!
SELECT id FROM txt WHERE t < 'b' COLLATE "und-x-icu"
--!
SELECT id FROM txt WHERE t > 'b' COLLATE "C"
--! two of them at once
SELECT id FROM txt WHERE t COLLATE "und-x-icu" < 'b' COLLATE "C"

--- enums go by their own order
SELECT id, m FROM doc ORDER BY m, id
--=
SELECT id, m FROM doc ORDER BY 2, 1
--~
SELECT id, m FROM doc ORDER BY m::text, id
--~
SELECT id, m FROM doc ORDER BY m DESC, id
--!
SELECT id, m::text AS m FROM doc ORDER BY m, id

--- samples
SELECT count(*) AS n FROM l TABLESAMPLE SYSTEM (100) REPEATABLE (1)
--=
SELECT count(*) AS n FROM l TABLESAMPLE system (100) REPEATABLE (1)
--!
SELECT count(*) AS n FROM l TABLESAMPLE SYSTEM (0) REPEATABLE (1)
--!
SELECT count(*) AS n FROM l TABLESAMPLE BERNOULLI (1) REPEATABLE (1)
--!
SELECT count(*) AS n FROM l TABLESAMPLE BERNOULLI (50) REPEATABLE (3)

--- a sample's seed
SELECT id FROM sale TABLESAMPLE BERNOULLI (50) REPEATABLE (1)
--=
SELECT s.id FROM sale s TABLESAMPLE BERNOULLI (50) REPEATABLE (1)
--!
SELECT id FROM sale TABLESAMPLE BERNOULLI (50) REPEATABLE (2)
--!
SELECT id FROM sale TABLESAMPLE BERNOULLI (40) REPEATABLE (3)
--!
SELECT id FROM sale
