import type { Choices } from '../choices.js';
import type { Kind } from '../schema.js';

/** Constants that are equal, nearly equal, or equal in another type; and those at the edges. */
const CONSTANTS: Readonly<Record<Kind, readonly string[]>> = {
  int: ['0', '1', '2', '3', '-1', '10', '1', '2', '2147483647', '-2147483648', "'1'", '1::bigint', '2::smallint', '9223372036854775807', 'null'],
  numeric: ['1.0', '1.00', '1', '0.1', '1.5', '-1.5', '1e2', '0.00', "'NaN'::numeric", '1.10', '10.5::numeric(10,2)'],
  float: ["'1.5'::float8", "'NaN'::float8", "'-0'::float8", '0.1::real', '1e300', '0::float', '1.5', "'Infinity'::float8"],
  text: ["'a'", "'A'", "'a '", "' a'", "''", "'b'", "'ab'", "'it''s'", "E'a\\nb'", "'a\nb'", "'\u00e9'", "'1'", "'x'", "'null'", 'null', "'a'::varchar", "'a '::char(3)", "'Ann'", "'ann'", "'Bob'", "'abc'", "'ABC'", "'abc  '", "'north'", "'Sales'"],
  bool: ['true', 'false', 'null', "'t'::bool", 'true'],
  date: ["date '2020-01-01'", "'2024-02-29'::date", "date '1999-12-31'", "'infinity'::date", 'null::date', "date '2024-01-31'", "'2024-01-31'::date", "'2024-03-10'::date"],
  time: ["timestamp '2020-01-01 00:00:00'", "'2024-02-29 12:00'::timestamp", "timestamp '1999-12-31 23:59:59.999'", "'2024-03-10 02:30'::timestamp", "'2024-03-10 07:00Z'::timestamptz", "timestamptz '2024-11-03 05:30:00+00'", 'null::timestamp'],
  jsonb: ["'{\"a\": 1}'::jsonb", "'[1, 2]'::jsonb", "'null'::jsonb", "'{}'::jsonb", "'\"a\"'::jsonb", "'{\"a\": {\"b\": [1]}}'::jsonb"],
  ints: ['array[1, 2]', "'{1,2}'::int[]", 'array[]::int[]', 'array[1, null]', 'array[2, 1]'],
  texts: ["array['a', 'b']", "'{a,b}'::text[]", "array['a', null]", 'array[]::text[]'],
  row: ['row(1, 2)', "row(1, 'a')", 'row(null, null)'],
  other: ['null'],
  lopsided: ['null'],
};

export const constantOf = (choices: Choices, kind: Kind): string => choices.of(CONSTANTS[kind]);

/** Names of types by kind, synonyms among them. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  int: ['int', 'int4', 'integer', 'pg_catalog.int4', 'bigint', 'int8', 'int2', 'smallint'],
  numeric: ['numeric', 'decimal', 'dec', 'numeric(10,2)', 'decimal(10, 2)', 'numeric(10)', 'numeric(10, 0)'],
  float: ['float8', 'double precision', 'float', 'float(53)', 'real', 'float4', 'float(24)'],
  text: ['text', 'varchar', 'character varying', 'varchar(3)', 'character varying(3)', 'char(3)', 'character(3)', 'bpchar', 'char'],
  bool: ['bool', 'boolean'],
  date: ['date'],
  time: ['timestamp', 'timestamp without time zone', 'timestamp(0)', 'timestamptz', 'timestamp with time zone'],
};

export const typeOf = (choices: Choices, kind: Kind): string => choices.of(TYPES[kind] ?? ['text']);
