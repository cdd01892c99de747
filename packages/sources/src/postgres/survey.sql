-- Which of some relations exist, and what depends on their rows, as one JSON document.
-- $1, $2 name[]: schemas and names of the relations, in pairs
-- $3 name[]: schemas all of whose relations are asked for
WITH RECURSIVE asked AS (
  SELECT c.oid
  FROM unnest($1::name[], $2::name[]) AS w(schema, name)
  JOIN pg_namespace n ON n.nspname = w.schema
  JOIN pg_class c ON c.relname = w.name AND c.relnamespace = n.oid
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  UNION
  SELECT c.oid
  FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
  WHERE n.nspname = ANY ($3::name[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
),
-- A partition that changes changes its parents, a parent may change in every partition, but siblings do not change.
up(oid) AS (
  SELECT oid FROM asked
  UNION
  SELECT i.inhparent FROM up JOIN pg_inherits i ON i.inhrelid = up.oid
),
down(oid) AS (
  SELECT oid FROM asked
  UNION
  SELECT i.inhrelid FROM down JOIN pg_inherits i ON i.inhparent = down.oid
),
-- A view, materialised or not, changes with whatever its query names.
over(oid) AS (
  (SELECT oid FROM up UNION SELECT oid FROM down)
  UNION
  SELECT r.ev_class
  FROM over
  JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = over.oid AND d.classid = 'pg_rewrite'::regclass
  JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_type = '1'
),
links(base, oid, kind) AS (
  SELECT i.inhrelid, i.inhparent, 'parent' FROM up JOIN pg_inherits i ON i.inhrelid = up.oid
  UNION
  SELECT i.inhparent, i.inhrelid, 'part' FROM down JOIN pg_inherits i ON i.inhparent = down.oid
  UNION
  SELECT over.oid, r.ev_class, 'view'
  FROM over
  JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = over.oid AND d.classid = 'pg_rewrite'::regclass
  JOIN pg_rewrite r ON r.oid = d.objid AND r.ev_type = '1'
  WHERE r.ev_class <> over.oid
),
named AS (
  SELECT c.oid, json_build_array(n.nspname, c.relname) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid IN (SELECT oid FROM asked UNION SELECT base FROM links UNION SELECT oid FROM links)
)
SELECT json_build_object(
  'existing', array(SELECT named.name FROM asked JOIN named USING (oid)),
  'links', array(
    SELECT json_build_array(f.name, t.name, l.kind)
    FROM links l JOIN named f ON f.oid = l.base JOIN named t ON t.oid = l.oid
  )
)
