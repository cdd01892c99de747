import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { wordFindings } from '../../src/hashing/text/word-findings.js';
import { identityOf, sourceOf } from './fixtures.js';

beforeAll(loadReader);

const timed = sourceOf('redshift', { ttl_tables: [{ tables: 'sales.*', ttl: 60 }] });
const qualified = (what: string): string => `select ${what} from sales.orders where a > 0 qualify row_number() over (partition by b order by c) = 1`;

/** Its time is limited by the clock, and the machine may be busy: then it is asked again. */
function secondly(what: string, source: typeof timed): ReturnType<typeof identityOf> {
  let identity = identityOf(qualified(what), source);
  for (let tries = 1; tries < 20 && identity.reader !== 'second'; tries += 1) identity = identityOf(qualified(what), source);
  return identity;
}

describe('what the second reader alone has read', () => {
  test('may be kept only where tables have a time to live', () => {
    expect(secondly('a', timed)).toMatchObject({ reader: 'second', tables: [{ schema: 'sales', name: 'orders' }], functions: [{ name: 'row_number' }], reasons: [], shareable: true });
    for (const source of [sourceOf('redshift'), sourceOf('redshift', { default_ttl: 60 }), sourceOf('redshift', { ttl_tables: [{ tables: 'sales.*', ttl: 0 }] })]) {
      expect(secondly('a', source)).toMatchObject({ reader: 'second', reasons: ['unreadable'], shareable: false });
    }
  });

  test.each([
    ['random()', 'volatile_function(random)'],
    ['getdate()', 'time_function(getdate)'],
    ['sysdate', 'time_function(sysdate)'],
    ['current_date', 'time_function(current_date)'],
    ['version()', 'session_function(version)'],
    ["d >= 'today'", 'time_literal'],
    ['a::date', 'time_literal(cast)'],
    ['cast(a as timestamp)', 'time_literal(cast)'],
    ['a::regclass', 'system_catalog(regclass)'],
  ])('%s speaks against it', (what, reason) => {
    expect(secondly(what, timed)).toMatchObject({ reader: 'second', shareable: false });
    expect(secondly(what, timed).reasons).toContain(reason);
  });

  test('a backslash in a string leaves it unread', () => {
    expect(identityOf(qualified("'a\\b'"), timed)).toMatchObject({ reasons: ['unreadable'], shareable: false });
  });
});

test('names in words: every one that may be a relation, and those before a bracket', () => {
  expect(wordFindings('select f(a), s."G" (1), count(*) from x.Orders o where a in (1) and exists (select 1)')).toEqual({
    functions: [{ name: 'f' }, { schema: 's', name: 'G' }, { name: 'count' }],
    names: ['select', 'f', 'a', 's', 'G', 'count', 'from', 'x', 'orders', 'o', 'where', 'in', 'and', 'exists'],
    reasons: [],
  });
  for (const doubtful of ["select 'a", "select 'a\\'", 'select U&"x"', 'select $$a$$', 'select a from #temporary']) expect(wordFindings(doubtful)).toBeUndefined();
});
