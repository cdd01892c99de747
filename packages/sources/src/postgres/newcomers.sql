-- Partitions and inheriting tables that the statement has read though the analysis did not know them ($1 oid[]:
-- all that it knew): they were attached between analysis and snapshot, which no lock of a reader prevents.
SELECT DISTINCT i.inhrelid::regclass::text
FROM pg_lock_status() l
JOIN pg_inherits i ON i.inhrelid = l.relation
WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation'
  AND i.inhparent = ANY ($1::oid[]) AND NOT i.inhrelid = ANY ($1::oid[])
