/**
 * Built-in functions whose answer depends on when they are asked. `age` counts only with one argument and `timetz`
 * takes today's offset of the time zone; who knows the arguments may know better.
 */
export const TIME_FUNCTIONS: ReadonlySet<string> = new Set([
  'now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp', 'timeofday', 'timenow', 'age', 'mxid_age',
  'timetz', 'date_in', 'time_in', 'timetz_in', 'timestamp_in', 'timestamptz_in', 'abstimein', 'pg_timezone_names',
  'pg_timezone_abbrevs', 'pg_timezone_abbrevs_abbrevs', 'pg_timezone_abbrevs_zone', 'getdate', 'sysdate',
  'current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp',
]);

/** Built-in functions whose answer depends on the session, the transaction, the server or its catalogs of rights. */
export const SESSION_FUNCTIONS: ReadonlySet<string> = new Set([
  'current_setting', 'current_schema', 'current_schemas', 'current_database', 'current_catalog', 'current_user',
  'current_role', 'session_user', 'system_user', 'user', 'getpgusername', 'pg_backend_pid', 'pg_my_temp_schema',
  'pg_is_other_temp_schema', 'inet_client_addr', 'inet_client_port', 'inet_server_addr', 'inet_server_port', 'version',
  'txid_current_if_assigned', 'txid_current_snapshot', 'pg_current_xact_id_if_assigned', 'pg_current_snapshot',
  'pg_visible_in_snapshot', 'row_security_active', 'pg_has_role', 'has_any_column_privilege', 'has_column_privilege',
  'has_database_privilege', 'has_foreign_data_wrapper_privilege', 'has_function_privilege', 'has_language_privilege',
  'has_largeobject_privilege', 'has_parameter_privilege', 'has_schema_privilege', 'has_sequence_privilege',
  'has_server_privilege', 'has_table_privilege', 'has_tablespace_privilege', 'has_type_privilege',
  'pg_listening_channels', 'pg_prepared_statement', 'pg_cursor', 'pg_trigger_depth', 'pg_show_all_settings',
  'pg_settings_get_flags', 'pg_postmaster_start_time', 'pg_conf_load_time', 'pg_stat_get_activity',
  'pg_stat_get_snapshot_timestamp', 'pg_stat_get_bgwriter_stat_reset_time', 'pg_stat_get_checkpointer_stat_reset_time',
  'pg_table_is_visible', 'pg_type_is_visible', 'pg_function_is_visible',
  // Redshift
  'current_user_id', 'current_session_arn', 'current_namespace', 'current_aws_account', 'default_iam_role',
  'pg_last_copy_id', 'pg_last_copy_count', 'pg_last_query_id', 'pg_last_unload_count', 'pg_last_unload_id',
  'last_user_query_id', 'pg_get_session_roles', 'user_is_member_of', 'role_is_member_of', 'has_assumerole_privilege',
  'explain_model',
]);

/**
 * What a bare word stands for on Redshift, where Postgres reads a column: Redshift's way to write these functions.
 */
export const REDSHIFT_WORDS: ReadonlySet<string> = new Set([
  'sysdate', 'current_user_id', 'current_aws_account', 'current_namespace', 'default_iam_role',
]);
