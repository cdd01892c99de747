-- What a statement rests on, as one JSON document.
-- $1 oid[]: the relations that parsing it has locked
-- $2 name[]: names of the operators that may be a user's own
-- $3 jsonb: types of its columns, [[oid, typmod], ...]
-- $4 name[]: columns that it casts to a date or time
-- $5 text: the statement in lower case
-- $6 oid[]: types of dates and times, with their ranges and arrays
-- $7 oid[]: relations that functions read which it calls; no parser has looked behind these
-- $8 boolean: whether it may call columns by other names than their own
WITH RECURSIVE called(oid) AS (
  SELECT unnest($7::oid[])
  UNION
  SELECT (m.part)[1]::oid
  FROM called
  JOIN pg_rewrite r ON r.ev_class = called.oid AND r.ev_type = '1'
  JOIN pg_class v ON v.oid = r.ev_class AND v.relkind = 'v',
  -- Not pg_depend, which leaves out what came with the database.
  LATERAL regexp_matches(r.ev_action::text, ':relid ([1-9]\d*)', 'g') AS m(part)
),
touched AS (
  SELECT c.oid, c.relnamespace, c.relname, c.relkind, c.relrowsecurity
  FROM pg_class c
  WHERE (c.oid = ANY ($1::oid[]) OR c.oid IN (SELECT called.oid FROM called)) AND c.relkind NOT IN ('i', 'I')
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
-- Each table that was touched with those above it: one whose parent was touched as well is a part of that.
above(base, oid) AS (
  SELECT t.oid, i.inhparent FROM touched t JOIN pg_inherits i ON i.inhrelid = t.oid WHERE t.relkind <> 'v'
  UNION
  SELECT above.base, i.inhparent FROM above JOIN pg_inherits i ON i.inhrelid = above.oid
),
-- Behind a view it is the view's owner whom policies are for, so they count whoever we are.
trees AS (
  SELECT CASE WHEN n.nspname IN ('pg_catalog', 'information_schema') THEN 'catalog' ELSE 'view' END AS origin,
    n.nspname AS schema, t.relname AS name, r.ev_action::text AS tree, pg_get_viewdef(t.oid) AS written
  FROM touched t JOIN pg_rewrite r ON r.ev_class = t.oid AND r.ev_type = '1' JOIN pg_namespace n ON n.oid = t.relnamespace
  WHERE t.relkind = 'v'
  UNION ALL
  SELECT 'policy', n.nspname, t.relname, p.polqual::text, pg_get_expr(p.polqual, p.polrelid)
  FROM touched t JOIN pg_policy p ON p.polrelid = t.oid JOIN pg_namespace n ON n.oid = t.relnamespace
  WHERE t.relrowsecurity AND p.polcmd IN ('r', '*') AND p.polqual IS NOT NULL
    AND (row_security_active(t.oid) OR EXISTS (SELECT FROM touched v WHERE v.relkind = 'v'))
),
-- What lies below domains: one may be of another.
below(domain, oid) AS (
  SELECT t.oid, t.typbasetype FROM pg_type t WHERE t.typtype = 'd'
  UNION
  SELECT below.domain, t.typbasetype FROM below JOIN pg_type t ON t.oid = below.oid AND t.typtype = 'd'
),
bases(domain, base) AS (
  SELECT below.domain, t.oid FROM below JOIN pg_type t ON t.oid = below.oid AND t.typtype <> 'd'
),
-- Columns of what was touched, with the type below a domain, and whether the statement may name them.
columns AS (
  SELECT a.attname, a.atttypid, coalesce(b.base, t.oid) AS base,
    $8 OR strpos($5, lower(a.attname::text)) > 0 OR strpos($5, 'u&"') > 0 AS named
  FROM touched r JOIN pg_attribute a ON a.attrelid = r.oid JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN bases b ON b.domain = t.oid AND t.typtype = 'd'
  WHERE a.attnum > 0 AND NOT a.attisdropped
),
-- Users' domains that may be coerced to: named in the statement, in a view or a policy, or a column's. Names that
-- are written with escapes cannot be found, so then it is all of them. A domain checks what its base checks.
domains(oid, base) AS (
  SELECT t.oid, t.typbasetype
  FROM pg_type t
  WHERE t.oid >= 16384 AND t.typtype = 'd' AND (
    strpos($5, lower(t.typname::text)) > 0 OR strpos($5, 'u&"') > 0
    OR EXISTS (SELECT FROM columns c WHERE c.atttypid = t.oid)
    OR EXISTS (SELECT FROM trees s WHERE s.tree LIKE '%:resulttype ' || t.oid || ' %')
  )
  UNION
  SELECT t.oid, t.typbasetype FROM domains d JOIN pg_type t ON t.oid = d.base AND t.typtype = 'd'
),
-- Whether a NOT stands before anything else than what NOT belongs to (IS NOT NULL, NOT IN).
negating AS (
  SELECT $5 ~ '\mnot\M(?!\s+(null|in|like|ilike|between|similar|exists|true|false|unknown|distinct|materialized)\M)' AS found
)
SELECT json_build_object(
  'path', current_schemas(true),
  'standby', pg_is_in_recovery(),
  'family', (SELECT f.oids::text[] FROM family f),
  -- Relations on the search path of the same names as what was touched, itself among them.
  'namesakes', array(
    SELECT c.oid::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = ANY (array(SELECT k.relname FROM touched t JOIN pg_class k USING (oid))) AND n.nspname = ANY (current_schemas(false))
  ),
  'relations', array(
    SELECT json_build_object('schema', n.nspname, 'name', c.relname, 'kind', c.relkind, 'persistence', c.relpersistence)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = ANY ((SELECT f.oids FROM family f)::oid[])
  ),
  'touched', array(SELECT t.oid::text FROM touched t),
  'baseTables', (
    SELECT count(*) FROM touched t
    WHERE t.relkind <> 'v' AND NOT EXISTS (SELECT FROM above a JOIN touched o ON o.oid = a.oid WHERE a.base = t.oid)
  ),
  'trees', array(SELECT json_build_object('origin', t.origin, 'schema', t.schema, 'name', t.name, 'tree', t.tree, 'written', t.written) FROM trees t)
    || array(
      SELECT json_build_object('origin', 'domain', 'tree', c.conbin::text, 'written', pg_get_expr(c.conbin, 0))
      FROM pg_constraint c
      WHERE c.contypid IN (SELECT d.oid FROM domains d) AND c.conbin IS NOT NULL
    ),
  -- Users' operators of these names, by their functions.
  'operators', array(
    SELECT json_build_object(
      'schema', n.nspname, 'name', o.oprname, 'oid', o.oprcode::oid::text,
      -- Comparisons: not one in C that is a boolean and has itself, or its mirror image, for its commutator; nor, where it
      -- may be negated, its opposite for its negator.
      'lopsided', o.oprname IN ('=', '<>', '<', '>', '<=', '>=') AND NOT (
        l.lanname IN ('c', 'internal') AND o.oprresult = 'bool'::regtype AND EXISTS (
          SELECT FROM pg_operator m
          WHERE m.oid = o.oprcom AND m.oprnamespace = o.oprnamespace AND m.oprleft = o.oprright AND m.oprright = o.oprleft
            AND m.oprname = CASE WHEN o.oprname = '<>' THEN '<>' ELSE translate(o.oprname, '<>', '><') END
        )
        AND (NOT w.negated OR EXISTS (
          SELECT FROM pg_operator m
          WHERE m.oid = o.oprnegate AND m.oprnamespace = o.oprnamespace AND m.oprleft = o.oprleft AND m.oprright = o.oprright
            AND m.oprname = '{"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}'::json ->> o.oprname::text
        ))
      )
    )
    FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
      JOIN pg_proc p ON p.oid = o.oprcode JOIN pg_language l ON l.oid = p.prolang,
    -- A value of a user's type comes from a column, a cast, a function or an operator.
    LATERAL (
      SELECT (SELECT g.found FROM negating g) AND (
        (o.oprleft < 16384 AND o.oprright < 16384)
        OR EXISTS (SELECT FROM columns c WHERE c.base IN (o.oprleft, o.oprright) AND c.named)
        OR EXISTS (
          SELECT FROM pg_type t LEFT JOIN bases b ON b.domain = t.oid
          WHERE t.oid >= 16384 AND coalesce(b.base, t.oid) IN (o.oprleft, o.oprright)
            AND (strpos($5, lower(t.typname::text)) > 0 OR strpos($5, 'u&"') > 0)
        )
        OR EXISTS (
          SELECT FROM pg_proc f LEFT JOIN bases b ON b.domain = f.prorettype
          WHERE f.oid >= 16384 AND strpos($5, lower(f.proname::text)) > 0
            AND (coalesce(b.base, f.prorettype) IN (o.oprleft, o.oprright) OR o.oprleft = ANY (f.proallargtypes)
              OR o.oprright = ANY (f.proallargtypes) OR f.prorettype IN (SELECT r.reltype FROM pg_class r WHERE r.oid >= 16384))
        )
        OR EXISTS (
          SELECT FROM pg_operator m
          WHERE m.oid >= 16384 AND m.oprresult IN (o.oprleft, o.oprright) AND strpos($5, m.oprname::text) > 0
        )
      ) AS negated
    ) w
    WHERE o.oprname = ANY ($2::name[]) AND o.oid >= 16384
  ),
  -- Columns that the statement may compare, of types of which a comparison has no opposite or no mirror image.
  'lopsided', array(
    SELECT DISTINCT c.attname
    FROM columns c
    WHERE c.base = ANY ('{aclitem,box,cid,circle,line,lseg,path,point,polygon,xid}'::regtype[])
      AND c.named AND (c.base = 'xid'::regtype OR (SELECT g.found FROM negating g))
  ) || array(
    -- Values of such types that are of no column: behind a cast, or before a bracket or a quote.
    SELECT DISTINCT m.part[1]
    FROM regexp_matches($5, '\m(aclitem|aclitemin|bound_box|box|cid|circle|line|lseg|makeaclitem|path|point|polygon|xid)\M', 'g') m(part)
    WHERE ($5 ~ ('(::|pg_catalog"?\s*\.|\mas\M)\s*"?' || m.part[1] || '\M|\m' || m.part[1] || '"?\s*([(''$[]|e''|u&)') OR $5 ~ '/\*|--')
      AND (m.part[1] = 'xid' OR (SELECT g.found FROM negating g))
  ),
  'timetz', EXISTS (SELECT FROM columns c WHERE c.base = ANY ('{timetz,timetz[]}'::regtype[])),
  -- A column that is a time already, or a number, is no text that could say 'today'; one that nobody has may be.
  'textsAsTime', array(
    SELECT cast_column
    FROM unnest($4::name[]) cast_column
    WHERE NOT EXISTS (SELECT FROM columns c WHERE c.attname = cast_column)
      OR EXISTS (
        SELECT FROM columns c JOIN pg_type t ON t.oid = c.base
        WHERE c.attname = cast_column AND NOT c.base = ANY ($6::oid[])
          AND (t.oid >= 16384 OR t.typcategory NOT IN ('B', 'D', 'N', 'T'))
      )
  ),
  -- Users' types without fields, so without dates: enums, base types, and arrays of these.
  'plainTypes', array(
    SELECT t.oid::text
    FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
    WHERE t.oid >= 16384 AND t.typtype IN ('b', 'e') AND coalesce(e.typtype, 'b') IN ('b', 'e')
  ),
  -- Users' conversions, and what users' types are sorted and hashed by: a statement may use these without naming them.
  'conversions', array(
    SELECT castfunc::text FROM pg_cast WHERE castfunc >= 16384
    UNION
    SELECT p.amproc::oid::text FROM pg_amproc p JOIN pg_opfamily f ON f.oid = p.amprocfamily JOIN pg_am m ON m.oid = f.opfmethod
    WHERE p.amproc >= 16384 AND m.amname IN ('btree', 'hash')
  ),
  'types', array(
    SELECT format_type((t.pair ->> 0)::oid, (t.pair ->> 1)::int)
    FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS t(pair, at)
    ORDER BY t.at
  ),
  -- What prints each of these types, where it may be called by name.
  'outputs', array(
    SELECT CASE WHEN p.proisstrict AND has_function_privilege(p.oid, 'EXECUTE') AND has_schema_privilege(n.oid, 'USAGE')
      THEN format('%I.%I', n.nspname, p.proname) END
    FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS t(pair, at)
      LEFT JOIN pg_type y ON y.oid = (t.pair ->> 0)::oid LEFT JOIN pg_proc p ON p.oid = y.typoutput LEFT JOIN pg_namespace n ON n.oid = p.pronamespace
    ORDER BY t.at
  ),
  'printing', (
    SELECT json_object_agg(s.name, current_setting(s.name))
    FROM unnest('{DateStyle,TimeZone,bytea_output,extra_float_digits,server_encoding}'::text[]) s(name)
  )
)
