import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { keyOf, type KeyParts } from '../../src/hashing/key.js';
import { settingsOf } from '../../src/hashing/settings.js';
import { queryHash } from '../../src/hashing/text/query-hash.js';
import { identityOf, sourceOf, type TestSource } from './fixtures.js';

beforeAll(loadReader);

const settingOf = (source: TestSource, name: string): string | undefined => {
  const settings = settingsOf(source);
  return 'refused' in settings ? undefined : settings.find(([setting]) => setting === name)?.[1];
};

describe('the key', () => {
  const base = sourceOf();
  const parts: KeyParts = { source: base, role: 'r', reader: 'tree', canonical: 'c', settings: [['a', 'b']], limits: [], buckets: [] };
  const others: readonly Partial<KeyParts>[] = [
    { source: { ...base, id: 2 } },
    { source: { ...base, version: 2 } },
    { source: { ...base, type: 'redshift' } },
    { role: 'q' },
    { reader: 'text' },
    { reader: 'second' },
    { canonical: 'd' },
    { settings: [['a', 'c']] },
    { settings: [['a', 'b'], ['c', 'd']] },
    { limits: [['a', 'b']] },
    { limits: [['a', 'b']], settings: [] },
    { buckets: [{ unit: 'day', zone: 'UTC', name: '2026-11-21' }] },
    { buckets: [{ unit: 'day', zone: 'UTC', name: '2026-11-22' }] },
    { buckets: [{ unit: 'week', zone: 'UTC', name: '2026-11-21' }] },
    { buckets: [{ unit: 'day', zone: 'GMT', name: '2026-11-21' }] },
  ];

  test('changes with each of its parts', () => {
    expect(new Set([parts, ...others.map((other) => ({ ...parts, ...other }))].map(keyOf)).size).toBe(others.length + 1);
  });

  test('does not change with what cannot change a result', () => {
    const { key } = identityOf('select 1', base);
    expect(identityOf('select 1', base, 'off').key).toBe(key);
    expect(identityOf('select 1', sourceOf('pg', { cache: 'off', concurrency: 9, statement_timeout: 7 })).key).toBe(key);
  });

  test.each([{ timezone: 'Europe/Berlin' }, { search_path: 'sales' }, { user: 'somebody' }])('changes with %j', (options) => {
    expect(identityOf('select 1', sourceOf('pg', options)).key).not.toBe(identityOf('select 1', base).key);
  });

  test('keeps an exact text apart from a canonical form that reads the same', () => {
    const { canonical, key } = identityOf('select 1');
    const text = { source: base, role: 'reporter', reader: 'text', canonical, settings: identityOf('select 1').settings, limits: [], buckets: [] } as const;
    expect(keyOf({ ...text, reader: 'tree' })).toBe(key);
    expect(keyOf(text)).not.toBe(key);
  });
});

describe('settings', () => {
  test.each([
    ['"$user", public', '"reporter", "public"'],
    ['$user,Public , "Odd, ""one"""', '"reporter", "public", "Odd, ""one"""'],
    ['""', '""'],
    ['a"b', '"a""b"'],
    ['pg_catalogue', '"pg_catalogue"'],
  ])('search_path %s', (search_path, expected) => {
    expect(settingOf(sourceOf('pg', { search_path }), 'search_path')).toBe(expected);
  });

  test('a role with a quote in its name stays one name', () => {
    expect(settingOf(sourceOf('pg', { user: 'a", b' }), 'search_path')).toBe('"a"", b", "public"');
  });

  test('each engine has its own', () => {
    expect(settingOf(sourceOf('pg'), 'extra_float_digits')).toBe('1');
    expect(settingOf(sourceOf('pg', { timezone: 'Asia/Tokyo' }), 'TimeZone')).toBe('Asia/Tokyo');
    expect(settingOf(sourceOf('redshift'), 'enable_result_cache_for_session')).toBe('off');
    expect(settingOf(sourceOf('redshift'), 'lc_time')).toBeUndefined();
    expect(settingOf(sourceOf('pg'), 'statement_timeout')).toBeUndefined();
  });
});

/** The hashes on the right were computed with Python's re and hashlib, as Redash does. */
describe('query_hash', () => {
  test.each([
    ['select 1', 'f6bf37efedbc0a2dfffc1caf5088d86e'],
    ['select /* c */ 1 -- x\n', '8e2bc00f0e7332e8e640a3c49d8b8f0e'],
    ["select 'a b' /* over\ntwo lines */, /* one */ 2 /* open", '3ef6f761ea5073c5e56a55c5bc940445'],
    ['select\u00a0\u0085\u001c\ufeff1 é', '08698606c0136277fb05983455d833ac'],
    ['/*/ a */ b /* c \r\u2028 */ d', 'c419b06b4c6579b50ff05adb3b8424f1'],
  ])('%j', (text, expected) => {
    expect(queryHash(text)).toBe(expected);
  });
});
