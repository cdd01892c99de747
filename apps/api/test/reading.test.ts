import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN_KEY, GATED, Gate, Stack, WAREHOUSE, jobOf, resultOf, until } from '@onceql/testing';
import type { Client } from '@onceql/testing';

/** Server-sent events as an EventSource reads them. */
class EventStream {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async *events(): AsyncGenerator<Record<string, unknown>> {
    const answer = await fetch(this.url);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    let text = '';
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      const whole = text.split('\n\n');
      text = whole.pop() ?? '';
      for (const each of whole.filter((one) => !one.startsWith(':'))) {
        const fields = Object.fromEntries(each.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
        yield { event: fields['event'], ...(JSON.parse(fields['data'] ?? '{}') as object) };
      }
    }
  }
}

interface EntryBody {
  readonly key: string;
  readonly query: string;
  readonly hits: number;
  readonly cached_at: string;
  readonly expired: boolean;
  readonly reason: string | null;
}

let stack: Stack;
let api: Client;
let source: number;
let gate: Gate | undefined;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [api] = await Promise.all([stack.api(), stack.worker()]);
  source = await stack.source(api, GATED);
});
afterEach(async () => {
  await gate?.open();
  gate = undefined;
});
afterAll(() => stack.stop());

test('a job says how many rows have been read while its run is under way, and how many there are in the end', async () => {
  gate = await Gate.shut(stack);
  const query = "SELECT n, repeat('x', 100) AS pad, CASE WHEN n = 100000 THEN gate(n) END AS g FROM generate_series(1, 100001) n";
  const { id } = await api.submit(source, query);
  await gate.waiting();
  const counted = await until(async () => {
    const job = jobOf(await api.get(`/api/jobs/${id}`));
    return job.rows !== null && job.rows > 1000 && job;
  });
  expect(counted).toMatchObject({ status: 2, query_result_id: null, phase: 'reading' });
  expect(counted.rows).toBeLessThan(100_000);
  expect(counted.bytes).toBeGreaterThan(100_000);
  await gate.open();
  const ended = await api.ended(id);
  expect(ended).toMatchObject({ status: 3, rows: 100_001, phase: null });
  expect(ended.bytes).toBeGreaterThan(0);
});

test('a job that is followed tells of its progress as it comes, and of its end', async () => {
  gate = await Gate.shut(stack);
  const query = "SELECT n, repeat('y', 100) AS pad, CASE WHEN n = 100000 THEN gate(n) END AS g FROM generate_series(1, 100001) n";
  const { id } = await api.submit(source, query);
  const events: { event: string; job: { status: number; phase: string | null; rows: number | null } }[] = [];
  const stream = new EventStream(`${api.url}/api/jobs/${id}/events?api_key=${ADMIN_KEY}`);
  for await (const each of stream.events()) {
    events.push(each as (typeof events)[number]);
    if ((events.at(-1)?.job.rows ?? 0) > 1000) await gate.open();
  }
  const words = events.map(({ event }) => event);
  expect([words.length > 1, new Set(words.slice(0, -1)), words.at(-1)]).toEqual([true, new Set(['progress']), 'end']);
  expect(events.some(({ job }) => job.phase === 'reading' && (job.rows ?? 0) > 1000)).toBe(true);
  expect(events.at(-1)?.job).toMatchObject({ status: 3, phase: null, rows: 100_001 });
  const again = await fetch(stream.url, { headers: { 'Last-Event-ID': 'end' } });
  expect([again.status, (await fetch(stream.url.replace(id, 'nothing'))).status]).toEqual([204, 404]);
});

describe('rows by page', () => {
  let result: number;
  const page = (asked: string) => api.get(`/api/query_results/${result}${asked}`);
  const ids = (answer: Awaited<ReturnType<typeof page>>) => resultOf(answer).data.rows.map((row) => row['id']);

  beforeAll(async () => {
    result = resultOf(await api.query(source, 'SELECT id, amount FROM orders ORDER BY id')).id;
  });

  test('are just those rows, with the count of all', async () => {
    const answer = await page('?offset=100&limit=3');
    expect(ids(answer)).toEqual([101, 102, 103]);
    expect(resultOf(answer)).toMatchObject({ row_count: 900, offset: 100, limit: 3 });
    expect(Object.keys(resultOf(answer)).slice(0, 7)).toEqual(['id', 'query_hash', 'query', 'data', 'data_source_id', 'runtime', 'retrieved_at']);
    expect(ids(await page('.json?limit=2'))).toEqual([1, 2]);
    const rest = await page('?offset=898');
    expect([ids(rest), resultOf(rest)]).toMatchObject([[899, 900], { offset: 898, limit: null }]);
    expect(resultOf(await page('')).data.rows).toHaveLength(900);
  });

  test('beyond the end are none, and none are asked for with limit 0', async () => {
    const beyond = await page('?offset=900&limit=10');
    expect([ids(beyond), resultOf(beyond).data.columns.map(({ name }) => name)]).toEqual([[], ['id', 'amount']]);
    expect(ids(await page('?offset=999999999999999'))).toEqual([]);
    expect(ids(await page('?limit=0'))).toEqual([]);
  });

  test('have a tag each', async () => {
    const first = await page('?offset=0&limit=10');
    const second = await page('?offset=10&limit=10');
    const tags = [first, second, await page('')].map(({ headers }) => headers.get('etag'));
    expect(new Set(tags).size).toBe(3);
    const again = await api.get(`/api/query_results/${result}?offset=10&limit=10`, { 'If-None-Match': tags[1] ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test.each(['?offset=-1', '?limit=x', '?offset=1.5', '?limit=', '?limit=1&limit=2', '?offset=1e3', '?limit=9999999999999999'])('%s is refused', async (asked) => {
    const answer = await page(asked);
    expect([answer.status, answer.json]).toEqual([400, { message: expect.stringMatching(/^(offset|limit): /) }]);
  });

  test('are for files, too, but not for the stored one', async () => {
    expect((await page('.csv?offset=2&limit=1')).text).toMatch(/^id,amount\r\n3,[\d.]+\r\n$/);
    expect((await page('.parquet?limit=1')).status).toBe(400);
  });
});

describe('the entries of the cache', () => {
  const entries = async (asked = ''): Promise<EntryBody[]> => {
    const answer = await api.get(`/api/cache/entries${asked}`);
    expect(answer.status).toBe(200);
    return (answer.json as { entries: EntryBody[] }).entries;
  };
  const often = 'SELECT count(*) AS n FROM regions';
  const once = 'SELECT max(boss) AS m FROM regions';
  const never = 'SELECT min(id) AS m FROM orders';

  beforeAll(async () => {
    for (const query of [often, often, often, often, once, once, never]) await api.query(source, query);
  });

  test('are listed with their statements, the most often hit first', async () => {
    const [first, second] = await entries();
    expect(first).toMatchObject({
      data_source_id: source, query: often, tables: { 'public.regions': 0 }, rows: 1, hits: 3, expired: false, reason: null,
      key: expect.stringMatching(/^[0-9a-f]{64}$/), query_result_id: expect.any(Number), bytes: expect.any(Number), runtime: expect.any(Number),
    });
    expect(second).toMatchObject({ query: once, hits: 1 });
    expect((await entries('?limit=1')).map(({ query }) => query)).toEqual([often]);
  });

  test('are listed by age, and of one source', async () => {
    expect((await entries('?sort=cached_at&limit=3')).map(({ query }) => query)).toEqual([never, once, often]);
    const other = await stack.source(api, {}, 'another');
    await api.query(other, often);
    expect((await entries(`?data_source_id=${other}`)).map(({ query, hits }) => [query, hits])).toEqual([[often, 0]]);
    expect((await entries('?sort=cached_at&limit=1')).map((entry) => entry)).toMatchObject([{ data_source_id: other }]);
    await api.delete(`/api/data_sources/${other}`);
    expect((await entries()).every((entry) => (entry as { data_source_id?: number }).data_source_id === source)).toBe(true);
  });

  test('say that they have expired, and keep their hits when they are made again', async () => {
    await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['regions'] });
    const [first] = await entries();
    expect(first).toMatchObject({ query: often, hits: 3, expired: true, reason: 'expired(public.regions)' });
    await api.query(source, often);
    await api.query(source, often);
    expect((await entries())[0]).toMatchObject({ query: often, hits: 4, expired: false, tables: { 'public.regions': 1 } });
  });

  test('are shown one by one', async () => {
    const [first] = await entries();
    expect((await api.get(`/api/cache/entries/${first?.key}`)).json).toEqual(first);
    expect((await api.get(`/api/cache/entries/${'0'.repeat(64)}`)).status).toBe(404);
    expect((await api.get('/api/cache/entries/odd%20key')).status).toBe(404);
  });

  test.each(['?limit=0', '?limit=201', '?limit=x', '?limit=', '?sort=rows', '?limit=1.5'])('%s is refused', async (asked) => {
    expect((await api.get(`/api/cache/entries${asked}`)).status).toBe(400);
  });

  test.each(['0', '201', '1.5', '', '0x10', '1e1', 'x', '5&limit=6'])('a limit of %j is refused with the limits', async (limit) => {
    const answer = await api.get(`/api/cache/entries?limit=${limit}`);
    expect([answer.status, answer.json]).toEqual([400, { message: 'limit: must be a whole number from 1 to 200.' }]);
  });

  test('are kept by nobody on the way, as all that needs a key and does not last', async () => {
    for (const path of ['/api/cache/entries', '/api/data_sources', '/api/session', '/status.json']) {
      expect([path, (await api.get(path)).headers.get('cache-control')]).toEqual([path, 'no-store']);
    }
  });

  test('of a source that is not there are a 404', async () => {
    expect((await api.get('/api/cache/entries?data_source_id=999')).status).toBe(404);
  });
});

test('an automatic limit counts where it is asked for, and what has it is another query', async () => {
  const statement = 'SELECT 1 AS one FROM orders a, orders b -- LIMIT 5';
  const limited = await api.query(source, statement, { apply_auto_limit: true });
  expect([resultOf(limited).data.rows.length, resultOf(limited).query]).toEqual([1000, 'SELECT 1 AS one FROM orders a, orders b\nLIMIT 1000']);
  const again = await api.query(source, 'SELECT 1 AS one FROM orders a, orders b LIMIT 1000', { apply_auto_limit: true });
  expect([again.headers.get('X-OnceQL-Cache'), again.headers.get('X-OnceQL-Key')]).toEqual(['hit', limited.headers.get('X-OnceQL-Key')]);
  const analysed = await api.post('/api/queries/analyze', { query: statement, data_source_id: source, apply_auto_limit: true });
  expect(analysed.json).toMatchObject({ key: limited.headers.get('X-OnceQL-Key') });
});

test('an idle connection is kept for longer than proxies keep one', async () => {
  const { headers } = await api.get('/api/session');
  expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
});
