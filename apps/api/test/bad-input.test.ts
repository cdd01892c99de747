import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE, jobOf, resultOf, soonest, until } from '@onceql/testing';
import type { Answer, Client } from '@onceql/testing';

let stack: Stack;
let api: Client;
let source: number;

beforeAll(async () => {
  stack = await Stack.start(`${WAREHOUSE}
    CREATE FUNCTION slow(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN n; END $$;
  `);
  [api] = await Promise.all([stack.api(), stack.worker()]);
  source = await stack.source(api, { statement_timeout: 1 });
});
afterAll(() => stack.stop());

const raw = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> =>
  api.send('POST', '/api/query_results', body, headers);

const manyNames = (count: number): Record<string, number> => Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, n]));

describe('a body', () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, RegExp]>([
    ['that is empty', '', /query/],
    ['that is not JSON', 'query=SELECT 1', /not valid JSON/],
    ['that is cut off', '{"query":"SELECT 1"', /not valid JSON/],
    ['that is not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), /UTF-8/],
    ['of NUL bytes', new Uint8Array(100), /not valid JSON/],
    ['that is a list', '[]', /./],
    ['that is null', 'null', /./],
    ['without a query', '{"data_source_id":1}', /query/],
    ['with a number as query', '{"data_source_id":1,"query":5}', /query/],
    ['with a NUL in the query', '{"data_source_id":1,"query":"SELECT \\u0000"}', /NUL/],
    ['with a lone surrogate in the query', '{"data_source_id":1,"query":"SELECT \'\\ud800\'"}', /surrogate/],
    ['with a word as max_age', '{"data_source_id":1,"query":"SELECT 1","max_age":"soon"}', /max_age/],
    ['with a negative max_age', '{"data_source_id":1,"query":"SELECT 1","max_age":-2}', /max_age/],
    ['with too long a wait', '{"data_source_id":1,"query":"SELECT 1","wait_timeout":61}', /wait_timeout/],
    ['with a source that is no id', '{"data_source_id":"x","query":"SELECT 1"}', /data_source_id/],
    ['with parameters that are a list', '{"data_source_id":1,"query":"SELECT 1","parameters":[1]}', /parameters/],
    ['with a parameter that objects take for something else', '{"data_source_id":1,"query":"SELECT {{ __proto__ }}","parameters":{"__proto__":1}}', /__proto__/],
    ['with 60,000 parameters', JSON.stringify({ data_source_id: 1, query: 'SELECT 1', parameters: manyNames(60_000) }), /parameters: names more than 5000/],
    ['with 60,000 epochs', JSON.stringify({ data_source_id: 1, query: 'SELECT 1', min_epochs: manyNames(60_000) }), /min_epochs: names more than 1000/],
    ['with an unknown word for cache', '{"data_source_id":1,"query":"SELECT 1","cache":"maybe"}', /cache/],
  ])('%s is a 400 that says so', async (_what, body, says) => {
    const answer = await raw(body);
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(says)]);
  });

  test('larger than 1 MB is a 413', async () => {
    const answer = await raw(JSON.stringify({ data_source_id: source, query: `SELECT '${'x'.repeat(1024 * 1024)}'` }));
    expect([answer.status, answer.json]).toEqual([413, { message: 'The request body is larger than 1 MB.' }]);
  });

  test('is read as JSON whatever its content type says', async () => {
    const body = JSON.stringify({ data_source_id: source, query: 'SELECT 1 AS n', wait_timeout: 10 });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'image/png']) {
      expect((await raw(body, { 'Content-Type': type })).status).toBe(200);
    }
  });

  test('without a source, or with one that is not there', async () => {
    const none = await raw('{"query":"SELECT 1"}');
    expect([none.status, none.json]).toEqual([401, { job: { status: 4, error: 'Please select data source to run this query.' } }]);
    expect((await api.query(4711, 'SELECT 1')).status).toBe(404);
  });
});

describe('a statement', () => {
  test.each([
    ['nothing', ''],
    ['only a comment', '-- nothing\n/* at all */'],
    ['two statements', 'SELECT 1; SELECT 2'],
    ['two statements, the second after a comment', "SELECT ';' /* ; */ ; DROP TABLE orders"],
    ['DDL', 'DROP TABLE orders'],
    ['DML', 'DELETE FROM orders'],
    ['DML in a CTE', 'WITH gone AS (DELETE FROM orders RETURNING id) SELECT * FROM gone'],
    ['DML in a CTE of a subquery', 'SELECT * FROM (WITH gone AS (UPDATE orders SET id = id RETURNING id) SELECT * FROM gone) q'],
    ['SELECT INTO', 'SELECT * INTO copied FROM orders'],
    ['row locks', 'SELECT * FROM orders FOR UPDATE'],
    ['COPY to a program', "COPY (SELECT 1) TO PROGRAM 'touch /tmp/onceql-was-here'"],
    ['a setting', 'SET ROLE postgres'],
    ['a transaction command', 'COMMIT'],
    ['EXPLAIN ANALYZE', 'EXPLAIN ANALYZE SELECT 1'],
    ['a DO block', 'DO $$ BEGIN END $$'],
    ['what is no SQL', 'please give me all orders'],
    ['a setting by function', "SELECT set_config('role', 'none', true)"],
    ['a file', "SELECT pg_read_file('/etc/passwd')"],
    ['a query in a string', "SELECT query_to_xml('SELECT 1', true, true, '')"],
    ['the end of a neighbour', 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity'],
    ['an advisory lock', 'SELECT pg_advisory_lock(1)'],
    ['a denied function in quotes', 'SELECT "pg_read_file"(\'x\')'],
    ['a sleep beyond the limit', 'SELECT pg_sleep(3600)'],
  ])('that is %s is refused before it runs', async (_what, query) => {
    const answer = await api.query(source, query);
    expect([answer.status, answer.json]).toEqual([400, { job: { status: 4, error: expect.stringMatching(/\w/) } }]);
  });

  test.each([
    ['no such table', 'SELECT * FROM no_such_table', /relation "no_such_table" does not exist/],
    ['no such column', 'SELECT nothing FROM orders', /column "nothing" does not exist/],
    ['a division by zero', 'SELECT 1 / (id - id) FROM orders', /division by zero/],
    ['an error in the midst of its rows', 'SELECT 1 / (500 - id) FROM orders ORDER BY id', /division by zero/],
    ['bad syntax', 'SELECT FROM WHERE', /syntax error/],
    ['a table it may not read', 'SELECT * FROM pg_authid', /permission denied/],
    ['a denied function behind a view', 'SELECT * FROM murderous', /pg_terminate_backend/],
    ['too long a run', 'SELECT slow(id) FROM orders', /time/],
  ])('with %s ends its job with what the database says', async (_what, query, says) => {
    const answer = await api.query(source, query);
    expect([answer.status, jobOf(answer)]).toEqual([200, expect.objectContaining({ status: 4, error: expect.stringMatching(says), result: null })]);
  });

  test.each([
    ['20,000 brackets', `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
    ['a megabyte of text', `SELECT '${'x'.repeat(1_000_000)}'`],
    ['a megabyte of words', `SELECT ${'a '.repeat(490_000)}`],
    ['a list of 100,000 numbers', `SELECT 1 WHERE 1 IN (${Array.from({ length: 100_000 }, (_, n) => n).join(',')})`],
    ['9,900 tokens', `SELECT 1 WHERE ${Array.from({ length: 2400 }, (_, n) => `${n} <> ${n}`).join(' AND ')}`],
    ['a string that never ends', `SELECT '${'open '.repeat(1000)}`],
    ['a comment that never ends', 'SELECT 1 /* open'],
    ['half a surrogate pair', "SELECT '\ud800'"],
  ])('of %s gets an answer, and holds nobody up for a quarter of a second', async (_what, query) => {
    const held = await soonest(250, 20, async () => {
      const answer = { came: false };
      const asked = api.query(source, query, { wait_timeout: 0 }).finally(() => { answer.came = true; });
      let longest = 0;
      while (!answer.came) {
        const start = performance.now();
        await api.get('/ping');
        longest = Math.max(longest, performance.now() - start);
      }
      expect([200, 400]).toContain((await asked).status);
      return longest;
    });
    expect(held).toBeLessThan(250);
  });
});

describe('a result', () => {
  test('of no rows, and of no columns', async () => {
    const none = resultOf(await api.query(source, 'SELECT id FROM orders WHERE false'));
    expect(none.data).toEqual({ columns: [{ name: 'id', friendly_name: 'id', type: 'integer' }], rows: [] });
    expect((await api.get(`/api/query_results/${none.id}.csv`)).text).toBe('id\r\n');
    const empty = resultOf(await api.query(source, 'SELECT FROM orders WHERE id <= 3'));
    expect(empty.data).toEqual({ columns: [], rows: [{}, {}, {}] });
  });

  test('with odd column names', async () => {
    const odd = resultOf(await api.query(source, `SELECT 1 AS "Mixed Case", 2 AS "quo""te", 3 AS "a,b", 4 AS "ünï", 5 AS "__proto__", 6, 7 FROM orders LIMIT 1`));
    expect(odd.data.columns.map(({ name }) => name)).toEqual(['Mixed Case', 'quo"te', 'a,b', 'ünï', '__proto__', '?column?', '?column?1']);
    expect((await api.get(`/api/query_results/${odd.id}.csv`)).text.split('\r\n')[0]).toBe('Mixed Case,"quo""te","a,b",ünï,__proto__,?column?,?column?');
  });

  test('that is not there, or not in this format', async () => {
    for (const path of ['0', '-1', '999999', 'x', '1e3', '99999999999999999999', '1.']) {
      expect((await api.get(`/api/query_results/${path}`)).status).toBe(404);
    }
    const { id } = resultOf(await api.query(source, 'SELECT 1 AS n'));
    expect((await api.get(`/api/query_results/${id}.exe`)).status).toBe(400);
  });
});

test('jobs that are not there', async () => {
  for (const id of ['x', '1', '%00', '..%2f', `${source}-00000000-0000-4000-8000-000000000000`, '*']) {
    expect((await api.get(`/api/jobs/${id}`)).status).toBe(404);
    expect((await api.delete(`/api/jobs/${id}`)).status).toBe(404);
  }
  expect((await api.get(`/api/nothing`)).status).toBe(404);
});

test('a source that is down or refuses the password fails its runs with the reason', async () => {
  const role = String(stack.readerOptions()['user']);
  const down = await stack.source(api, {}, 'soon down');
  await stack.warehouse.query(`ALTER ROLE ${role} PASSWORD 'changed'`);
  try {
    await stack.warehouse.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`);
    const refused = jobOf(await api.query(down, 'SELECT count(*) AS n FROM orders'));
    expect(refused).toMatchObject({ status: 4, error: expect.stringMatching(/password/i) });
  } finally {
    await stack.warehouse.query(`ALTER ROLE ${role} PASSWORD '${stack.readerUrl.password}'`);
  }
});

test('a database that quotes all of a statement is cut short', async () => {
  const { status, error } = jobOf(await api.query(source, `SELECT '${'x'.repeat(20_000)}`));
  expect({ status, length: error.length, end: error.at(-1) }).toEqual({ status: 4, length: 4001, end: '…' });
  expect(error).toMatch(/unterminated quoted string/);
});

test('nothing of all this leaves a claim, a temporary file or an open transaction behind', async () => {
  await until(async () => (await stack.redis.zcard(`onceql:{ds${source}}:open-runs`)) === 0);
  expect(await stack.keys('onceql:*:claim:*')).toEqual([]);
  expect(await stack.keys('onceql:*:callers:*')).toEqual([]);
  const files = await readdir(stack.resultsFolder, { recursive: true });
  expect(files.filter((file) => file.includes('tmp'))).toEqual([]);
  const results = await stack.metadata.query<{ path: string }>('SELECT DISTINCT path FROM onceql.results');
  expect(files.filter((file) => file.endsWith('.parquet')).sort()).toEqual(results.rows.map(({ path }) => path).sort());
  await until(async () => (await stack.statements()).length === 0);
  const open = await stack.warehouse.query(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE state LIKE 'idle in%' AND datname = current_database()`);
  expect(open.rows).toEqual([{ n: 0 }]);
  expect((await stack.warehouse.query('SELECT count(*)::int AS n FROM orders')).rows).toEqual([{ n: 900 }]);
});
