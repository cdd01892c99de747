import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SourceOptions } from '../../src/contracts/source.js';
import { identify, loadReader } from '../../src/hashing/identify.js';
import { sourceOf } from './fixtures.js';
import { NOT_RELATIVE, RELATIVE } from './relative-statements.js';

const NOW = new Date('2026-11-21T19:30:00Z');

function identityOf(statement: string, options: Partial<SourceOptions> = {}, now: Date | undefined = NOW) {
  const source = sourceOf('pg', { relative_dates: 'on', ...options });
  const identity = identify({ statement, source, cache: 'on', ...(now && { now }) });
  if ('refused' in identity) throw new Error(identity.message);
  return identity;
}

beforeAll(() => loadReader());

describe('counts from a bucket, is cached and shared', () => {
  test.each(RELATIVE)('$sql in $in', ({ sql, units, in: timezone = 'UTC' }) => {
    const identity = identityOf(sql, { timezone });
    expect(identity.buckets.map(({ unit }) => unit)).toEqual(units);
    expect(identity).toMatchObject({ reader: 'tree', reasons: [], shareable: true });
    expect(identity.functions.map(({ name }) => name)).not.toContain('now');
  });
});

test.each(NOT_RELATIVE.map(([sql, timezone = 'UTC']) => [sql, timezone]))('%s in %s is not cached', (sql = '', timezone = '') => {
  const identity = identityOf(sql, { timezone });
  expect(identity.buckets).toEqual([]);
  expect(identity.ends).toBeUndefined();
  expect(identity.reasons.join()).toMatch(/^(?:time|volatile)_/);
  expect(identity.shareable).toBe(false);
});

test('dates of more zones than a person writes are not relative', () => {
  const zones = Intl.supportedValuesOf('timeZone').filter((zone) => /^(?:Asia|Europe)\//.test(zone));
  const dates = (count: number): string => `select ${zones.slice(0, count).map((zone) => `(now() at time zone '${zone}')::date`).join(', ')}`;
  expect(identityOf(dates(20))).toMatchObject({ reasons: [], shareable: true });
  expect(identityOf(dates(20)).buckets).toHaveLength(20);
  expect(identityOf(dates(100))).toMatchObject({ buckets: [], reasons: ['time_function(now)'], shareable: false });
});

test('both tables are of a size', () => {
  expect(RELATIVE.length).toBeGreaterThanOrEqual(60);
  expect(NOT_RELATIVE.length).toBeGreaterThanOrEqual(60);
});

describe('nothing is relative', () => {
  test('where the source does not say so', () => {
    expect(identityOf('SELECT current_date', { relative_dates: 'off' })).toMatchObject({ buckets: [], reasons: ['time_function(current_date)'] });
  });

  test('without a present time', () => {
    const source = sourceOf('pg', { relative_dates: 'on' });
    expect(identify({ statement: 'SELECT current_date', source, cache: 'on' })).toMatchObject({ buckets: [], shareable: false });
  });

  test('on Redshift, whose clock was not tried', () => {
    const source = sourceOf('redshift', { relative_dates: 'on' });
    expect(identify({ statement: 'SELECT current_date', source, cache: 'on', now: NOW })).toMatchObject({ buckets: [], shareable: false });
  });

  test('in a statement that is identified by its exact text', () => {
    const long = `SELECT current_date AS ${'a'.repeat(70)}`;
    expect(identityOf(long)).toMatchObject({ reader: 'text', buckets: [], shareable: false });
  });
});

describe('the key', () => {
  const at = (time: string, sql = 'SELECT current_date', timezone = 'America/New_York') => identityOf(sql, { timezone }, new Date(time));

  test('is the same all day and another one the next day, in the time zone of the session', () => {
    const [morning, evening, next] = ['2026-11-21T05:00:00Z', '2026-11-22T04:59:59.999Z', '2026-11-22T05:00:00Z'].map((time) => at(time));
    expect(morning?.buckets).toEqual([{ unit: 'day', zone: 'America/New_York', name: '2026-11-21' }]);
    expect(evening?.key).toBe(morning?.key);
    expect(next?.key).not.toBe(morning?.key);
    expect([morning, evening, next].map((one) => new Date(one?.ends ?? 0).toISOString())).toEqual([
      '2026-11-22T05:00:00.000Z', '2026-11-22T05:00:00.000Z', '2026-11-23T05:00:00.000Z',
    ]);
  });

  test('of a month goes on for a month, of a day beside it for a day', () => {
    const month = "SELECT date_trunc('month', now())";
    expect(at('2026-11-01T12:00:00Z', month).key).toBe(at('2026-11-30T12:00:00Z', month).key);
    expect(at('2026-11-30T12:00:00Z', month).key).not.toBe(at('2026-12-01T12:00:00Z', month).key);
    const both = `${month}, current_date`;
    expect(at('2026-11-01T12:00:00Z', both).key).not.toBe(at('2026-11-02T12:00:00Z', both).key);
  });

  test('of other statements has no part of this', () => {
    expect(at('2026-11-01T12:00:00Z', 'SELECT 1').key).toBe(at('2026-12-01T12:00:00Z', 'SELECT 1').key);
  });

  test('of an hour that comes twice, when clocks are put back, is two keys', () => {
    const hour = "SELECT date_trunc('hour', now())";
    const [first, second] = ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'].map((time) => at(time, hour));
    expect(first?.buckets[0]?.name).toBe('2026-11-01T05:00:00Z');
    expect(second?.key).not.toBe(first?.key);
  });
});

test('a statement is still refused, and still not cached, for whatever else is in it', () => {
  expect(identityOf('SELECT current_date, random()').reasons).toEqual(['volatile_function(random)']);
  expect(identityOf('SELECT current_date, t.ctid FROM t').reasons).toEqual(['system_catalog(ctid)']);
  expect(() => identityOf("SELECT current_date, pg_read_file('x')")).toThrow(/pg_read_file/);
});
