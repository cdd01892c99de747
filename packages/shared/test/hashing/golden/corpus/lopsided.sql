--- a user's comparison, of a json and a text only
SELECT id FROM doc WHERE j = '"text"'::text
--? without a commutator
SELECT id FROM doc WHERE '"text"'::text = j
--!
SELECT id FROM doc WHERE j <> '"text"'::text

--- a user's comparison that has no opposite
SELECT id FROM doc WHERE NOT j = '"text"'::text
--?
SELECT id FROM doc WHERE j <> '"text"'::text
--!
SELECT id FROM doc WHERE j = '"text"'::text

--- a transaction's number is compared with an integer, not the other way round
SELECT id FROM place WHERE seen = 3
--?
SELECT id FROM place WHERE 3 = seen
--!
SELECT id FROM place WHERE seen = 4

--- boxes have no <>
SELECT id FROM place WHERE NOT area = '(1,1),(0,0)'
--?
SELECT id FROM place WHERE area <> '(1,1),(0,0)'
--!
SELECT id FROM place WHERE area = '(1,1),(0,0)'

--- boxes of no column have no <>
SELECT NOT '(1,1),(0,0)'::box = '(1,1),(0,0)'::box AS b
--?
SELECT '(1,1),(0,0)'::box <> '(1,1),(0,0)'::box AS b

--- a transaction's number of no column
SELECT '3'::xid = 3 AS b
--?
SELECT 3 = '3'::xid AS b

--- circles that are not a number are neither less nor not
SELECT NOT '<(0,0),NaN>'::circle < '<(0,0),1>'::circle AS b
--?
SELECT '<(0,0),NaN>'::circle >= '<(0,0),1>'::circle AS b

--- a view's column that may raise an error, by another name
SELECT count(*) FILTER (WHERE z > 1 AND i4 <> 0) AS n FROM (SELECT q AS z, i4 FROM ratio) s
--?
SELECT count(*) FILTER (WHERE i4 <> 0 AND z > 1) AS n FROM (SELECT q AS z, i4 FROM ratio) s

--- ... by a name that FROM gives
SELECT count(*) FILTER (WHERE z > 1 AND b <> 0) AS n FROM ratio AS r (a, b, z)
--?
SELECT count(*) FILTER (WHERE b <> 0 AND z > 1) AS n FROM ratio AS r (a, b, z)
