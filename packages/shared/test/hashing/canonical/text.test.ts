import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { canonicalText } from '../../../src/hashing/canonical/text.js';
import { loadReader } from '../../../src/hashing/identify.js';
import { identityOf } from '../fixtures.js';
import { difference } from '../oracle/answer.js';
import { Oracle, oracleSource } from '../oracle/oracle.js';

/** Of everything that is rewritten something, over the oracle's schema. */
const STATEMENTS = readFileSync(new URL('statements.sql', import.meta.url), 'utf8')
  .split(/;\s*/)
  .filter((statement) => statement.trim() !== '');

let oracle: Oracle;
beforeAll(async () => {
  await loadReader();
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

const textOf = (statement: string): string | undefined => canonicalText(identityOf(statement, oracleSource()).canonical, { engine: 'pg' });

test('nearly every canonical form can be written as text', () => {
  const without = STATEMENTS.filter((statement) => textOf(statement) === undefined);
  expect(without.length).toBeLessThanOrEqual(STATEMENTS.length / 20);
});

test('a canonical text has the form that it was written from', () => {
  for (const statement of STATEMENTS) {
    const text = textOf(statement);
    if (text !== undefined) expect(identityOf(text, oracleSource()).canonical).toBe(identityOf(statement, oracleSource()).canonical);
  }
});

test('a canonical text gives the rows of the statement', async () => {
  const pairs = STATEMENTS.map((statement) => [statement, textOf(statement) ?? statement] as const);
  const answers = await oracle.answers(pairs.flat());
  expect(answers.filter(({ outcome }) => outcome !== 'rows').length).toBeLessThan(4);
  const wrong = pairs.flatMap((pair, at) => {
    const [own, other] = [answers[2 * at], answers[2 * at + 1]];
    const what = own && other ? difference(own, other) : 'not answered';
    return what === undefined ? [] : [[...pair, what]];
  });
  expect(wrong).toEqual([]);
});

describe('can be read', () => {
  test.each([
    ['select a from t where 5<a and not (b between 1 and 3) and c in (3,1,2)', 'a > 5'],
    ['select a::int8 from t', 'bigint'],
    ['select sum(a) over w from t window w as (partition by b)', 'PARTITION BY b'],
  ])('%s', (statement, part) => {
    expect(textOf(statement)).toContain(part);
  });
});

test('what is no canonical form has no text', () => {
  for (const nonsense of ['', '{', '{}', '[]', '{"SelectStmt":{}}', `"${'x'.repeat(200_000)}"`]) {
    expect(canonicalText(nonsense, { engine: 'pg' })).toBeUndefined();
  }
});
