-- What Redshift documents about changes: STL_INSERT, STL_DELETE, STL_DDLTEXT, SVV_TRANSACTIONS, SVV_TABLE_INFO.

-- block: superuser
SELECT usesuper FROM pg_user WHERE usename = current_user

-- block: log_access
SELECT syslogaccess FROM svl_user_info WHERE usename = current_user

-- block: steps
-- $1: from this hour on. A step is logged when it ends, which is before the commit.
SELECT tbl, date_trunc('hour', endtime), 'insert', count(*), sum(query) FROM stl_insert WHERE endtime >= $1 GROUP BY 1, 2
UNION ALL
SELECT tbl, date_trunc('hour', endtime), 'delete', count(*), sum(query) FROM stl_delete WHERE endtime >= $1 GROUP BY 1, 2

-- block: definitions
SELECT count(*), sum(xid) FROM stl_ddltext WHERE starttime >= $1

-- block: writers
-- Asked after the steps: a step that was seen there is of a transaction that is seen here, or has ended.
SELECT DISTINCT relation, xid FROM svv_transactions
WHERE lockable_object_type = 'relation' AND lock_mode <> 'AccessShareLock'

-- block: sizes
-- Tables without rows are not listed.
SELECT table_id, size, tbl_rows FROM svv_table_info

-- block: relations
SELECT c.oid, n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm') AND n.nspname <> 'information_schema' AND substring(n.nspname, 1, 3) <> 'pg_'

-- block: columns
SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'v', 'm') AND n.nspname <> 'information_schema' AND substring(n.nspname, 1, 3) <> 'pg_'
ORDER BY 1, 2

-- block: views
SELECT c.oid, pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'v' AND n.nspname <> 'information_schema' AND substring(n.nspname, 1, 3) <> 'pg_'

-- block: functions
SELECT p.oid, p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname <> 'information_schema' AND substring(n.nspname, 1, 3) <> 'pg_'
ORDER BY 1
