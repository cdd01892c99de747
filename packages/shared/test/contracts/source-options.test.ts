import { describe, expect, test } from '@jest/globals';
import { OPTION_DEFAULTS, sourceOptionsSchema } from '../../src/contracts/source.js';
import { tablePattern } from '../../src/contracts/table-pattern.js';

const CONNECTION = { host: 'h', dbname: 'd', user: 'u' };
const parse = (options: Record<string, unknown>) => sourceOptionsSchema.safeParse({ ...CONNECTION, ...options });

describe('options about freshness', () => {
  test('say nothing at first: no time to live, nothing stale, no feed, misses run', () => {
    expect(parse({}).data).toMatchObject({
      ttl_tables: [], max_stale: 0, fallback_ttl: 60, load_policy: 'run', load_time_limit: 3600, feed: 'off', relative_dates: 'off',
    });
    expect(OPTION_DEFAULTS).not.toHaveProperty('default_ttl');
    expect(parse({}).data).toMatchObject(OPTION_DEFAULTS);
  });

  test('come back as they were given; a feed polls every five seconds', () => {
    const given = {
      default_ttl: 0, ttl_tables: [{ tables: 'sales.*', ttl: 30 }], max_stale: 10, fallback_ttl: 5, load_policy: 'wait',
      load_time_limit: 60, replica_lag: 2, quota_bytes: 1e12,
    };
    expect(parse({ ...given, feed: {} }).data).toMatchObject({ ...given, feed: { poll: 5 } });
  });

  test.each([
    ['default_ttl', -1, 'must be a whole number from 0 to 31536000'],
    ['default_ttl', null, 'must be a whole number from 0 to 31536000'],
    ['default_ttl', '60', 'must be a whole number from 0 to 31536000'],
    ['replica_lag', 0.5, 'must be a whole number from 0 to 86400'],
    ['replica_lag', null, 'must be a whole number from 0 to 86400'],
    ['load_time_limit', 86_401, 'must be a whole number from 1 to 86400'],
    ['load_policy', 'queue', 'must be "run" or "wait"'],
    ['relative_dates', true, 'must be "on" or "off"'],
    ['feed', 'on', 'must be "off" or {"poll": seconds}, 1 to 3600'],
    ['feed', { poll: 0 }, 'must be a whole number from 1 to 3600'],
    ['quota_bytes', 0, 'must be a whole number from 1 to 9007199254740991'],
    ['ttl_tables', [{ tables: 'orders', ttl: 5 }], 'is no pattern: write schema.name, with * for any letters and double quotes around a part that needs them'],
    ['ttl_tables', [{ tables: 'a.\ud800', ttl: 5 }], 'is no pattern: write schema.name, with * for any letters and double quotes around a part that needs them'],
  ])('%s: %j is refused', (option, value, message) => {
    const issues = parse({ [option]: value }).error?.issues ?? [];
    expect(issues.map((issue) => issue.message)).toContain(message);
    expect(issues[0]?.path[0]).toBe(option);
  });
});

describe('a pattern of tables', () => {
  test.each([
    ['sales.*', 'sales.orders', true],
    ['sales.*', 'sales."Odd Name"', true],
    ['sales.*', 'sales2.orders', false],
    ['Sales.ORDERS', 'sales.orders', true],
    ['*.*', 'a.b', true],
    ['*.fact_*_daily', 'dw.fact_clicks_daily', true],
    ['*.fact_*_daily', 'dw.fact_daily', false],
    ['s.a*a', 's.a', false],
    ['s.a*a', 's.aa', true],
    ['s."A*"', 's."A*"', true],
    ['s."A*"', 's."Ab"', false],
    ['s."a.b"', 's."a.b"', true],
    ['s.a*b*c', 's.abbc', true],
    ['s.a*b*c', 's.acb', false],
  ])('%s and %s: %j', (pattern, table, expected) => {
    expect(tablePattern(pattern)?.(table)).toBe(expected);
  });

  test('one that is made to be slow is not', () => {
    const slow = tablePattern(`s.${'*a'.repeat(400)}b`);
    expect(slow?.(`s.${'a'.repeat(60)}`)).toBe(false);
  });

  test.each(['', 'orders', 'a.b.c', 'a.', 'a.b c', 'a."b', 'a\0.b'])('%j is none', (text) => {
    expect(tablePattern(text)).toBeUndefined();
  });
});

describe('functions that may be cached', () => {
  test.each(['rate', 'public.rate', 'Sales."Odd (name)"', ' shop . rate '])('%j can be one', (name) => {
    expect(parse({ allow_functions: [name] }).success).toBe(true);
  });

  test.each(['public.rate(int)', 'rate()', 'db.public.rate', 'a.b.c.d', 'public.', '"open', ''])('%j can be none, and is not taken for one', (name) => {
    expect(parse({ allow_functions: ['public.rate', name] }).success).toBe(false);
  });
});
