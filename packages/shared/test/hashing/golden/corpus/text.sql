--- comments and white space of a dashboard
SELECT d.name, count(*) AS people, sum(e.salary) AS cost FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.hired >= '2024-01-01' GROUP BY d.name ORDER BY cost DESC NULLS LAST
--= line breaks, tabs
SELECT
	d.name,
	count(*) AS people,
	sum(e.salary) AS cost
FROM emp e
	JOIN dept d ON d.id = e.dept_id
WHERE e.hired >= '2024-01-01'
GROUP BY d.name
ORDER BY cost DESC NULLS LAST
--= comments of both kinds, one inside another
/* board 7 /* panel 3 */ */ SELECT d.name, -- of the department
 count(*) AS people, sum(e.salary) AS cost FROM emp e /* who */ JOIN dept d ON d.id = e.dept_id WHERE e.hired >= '2024-01-01' GROUP BY d.name ORDER BY cost DESC NULLS LAST -- end
--= the tag of a tool in front
/* {"user":"ann","dashboard":17,"query":"it's"} */
SELECT d.name, count(*) AS people, sum(e.salary) AS cost FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.hired >= '2024-01-01' GROUP BY d.name ORDER BY cost DESC NULLS LAST
--= no blanks where none are needed
SELECT d.name,count(*)AS people,sum(e.salary)AS cost FROM emp e JOIN dept d ON d.id=e.dept_id WHERE e.hired>='2024-01-01'GROUP BY d.name ORDER BY cost DESC NULLS LAST;
--= keywords in lower case
select d.name, count(*) as people, sum(e.salary) as cost from emp e join dept d on d.id = e.dept_id where e.hired >= '2024-01-01' group by d.name order by cost desc nulls last
--= names in upper case
SELECT D.NAME, COUNT(*) AS PEOPLE, SUM(E.SALARY) AS COST FROM EMP E JOIN DEPT D ON D.ID = E.DEPT_ID WHERE E.HIRED >= '2024-01-01' GROUP BY D.NAME ORDER BY COST DESC NULLS LAST
--= quotes that change nothing
SELECT "d"."name", count(*) AS "people", sum("e"."salary") AS "cost" FROM "emp" AS "e" JOIN "dept" AS "d" ON "d"."id" = "e"."dept_id" WHERE "e"."hired" >= '2024-01-01' GROUP BY "d"."name" ORDER BY "cost" DESC NULLS LAST
--= parentheses around everything
(SELECT (d.name), (count(*)) AS people, (sum((e.salary))) AS cost FROM ((emp e JOIN dept d ON ((d.id) = (e.dept_id)))) WHERE ((e.hired >= ('2024-01-01'))) GROUP BY (d.name) ORDER BY (cost) DESC NULLS LAST)
--= without AS
SELECT d.name, count(*) people, sum(e.salary) cost FROM emp AS e INNER JOIN dept AS d ON d.id = e.dept_id WHERE e.hired >= '2024-01-01' GROUP BY d.name ORDER BY cost DESC NULLS LAST
--= an escape string that escapes nothing
SELECT d.name, count(*) AS people, sum(e.salary) AS cost FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.hired >= E'2024-01-01' GROUP BY d.name ORDER BY cost DESC NULLS LAST
--= a dollar string
SELECT d.name, count(*) AS people, sum(e.salary) AS cost FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.hired >= $$2024-01-01$$ GROUP BY d.name ORDER BY cost DESC NULLS LAST
--! quoted capitals are another name
SELECT d.name, count(*) AS "People", sum(e.salary) AS cost FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.hired >= '2024-01-01' GROUP BY d.name ORDER BY cost DESC NULLS LAST
--! a comment that takes the rest of its line along
SELECT d.name, count(*) AS people, sum(e.salary) AS cost FROM emp e JOIN dept d ON d.id = e.dept_id -- WHERE e.hired >= '2024-01-01'
GROUP BY d.name ORDER BY cost DESC NULLS LAST
--! another day
SELECT d.name, count(*) AS people, sum(e.salary) AS cost FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.hired >= '2024-02-01' GROUP BY d.name ORDER BY cost DESC NULLS LAST
--! another column
SELECT d.city, count(*) AS people, sum(e.salary) AS cost FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.hired >= '2024-01-01' GROUP BY d.city ORDER BY cost DESC NULLS LAST
--~ the other direction
SELECT d.name, count(*) AS people, sum(e.salary) AS cost FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.hired >= '2024-01-01' GROUP BY d.name ORDER BY cost NULLS LAST
--~ nulls elsewhere
SELECT d.name, count(*) AS people, sum(e.salary) AS cost FROM emp e JOIN dept d ON d.id = e.dept_id WHERE e.hired >= '2024-01-01' GROUP BY d.name ORDER BY people, d.name DESC NULLS LAST

--- white space inside a literal
SELECT id FROM txt WHERE t = 'a b'
--= outside it
SELECT  id  FROM  txt  WHERE  t  =  'a b'
--!
SELECT id FROM txt WHERE t = 'ab'
--!
SELECT id FROM txt WHERE t = 'a  b'
--!
SELECT id FROM txt WHERE t = 'A B'
--! a comment sign within it is text
SELECT id FROM txt WHERE t = 'a--b'
--! a line break
SELECT id FROM txt WHERE t = 'a
b'
--! an escape that is none here
SELECT id FROM txt WHERE t = 'a\nb'
--! an escape
SELECT id FROM txt WHERE t = E'a\nb'

--- line break or backslash and n
SELECT id, length(t) FROM txt WHERE t = E'a\nb'
--= the line break itself
SELECT id, length(t) FROM txt WHERE t = 'a
b'
--= by its number
SELECT id, length(t) FROM txt WHERE t = E'a\x0ab'
--= in octal
SELECT id, length(t) FROM txt WHERE t = E'a\012b'
--= by code point
SELECT id, length(t) FROM txt WHERE t = U&'a\000ab'
--!
SELECT id, length(t) FROM txt WHERE t = 'a\nb'
--!
SELECT id, length(t) FROM txt WHERE t = E'a\\nb'
--!
SELECT id, length(t) FROM txt WHERE t = $$a\nb$$

--- an apostrophe
SELECT id FROM emp WHERE name = 'O''Neil'
--=
SELECT id FROM emp WHERE name = E'O\'Neil'
--=
SELECT id FROM emp WHERE name = $q$O'Neil$q$
--= in two pieces
SELECT id FROM emp WHERE name = 'O'''
  'Neil'
--!
SELECT id FROM emp WHERE name = 'ONeil'
--!
SELECT id FROM emp WHERE name = 'O\''Neil'
--!
SELECT id FROM emp WHERE name = '"O''Neil"'

--- empty, null and the word
SELECT id FROM emp WHERE name = ''
--!
SELECT id FROM emp WHERE name IS NULL
--!
SELECT id FROM emp WHERE name = NULL
--!
SELECT id FROM emp WHERE name = 'NULL'
--!
SELECT id FROM emp WHERE name = ' '

--- names that differ in case
SELECT "Emp" FROM "Emp"
--=
SELECT "Emp" FROM "Emp" AS "Emp" /* the column, not the row */
--!
SELECT emp FROM "Emp"
--!
SELECT emp FROM emp
--! the whole row
SELECT e FROM "Emp" e
--!
SELECT "Emp".* FROM "Emp"
--!
SELECT "Emp" AS emp FROM "Emp"

--- columns that differ in case
SELECT "Name" FROM "Emp" ORDER BY id
--!
SELECT name FROM "Emp" ORDER BY id
--!
SELECT Name FROM "Emp" ORDER BY id
--!
SELECT name AS "Name" FROM "Emp" ORDER BY id
--!
SELECT "NAME" FROM "Emp" ORDER BY id

--- columns named like keywords and functions
SELECT "order", "date", count, "user", "select", now, "current_date" FROM other."emp name" ORDER BY "order", now, "user"
--= quotes that change nothing
SELECT "order", "date", "count", "user", "select", "now", "current_date" FROM "other"."emp name" ORDER BY "order", "now", "user"
--= no quotes where none are needed
SELECT "order", date, count, "user", "select", now, "current_date" FROM other."emp name" ORDER BY "order", now, "user"
--= needs catalog: there are such columns; qualified
SELECT "emp name"."order", "emp name".date, "emp name".count, "emp name"."user", "emp name"."select", "emp name".now, "emp name"."current_date" FROM other."emp name" ORDER BY "emp name"."order", "emp name".now, "emp name"."user"
--!
SELECT "order", "date", count, "user", "select", now, "current_date" AS c FROM other."emp name" ORDER BY "order", now, "user"
--! the user, not the column
SELECT "order", "date", count, user, "select", now, "current_date" FROM other."emp name" ORDER BY "order", now, "user"

--- a column and the function of its name
SELECT sum(count) AS n FROM other."emp name"
--!
SELECT count(*) AS n FROM other."emp name"
--!
SELECT count(count) AS n FROM other."emp name"
--!
SELECT count(DISTINCT count) AS n FROM other."emp name"

--- a double quote inside a name
SELECT "a""b" FROM other."emp name" WHERE "a""b" > 0
--=
SELECT "a""b" FROM other."emp name" AS t WHERE t."a""b" > 0
--!
SELECT "a""b" AS "ab" FROM other."emp name" WHERE "a""b" > 0
--!
SELECT "a""b" AS "a""""b" FROM other."emp name" WHERE "a""b" > 0

--- a name by code points
SELECT U&"n\0061me" FROM emp WHERE id = 1
--=
SELECT name FROM emp WHERE id = 1
--= with an escape of its own
SELECT U&"n!0061me" UESCAPE '!' FROM emp WHERE id = 1
--!
SELECT "n\0061me" FROM emp WHERE id = 1
--!
SELECT U&"N\0061me" FROM emp WHERE id = 1
