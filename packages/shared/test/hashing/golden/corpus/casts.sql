--- spellings of a cast
SELECT id, CAST(salary AS integer) AS s, hired::timestamp AS h FROM emp
--=
SELECT id, salary::integer AS s, CAST(hired AS timestamp) AS h FROM emp
--= synonyms
SELECT id, salary::int AS s, hired::timestamp without time zone AS h FROM emp
--=
SELECT id, salary::int4 s, (hired)::TIMESTAMP h FROM emp
--= qualified
SELECT id, salary::pg_catalog.int4 AS s, hired::pg_catalog.timestamp AS h FROM emp
--= and of the other names
SELECT e.id, cast(e.salary as INT) as s, cast(e.hired as Timestamp) as h FROM emp AS e
--!
SELECT id, salary::bigint AS s, hired::timestamp AS h FROM emp
--!
SELECT id, salary::integer AS s, hired::timestamptz AS h FROM emp
--!
SELECT id, salary::integer AS s, hired::timestamp(0) AS h FROM emp
--!
SELECT id, trunc(salary)::integer AS s, hired::timestamp AS h FROM emp
--!
SELECT id, salary::integer, hired::timestamp AS h FROM emp

--- bigint and int8
SELECT i4::bigint AS x FROM num
--=
SELECT i4::int8 AS x FROM num
--=
SELECT CAST(i4 AS bigint) AS x FROM num
--=
SELECT CAST(num.i4 AS int8) x FROM num
--!
SELECT i4::int AS x FROM num
--!
SELECT i8 AS x FROM num
--!
SELECT i4::bigint::text AS x FROM num

--- smallint and int2
SELECT i2::smallint AS x, id::int2 AS y FROM num
--=
SELECT i2::int2 AS x, id::smallint AS y FROM num
--!
SELECT i2::int4 AS x, id::smallint AS y FROM num

--- double precision and its synonyms
SELECT i4::double precision AS x FROM num WHERE id < 8
--=
SELECT i4::float8 AS x FROM num WHERE id < 8
--=
SELECT i4::float AS x FROM num WHERE id < 8
--=
SELECT i4::float(53) AS x FROM num WHERE id < 8
--=
SELECT CAST(i4 AS float(25)) AS x FROM num WHERE id < 8
--!
SELECT i4::real AS x FROM num WHERE id < 8
--!
SELECT i4::float(24) AS x FROM num WHERE id < 8
--!
SELECT i4::float4::float8 AS x FROM num WHERE id < 8

--- decimal and numeric
SELECT salary::numeric(12,1) AS x FROM emp
--=
SELECT salary::decimal(12,1) AS x FROM emp
--=
SELECT CAST(salary AS dec(12, 1)) AS x FROM emp
--!
SELECT salary::numeric(12,2) AS x FROM emp
--!
SELECT salary::numeric(12) AS x FROM emp
--!
SELECT salary::numeric AS x FROM emp
--!
SELECT salary::numeric(4,1) AS x FROM emp
--!
SELECT round(salary, 1) AS x FROM emp

--- numeric with a scale of nothing
SELECT n62::numeric(10) AS x FROM num
--= type and value are the same
SELECT n62::numeric(10,0) AS x FROM num
--!
SELECT n62::numeric(9) AS x FROM num
--!
SELECT n62::numeric AS x FROM num

--- varchar and its synonym
SELECT t::varchar(2) AS x FROM txt
--=
SELECT t::character varying(2) AS x FROM txt
--=
SELECT CAST(t AS char varying(2)) AS x FROM txt
--!
SELECT t::char(2) AS x FROM txt
--!
SELECT t::varchar(3) AS x FROM txt
--!
SELECT t::varchar AS x FROM txt
--!
SELECT t::text AS x FROM txt
--!
SELECT left(t, 2) AS x FROM txt

--- char and bpchar
SELECT t::char(3) AS x FROM txt
--=
SELECT t::character(3) AS x FROM txt
--=
SELECT t::nchar(3) AS x FROM txt
--=
SELECT CAST(t AS bpchar(3)) AS x FROM txt
--! without a length it is one
SELECT t::char AS x FROM txt
--! no limit at all
SELECT t::bpchar AS x FROM txt
--! another type altogether
SELECT t::"char" AS x FROM txt

--- bool
SELECT CAST(t AS boolean) AS x FROM txt WHERE t = '1'
--=
SELECT t::bool AS x FROM txt WHERE t = '1'
--!
SELECT t::int AS x FROM txt WHERE t = '1'
--!
SELECT t = '1' AS x FROM txt WHERE t IN ('1', '10')

--- time zones of a type
SELECT id, ts::timestamp with time zone AS x FROM tim WHERE id < 7
--=
SELECT id, ts::timestamptz AS x FROM tim WHERE id < 7
--=
SELECT id, CAST(ts AS timestamptz) AS x FROM tim WHERE id < 7
--!
SELECT id, ts AS x FROM tim WHERE id < 7
--!
SELECT id, ts::timestamptz(0) AS x FROM tim WHERE id < 7
--!
SELECT id, ts AT TIME ZONE 'UTC' AS x FROM tim WHERE id < 7
--!
SELECT id, tz AS x FROM tim WHERE id < 7

--- typed constants
SELECT id FROM emp WHERE hired = DATE '2024-01-31'
--=
SELECT id FROM emp WHERE hired = date '2024-01-31'
--=
SELECT id FROM emp WHERE hired = '2024-01-31'::date
--=
SELECT id FROM emp WHERE hired = CAST('2024-01-31' AS date)
--=
SELECT id FROM emp WHERE CAST('2024-01-31' AS date) = hired
--!
SELECT id FROM emp WHERE hired = DATE '2024-02-29'
--!
SELECT id FROM emp WHERE hired >= DATE '2024-01-31'
--!
SELECT id FROM emp WHERE hired::text = '2024-1-31'
--!
SELECT id FROM emp WHERE hired = '2024-01-32'::date

--- an interval and its fields
SELECT id, d + INTERVAL '1 day' AS x FROM tim WHERE id IN (1, 3, 5)
--=
SELECT id, d + '1 day'::interval AS x FROM tim WHERE id IN (1, 3, 5)
--=
SELECT id, d + CAST('1 day' AS interval) AS x FROM tim WHERE id IN (5, 1, 3)
--! a date
SELECT id, d + 1 AS x FROM tim WHERE id IN (1, 3, 5)
--!
SELECT id, d + INTERVAL '24 hours 1 second' AS x FROM tim WHERE id IN (1, 3, 5)
--!
SELECT id, d - INTERVAL '1 day' AS x FROM tim WHERE id IN (1, 3, 5)
--!
SELECT id, d + INTERVAL '1' MONTH AS x FROM tim WHERE id IN (1, 3, 5)
--! seconds
SELECT id, d + INTERVAL '1' AS x FROM tim WHERE id IN (1, 3, 5)

--- fields of an interval
SELECT INTERVAL '90' MINUTE AS x
--!
SELECT INTERVAL '90' SECOND AS x
--!
SELECT INTERVAL '90 minutes' AS x
--!
SELECT INTERVAL '90' AS x
--!
SELECT INTERVAL '90' HOUR AS x
--!
SELECT INTERVAL(0) '90.5' AS x
--!
SELECT INTERVAL '1:30' HOUR TO MINUTE AS x

--- a cast within an expression
SELECT id, (i4 + 1)::text AS x FROM num WHERE id NOT IN (2)
--!
SELECT id, i4 + 1::int AS x FROM num WHERE id NOT IN (2)
--!
SELECT id, i4::text || 1 AS x FROM num WHERE id NOT IN (2)
--!
SELECT id, (i4 - 1)::text AS x FROM num WHERE id NOT IN (2, 3)

--- a sign and a cast
SELECT -i2::text::int AS x FROM num WHERE id < 8
--=
SELECT -(i2::text::int) AS x FROM num WHERE id < 8
--!
SELECT (-i2)::text::int AS x FROM num WHERE id < 8
--!
SELECT i2::text::int AS x FROM num WHERE id < 8

--- the name of a cast column
SELECT salary::int FROM emp
--=
SELECT CAST(salary AS int4) FROM emp
--=
SELECT emp.salary::int AS salary FROM emp
--! a type's name where it is no column
SELECT (salary + 0)::int FROM emp
--!
SELECT salary::int AS int4 FROM emp
--!
SELECT salary FROM emp

--- a domain, an enum, a composite
SELECT '2'::posint AS p, 'ok'::mood AS m, '(1,x)'::pair AS c
--=
SELECT CAST('2' AS posint) p, CAST('ok' AS mood) m, CAST('(1,x)' AS pair) c
--=
SELECT posint '2' AS p, mood 'ok' AS m, pair '(1,x)' AS c
--! the check fails
SELECT '-2'::posint AS p, 'ok'::mood AS m, '(1,x)'::pair AS c
--!
SELECT '2'::posint AS p, 'OK'::mood AS m, '(1,x)'::pair AS c
--!
SELECT '2'::posint AS p, 'ok'::text AS m, '(1,x)'::pair AS c
--!
SELECT '2'::posint AS p, 'ok'::mood AS m, ROW(1, 'x') AS c
--!
SELECT '2'::posint AS p, 'ok'::mood AS m, '(1," x")'::pair AS c

--- an array type
SELECT '{1,2}'::int[] AS a
--=
SELECT CAST('{1,2}' AS integer[]) AS a
--=
SELECT '{1,2}'::int4 ARRAY AS a
--= the bound is not kept
SELECT '{1,2}'::int[2] AS a
--!
SELECT '{1,2}'::int8[] AS a
--!
SELECT '{1,2}'::int AS a
--!
SELECT '{2,1}'::int[] AS a
--!
SELECT '{{1,2}}'::int[][] AS a
--!
SELECT '{1,2}'::text[] AS a
