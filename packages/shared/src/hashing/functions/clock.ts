/** Date and time types: a text cast to one is read, and `'today'` is another day tomorrow. */
const CLOCK_TYPES: ReadonlySet<string> = new Set([
  'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'abstime', 'daterange', 'tsrange', 'tstzrange',
  'datemultirange', 'tsmultirange', 'tstzmultirange',
]);

/** Types whose values are no texts and no rows: what is of one can be cast to a time without being read. */
const NUMBER_TYPES: ReadonlySet<string> = new Set([
  'bool', 'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'money', 'oid', 'interval',
]);

/** Types that never hold a date or time read from a text: Postgres's, Redshift's and those of common extensions. */
const PLAIN_TYPES: ReadonlySet<string> = new Set([
  ...NUMBER_TYPES, 'text', 'varchar', 'bpchar', 'char', 'name', 'bytea', 'bit', 'varbit', 'uuid', 'json', 'jsonb',
  'jsonpath', 'xml', 'inet', 'cidr', 'macaddr', 'macaddr8', 'tsvector', 'tsquery', 'point', 'line', 'lseg', 'box',
  'path', 'polygon', 'circle', 'int4range', 'int8range', 'numrange', 'int4multirange', 'int8multirange',
  'nummultirange', 'pg_lsn', 'tid', 'xid', 'xid8', 'cid',
  'super', 'varbyte', 'hllsketch',
  'geometry', 'geography', 'box2d', 'box3d', 'raster', 'citext', 'hstore', 'ltree', 'lquery', 'ltxtquery', 'cube',
  'vector', 'halfvec', 'sparsevec',
]);

/** Built-in functions that return dates, times, intervals or numbers, and never take a text for a time. */
const CLOCK_FUNCTIONS: ReadonlySet<string> = new Set([
  'date_trunc', 'date_bin', 'date_part', 'extract', 'timezone', 'make_date', 'make_time', 'make_timestamp',
  'make_timestamptz', 'make_interval', 'to_date', 'to_timestamp', 'date_add', 'date_subtract', 'age', 'justify_days',
  'justify_hours', 'justify_interval', 'generate_series', 'now', 'transaction_timestamp', 'statement_timestamp',
  'clock_timestamp', 'count',
  // Redshift
  'getdate', 'dateadd', 'datediff', 'add_months', 'last_day', 'convert_timezone',
]);

/** Built-in functions whose answer is one of their arguments, or holds or is held by it. */
const PASSING_FUNCTIONS: ReadonlySet<string> = new Set([
  'min', 'max', 'lag', 'lead', 'first_value', 'last_value', 'nth_value', 'any_value', 'array_agg', 'unnest', 'nvl',
]);

/** `_date` is what Postgres calls the type date[]. */
const element = (type: string): string => type.replace(/^_/, '');

export const isClockType = (type: string): boolean => CLOCK_TYPES.has(element(type));
export const isNumberType = (type: string): boolean => NUMBER_TYPES.has(type);

/** Whether a cast to the type reads no text as a time. What is not known may be a domain over a date or hold one. */
export const isPlainType = (type: string): boolean => PLAIN_TYPES.has(element(type)) || /^reg[a-z]+$/.test(type);
export const returnsClock = (name: string): boolean => CLOCK_FUNCTIONS.has(name);
export const passesOn = (name: string): boolean => PASSING_FUNCTIONS.has(name);
