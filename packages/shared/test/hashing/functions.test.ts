import { describe, expect, test } from '@jest/globals';
import { isDeniedFunction } from '../../src/hashing/functions/denied.js';
import { SAFE_STABLE_FUNCTIONS } from '../../src/hashing/functions/safe-stable.js';
import { SESSION_FUNCTIONS, TIME_FUNCTIONS } from '../../src/hashing/functions/time-and-session.js';
import { VOLATILE_FUNCTIONS } from '../../src/hashing/functions/volatile.js';
import { catalogFunctions } from './catalog.js';

const catalog = catalogFunctions();
const named = (volatility: string): Set<string> =>
  new Set(catalog.filter((row) => row.volatility === volatility).map(({ name }) => name));

describe("against Postgres's own pg_proc", () => {
  test('the catalog is there', () => {
    expect(catalog.length).toBeGreaterThan(3000);
    expect(named('v')).toContain('random');
  });

  test('every volatile function is known as such', () => {
    expect([...named('v')].filter((name) => !VOLATILE_FUNCTIONS.has(name))).toEqual([]);
  });

  test('no function is called safe that is volatile, or that is not in the catalog as stable', () => {
    const volatile = named('v');
    const stable = named('s');
    expect([...SAFE_STABLE_FUNCTIONS].filter((name) => volatile.has(name) || !stable.has(name))).toEqual([]);
  });

  test('nothing immutable is called volatile, a few overloads aside', () => {
    const immutable = named('i');
    expect([...VOLATILE_FUNCTIONS].filter((name) => immutable.has(name))).toEqual(['pg_partition_root', 'ts_rewrite']);
  });

  test('the denied ones', () => {
    const names = new Set(catalog.map(({ name }) => name));
    expect([...names].filter(isDeniedFunction).sort().join('\n')).toMatchSnapshot();
  });
});

test('what takes the offset of today is not called safe', () => {
  const named = [...SAFE_STABLE_FUNCTIONS].filter((name) => /^jsonb_path_.*_tz$/.test(name));
  expect(named).toEqual([]);
});

test('no function is both safe and tied to time or session', () => {
  const tied = [...TIME_FUNCTIONS, ...SESSION_FUNCTIONS, ...VOLATILE_FUNCTIONS];
  expect(tied.filter((name) => SAFE_STABLE_FUNCTIONS.has(name))).toEqual([]);
});

test.each(['SET_CONFIG', 'dblink_exec', 'crosstab4', 'connectby', 'lo_export', 'pg_advisory_lock', 'cursor_to_xml', 'pg_file_write',
  'setseed', 'invoke', 'http', 'http_get', 'http_set_curlopt', 'run_command_on_workers'])(
  'denied: %s',
  (name) => {
    expect(isDeniedFunction(name)).toBe(true);
  },
);

test.each(['random', 'pg_sleep', 'to_char', 'xmlagg', 'lower', 'pg_typeof', 'log', 'row_to_json', 'to_xml', 'http_status', 'https'])('not denied: %s', (name) => {
  expect(isDeniedFunction(name)).toBe(false);
});
