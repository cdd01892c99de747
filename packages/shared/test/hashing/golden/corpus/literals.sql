--- a large integer
SELECT 9007199254740993 AS n
--=
SELECT (9007199254740993) AS "n"
--! one that a double cannot tell from it
SELECT 9007199254740992 AS n
--! a numeric
SELECT 9007199254740993.0 AS n
--! a text
SELECT '9007199254740993' AS n
--! negative
SELECT -9007199254740993 AS n
--! beyond bigint: a numeric
SELECT 9007199254740993000 * 10 AS n
--! a float
SELECT 9007199254740993::float8 AS n

--- a large negative integer
SELECT -9007199254740993 AS n
--!
SELECT -9007199254740992 AS n
--!
SELECT - 9007199254740994 AS n
--!
SELECT +9007199254740993 AS n

--- where integers become larger types
SELECT 2147483647 AS n
--! bigint
SELECT 2147483648 AS n
--!
SELECT 2147483647::bigint AS n
--! numeric
SELECT 2147483647. AS n
--! smallint
SELECT 2147::smallint AS n

--- the smallest integer
SELECT -2147483648 AS n
--! the cast binds closer than the sign: out of range
SELECT -2147483648::int AS n
--!
SELECT (-2147483648)::int::text AS n
--!
SELECT -2147483647 AS n

--- a long decimal
SELECT 0.12345678901234567890123 AS n
--!
SELECT 0.12345678901234567890124 AS n
--!
SELECT 0.1234567890123456789012 AS n
--! trailing zeros show
SELECT 0.123456789012345678901230 AS n
--!
SELECT '0.12345678901234567890123'::float8 AS n

--- one and a half
SELECT 1.5 AS n
--!
SELECT 1.50 AS n
--!
SELECT 15e-1::float8 AS n
--!
SELECT '1.5' AS n
--!
SELECT 3 / 2 AS n
--!
SELECT 3 / 2.0 AS n

--- one
SELECT 1 AS n
--! numeric
SELECT 1.0 AS n
--! numeric
SELECT 1. AS n
--! numeric
SELECT 1e0 AS n
--! text
SELECT '1' AS n
--! boolean
SELECT true AS n
--!
SELECT 1::smallint AS n
--!
SELECT 1::bigint AS n
--! bit
SELECT B'1' AS n
--! interval
SELECT INTERVAL '1' AS n
--! array
SELECT ARRAY[1] AS n
--! row
SELECT ROW(1) AS n
--! another name
SELECT 1
--! another name
SELECT 1 AS "N"

--- null and what looks like it
SELECT NULL AS n
--!
SELECT 'NULL' AS n
--!
SELECT '' AS n
--!
SELECT NULL::int AS n
--!
SELECT 0 AS n
--!
SELECT false AS n

--- true
SELECT true AS b
--!
SELECT 'true' AS b
--!
SELECT false AS b
--!
SELECT NULL::boolean AS b
--! the name is the type's
SELECT true

--- bits
SELECT B'101' AS b
--!
SELECT X'101' AS b
--!
SELECT B'0101' AS b
--!
SELECT '101' AS b
--!
SELECT 101 AS b

--- division of integers and numerics
SELECT id, i4 / 2 AS half FROM num WHERE id < 9
--=
SELECT num.id, (i4 / 2) half FROM num WHERE (id < 9)
--!
SELECT id, i4 / 2.0 AS half FROM num WHERE id < 9
--!
SELECT id, i4 / 2::float8 AS half FROM num WHERE id < 9
--!
SELECT id, i8 / 2 AS half FROM num WHERE id < 9
--!
SELECT id, i4 * 0.5 AS half FROM num WHERE id < 9
--!
SELECT id, i4 >> 1 AS half FROM num WHERE id < 9
--!
SELECT id, 2 / i4 AS half FROM num WHERE id IN (1, 2, 3)

--- overflow
SELECT id, i4 + 1 AS n FROM num WHERE id = 2
--= the same error
SELECT id, num.i4 + 1 AS n FROM num WHERE id = 2
--! bigint holds it
SELECT id, i4 + 1::bigint AS n FROM num WHERE id = 2
--!
SELECT id, i4 + 1.0 AS n FROM num WHERE id = 2
--! sums of ints are bigints
SELECT id, sum(i4 + 0) + 1 AS n FROM num WHERE id = 2 GROUP BY id
--! no row overflows
SELECT id, i4 + 1 AS n FROM num WHERE id = 1
--! smallint
SELECT id, i2 + 1::smallint AS n FROM num WHERE id = 7

--- what overflows on the way
SELECT i8 + 1 - 1 AS n FROM num WHERE id = 2
--! in another order it does not
SELECT i8 - 1 + 1 AS n FROM num WHERE id = 2
--!
SELECT i8 + (1 - 1) AS n FROM num WHERE id = 2
--!
SELECT 1 - 1 + i8 AS n FROM num WHERE id = 2

--- floats do not associate
SELECT id, (f8 + 1e308) + -1e308 AS x FROM num WHERE id = 7
--!
SELECT id, f8 + (1e308 + -1e308) AS x FROM num WHERE id = 7
--!
SELECT id, f8 AS x FROM num WHERE id = 7

--- floats do not commute through types
SELECT f4 + f8 AS x FROM num WHERE id = 7
--!
SELECT f4 + f8::real AS x FROM num WHERE id = 7
--!
SELECT f4 + 0.1 + f8 AS x FROM num WHERE id = 7
--!
SELECT (f8 + 0.1) + f4 AS x FROM num WHERE id = 7

--- minus zero
SELECT id, f8 FROM num WHERE f8 = 0
--= '-0' is equal to it
SELECT id, f8 FROM num WHERE 0 = f8
--!
SELECT id, f8 + 0 AS f8 FROM num WHERE f8 = 0
--!
SELECT id, -f8 AS f8 FROM num WHERE f8 = 0
--!
SELECT id, abs(f8) AS f8 FROM num WHERE f8 = 0
--!
SELECT id, 0 * f8 AS f8 FROM num WHERE f8 = 0 OR id = 7
--!
SELECT id, f8::text AS f8 FROM num WHERE f8 = 0

--- NaN is equal to itself and greater than all
SELECT id FROM num WHERE f8 = 'NaN'
--=
SELECT id FROM num WHERE 'NaN' = f8
--!
SELECT id FROM num WHERE f8 = 'Infinity'
--!
SELECT id FROM num WHERE f8 <> f8
--!
SELECT id FROM num WHERE f8 >= 'Infinity'
--!
SELECT id FROM num WHERE NOT f8 < 'Infinity' AND f8 > 0
--!
SELECT id FROM num WHERE n = 'NaN' AND f8 > 'NaN'

--- numeric scale
SELECT id, n62 FROM num WHERE n62 = 1
--=
SELECT id, n62 FROM num WHERE 1 = n62
--!
SELECT id, n62::numeric FROM num WHERE n62 = 1
--!
SELECT id, n62::numeric(6,1) FROM num WHERE n62 = 1
--!
SELECT id, n62 + 0 AS n62 FROM num WHERE n62 = 1
--!
SELECT id, round(n62) AS n62 FROM num WHERE n62 = 1
--!
SELECT id, n AS n62 FROM num WHERE n62 = 1

--- a comparison with an integer or a decimal
SELECT id FROM num WHERE i4 > 1.5
--!
SELECT id FROM num WHERE i4 > 2
--! rounds
SELECT id FROM num WHERE i4 > 1.5::int
--!
SELECT id FROM num WHERE i4 > 1.5 OR i4 IS NULL

--- a number as text
SELECT id FROM txt WHERE t < '2' AND t > '0'
--!
SELECT id FROM txt WHERE t < '10' AND t > '0'
--!
SELECT id FROM txt WHERE t < '2' AND t > ''
--!
SELECT id FROM txt WHERE t <= '1' AND t > '0'

--- like and its escapes
SELECT id FROM txt WHERE t LIKE 'a_c'
--=
SELECT id FROM txt WHERE (t LIKE 'a_c')
--= the operator
SELECT id FROM txt WHERE t ~~ 'a_c'
--!
SELECT id FROM txt WHERE t LIKE 'a\_c'
--!
SELECT id FROM txt WHERE t LIKE 'a%c'
--!
SELECT id FROM txt WHERE t ILIKE 'a_c'
--!
SELECT id FROM txt WHERE t = 'a_c'
--!
SELECT id FROM txt WHERE t NOT LIKE 'a_c'
--!
SELECT id FROM txt WHERE t LIKE 'a!_c' ESCAPE '!'
--!
SELECT id FROM txt WHERE t SIMILAR TO 'a_b|1'
--!
SELECT id FROM txt WHERE t ~ 'a_c'
--! the pattern stands on the right
SELECT id FROM txt WHERE 'a_c' LIKE t

--- like without an escape
SELECT id FROM txt WHERE t LIKE 'a\_c'
--!
SELECT id FROM txt WHERE t LIKE 'a\_c' ESCAPE ''
--!
SELECT id FROM txt WHERE t LIKE 'a\_c' ESCAPE '_'
--= needs catalog: the column's type; the default, said aloud
SELECT id FROM txt WHERE t LIKE 'a\_c' ESCAPE '\'

--- padded and unpadded
SELECT id FROM txt WHERE c = 'abc'
--=
SELECT id FROM txt WHERE 'abc' = c
--!
SELECT id FROM txt WHERE c = 'abc'::text AND id > 1
--!
SELECT id FROM txt WHERE v = 'abc'
--!
SELECT id FROM txt WHERE c = 'ABC'
--!
SELECT id FROM txt WHERE c LIKE 'abc' OR id = 1
--! the blanks show
SELECT id FROM txt WHERE c || 'x' = 'abc  x' OR v = 'abc  '
--! case counts for nothing here
SELECT id FROM txt WHERE n = 'abc'

--- length of what is padded
SELECT id, length(c) AS len FROM txt
--!
SELECT id, octet_length(c) AS len FROM txt
--!
SELECT id, length(v) AS len FROM txt
--!
SELECT id, length(c::text) AS len FROM txt WHERE id > 1
--!
SELECT id, length(rtrim(v)) AS len FROM txt WHERE id <> 6
