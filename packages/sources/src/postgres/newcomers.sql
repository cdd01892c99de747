-- What the statement may have meant though the analysis did not know it:
-- Partitions and inheriting tables that it has read ($1 oid[]: all that the analysis knew), which were attached between
-- analysis and snapshot; no lock of a reader prevents that.
SELECT DISTINCT i.inhrelid::regclass::text
FROM pg_lock_status() l
JOIN pg_inherits i ON i.inhrelid = l.relation
WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation'
  AND i.inhparent = ANY ($1::oid[]) AND NOT i.inhrelid = ANY ($1::oid[])
UNION
-- Relations on the search path of the same names as what it rests on ($2 oid[]: all that the analysis knew). One that was
-- made since may be what a name without a schema means, and it is the other that was read.
SELECT concat_ws('.', quote_ident(n.nspname), quote_ident(c.relname))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = ANY (array(SELECT k.relname FROM pg_class k WHERE k.oid = ANY ($2::oid[])))
  AND n.nspname = ANY (current_schemas(false)) AND NOT c.oid = ANY ($2::oid[])
