-- The relations of this database, and the shared ones, that this transaction has locked. It calls the function
-- below pg_locks rather than read that view, because reading a relation locks it, and would then be found here.
SELECT DISTINCT relation
FROM pg_catalog.pg_lock_status()
WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation'
