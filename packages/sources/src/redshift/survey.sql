-- What Redshift's leader node can answer: no arrays, no recursion. `:list` stands for as many parameters as there are
-- values. There is no inheritance.

-- block: by_name
SELECT c.oid, n.nspname, c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname IN (:list)

-- block: by_schema
SELECT c.oid, n.nspname, c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname IN (:list)

-- block: views_over
SELECT DISTINCT d.refobjid, v.oid, n.nspname, v.relname
FROM pg_depend d
JOIN pg_rewrite r ON r.oid = d.objid
JOIN pg_class v ON v.oid = r.ev_class
JOIN pg_namespace n ON n.oid = v.relnamespace
WHERE v.relkind IN ('v', 'm') AND v.oid <> d.refobjid AND d.refobjid IN (:list)
  AND d.classid = (
    SELECT s.oid FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
    WHERE s.relname = 'pg_rewrite' AND n.nspname = 'pg_catalog'
  )
  AND d.refclassid = (
    SELECT s.oid FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
    WHERE s.relname = 'pg_class' AND n.nspname = 'pg_catalog'
  )
