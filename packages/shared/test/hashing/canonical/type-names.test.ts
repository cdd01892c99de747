import { expect, test } from '@jest/globals';
import { checkPairs, formOf } from './same.js';

checkPairs({
  same: [
    ['select a::int8 from t', 'select cast(a as bigint) from t'],
    ['select a::int4 from t', 'select a::integer from t'],
    ['select a::pg_catalog.int4 from t', 'select a::int from t'],
    ['select a::timestamptz(3) from t', 'select a::timestamp(3) with time zone from t'],
    ['select a::varchar(7) from t', 'select a::character varying(7) from t'],
    ['select a::decimal(4, 1) from t', 'select a::numeric(4, 1) from t'],
    ['select a::float from t', 'select a::float8 from t'],
    ['select a::float(24) from t', 'select a::real from t'],
    ['select a::float(25) from t', 'select a::double precision from t'],
    ['select a::bpchar(3) from t', 'select a::char(3) from t'],
    ['select a::bool[] from t', 'select a::boolean[] from t'],
    ["select date '2024-01-01'", "select '2024-01-01'::date"],
    ['select * from json_to_record(j) as r(a int8)', 'select * from json_to_record(j) as r(a bigint)'],
  ],
  different: [
    ['select a::char from t', 'select a::"char" from t'],
    ['select a::char from t', 'select a::bpchar from t'],
    ['select a::bit from t', 'select a::"bit" from t'],
    ['select a::varchar from t', 'select a::text from t'],
    ['select a::varchar(7) from t', 'select a::varchar from t'],
    ['select a::float4 from t', 'select a::float8 from t'],
    ['select a::numeric from t', 'select a::numeric(10) from t'],
    ['select a::s.int8 from t', 'select a::int8 from t'],
    ['select a::"INT8" from t', 'select a::int8 from t'],
    ['select a::mine from t', 'select a::pg_catalog.mine from t'],
    ['select a::timestamp from t', 'select a::timestamptz from t'],
    ['select a::interval(3) from t', 'select a::interval from t'],
    // A column would be called otherwise.
    ['select a::_int4 from t', 'select a::int4[] from t'],
  ],
});

test("Redshift's grammar has lengths of its own for texts", () => {
  expect(formOf('select a::text from t', 'redshift')).not.toBe(formOf('select a::pg_catalog.text from t', 'redshift'));
  expect(formOf('select a::int8 from t', 'redshift')).toBe(formOf('select a::bigint from t', 'redshift'));
});
