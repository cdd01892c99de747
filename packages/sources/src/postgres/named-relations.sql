-- All relations of these names ($1 name[]) that can be read, whatever their schema, as a JSON array.
SELECT coalesce(json_agg(json_build_object('oid', c.oid::text, 'schema', n.nspname, 'name', c.relname)), '[]')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = ANY ($1::name[]) AND c.relkind NOT IN ('i', 'I', 'c', 't')
