-- One row: whether the database is a standby, whether it counts changes, the roles whose changes it does not count ('all' or
-- names), the life that its counters are of, and what cannot stay the same while something changes. Nothing is committed
-- without the snapshot moving on, and no table's counters are told without the database's being told after them.
SELECT
  pg_is_in_recovery(),
  current_setting('track_counts'),
  (
    SELECT string_agg(coalesce(r.rolname::text, 'all'), ', ' ORDER BY r.rolname)
    FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) setting LEFT JOIN pg_roles r ON r.oid = s.setrole
    WHERE s.setdatabase IN (0, d.oid) AND setting LIKE 'track\_counts=%' AND NOT split_part(setting, '=', 2)::boolean
  ),
  concat_ws(' ',
    d.oid,
    extract(epoch FROM pg_postmaster_start_time()),
    coalesce(extract(epoch FROM pg_stat_get_db_stat_reset_time(d.oid))::text, '-'),
    -- After a crash all counters begin at 0 again, and this moves on.
    (SELECT extract(epoch FROM stats_reset) FROM pg_stat_bgwriter)
  ),
  concat_ws(' ',
    txid_current_snapshot(),
    pg_stat_get_db_tuples_inserted(d.oid),
    pg_stat_get_db_tuples_updated(d.oid),
    pg_stat_get_db_tuples_deleted(d.oid)
  )
FROM pg_database d
WHERE d.datname = current_database()
