-- Marks of tables and views: all that changes with their rows, columns, definitions, partitions and policies. They are
-- summed up by bucket, so that only those of buckets whose sums have changed need to be sent.
-- $1 text[]: the sums as they were, from bucket 0 on; shorter or empty: all marks
-- $2 boolean: whether functions in any language count, not only those in C
-- First row: null, numbers of the changed buckets with commas, null, the mark of what no table tells of.
-- Then one row a table: oid, schema, name, mark.
WITH columns AS (
  SELECT attrelid AS oid, sum(hashtextextended(attnum || ' ' || xmin, 0)) AS mark
  FROM pg_attribute WHERE attnum > 0 GROUP BY 1
),
-- Of these there are few: children, rules, policies, and expressions of generated columns.
parts AS (
  SELECT p.oid, sum(hashtextextended(p.part, 0)) AS mark
  FROM (
    SELECT inhparent AS oid, concat_ws(' ', 'child', inhrelid, xmin) AS part FROM pg_inherits
    UNION ALL
    SELECT ev_class, concat_ws(' ', 'rule', oid, xmin) FROM pg_rewrite WHERE oid >= 16384
    UNION ALL
    SELECT polrelid, concat_ws(' ', 'policy', oid, xmin) FROM pg_policy
    UNION ALL
    SELECT adrelid, concat_ws(' ', 'expression', oid, xmin) FROM pg_attrdef
  ) p
  GROUP BY 1
),
marks AS (
  SELECT c.oid, n.nspname, c.relname, c.oid::bigint % 128 AS bucket,
    hashtextextended(concat_ws(' ',
      c.oid, n.nspname, c.xmin, c.relfilenode, columns.mark, parts.mark,
      CASE WHEN c.relkind IN ('r', 'm') THEN concat_ws(' ',
        pg_stat_get_tuples_inserted(c.oid), pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid)) END
    ), 0) AS mark
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN columns ON columns.oid = c.oid
  LEFT JOIN parts ON parts.oid = c.oid
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
),
changed AS (
  SELECT b AS bucket
  FROM generate_series(0, 127) b LEFT JOIN (SELECT bucket, sum(mark) AS sum FROM marks GROUP BY 1) s ON s.bucket = b
  WHERE coalesce(s.sum, 0)::text IS DISTINCT FROM ($1::text[])[b + 1]
),
-- Users' functions, operators, conversions, domains, enums and ranges.
others AS (
  SELECT hashtextextended(string_agg(o.what, ' ' ORDER BY o.what COLLATE "C"), 0) AS mark
  FROM (
    SELECT concat_ws(' ', 'function', p.oid, p.xmin) AS what
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.oid >= 16384 AND n.nspname NOT LIKE 'pg\_temp\_%' AND ($2::boolean OR l.lanname IN ('internal', 'c'))
    UNION ALL
    SELECT concat_ws(' ', 'operator', oid, xmin) FROM pg_operator WHERE oid >= 16384
    UNION ALL
    SELECT concat_ws(' ', 'cast', oid, xmin) FROM pg_cast WHERE oid >= 16384
    UNION ALL
    SELECT concat_ws(' ', 'type', oid, xmin) FROM pg_type WHERE oid >= 16384 AND typtype IN ('d', 'e', 'r')
    UNION ALL
    SELECT concat_ws(' ', 'label', oid, xmin) FROM pg_enum
    UNION ALL
    SELECT concat_ws(' ', 'check', oid, xmin) FROM pg_constraint WHERE contypid <> 0 AND oid >= 16384
  ) o
)
SELECT NULL::text, (SELECT string_agg(bucket::text, ',') FROM changed), NULL::text, (SELECT coalesce(mark, 0)::text FROM others)
UNION ALL
SELECT m.oid::text, m.nspname::text, m.relname::text, m.mark::text FROM marks m JOIN changed USING (bucket)
