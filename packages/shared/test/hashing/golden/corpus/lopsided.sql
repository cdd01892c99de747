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
