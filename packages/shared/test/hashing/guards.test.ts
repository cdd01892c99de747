import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { identityOf, sourceOf } from './fixtures.js';

beforeAll(loadReader);

const redshift = sourceOf('redshift');
const LONG = 'n'.repeat(64);

describe('numbers that touch a word go by exact text', () => {
  test.each(['select 1_000 from t', 'select 0x1F from t', 'select 0b1 from t', 'select 1_0.5 from t'])('%s', (statement) => {
    const identity = identityOf(statement);
    expect(identity).toMatchObject({ reader: 'text', canonical: statement, tables: [{ name: 't' }], shareable: true });
    expect(identity.key).not.toBe(identityOf(statement.replace(' from', '  from')).key);
  });

  test.each([
    'select 1e5, 1.5e-3, 2E+10, .5e1 from t',
    "select '1_000', \"1x\", $$ 0x1F $$ from t -- 1_000",
    'select a1, t1._2 from t1 /* 0x1F */',
    'select 1 as x, 2 y, 3"z"',
    'select a from t where b between 1and 2',
  ])('not these: %s', (statement) => {
    expect(identityOf(statement).reader).toBe(statement.includes('1and') ? 'text' : 'tree');
  });
});

describe('long identifiers', () => {
  test('63 bytes are read, 64 are not trusted', () => {
    expect(identityOf(`select ${'n'.repeat(63)} from t`).reader).toBe('tree');
    expect(identityOf(`select ${LONG} from t`)).toMatchObject({ reader: 'text', tables: [{ name: 't' }], shareable: true });
    expect(identityOf(`select "${'ü'.repeat(32)}" from t`).reader).toBe('text');
  });

  test('two that differ beyond the 63rd byte are two', () => {
    expect(identityOf(`select "${LONG}a" from t`).key).not.toBe(identityOf(`select "${LONG}b" from t`).key);
  });

  test('Redshift takes them whole, so names that were cut are not used', () => {
    expect(identityOf(`select a from ${LONG}`, redshift)).toMatchObject({ tables: [], reasons: ['unreadable'], shareable: false });
  });
});

describe('on Redshift', () => {
  test.each(["select 'a\\d' from t", "select E'a\\nb' from t", "select U&'x' from t", 'select U&"x" from t'])(
    'what it may read otherwise is not cached: %s',
    (statement) => {
      expect(identityOf(statement, redshift)).toMatchObject({ reader: 'text', reasons: ['unreadable'], shareable: false });
      expect(identityOf(statement).reader).toBe('tree');
    },
  );

  test.each([
    ['select a = b is null from t', 'select (a = b) is null from t'],
    ['select a <> b in (true) from t', 'select a <> (b in (true)) from t'],
    ['select a <= b || c from t', 'select a <= (b || c) from t'],
    ['select @ a is null from t', 'select (@ a) is null from t'],
    ['select a <> b between c and d', 'select a <> (b between c and d)'],
    ['select a #b from t', 'select a # b from t'],
  ])('its operators bind in another order: %s | %s', (left, right) => {
    expect(identityOf(left).key).toBe(identityOf(right).key);
    expect(identityOf(left, redshift).key).not.toBe(identityOf(right, redshift).key);
    expect(identityOf(left, redshift)).toMatchObject({ reader: 'text', shareable: true });
  });

  test.each([
    'select a || b || c from t where a || b = c and a || b like c',
    'select a + b is null, not a is null, a::int = 1, (a = 1) and (b is null) from t',
    'select a = -1, a in (1, 2), coalesce(a = b, c is null), case when a = b then c is null end from t',
  ])('where they do not, the tree counts: %s', (statement) => {
    expect(identityOf(statement, redshift).reader).toBe('tree');
  });
});
