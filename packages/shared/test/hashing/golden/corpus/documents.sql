--- a key of a document
SELECT id, jb ->> 'a' AS a FROM doc
--=
SELECT d.id, d.jb ->> 'a' AS a FROM doc d
--=
SELECT id, (jb ->> 'a') a FROM doc
--! jsonb, not text
SELECT id, jb -> 'a' AS a FROM doc
--! as it was written
SELECT id, j ->> 'a' AS a FROM doc
--!
SELECT id, jb ->> 'A' AS a FROM doc
--!
SELECT id, jb ->> 'b' AS a FROM doc
--! by position
SELECT id, jb ->> 0 AS a FROM doc
--!
SELECT id, jb #> '{a}' AS a FROM doc
--!
SELECT id, jb ->> '0' AS a FROM doc WHERE id = 5

--- a path
SELECT id, jb #>> '{2,a,0}' AS x FROM doc
--=
SELECT id, doc.jb #>> '{2,a,0}' AS x FROM doc
--!
SELECT id, jb #> '{2,a,0}' AS x FROM doc
--!
SELECT id, jb #>> '{1,0}' AS x FROM doc
--!
SELECT id, jb -> 2 ->> 'a' AS x FROM doc
--!
SELECT id, jb #>> '{0}' AS x FROM doc

--- containment has a direction
SELECT id FROM doc WHERE jb @> '{"a": 1}'
--= needs catalog: the column's type
SELECT id FROM doc WHERE jb @> '{"a": 1}'::jsonb
--!
SELECT id FROM doc WHERE jb <@ '{"a": 1}'
--!
SELECT id FROM doc WHERE jb @> '{"a": "1"}'
--!
SELECT id FROM doc WHERE jb @> '{"b": "X"}'
--!
SELECT id FROM doc WHERE jb ? 'a'
--!
SELECT id FROM doc WHERE '{"a": 1}' @> jb

--- equal documents
SELECT id FROM doc WHERE jb = '{"a": 1, "b": "x"}'
--=
SELECT id FROM doc WHERE '{"a": 1, "b": "x"}' = jb
--! json has no equality
SELECT id FROM doc WHERE j = '{"a": 1, "b": "x"}'::json
--!
SELECT id FROM doc WHERE jb::text = '{"a": 1, "b": "x"}'
--!
SELECT id FROM doc WHERE jb = '{"a": 1}'
--!
SELECT id FROM doc WHERE j::text = '{"a": 1, "b": "x"}'

--- null and the document null
SELECT id FROM doc WHERE jb IS NULL
--!
SELECT id FROM doc WHERE jb = 'null'
--!
SELECT id FROM doc WHERE jb -> 'a' = 'null'
--!
SELECT id FROM doc WHERE jb ->> 'a' IS NULL
--!
SELECT id FROM doc WHERE jsonb_typeof(jb) = 'null'

--- literals that hold white space
SELECT '{"a": 1}'::json AS j
--! json keeps it
SELECT '{"a":1}'::json AS j
--! jsonb does not
SELECT '{"a": 1}'::jsonb AS j
--!
SELECT '{"a": 1, "a": 2}'::json AS j
--!
SELECT '{"A": 1}'::json AS j
--!
SELECT '{"a": "1"}'::json AS j

--- numbers within documents
SELECT '{"a": 1.0}'::jsonb AS j
--!
SELECT '{"a": 1}'::jsonb AS j
--!
SELECT '{"a": 1.00}'::jsonb AS j
--!
SELECT '{"a": 9007199254740993}'::jsonb AS j
--!
SELECT '{"a": 9007199254740992}'::jsonb AS j

--- built documents
SELECT jsonb_build_object('id', id, 'name', name) AS j FROM dept
--=
SELECT jsonb_build_object('id', d.id, 'name', d.name) AS j FROM dept d
--! its keys are sorted
SELECT json_build_object('name', name, 'id', id) AS j FROM dept
--!
SELECT json_build_object('id', id, 'name', name) AS j FROM dept
--!
SELECT jsonb_build_object('id', id::text, 'name', name) AS j FROM dept
--!
SELECT jsonb_build_array('id', id, 'name', name) AS j FROM dept

--- elements of a document
SELECT d.id, e.value FROM doc d CROSS JOIN LATERAL jsonb_array_elements(d.jb) e WHERE d.id = 5
--=
SELECT d.id, e.value FROM doc d, jsonb_array_elements(d.jb) e WHERE d.id = 5
--=
SELECT x.id, y.value FROM doc x, LATERAL jsonb_array_elements(x.jb) AS y WHERE x.id = 5
--! text
SELECT d.id, e.value FROM doc d CROSS JOIN LATERAL jsonb_array_elements_text(d.jb) e WHERE d.id = 5
--! not an array
SELECT d.id, e.value FROM doc d CROSS JOIN LATERAL jsonb_array_elements(d.jb) e WHERE d.id = 1
--!
SELECT d.id, e.value FROM doc d LEFT JOIN LATERAL jsonb_array_elements(d.jb -> 9) e ON true WHERE d.id = 5
--!
SELECT e.value, d.id FROM doc d CROSS JOIN LATERAL jsonb_array_elements(d.jb) e WHERE d.id = 5

--- elements of an array
SELECT id, a[1] AS x FROM doc
--=
SELECT d.id, d.a[1] AS x FROM doc d
--=
SELECT id, (a)[1] AS x FROM doc
--!
SELECT id, a[0] AS x FROM doc
--! a slice
SELECT id, a[1:1] AS x FROM doc
--!
SELECT id, a[2] AS x FROM doc
--!
SELECT id, ta[1] AS x FROM doc
--!
SELECT id, a[1][1] AS x FROM doc
--! the name
SELECT id, a[1] FROM doc

--- slices
SELECT id, a[2:3] AS x FROM doc
--!
SELECT id, a[1:3] AS x FROM doc
--!
SELECT id, a[:3] AS x FROM doc
--!
SELECT id, a[2:] AS x FROM doc WHERE id <> 6
--!
SELECT id, a[3:2] AS x FROM doc

--- arrays
SELECT id FROM doc WHERE a = ARRAY[1, 2, 3]
--=
SELECT id FROM doc WHERE ARRAY[1, 2, 3] = a
--=
SELECT id FROM doc WHERE doc.a = ARRAY[1,2,3]
--!
SELECT id FROM doc WHERE a = ARRAY[3, 2, 1]
--!
SELECT id FROM doc WHERE a @> ARRAY[1, 2, 3]
--!
SELECT id FROM doc WHERE a = '{1,2}'
--!
SELECT id FROM doc WHERE a && ARRAY[1]
--!
SELECT id FROM doc WHERE a = ARRAY['1', '2', '3']
--!
SELECT id FROM doc WHERE a <> ARRAY[1, 2, 3]

--- in an array, in any order
SELECT id FROM doc WHERE 1 = ANY (a)
--=
SELECT id FROM doc WHERE 1 = SOME (doc.a)
--! none is null: not known
SELECT id FROM doc WHERE 1 = ALL (a)
--!
SELECT id FROM doc WHERE 1 <> ALL (a)
--!
SELECT id FROM doc WHERE 3 = ANY (a) AND a[1] = 1
--!
SELECT id FROM doc WHERE 1 = a[1]
--!
SELECT id FROM doc WHERE NOT 1 = ANY (a)

--- an array of a query
SELECT ARRAY(SELECT k FROM l ORDER BY k) AS a
--=
SELECT ARRAY(SELECT l.k FROM l ORDER BY l.k ASC) AS a
--!
SELECT ARRAY(SELECT k FROM l ORDER BY k DESC) AS a
--!
SELECT ARRAY(SELECT DISTINCT k FROM l ORDER BY k) AS a
--!
SELECT array_agg(k ORDER BY k) FILTER (WHERE k IS NOT NULL) AS a FROM l
--!
SELECT ARRAY(SELECT k::bigint FROM l ORDER BY k) AS a

--- null within an array
SELECT ARRAY[NULL, 'NULL'] AS ta
--=
SELECT array [ null , 'NULL' ] AS "ta"
--!
SELECT ARRAY['NULL', NULL] AS ta
--!
SELECT ARRAY['NULL', 'NULL'] AS ta
--!
SELECT '{NULL,NULL}'::text[] AS ta

--- ranges
SELECT id FROM doc WHERE r = '[1,5)'
--=
SELECT id FROM doc WHERE '[1,5)' = r
--!
SELECT id FROM doc WHERE r = '(1,5)'
--!
SELECT id FROM doc WHERE r @> 4
--!
SELECT id FROM doc WHERE r && '[1,5)'
--!
SELECT id FROM doc WHERE r <@ '[1,5)'

--- bytes
SELECT id, b FROM txt WHERE b = '\x00ff'
--=
SELECT id, b FROM txt WHERE b = E'\\x00ff'
--!
SELECT id, b FROM txt WHERE b = '\xff'
--!
SELECT id, b FROM txt WHERE b = '\x'
--!
SELECT id, encode(b, 'hex') AS b FROM txt WHERE b = '\x00ff'
--!
SELECT id, b FROM txt WHERE b = 'x00ff'

--- concatenation
SELECT id, t || 'x' AS x FROM txt
--=
SELECT id, txt.t || 'x' AS x FROM txt
--!
SELECT id, 'x' || t AS x FROM txt
--! null counts as empty
SELECT id, concat(t, 'x') AS x FROM txt
--!
SELECT id, c || 'x' AS x FROM txt
--!
SELECT id, t || 'X' AS x FROM txt
--!
SELECT id, t || ' x' AS x FROM txt
--!
SELECT id, (t || 'x')::varchar AS x FROM txt

--- parts of a text
SELECT id, substring(t FROM 2 FOR 1) AS x FROM txt
--=
SELECT id, substring(txt.t from 2 for 1) AS x FROM txt
--!
SELECT id, substring(t FROM 1 FOR 2) AS x FROM txt
--!
SELECT id, substring(t FROM 2) AS x FROM txt
--! a pattern
SELECT id, substring(t FROM 'b') AS x FROM txt
--!
SELECT id, substring(v FROM 1 FOR 1) AS x FROM txt

--- trimmed
SELECT id, trim(t) AS x FROM txt
--=
SELECT id, trim(BOTH FROM t) AS x FROM txt
--= needs catalog: the column's type
SELECT id, trim(BOTH ' ' FROM t) AS x FROM txt
--!
SELECT id, t AS x FROM txt
--!
SELECT id, trim(LEADING FROM t) AS x FROM txt
--!
SELECT id, trim(t, 'a') AS x FROM txt
--!
SELECT id, trim(BOTH FROM t) FROM txt

--- positions
SELECT id, position('b' IN t) AS p FROM txt
--=
SELECT id, POSITION('b' IN txt.t) p FROM txt
--!
SELECT id, position(t IN 'b') AS p FROM txt
--!
SELECT id, strpos(t, 'c') AS p FROM txt
--!
SELECT id, position('B' IN t) AS p FROM txt
