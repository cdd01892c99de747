/**
 * Built-in functions of one argument that take a row, of any version and of common extensions: `t.count` is `count(t)`
 * where `t` has no column of that name. A test compares the list with pg_proc.
 */
const ROW_FUNCTIONS: ReadonlySet<string> = new Set(
  `
  any_out any_value anycompatible_out anycompatiblenonarray_out anyelement_out anynonarray_out array_agg concat count
  cume_dist dense_rank first_value format hash_record hstore json_agg json_agg_strict json_build_array json_build_object
  jsonb_agg jsonb_agg_strict jsonb_build_array jsonb_build_object lag last_value lead max min mode num_nonnulls
  num_nulls percent_rank pg_collation_for pg_column_compression pg_column_size pg_column_toast_chunk_id pg_typeof
  quote_literal quote_nullable rank record_out record_send row_to_json to_json to_jsonb
  `
    .trim()
    .split(/\s+/),
);

export const takesRows = (name: string): boolean => ROW_FUNCTIONS.has(name);
