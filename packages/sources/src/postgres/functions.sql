-- Functions by oid ($1 oid[]), behind operators ($2 oid[]), and by name whatever their schema ($3 name[]; of one
-- argument: $4; of one argument that may be a row: $5), as a JSON array.
SELECT coalesce(json_agg(json_build_object(
  'oid', p.oid::text,
  'schema', n.nspname,
  'name', p.proname,
  'args', p.pronargs,
  'volatility', p.provolatile,
  'language', l.lanname,
  'byDot', p.pronargs >= 1 AND p.pronargs - p.pronargdefaults <= 1 AND p.proname = ANY ($4::name[] || $5::name[]),
  'builtin', p.oid < 16384,
  -- AT TIME ZONE on a time with time zone takes the offset that the zone has today.
  'takesTimetz', p.proname = 'timezone' AND p.provolatile <> 'i' AND 'timetz'::regtype = ANY (p.proargtypes),
  -- What a user's aggregate calls, and what defaults of arguments may.
  'parts', CASE WHEN a.aggfnoid IS NULL THEN '{}' ELSE ARRAY[
    a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn,
    a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn
  ]::oid[]::text[] END,
  'defaults', CASE WHEN p.oid >= 16384 THEN p.proargdefaults::text END,
  -- By way of JSON, because there is no prosqlbody before 14.
  'body', CASE WHEN p.oid >= 16384 AND l.lanname = 'sql' THEN json_build_object(
    'text', p.prosrc,
    'tree', to_jsonb(p) ->> 'prosqlbody',
    'path', (SELECT substr(c, length('search_path=') + 1) FROM unnest(p.proconfig) c WHERE c LIKE 'search\_path=%')
  ) END
)), '[]')
FROM (SELECT array(SELECT oprcode::oid FROM pg_operator WHERE oid = ANY ($2::oid[])) AS codes) o
JOIN pg_proc p ON p.oid = ANY ($1::oid[]) OR p.oid = ANY (o.codes) OR p.proname = ANY ($3::name[])
  OR p.pronargs >= 1 AND p.pronargs - p.pronargdefaults <= 1 AND (
    p.proname = ANY ($4::name[]) OR p.proname = ANY ($5::name[]) AND EXISTS (
      SELECT FROM pg_type t
      WHERE t.oid = p.proargtypes[0] AND (
        t.typtype IN ('c', 'd')
        OR t.typname IN ('record', 'any', 'anyelement', 'anynonarray', 'anycompatible', 'anycompatiblenonarray')
        OR EXISTS (SELECT FROM pg_cast c WHERE c.casttarget = t.oid AND c.oid >= 16384 AND c.castcontext = 'i')
      )
    )
  )
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid AND p.oid >= 16384
