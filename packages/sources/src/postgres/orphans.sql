-- Backends that still work for a run ($1: its application name), but for one ($2: the present attempt's, or 0); the name
-- is theirs only while its transaction is open.
SELECT pid
FROM pg_stat_activity
WHERE application_name = left($1, 63)
  AND datname = current_database() AND usename = current_user AND pid NOT IN (pg_backend_pid(), $2::int)
