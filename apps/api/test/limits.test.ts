import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE, cacheOf, resultOf } from '@onceql/testing';
import type { Answer, Client } from '@onceql/testing';

const NUMBERS = 'SELECT n, n::text AS t, CASE WHEN n % 2 = 0 THEN n END AS even FROM generate_series(1, 50000) n';

let stack: Stack;
let api: Client;
let plain: number;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [api] = await Promise.all([stack.api(), stack.worker()]);
  plain = await stack.source(api);
});
afterAll(() => stack.stop());

const truncated = (answer: Answer): unknown => (answer.json as { query_result: { truncated: unknown } }).query_result.truncated;
const rowsOf = (answer: Answer) => resultOf(answer).data.rows;
const errorOf = (answer: Answer): string => (answer.json as { job: { error: string } }).job.error;

describe('what a caller asks for', () => {
  test('cuts a result, says so, and keeps it for nobody else', async () => {
    const cut = await api.query(plain, NUMBERS, { max_rows: 30_001, over_limit: 'cut' });
    expect(rowsOf(cut).length).toBe(30_001);
    expect(rowsOf(cut).at(-1)).toEqual({ n: 30_001, t: '30001', even: null });
    expect([truncated(cut), cut.headers.get('X-OnceQL-Truncated'), cacheOf(cut)]).toEqual([true, 'true', 'bypass; reason=truncated']);
    const whole = await api.query(plain, NUMBERS);
    expect([rowsOf(whole).length, truncated(whole), whole.headers.get('X-OnceQL-Truncated'), cacheOf(whole)]).toEqual([50_000, false, null, 'miss; reason=none']);
  });

  test('may be so few bytes', async () => {
    const cut = await api.query(plain, NUMBERS, { max_bytes: 100_000, over_limit: 'cut' });
    expect(rowsOf(cut).length).toBeGreaterThan(1000);
    expect(rowsOf(cut).length).toBeLessThan(50_000);
    expect(truncated(cut)).toBe(true);
  });

  test('fails where more is not to be cut, in words that say what to do', async () => {
    const failed = await api.query(plain, NUMBERS, { max_rows: 10 });
    expect(errorOf(failed)).toBe('The result is larger than 10 rows (max_rows), which is all that it may have. Ask for less, say with WHERE or LIMIT, or for as much as there may be with "over_limit": "cut".');
    expect(errorOf(await api.query(plain, NUMBERS, { max_bytes: 10 }))).toMatch(/^The result is larger than 10 bytes of values \(max_bytes\)/);
  });

  test('is kept where it is not reached, apart from what is asked for otherwise', async () => {
    const query = 'SELECT id FROM orders ORDER BY id';
    const limited = await api.query(plain, query, { max_rows: 900 });
    expect([cacheOf(limited), truncated(limited)]).toEqual(['miss; reason=none', false]);
    expect(cacheOf(await api.query(plain, query, { max_rows: 900 }))).toBe('hit');
    expect(cacheOf(await api.query(plain, query, { max_rows: 901 }))).toBe('miss; reason=none');
    expect(cacheOf(await api.query(plain, query))).toBe('miss; reason=none');
  });

  test.each([{ max_rows: 0 }, { max_rows: 1.5 }, { max_bytes: -1 }, { max_rows: '10' }, { over_limit: 'drop' }])('%j is a 400', async (more) => {
    expect((await api.query(plain, NUMBERS, more)).status).toBe(400);
  });
});

describe('what a source allows', () => {
  test('counts for everybody, and nobody gets more', async () => {
    const source = await stack.source(api, { max_rows: 5, over_limit: 'cut' }, 'five');
    expect([rowsOf(await api.query(source, NUMBERS)).length, rowsOf(await api.query(source, NUMBERS, { max_rows: 100 })).length, rowsOf(await api.query(source, NUMBERS, { max_rows: 3 })).length]).toEqual([5, 5, 3]);
    const whole = await api.query(source, 'SELECT id FROM orders WHERE id <= 5');
    expect([cacheOf(whole), cacheOf(await api.query(source, 'SELECT id FROM orders WHERE id <= 5'))]).toEqual(['miss; reason=none', 'hit']);
  });

  test('of what is worth keeping', async () => {
    const small = await stack.source(api, { cache_max_bytes: 3000 }, 'small');
    expect([cacheOf(await api.query(small, NUMBERS)), cacheOf(await api.query(small, 'SELECT 1 AS one'))]).toEqual(['bypass; reason=too_large', 'miss; reason=none']);
    const slow = await stack.source(api, { cache_min_runtime_ms: 60_000 }, 'slow');
    expect(cacheOf(await api.query(slow, 'SELECT 1 AS one'))).toBe('bypass; reason=too_cheap');
  });
});
