-- What Redshift's leader node can answer: no arrays, no recursion, no aggregates over catalog functions. `:list`
-- stands for as many parameters as there are values.

-- block: path
SELECT current_schemas(true)

-- block: relations_by_name
SELECT c.oid, n.nspname, c.relname, c.relkind
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname IN (:list)

-- block: relations_by_oid
SELECT c.oid, n.nspname, c.relname, c.relkind
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid IN (:list)

-- block: view_trees
SELECT CAST(r.ev_action AS text), pg_get_viewdef(r.ev_class), n.nspname, c.relname
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'v' AND r.ev_type = '1' AND c.oid IN (:list)

-- block: view_relations
SELECT DISTINCT d.refobjid
FROM pg_depend d
JOIN pg_rewrite r ON r.oid = d.objid
JOIN pg_class v ON v.oid = r.ev_class
JOIN pg_class c ON c.oid = d.refobjid
WHERE v.relkind = 'v' AND v.oid IN (:list)
  AND d.classid = (
    SELECT s.oid FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
    WHERE s.relname = 'pg_rewrite' AND n.nspname = 'pg_catalog'
  )
  AND d.refclassid = (
    SELECT s.oid FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
    WHERE s.relname = 'pg_class' AND n.nspname = 'pg_catalog'
  )

-- block: functions_by_name
SELECT p.oid, n.nspname, p.proname, p.provolatile, l.lanname, oidvectortypes(p.proargtypes)
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE p.proname IN (:list)

-- block: functions_by_oid
SELECT p.oid, n.nspname, p.proname, p.provolatile, l.lanname, oidvectortypes(p.proargtypes)
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE p.oid IN (:list)

-- block: columns
SELECT a.attname, a.atttypid
FROM pg_attribute a
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN (:list)

-- block: functions_of_operators
SELECT CAST(o.oprcode AS oid) FROM pg_operator o WHERE o.oid IN (:list)

-- block: has_external_tables
SELECT 1 FROM pg_class WHERE relname = 'svv_external_tables'

-- block: external_tables
SELECT schemaname, tablename FROM svv_external_tables WHERE tablename IN (:list)
