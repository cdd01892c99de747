import { beforeAll, expect, test } from '@jest/globals';
import { withAutoLimit } from '../../src/hashing/auto-limit.js';
import { loadReader } from '../../src/hashing/identify.js';

beforeAll(loadReader);

const LIMITED: readonly (readonly [statement: string, limited: string])[] = [
  ['SELECT 2', 'SELECT 2\nLIMIT 1000'],
  ['SELECT *;', 'SELECT *\nLIMIT 1000'],
  ['select a from t order by a ; ', 'select a from t order by a\nLIMIT 1000'],
  ['SELECT * FROM fake WHERE id IN (SELECT id FROM fake_2 LIMIT 200)', 'SELECT * FROM fake WHERE id IN (SELECT id FROM fake_2 LIMIT 200)\nLIMIT 1000'],
  ['SELECT * FROM (SELECT 1 OFFSET 5) q', 'SELECT * FROM (SELECT 1 OFFSET 5) q\nLIMIT 1000'],
  ['SELECT 1 -- LIMIT 5', 'SELECT 1\nLIMIT 1000'],
  ['-- first\nSELECT 1 /* OFFSET 1 */ ;-- last', '-- first\nSELECT 1\nLIMIT 1000'],
  ["SELECT 'limit 5' AS x", "SELECT 'limit 5' AS x\nLIMIT 1000"],
  ['SELECT "limit" FROM t', 'SELECT "limit" FROM t\nLIMIT 1000'],
  ['WITH c AS (SELECT 1 LIMIT 3) SELECT * FROM c', 'WITH c AS (SELECT 1 LIMIT 3) SELECT * FROM c\nLIMIT 1000'],
  ['SELECT 1 UNION ALL (SELECT 2 LIMIT 1)', 'SELECT 1 UNION ALL (SELECT 2 LIMIT 1)\nLIMIT 1000'],
  ['(SELECT 1)', '(SELECT 1)\nLIMIT 1000'],
  ['VALUES (1), (2)', 'VALUES (1), (2)\nLIMIT 1000'],
];

test.each(LIMITED)('limits %j', (statement, limited) => {
  expect(withAutoLimit(statement, 'pg')).toBe(limited);
  expect(withAutoLimit(limited, 'pg')).toBe(limited);
});

test.each([
  'SELECT 2 LIMIT 100',
  'SELECT * FROM fake WHERE id IN (SELECT id FROM fake_2 LIMIT 200) LIMIT 200',
  'SELECT * FROM t LIMIT 5 OFFSET 3',
  'SELECT * FROM t OFFSET 3',
  'SELECT * FROM t FETCH FIRST 5 ROWS ONLY',
  'SELECT * FROM t ORDER BY a FETCH FIRST 5 ROWS WITH TIES',
  'SELECT * FROM t LIMIT ALL',
  '(SELECT 1 LIMIT 2)',
  'SELECT 1; SELECT 2',
  'Create Table t (PersonID INT)',
  'DELETE FROM t',
  'OFFSET 5',
  'TABLE A FROM TABLE B',
  '',
  '-- nothing',
  "SELECT 'open",
  'SELECT 1 \0',
])('leaves %j as it is', (statement) => {
  expect(withAutoLimit(statement, 'pg')).toBe(statement);
});

test('what Redshift may read in another way is left to it', () => {
  const statement = String.raw`SELECT 'a\' , 'b' -- '`;
  expect(withAutoLimit(statement, 'redshift')).toBe(statement);
});

test('what is nested too deeply to be read is left as it is', () => {
  const statement = `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`;
  expect(withAutoLimit(statement, 'pg') === statement).toBe(true);
});
