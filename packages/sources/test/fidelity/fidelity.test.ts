import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startPostgres, type TestPostgres } from '../postgres.js';
import { Line } from './line.js';
import { SETUP, table, tried } from './tables.js';

const seed = Number(process.env['ONCEQL_SEED'] ?? Date.now() % 1_000_000_000);
const ROUNDS = 100;

let postgres: TestPostgres;
let line: Line;

beforeAll(async () => {
  postgres = await startPostgres({ setup: SETUP });
  line = await Line.over(postgres);
});
afterAll(async () => {
  await line?.stop();
  await postgres?.stop();
});

const under = (schema: string) => ({ settings: [['search_path', schema], ['TimeZone', 'Europe/Berlin']] as const, reader: 'tree' as const });

test(`random tables of every type come out as the server copies them (ONCEQL_SEED=${seed})`, async () => {
  await fc.assert(fc.asyncProperty(table, async (each) => expect(await tried(line, each)).toEqual([])), { seed, numRuns: ROUNDS });
});

describe('and so do', () => {
  const wide = Array.from({ length: 1600 }, (_, i) => `${i % 3 === 0 ? `n * ${i}.5` : i % 3 === 1 ? `'t,${i}'` : 'n'} AS ${['"a ""b"', 'id', 'id', '"\\."'][i % 4] ?? ''}`).join();

  test.each([
    ['1,600 columns', `SELECT ${wide} FROM generate_series(1, 20) n`],
    ['a field of 10 MB beside short ones', `SELECT n, repeat('ä",' || chr(10), 2097152), decode(repeat('ff', 1 << 20), 'hex'), 'x' FROM generate_series(1, 2) n`],
    ['rows without columns', 'SELECT FROM generate_series(1, 21000)'],
    ['neither rows nor columns', 'SELECT WHERE false'],
    ['no rows', 'SELECT 1 AS "\\.", NULL AS "a,b" WHERE false'],
    ['\\. alone in a line', "SELECT v AS \"\\.\" FROM (VALUES ('\\.'), (''), (NULL), (E'\\\\.\\n'), ('\\')) t(v)"],
    ['pseudo types', "SELECT ROW(1, 'a b', NULL), NULL, 'unknown', numeric_out(1.5), void_in(''), ARRAY[ROW(1, '\"')]"],
  ])('%s', async (_, statement) => {
    expect(await line.differences(statement, 'pg', under('kept'))).toEqual([]);
  });
});
