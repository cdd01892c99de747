/**
 * Built-in stable functions (names in pg_catalog) whose answer rests on their arguments and on settings that are part
 * of every key, nothing else. A stable function that is not here is not cached.
 *
 * Left out on purpose: what reads text as a date (`'today'`: input functions, json_populate_record and kin), what reads
 * catalogs (format_type, regclass, to_regclass, obj_description, enum_range…), rights, and anything about the session,
 * and jsonb_path_*_tz, which may take today's offset of the time zone.
 * `timezone` is here for AT TIME ZONE on timestamps, but for `time with time zone` it takes today's offset: a relation
 * with such a column is the analysis's to look for.
 */
export const SAFE_STABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  // TimeZone, DateStyle, IntervalStyle
  'date', 'date_add', 'date_subtract', 'date_part', 'date_trunc', 'extract', 'generate_series', 'in_range',
  'interval_pl_timestamptz', 'make_timestamptz', 'overlaps', 'time', 'timestamp', 'timestamptz', 'timezone',
  'timestamptz_mi_interval', 'timestamptz_pl_interval', 'to_char', 'to_date', 'to_timestamp', 'date_out',
  'timestamp_out', 'timestamptz_out', 'interval_in', 'interval_out',
  ...['cmp', 'eq', 'ge', 'gt', 'le', 'lt', 'ne'].flatMap((comparison) => [
    `date_${comparison}_timestamptz`, `timestamp_${comparison}_timestamptz`,
    `timestamptz_${comparison}_date`, `timestamptz_${comparison}_timestamp`,
  ]),
  // lc_monetary, lc_numeric
  'cash_in', 'cash_out', 'money', 'numeric', 'to_number',
  // Values as text, in the output settings
  'anytextcat', 'textanycat', 'concat', 'concat_ws', 'format', 'quote_literal', 'quote_nullable', 'array_out',
  'array_to_string', 'range_out', 'multirange_out', 'record_out', 'enum_out', 'array_to_json', 'row_to_json', 'to_json',
  'to_jsonb', 'json_agg', 'json_agg_strict', 'json_build_array', 'json_build_object', 'json_object_agg',
  'json_object_agg_strict', 'json_object_agg_unique', 'json_object_agg_unique_strict', 'jsonb_agg', 'jsonb_agg_strict',
  'jsonb_build_array', 'jsonb_build_object', 'jsonb_object_agg_finalfn', 'jsonb_agg_finalfn', 'jsonb_agg_transfn',
  'jsonb_agg_strict_transfn', 'jsonb_object_agg_transfn', 'jsonb_object_agg_strict_transfn',
  'jsonb_object_agg_unique_transfn', 'jsonb_object_agg_unique_strict_transfn', 'json_agg_transfn',
  'json_agg_strict_transfn', 'json_object_agg_transfn', 'json_object_agg_strict_transfn',
  'json_object_agg_unique_transfn', 'json_object_agg_unique_strict_transfn',
  // Encodings and types
  'convert', 'convert_from', 'convert_to', 'length', 'getdatabaseencoding', 'pg_char_to_encoding',
  'pg_encoding_to_char', 'pg_client_encoding', 'pg_collation_for', 'pg_typeof',
  // default_text_search_config
  'get_current_ts_config', 'to_tsvector', 'to_tsquery', 'plainto_tsquery', 'phraseto_tsquery', 'websearch_to_tsquery',
  'json_to_tsvector', 'jsonb_to_tsvector', 'ts_headline', 'ts_match_tq', 'ts_match_tt',
  // xmloption, xmlbinary
  'xml', 'xml_in', 'xml_is_well_formed',
]);
