/**
 * Functions that act on the server or on other sessions, reach files or other databases, or build SQL from text: a
 * read-only transaction does not hold them. Reviewed against Postgres 18's pg_proc and contrib, and Redshift's system
 * administration functions.
 */
const DENIED: ReadonlySet<string> = new Set([
  // Settings and SQL built from text. What setseed sets outlives the run.
  'set_config', 'setseed', 'ts_stat', 'ts_rewrite', 'xpath_table', 'xslt_process', 'connectby', 'query_export_to_s3',
  'table_import_from_s3', 'pg_extension_config_dump',
  // Sessions and the server.
  'pg_terminate_backend', 'pg_cancel_backend', 'pg_reload_conf', 'pg_rotate_logfile', 'pg_rotate_logfile_old',
  'pg_switch_wal', 'pg_switch_xlog', 'pg_promote', 'pg_start_backup', 'pg_stop_backup', 'pg_import_system_collations',
  'pg_stop_making_pinned_objects', 'pg_nextoid', 'pg_prewarm', 'pg_notify', 'pg_export_snapshot',
  'pg_sleep_for', 'pg_sleep_until', 'pg_stat_force_next_flush', 'pg_stat_clear_snapshot', 'pg_sync_replication_slots',
  'pg_isolation_test_session_is_blocked', 'reboot_cluster', 'change_query_priority', 'change_session_priority',
  'change_user_priority', 'change_query_group_priority',
  // Writes that the database may not notice as such.
  'nextval', 'setval', 'txid_current', 'pg_current_xact_id', 'brin_summarize_new_values', 'brin_summarize_range',
  'brin_desummarize_range', 'gin_clean_pending_list', 'pg_clear_relation_stats', 'pg_clear_attribute_stats',
  'pg_restore_relation_stats', 'pg_restore_attribute_stats', 'pg_truncate_visibility_map', 'pg_stat_statements_reset',
  // Files.
  'pg_stat_file', 'pg_logdir_ls', 'pg_hba_file_rules', 'pg_ident_file_mappings', 'pg_show_all_file_settings',
  'pg_current_logfile', 'loread', 'lowrite', 'pg_config',
  // Other servers: the extensions aws_lambda, http and pg_net.
  'invoke', 'http', 'http_get', 'http_post', 'http_put', 'http_patch', 'http_delete', 'http_head',
  'http_set_curlopt', 'http_reset_curlopt', 'http_list_curlopt',
]);

/** Families, by how their names begin: large objects, dblink, advisory locks, backups, replication… */
const FAMILIES = [
  'lo_', 'dblink', 'crosstab', 'pg_read_', 'pg_ls_', 'pg_file_', 'pg_execute', 'pg_advisory_', 'pg_try_advisory_',
  'pg_backup_', 'pg_log_', 'pg_logical_', 'pg_replication_', 'pg_wal_replay_', 'pg_xlog_replay_', 'pg_stat_reset',
  'pg_create_', 'pg_drop_', 'pg_copy_', 'pg_buffercache_evict', 'binary_upgrade_', 'postgres_fdw_', 'autoprewarm_',
  'heap_force_', 'aws_', 'run_command_on_',
] as const;

/** Each runs a query or names tables in its text. */
const TO_XML = /^(?:query|table|schema|database|cursor)_to_xml(?:schema|_and_xmlschema)?$/;

/**
 * Whether a function is refused before running, whatever schema it is in: names in any case, as Postgres folds them.
 * pg_sleep is not among them: the statement's time limit ends it; what a statement may pass to it is checked apart.
 */
export function isDeniedFunction(name: string): boolean {
  const folded = name.toLowerCase();
  return DENIED.has(folded) || FAMILIES.some((family) => folded.startsWith(family)) || TO_XML.test(folded);
}

const SOMEWHERE = new RegExp(
  `(?<![a-z_])(?!http:)(?:(?:pg_sleep|${[...DENIED].join('|')}|(?:query|table|schema|database|cursor)_to_xml(?:schema|_and_xmlschema)?)(?![a-z0-9_])|(?:${FAMILIES.join('|')})\\w*)`,
  'i',
);

/** The first name of a denied function anywhere in a text, strings and comments included, or of pg_sleep. In time linear in the text. */
export const deniedIn = (text: string): string | undefined => SOMEWHERE.exec(text)?.[0].toLowerCase();
