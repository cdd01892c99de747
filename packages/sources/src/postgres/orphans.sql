-- Backends that still work for a run ($1: its application name); the name is theirs only while its transaction is open.
SELECT pid
FROM pg_stat_activity
WHERE application_name = left($1, 63)
  AND datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
