import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stack, resultOf } from '@onceql/testing';
import type { Client } from '@onceql/testing';

/** `e.tag` calls `tag(e)` where `e` has no column of that name; `tag` alone is an error then. Only the source can tell. */
const WAREHOUSE = `
  CREATE TABLE emp (id int);
  INSERT INTO emp VALUES (1);
  CREATE FUNCTION tag(emp) RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'tag of ' || ($1).id $$;
`;
const CALL = 'SELECT e.tag FROM emp e';
const NAME = 'SELECT tag FROM emp e';

let stack: Stack;
let api: Client;
let source: number;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  api = await stack.api();
  source = await stack.source(api, {});
});
afterAll(() => stack?.stop());

/** Submits the statements one after the other while nobody works, then has them run; answers how each ended. */
async function together(statements: readonly string[]): Promise<{ runs: number; ends: string[] }> {
  const jobs: string[] = [];
  for (const statement of statements) jobs.push((await api.submit(source, statement)).id);
  const { rows } = await stack.metadata.query<{ runs: number }>('SELECT count(DISTINCT run_id)::int AS runs FROM onceql.jobs WHERE id = ANY ($1)', [jobs]);
  const worker = await stack.worker();
  const ended = await Promise.all(jobs.map((job) => api.ended(job)));
  await worker.end('SIGTERM');
  const ends = ended.map(async ({ error, query_result_id: result }) =>
    result === null ? error : JSON.stringify(resultOf(await api.get(`/api/query_results/${result}`)).data.rows));
  return { runs: rows[0]?.runs ?? 0, ends: await Promise.all(ends) };
}

const ROWS = '[{"tag":"tag of 1"}]';
const ERROR = expect.stringContaining('column "tag" does not exist');

test('one that joined with another text is not failed for the text that the source refuses', async () => {
  expect(await together([NAME, CALL, NAME])).toEqual({ runs: 1, ends: [ERROR, ROWS, ERROR] });
});

test('one that joined with another text runs his own where the run may not be shared', async () => {
  expect(await together([CALL, NAME, CALL])).toEqual({ runs: 1, ends: [ROWS, ERROR, ROWS] });
});
