import { describe, expect, test } from '@jest/globals';
import { isRenamed, mayRename } from '../src/analysis/renaming.js';

describe('whether columns may go by other names', () => {
  test.each([
    'SELECT a FROM places AS p (a, b)',
    'SELECT a FROM places p(a)',
    'SELECT a FROM "places" "p" ("a")',
    'SELECT a FROM (SELECT * FROM places) p(a)',
    'SELECT a FROM (SELECT * FROM places)p(a)',
    'WITH p (a) AS (SELECT * FROM places) SELECT a FROM p',
    'WITH o AS (SELECT 1), p(a) AS (SELECT * FROM places) SELECT a FROM p',
    'SELECT a FROM places CROSS JOIN other o (x)',
    'SELECT x FROM t UNION SELECT y FROM places',
    'SELECT a FROM places/**/p(a)',
    String.raw`SELECT a FROM places U&"\0070" (a)`,
  ])('%s', (statement) => expect(mayRename(statement)).toBe(true));

  test.each([
    'SELECT count(id), lower(name) FROM places WHERE id IN (SELECT id FROM other) AND length(name) > 2 GROUP BY lower(name)',
    'SELECT sum(a) FILTER (WHERE b) OVER (PARTITION BY c), CAST(d AS numeric(10, 2)) FROM places p JOIN other USING (id)',
    "WITH p AS (SELECT 1) SELECT CASE WHEN coalesce(x, y) = 'a' THEN f(x) END FROM p WHERE EXISTS (SELECT 1) OR NOT (a AND b)",
    'SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) FROM t GROUP BY GROUPING SETS (a, b)',
  ])('not: %s', (statement) => expect(mayRename(statement)).toBe(false));
});

test.each([
  ['select y from (select x as y, q as z from r) s', true],
  ['select z from (select r."q" "z" from r) s', true],
  ['select z from (select q z from r) s', true],
  ['select x from (select q from r) s order by x', false],
  ['select x from (select x, q, y from r where q is null) s', false],
  ['select q as z from r', false],
])('whether q gets a name: %s', (text, renamed) => expect(isRenamed('q', text)).toBe(renamed));
