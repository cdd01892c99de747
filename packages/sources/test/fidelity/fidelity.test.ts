import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { statements, under } from './corpora.js';
import { startLine } from './ground.js';
import type { Line } from './line.js';
import { table, tried } from './tables.js';

const seed = Number(process.env['ONCEQL_SEED'] ?? Date.now() % 1_000_000_000);
const ROUNDS = 50;

let line: Line;
let stop: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ line, stop } = await startLine());
});
afterAll(() => stop?.());

test(`random tables of every type come out as the server copies them (ONCEQL_SEED=${seed})`, async () => {
  await fc.assert(fc.asyncProperty(table, async (each) => expect(await tried(line, each)).toEqual([])), { seed, numRuns: ROUNDS });
});

test('so do statements in the manner of everybody, an eighth of them at a time', async () => {
  let rows = 0;
  for (const { statement, schema } of statements().filter((_, at) => at % 8 === seed % 8)) {
    expect([statement, ...(await line.differences(statement, 'pg', under(schema)))]).toEqual([statement]);
    rows += line.rows;
  }
  expect(rows).toBeGreaterThan(100);
});

describe('and so do', () => {
  const wide = Array.from({ length: 1600 }, (_, i) => `${i % 3 === 0 ? `n * ${i}.5` : i % 3 === 1 ? `'t,${i}'` : 'n'} AS ${['"a ""b"', 'id', 'id', '"\\."'][i % 4] ?? ''}`).join();

  test.each([
    ['1,600 columns', `SELECT ${wide} FROM generate_series(1, 20) n`],
    ['a field of 10 MB beside short ones', `SELECT n, repeat('ä", and so on' || chr(10), 620000 * n), decode(repeat('ff', 1 << 19), 'hex'), 'x' FROM generate_series(0, 1) n`],
    ['rows without columns', 'SELECT FROM generate_series(1, 21000)'],
    ['neither rows nor columns', 'SELECT WHERE false'],
    ['no rows', 'SELECT 1 AS "\\.", NULL AS "a,b" WHERE false'],
    ['\\. alone in a line', "SELECT v AS \"\\.\" FROM (VALUES ('\\.'), (''), (NULL), (E'\\\\.\\n'), ('\\')) t(v)"],
    ['pseudo types', "SELECT ROW(1, 'a b', NULL), NULL, 'unknown', numeric_out(1.5), void_in(''), ARRAY[ROW(1, '\"')]"],
  ])('%s', async (_, statement) => {
    expect(await line.differences(statement, 'pg', under('kept'))).toEqual([]);
  });
});
