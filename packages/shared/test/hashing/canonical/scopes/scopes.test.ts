import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deparseSync } from 'pgsql-deparser';
import { isNotVolatile } from '../../../../src/hashing/canonical/built-ins.js';
import { canonicalTree } from '../../../../src/hashing/canonical/pipeline.js';
import { takesRows } from '../../../../src/hashing/canonical/scopes/row-functions.js';
import { loadReader } from '../../../../src/hashing/identify.js';
import { parse } from '../../../../src/hashing/tree/parser.js';
import { catalogFunctions } from '../../catalog.js';
import { differenceInOrder, difference } from '../../oracle/answer.js';
import { Oracle } from '../../oracle/oracle.js';
import { formOf } from '../same.js';
import { CLAUSES, COLUMNS, JOINS, QUERIES, RENAMES, type Case } from './cases.js';

const all: readonly (readonly [string, readonly Case[]])[] = [
  ['names', RENAMES], ['WITH', QUERIES], ['columns', COLUMNS], ['FROM', JOINS], ['ORDER BY and GROUP BY', CLAUSES],
];

/** The canonical form as SQL. */
function canonicalText(statement: string): string {
  const parsed = parse(statement);
  const tree = parsed.outcome === 'tree' ? parsed.statements[0]?.stmt : undefined;
  if (tree === undefined) throw new Error(`not read: ${statement}`);
  return deparseSync([canonicalTree(tree as Record<string, unknown>, { engine: 'pg' }) as never]);
}

beforeAll(loadReader);

describe.each(all)('%s', (_topic, cases) => {
  test.each(cases.map((each) => [each.what, each] as const))('%s', (_what, { same, apart = [] }) => {
    const [first = ''] = same;
    for (const other of same) expect(`${other}: ${formOf(other)}`).toBe(`${other}: ${formOf(first)}`);
    for (const other of apart) expect(`${first}: ${formOf(other)}`).not.toBe(`${first}: ${formOf(first)}`);
  });
});

describe('on Postgres', () => {
  let oracle: Oracle;
  beforeAll(async () => { oracle = await Oracle.start('embedded'); });
  afterAll(() => oracle.stop());

  test('the canonical form is answered like the statement, and is its own canonical form', async () => {
    const statements = all.flatMap(([, cases]) => cases.flatMap(({ same, apart = [] }) => [...same, ...apart]));
    const texts = statements.map(canonicalText);
    const answers = await oracle.answers([...statements, ...texts]);
    const wrong = statements.flatMap((statement, index) => {
      const [left, right] = [answers[index], answers[index + statements.length]];
      const compare = / ORDER BY /.test(statement) && !/[(].* ORDER BY /.test(statement) ? differenceInOrder : difference;
      const what = left && right ? compare(left, right) : 'no answer';
      return what === undefined ? [] : [[statement, texts[index], what]];
    });
    expect(wrong).toEqual([]);
    expect(texts.map((text) => formOf(text))).toEqual(statements.map((statement) => formOf(statement)));
  });

  test('every built-in function that takes a row by itself is on the list', async () => {
    const taking = await oracle.answer(`
      SELECT DISTINCT proname FROM pg_catalog.pg_proc
      WHERE pronargs >= 1 AND pronargs - pronargdefaults <= 1 AND proargtypes[0] IN (
        SELECT oid FROM pg_catalog.pg_type WHERE typname IN ('any', 'anyelement', 'anycompatible', 'record', 'anynonarray', 'anycompatiblenonarray'))`);
    const names = taking.outcome === 'rows' ? taking.rows.map((row) => String((JSON.parse(row) as string[])[0])) : [];
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !takesRows(name) && !/^pg_restore_/.test(name))).toEqual([]);
  });
});

test('no built-in that is volatile is taken for another', () => {
  const volatile = catalogFunctions().filter(({ volatility }) => volatility === 'v');
  const call = (name: string): Record<string, unknown> => ({ funcname: [{ String: { sval: name } }] });
  expect(volatile.filter(({ name }) => isNotVolatile(call(name))).map(({ name }) => name)).toEqual([]);
});
