-- A small world that breaks careless rewrites: what is null, repeated, quoted, padded, infinite or at the edge of its
-- type. Sums of floats come out alike in any order (but for column f8 of num), so that a plan does not tell on itself.
-- Schema public is on the search path, schema other is not and has tables of the same names.

CREATE SCHEMA other;

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN posint AS int CHECK (VALUE > 0);
CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

CREATE TABLE dept (id int PRIMARY KEY, name text, budget bigint, city text);
INSERT INTO dept VALUES
  (1, 'Sales', 1000000, 'Berlin'), (2, 'sales', NULL, 'Paris'), (3, '', 0, NULL), (4, NULL, -5, 'Berlin'), (5, 'Research', 9007199254740993, ''),
  (6, 'Empty', 1, 'Rome');

CREATE TABLE emp (
  id int PRIMARY KEY, name text, dept_id int, boss int, salary numeric(10,2), bonus float8, hired date, active boolean, grade char(3));
INSERT INTO emp VALUES
  (1, 'Ann', 1, NULL, 5000.00, 0.5, '2024-01-31', true, 'A'),
  (2, 'bob', 1, 1, 4000.00, NULL, '2024-02-29', true, 'B  '),
  (3, 'Bob', 2, 1, 4000.00, 1.25, '2023-12-31', false, 'B'),
  (4, '', 2, 2, NULL, 0, NULL, NULL, NULL),
  (5, NULL, NULL, 2, 0.00, -0.0, '2024-01-31', true, ''),
  (6, 'Zoë', 9, 3, 1234.56, 'NaN', '1999-12-31', false, 'AB'),
  (7, 'ann', 1, 7, 5000.00, 'Infinity', '2024-03-10', NULL, 'a'),
  (8, 'O''Neil', 4, NULL, -100.10, 2, '2024-11-03', true, 'C'),
  (9, ' Ann', 5, 5, 99999999.99, '-Infinity', 'infinity', false, 'A'),
  (10, 'a\b', 3, 8, 4000.00, 0.5, '2024-01-31', true, 'A'),
  (11, 'Cid', 1, 1, 2500.00, 4, '2024-02-01', true, 'B');

-- Of the same name, elsewhere, with other rows and another order of columns.
CREATE TABLE other.emp (name text, id bigint, dept_id int, salary numeric);
INSERT INTO other.emp VALUES ('Ann', 1, 3, 1), ('Eve', 11, 1, 2.50), (NULL, 2, NULL, NULL), ('Eve', 12, 1, 2.5);

-- Names that differ in case, and a column that is called like its table.
CREATE TABLE "Emp" (id int, "Name" text, name text, emp int, "Emp" text);
INSERT INTO "Emp" VALUES (1, 'UP', 'low', 10, 'x'), (2, NULL, 'low', 20, NULL), (2, 'UP', NULL, NULL, 'y');

-- Names with blanks, of keywords and of functions.
CREATE TABLE other."emp name" ("order" int, "date" date, count int, "user" text, "select" boolean, "a""b" int, now int, "current_date" text);
INSERT INTO other."emp name" VALUES
  (1, '2024-01-01', 3, 'me', true, 1, 5, 'c'), (2, NULL, NULL, NULL, NULL, NULL, 6, NULL), (2, '2024-01-01', 3, 'you', false, 2, 5, 'd');

CREATE TABLE num (id int, i2 smallint, i4 int, i8 bigint, n numeric, n62 numeric(6,2), f4 real, f8 float8, e8 float8);
INSERT INTO num VALUES
  (1, 1, 1, 1, 1, 1, 1, 1, 1),
  (2, 32767, 2147483647, 9223372036854775807, 'NaN', 9999.99, 'NaN', 'NaN', 'NaN'),
  (3, -32768, -2147483648, -9223372036854775808, 0.1, -9999.99, 'Infinity', 'Infinity', 'Infinity'),
  (4, 0, 0, 0, 0, 0, 0, 0, 0),
  (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (6, 0, 0, 0, 0.00, 0, '-0', '-0', '-0'),
  (7, -1, -1, 9007199254740993, 9007199254740993.10, 0.01, 0.1, 0.1, 0.25),
  (8, 2, 7, 9007199254740992, 123456789012345678901234567890.5, 2.5, 16777217, 1e308, 2.5),
  (9, 2, -7, 10, -2.5, 0.99, 1e-45, 5e-324, -2.5),
  (10, 3, 2, 3, 2, 1.005, 0.5, 9007199254740993, 3);

CREATE TABLE txt (id int, t text, v varchar(5), c char(5), n text COLLATE nocase, b bytea);
INSERT INTO txt VALUES
  (1, 'abc', 'abc', 'abc', 'abc', 'abc'), (2, 'ABC', 'ABC', 'ABC', 'ABC', '\x00ff'), (3, '', '', '', '', ''),
  (4, NULL, NULL, NULL, NULL, NULL), (5, 'abc  ', 'abc  ', 'abc  ', 'abc  ', '\x'), (6, 'a b', 'a b', 'a b', 'A B', '\xdeadbeef'),
  (7, 'é', 'é', 'é', 'É', '\xc3a9'), (8, 'a%c', 'a%c', 'a%c', 'a%c', NULL), (9, 'a_c', 'a_c', 'a_c', 'a_c', NULL),
  (10, E'a\nb', E'a\nb', E'a\nb', E'a\nb', NULL), (11, 'a\nb', 'a\nb', 'a\nb', 'a\nb', NULL), (12, '1', '1', '1', '1', '1'),
  (13, 'NULL', 'NULL', 'NULL', 'NULL', NULL), (14, 'x''y', 'x''y', 'x''y', 'x''y', NULL), (15, '10', '10', '10', '10', NULL),
  (16, '%', '%', '%', '%', NULL), (17, 'abbc', 'abbc', 'abbc', 'abbc', NULL);

-- New York leaves winter time on 10 March 2024 at 2 and summer time on 3 November 2024 at 2.
CREATE TABLE tim (id int, d date, ts timestamp, tz timestamptz, t time, iv interval);
INSERT INTO tim VALUES
  (1, '2024-03-10', '2024-03-10 02:30', '2024-03-10 06:59:59Z', '02:30', '1 day'),
  (2, '2024-03-10', '2024-03-10 03:30', '2024-03-10 07:00:00Z', '03:30', '24:00'),
  (3, '2024-11-03', '2024-11-03 01:30', '2024-11-03 05:30:00Z', '01:30', '1 month'),
  (4, '2024-11-03', '2024-11-03 01:30', '2024-11-03 06:30:00Z', '01:30', '30 days'),
  (5, '2024-02-29', '2024-02-29 23:59:59.999999', '2024-03-01 04:59:59.999999Z', '23:59:59.999999', '-1 day'),
  (6, 'infinity', '-infinity', 'infinity', '24:00', '00:00'),
  (7, NULL, NULL, NULL, NULL, NULL),
  (8, '0044-03-15 BC', '0044-03-15 BC', '0044-03-15 BC', '00:00', '1 year -1 days'),
  (9, '2024-12-31', '2024-12-31 00:00', '2025-01-01 04:59:00Z', '00:00', '1 week'),
  (10, '2025-01-01', '2025-01-01 00:00', '2025-01-01 05:00:00Z', '12:00', '12 months');

CREATE TABLE doc (id int, j json, jb jsonb, a int[], ta text[], p pair, m mood, pos posint, r int4range, u uuid);
INSERT INTO doc VALUES
  (1, '{"a": 1, "b": "x"}', '{"a": 1, "b": "x"}', '{1,2,3}', '{a,b}', '(1,x)', 'ok', 1, '[1,5)', '11111111-1111-1111-1111-111111111111'),
  (2, '{"a":1,"b":"x"}', '{"b": "x", "a": 1.0}', '{3,2,1}', '{A,B}', '(1,)', 'happy', 2, '[1,4]', '22222222-2222-2222-2222-222222222222'),
  (3, '{"a": null}', '{"a": null}', '{NULL}', '{NULL,"NULL"}', '(,)', 'sad', NULL, 'empty', NULL),
  (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (5, '[1, [2, 3], {"a": [4]}]', '[1, [2, 3], {"a": [4]}]', '{}', '{}', '(2,"a b")', 'ok', 7, '(,)', '11111111-1111-1111-1111-111111111111'),
  (6, '"text"', '"text"', '{{1,2},{3,4}}', '{""," "}', '(,x)', 'happy', 1, '[5,9)', NULL),
  (7, 'null', 'null', '[0:1]={1,2}', '{a}', '(1,x)', 'sad', 3, '[1,1]', NULL);

CREATE TABLE sale (id int, day date, emp_id int, amount numeric(12,2), region text, qty int) PARTITION BY RANGE (day);
CREATE TABLE sale_2023 PARTITION OF sale FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE sale_2024 PARTITION OF sale FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE sale_rest PARTITION OF sale DEFAULT;
INSERT INTO sale VALUES
  (1, '2023-12-31', 1, 10.00, 'north', 1), (2, '2024-01-01', 1, 20.50, 'north', 2), (3, '2024-01-31', 2, 20.50, 'south', 0),
  (4, '2024-02-29', 3, NULL, 'South', 3), (5, '2024-02-29', NULL, 5.00, NULL, NULL), (6, '2024-03-10', 42, -7.25, '', 1),
  (7, NULL, 1, 1.00, 'north', 1), (8, '2024-01-31', 2, 20.50, 'south', 0), (9, '2025-06-30', 7, 99.99, 'north', 5),
  (10, '2024-03-31', 8, 0.00, 'east', 2), (11, '2024-04-01', 3, 12.34, 'east', 4), (12, '2023-06-15', 2, 15.00, 'north', 2),
  (13, '2024-02-15', 6, 3.50, 'west', 1), (14, '2024-04-02', 8, 30.00, 'up', 1), (15, '2024-05-01', 8, 2.00, 'low', 2),
  (16, '2024-05-01', 9, 2.00, 'low', 3), (17, '2024-05-02', 1, 10.00, 'north', 2), (18, '2024-05-03', 3, NULL, 'east', 6);

CREATE TABLE base (id int, k int, note text);
CREATE TABLE child (extra text) INHERITS (base);
INSERT INTO base VALUES (1, 1, 'base'), (2, 1, NULL), (3, 2, 'base');
INSERT INTO child VALUES (4, 1, 'child', 'e'), (5, NULL, 'child', NULL);

-- For joins by one name or more, and for sets with repeats.
CREATE TABLE l (k int, g int, x text);
CREATE TABLE r (k int, g int, y text);
CREATE TABLE s (k bigint, z text);
INSERT INTO l VALUES (1, 1, 'l1'), (1, 1, 'l1'), (2, NULL, 'l2'), (NULL, 1, 'ln'), (3, 3, NULL);
INSERT INTO r VALUES (1, 1, 'r1'), (1, 2, 'r1'), (2, NULL, NULL), (NULL, 1, 'rn'), (4, 4, 'r4');
INSERT INTO s VALUES (1, 's1'), (2, 's2'), (NULL, 'sn'), (4, NULL), (4, 's4'), (3, 's3');
CREATE TABLE nothing (k int, x text);

CREATE VIEW staff AS SELECT e.id, e.name, d.name AS dept, e.salary FROM emp e LEFT JOIN dept d ON d.id = e.dept_id;
CREATE VIEW other.staff AS SELECT id, name FROM other.emp WHERE salary IS NOT NULL;
CREATE VIEW month_sales AS SELECT date_trunc('month', day)::date AS month, sum(amount) AS amount, count(*) AS n FROM sale GROUP BY 1;

CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE FUNCTION label(e int) RETURNS text LANGUAGE sql STABLE AS 'SELECT name FROM public.emp WHERE id = e';
CREATE FUNCTION rows_of(d int) RETURNS SETOF emp LANGUAGE sql STABLE AS 'SELECT * FROM public.emp WHERE dept_id = d';
-- A user's own of a built-in's name, better for other types of arguments.
CREATE FUNCTION abs(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'abs of ' || $1$$;
CREATE FUNCTION lower(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 - 1';
CREATE FUNCTION other.lower(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'other ' || $1$$;
-- May be written as attributes: e.tag, tag(e).
CREATE FUNCTION tag(emp) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT $1.name || '!'$$;

-- Equal but for case; its commutator is itself.
CREATE FUNCTION same(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.lower($1) = pg_catalog.lower($2)';
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = same);
-- Without a commutator, and not the same from both sides: json is compared with a text.
CREATE FUNCTION json_is(json, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE OPERATOR = (LEFTARG = json, RIGHTARG = text, FUNCTION = json_is);
-- In a schema off the path: an `=` for integers that is true where they differ.
CREATE FUNCTION other.differs(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <> $2';
CREATE OPERATOR other.= (LEFTARG = int, RIGHTARG = int, FUNCTION = other.differs);

-- What looks harmless and fails as soon as a row is looked at: `n = f` where n is beyond float8, `ja = ja` as json has no
-- equality, texts of two collations, a view's column that divides.
CREATE TABLE wild (id int, n numeric, f float8, ja json[], t text, x text COLLATE nocase, cc text COLLATE "C");
INSERT INTO wild VALUES (1, 1, 1, '{1}', 'a', 'A', 'a'), (2, 1e400, 2, '{}', 'b', 'b', 'b');
CREATE VIEW ratio AS SELECT id, i4, 10 / i4 AS q FROM num;
-- Types that have no `<>`, or not for both orders of operands.
CREATE TABLE place (id int, area box, seen xid);
INSERT INTO place VALUES (1, '(1,1),(0,0)', '3'), (2, '(2,2),(0,0)', '4'), (3, NULL, NULL);
