-- What a statement rests on, as one JSON document.
-- $1 oid[]: the relations that parsing it has locked
-- $2 name[]: names of the operators that may be a user's own
-- $3 jsonb: types of its columns, [[oid, typmod], …]
WITH RECURSIVE touched AS (
  SELECT c.oid, c.relkind, c.relrowsecurity
  FROM pg_class c
  WHERE c.oid = ANY ($1::oid[]) AND c.relkind NOT IN ('i', 'I')
),
-- Refreshing a partition changes its parents, and refreshing a parent may change every partition.
up(oid) AS (
  SELECT oid FROM touched
  UNION
  SELECT i.inhparent FROM up JOIN pg_inherits i ON i.inhrelid = up.oid
),
down(oid) AS (
  SELECT oid FROM touched
  UNION
  SELECT i.inhrelid FROM down JOIN pg_inherits i ON i.inhparent = down.oid
),
family AS (
  SELECT array(SELECT oid FROM up UNION SELECT oid FROM down) AS oids
),
-- Behind a view it is the view's owner whom policies are for, so they count whoever we are.
trees AS (
  SELECT 'view' AS origin, r.ev_action::text AS tree, pg_get_viewdef(t.oid) AS written
  FROM touched t JOIN pg_rewrite r ON r.ev_class = t.oid AND r.ev_type = '1'
  WHERE t.relkind = 'v'
  UNION ALL
  SELECT 'policy', p.polqual::text, pg_get_expr(p.polqual, p.polrelid)
  FROM touched t JOIN pg_policy p ON p.polrelid = t.oid
  WHERE t.relrowsecurity AND p.polcmd IN ('r', '*') AND p.polqual IS NOT NULL
    AND (row_security_active(t.oid) OR EXISTS (SELECT FROM touched v WHERE v.relkind = 'v'))
)
SELECT json_build_object(
  'path', current_schemas(true),
  'family', (SELECT f.oids::text[] FROM family f),
  'relations', array(
    SELECT json_build_object('schema', n.nspname, 'name', c.relname, 'kind', c.relkind, 'persistence', c.relpersistence)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = ANY ((SELECT f.oids FROM family f)::oid[])
  ),
  'trees', array(SELECT json_build_object('origin', t.origin, 'tree', t.tree, 'written', t.written) FROM trees t),
  -- Users' operators of these names, by their functions.
  'operators', array(
    SELECT json_build_object('schema', n.nspname, 'name', o.oprname, 'oid', o.oprcode::oid::text)
    FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
    WHERE o.oprname = ANY ($2::name[]) AND o.oid >= 16384
  ),
  'timetz', EXISTS (
    SELECT FROM touched t JOIN pg_attribute a ON a.attrelid = t.oid WHERE a.atttypid = 'timetz'::regtype
  ),
  -- Users' functions of one row: `t.f` may be f(t), and the statement then does not name them as functions.
  'ofRows', array(
    SELECT json_build_object('name', p.proname, 'oid', p.oid::text)
    FROM pg_proc p JOIN pg_type t ON t.oid = p.proargtypes[0]
    WHERE p.oid >= 16384 AND p.pronargs - p.pronargdefaults <= 1 AND t.typtype IN ('c', 'd', 'p')
  ),
  -- Users' conversions, that a statement may use without naming them.
  'conversions', array(SELECT castfunc::text FROM pg_cast WHERE castfunc >= 16384),
  'types', array(
    SELECT format_type((t.pair ->> 0)::oid, (t.pair ->> 1)::int)
    FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS t(pair, at)
    ORDER BY t.at
  )
)
