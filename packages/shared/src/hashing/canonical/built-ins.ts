import { stringsOf, type Fields } from '../tree/walk.js';

/**
 * Built-in functions that are never volatile, and whose answer does not depend on the order in which rows come (sums of
 * floats in their last digits apart). A test compares the lists with pg_proc; what is missing costs merges only.
 */
const CALM: ReadonlySet<string> = new Set(
  `
  count sum avg min max bool_and bool_or every stddev stddev_pop stddev_samp variance var_pop var_samp
  abs sign round ceil ceiling floor trunc mod div power sqrt exp ln log cbrt degrees radians width_bucket
  lower upper initcap length char_length character_length octet_length trim btrim ltrim rtrim lpad rpad substring substr
  left right position strpos replace translate reverse repeat split_part concat concat_ws starts_with md5 chr ascii
  regexp_replace regexp_match regexp_matches regexp_split_to_array string_to_array array_to_string to_hex encode decode
  overlay format to_char to_date to_timestamp to_number date_trunc date_part extract make_date make_interval
  make_timestamp timezone justify_days justify_hours justify_interval date_bin isfinite
  array_length array_lower array_upper cardinality array_position unnest generate_series generate_subscripts
  json_extract_path json_extract_path_text jsonb_extract_path jsonb_extract_path_text json_array_length
  jsonb_array_length json_typeof jsonb_typeof json_array_elements jsonb_array_elements json_array_elements_text
  jsonb_array_elements_text json_object_keys jsonb_object_keys json_each jsonb_each json_each_text jsonb_each_text
  json_build_object jsonb_build_object json_build_array jsonb_build_array to_json to_jsonb row_to_json
  `
    .trim()
    .split(/\s+/),
);

/** Never volatile, but what they answer depends on the order of rows. */
const ORDERED: ReadonlySet<string> = new Set(
  `
  array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg xmlagg row_number rank dense_rank percent_rank
  cume_dist ntile lag lead first_value last_value nth_value percentile_cont percentile_disc mode now current_date
  `
    .trim()
    .split(/\s+/),
);

/** Functions that Redshift alone has. */
const REDSHIFT: ReadonlySet<string> = new Set(['nvl', 'nvl2', 'datediff', 'dateadd', 'len', 'listagg', 'decode', 'isnull']);

/** Of a window these are the same for all peers, in whatever order they come; not sums, which may be of floats. */
const PEERLESS: ReadonlySet<string> = new Set(['count', 'bool_and', 'bool_or', 'every', 'rank', 'dense_rank', 'percent_rank', 'cume_dist']);

/** FRAMEOPTION_ROWS: a frame that counts rows. */
const ROWS = 0x04;

/** A window whose frame is known, and where peers are not told apart. */
function ignoresPeers(name: string, window: Fields): boolean {
  const frame = window['frameOptions'];
  const known = window['name'] === undefined && window['refname'] === undefined && typeof frame === 'number';
  return known && (frame & ROWS) === 0 && PEERLESS.has(name);
}

/** A built-in's name; undefined for what is written with another schema. */
function builtIn(call: Fields): string | undefined {
  const names = stringsOf(call['funcname']);
  return names.length === 1 || names[0] === 'pg_catalog' ? names.at(-1) : undefined;
}

/** Whether a call `FuncCall` gives the same answer each time in one statement. */
export function isNotVolatile(call: Fields): boolean {
  const name = builtIn(call);
  return name !== undefined && (CALM.has(name) || ORDERED.has(name) || REDSHIFT.has(name));
}

/** Whether what a call answers is the same in whatever order rows come. */
export function ignoresOrder(call: Fields): boolean {
  const name = builtIn(call);
  if (name === undefined) return false;
  const over = call['over'] as Fields | undefined;
  return over === undefined ? CALM.has(name) : ignoresPeers(name, over);
}
