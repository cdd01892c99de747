import type { Refusal } from '../contracts/query.js';
import type { Setting, Source } from '../contracts/source.js';
import { searchPathOf } from './search-path.js';

/** Everything an ordinary role can set that changes what a SELECT answers; plan and cost settings do not. */
const POSTGRES: readonly Setting[] = [
  ['client_encoding', 'UTF8'],
  ['DateStyle', 'ISO, MDY'],
  ['IntervalStyle', 'postgres'],
  ['timezone_abbreviations', 'Default'],
  ['extra_float_digits', '1'],
  ['bytea_output', 'hex'],
  ['lc_monetary', 'C'],
  ['lc_numeric', 'C'],
  ['lc_time', 'C'],
  ['standard_conforming_strings', 'on'],
  ['backslash_quote', 'safe_encoding'],
  ['transform_null_equals', 'off'],
  ['array_nulls', 'on'],
  ['quote_all_identifiers', 'off'],
  ['xmlbinary', 'base64'],
  ['xmloption', 'content'],
  ['row_security', 'on'],
  ['default_text_search_config', 'pg_catalog.simple'],
  ['gin_fuzzy_search_limit', '0'],
];

/**
 * Redshift documents few settings and none of the lc_*; these are in every version. Float values print as Redshift
 * prints them by default. Its own result cache would answer a forced run. Not tried on a Redshift.
 */
const REDSHIFT: readonly Setting[] = [
  ['datestyle', 'ISO, MDY'],
  ['extra_float_digits', '0'],
  ['enable_case_sensitive_identifier', 'off'],
  ['enable_result_cache_for_session', 'off'],
];

/**
 * The settings that a run makes before its statement, in order, values as set_config takes them. All are part of the
 * key. The time limit of a statement is none of them: it changes whether there is an answer, not which.
 */
export function settingsOf(source: Pick<Source, 'type' | 'options'>): readonly Setting[] | Refusal {
  const known = remembered.get(source.options);
  if (known?.type === source.type) return known.settings;
  const settings = newSettings(source);
  remembered.set(source.options, { type: source.type, settings });
  return settings;
}

/** By a source's options, which are never changed in place: they are asked for with every statement. */
const remembered = new WeakMap<object, { readonly type: Source['type']; readonly settings: readonly Setting[] | Refusal }>();

function newSettings(source: Pick<Source, 'type' | 'options'>): readonly Setting[] | Refusal {
  const path = searchPathOf(source.options.search_path, source.options.user);
  if ('refused' in path) return path;
  const own: Setting[] = [
    ['search_path', path.value],
    ['TimeZone', source.options.timezone],
  ];
  return [...own, ...(source.type === 'redshift' ? REDSHIFT : POSTGRES)];
}
