import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadReader } from '../../src/hashing/identify.js';
import { identityOf, sourceOf } from './fixtures.js';

const EQUAL: readonly (readonly [string, string])[] = [
  ['select a, b from t where c = 1', 'SELECT  a\n,b\tFROM t\r\nWHERE c=1'],
  ['select a from t', '/* for the board */ select a -- the column\nfrom t /* nested /* comment */ */'],
  ['select a from t', 'select a from t;'],
  ['select a from t', ' select a from t ; ; -- done'],
  ['select a from t', 'SeLeCt A fRoM T'],
  ['select a from t', 'select "a" from "t"'],
  ['select a from t', '(select ((a)) from t)'],
  ['select a::int4 from t', 'select cast(a as int4) from t'],
  ['select 1 where a != 2', 'select 1 where a <> 2'],
  ['select * from a join b on true', 'select * from a inner join b on true'],
  ['select * from a left join b on true', 'select * from a left outer join b on true'],
  ['select a from t limit 5', 'select a from t fetch first 5 rows only'],
  ['select a from t offset 2', 'select a from t offset 2 rows'],
  ['select a x from t y', 'select a as x from t as y'],
  ['select a from t', 'select a as a from t'],
  ['select a::bigint from t', 'select cast(a as bigint) from t'],
  ['select a isnull from t', 'select a is null from t'],
  ['select all a from t', 'select a from t'],
  ['table t', 'select * from t'],
  ["select 'it''s'", "select $$it's$$"],
  ["select E'a\\nb'", "select 'a\nb'"],
  ["select 'ab'", "select 'a'\n  'b'"],
  ['select (a + b) + c from t', 'select a + b + c from t'],
  ['select 1.50', 'select  1.50'],
];

const UNEQUAL: readonly (readonly [string, string])[] = [
  ["select 'a b'", "select 'ab'"],
  ["select 'a'", "select 'A'"],
  ['select "A" from t', 'select a from t'],
  ['select 9007199254740993', 'select 9007199254740992'],
  ['select -9007199254740993', 'select -9007199254740992'],
  ['select 0.12345678901234567890123', 'select 0.12345678901234567890124'],
  ['select 1.5', 'select 1.50'],
  ['select 1', "select '1'"],
  ['select 1', 'select 1.'],
  ['select null', "select 'null'"],
  ['select true', "select 'true'"],
  ["select ''", 'select null'],
  ['select 0', 'select false'],
  ['select a from only b', 'select a from only as b'],
  ['select a from only b', 'select a from b'],
  ['select a as x from t', 'select a as y from t'],
  ['select a, b from t', 'select b, a from t'],
  ['select a from t order by a', 'select a from t order by a desc'],
  ['select a from t order by a, b', 'select a from t order by b, a'],
  ['select a from t order by a', 'select a from t order by a nulls first'],
  ['select a from t limit 5', 'select a from t limit 6'],
  ['select a from t limit 5', 'select a from t offset 5'],
  ['select a from t limit 5', 'select a from t order by b fetch first 5 rows with ties'],
  ['select a from t', 'select distinct a from t'],
  ['select distinct on (a) a, b from t', 'select distinct on (b) a, b from t'],
  ['select a from t union select b from u', 'select a from t union all select b from u'],
  ['select a - (b - c) from t', 'select a - b - c from t'],
  ['select a and (b or c) from t', 'select a and b or c from t'],
  ['select a::int from t', 'select a::bigint from t'],
  ['select a::numeric(10,2) from t', 'select a::numeric(10,3) from t'],
  ['select a from s.t', 'select a from t'],
  ["select E'a\\\\b'", "select E'a\\b'"],
  ["select interval '1' day", "select interval '1 day'"],
  ['select * from a left join b using (x)', 'select * from a right join b using (x)'],
  ['select * from a join b using (x)', 'select * from a natural join b'],
  ['select sum(a) over (order by b rows 1 preceding)', 'select sum(a) over (order by b rows 2 preceding)'],
  ['select sum(a) over (order by b rows 1 preceding)', 'select sum(a) over (order by b range 1 preceding)'],
  ['select count(a) from t', 'select count(distinct a) from t'],
  ['select count(a) from t', 'select count(a) filter (where b) from t'],
  ['select a from t group by a, b', 'select a from t group by rollup (a, b)'],
  ['with c as (select 1) select * from c', 'with c as materialized (select 1) select * from c'],
  ['select a from t where b in (1, 2)', 'select a from t where b in (1, 2, 3)'],
  ['select (a).b from t', 'select a.b from t'],
  ['select row(1)', 'select (1)'],
  ["select b'1'", "select x'1'"],
  ['select a collate "C" from t', 'select a collate "POSIX" from t'],
  ['select \'{"location": 1}\'', 'select \'{"location": 2}\''],
  ['select 1 as location', 'select 2 as location'],
];

beforeAll(loadReader);

describe.each(['pg', 'redshift'] as const)('on %s', (engine) => {
  const key = (statement: string): string => identityOf(statement, sourceOf(engine)).key;
  const same = engine === 'pg' ? EQUAL : EQUAL.filter(([left]) => !left.includes('\\'));

  test.each(same)('the same query: %s | %s', (left, right) => {
    expect(key(left)).toBe(key(right));
  });

  test.each(UNEQUAL)('not the same query: %s | %s', (left, right) => {
    expect(key(left)).not.toBe(key(right));
  });
});

test('a statement runs as it was written, without what is behind it', () => {
  expect(identityOf('/*+ SeqScan(t) */ select a -- x\n from t ;; -- bye').statement).toBe('/*+ SeqScan(t) */ select a -- x\n from t');
  expect(identityOf(';select 1').statement).toBe('select 1');
});

test('comments in front do not end up in the canonical form', () => {
  expect(identityOf('-- secret\nselect 1').canonical).toBe(identityOf('select 1').canonical);
});
