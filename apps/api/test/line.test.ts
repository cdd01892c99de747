import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN_KEY, READER_PASSWORD, Stack, WAREHOUSE, jobOf, openTargets, resultOf, until } from '@onceql/testing';
import type { Client } from '@onceql/testing';

let stack: Stack;
let api: Client;
let source: number;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [api] = await Promise.all([stack.api(), stack.worker()]);
  source = await stack.source(api);
});
afterAll(() => stack.stop());

describe('a query', () => {
  const SQL = 'SELECT region, count(*) AS orders, sum(amount) AS total FROM orders GROUP BY region ORDER BY region';

  test('is answered in the shape of Redash, and again from the cache, also in other clothes', async () => {
    const first = await api.query(source, SQL);
    expect(first.headers.get('x-onceql-cache')).toBe('miss; reason=none');
    expect(first.headers.get('x-onceql-cached-on')).toBeNull();
    const result = resultOf(first);
    expect(Object.keys(result).slice(0, 7)).toEqual(['id', 'query_hash', 'query', 'data', 'data_source_id', 'runtime', 'retrieved_at']);
    expect(result.data.columns).toEqual([
      { name: 'region', friendly_name: 'region', type: 'string' },
      { name: 'orders', friendly_name: 'orders', type: 'integer' },
      { name: 'total', friendly_name: 'total', type: 'float' },
    ]);
    expect(first.text).toContain('"rows":[{"region":"east","orders":300,"total":168937.50}');
    expect(result).toMatchObject({ query: SQL, data_source_id: source, output_cached_on: null, source_job_id: null, table_epochs: { 'public.orders': 0 } });

    const again = await api.query(source, `select region, COUNT(*) orders, sum(amount) total -- by region\n FROM Orders group by REGION order by region;`);
    expect(again.headers.get('x-onceql-cache')).toBe('hit');
    expect(again.headers.get('x-onceql-key')).toBe(first.headers.get('x-onceql-key'));
    expect(resultOf(again)).toMatchObject({ id: result.id, data: result.data });
    expect(resultOf(again).output_cached_on).toBe(again.headers.get('x-onceql-cached-on'));
    expect(resultOf(again).source_job_id).toMatch(new RegExp(`^${source}-`));
    expect(Number(again.headers.get('age'))).toBeGreaterThanOrEqual(0);
  });

  test('is a job for those who do not wait, with `job` as the first key', async () => {
    const answer = await api.post('/api/query_results', { data_source_id: source, query: 'SELECT id FROM orders WHERE id < 3 ORDER BY id', max_age: 0 });
    expect(answer.text.startsWith('{"job":')).toBe(true);
    const job = jobOf(answer);
    expect(Object.keys(job).slice(0, 6)).toEqual(['id', 'updated_at', 'status', 'error', 'result', 'query_result_id']);
    const ended = await api.ended(job.id);
    expect(ended).toMatchObject({ status: 3, error: '' });
    expect(ended.result).toBe(ended.query_result_id);
    const stored = await api.get(`/api/query_results/${ended.result}`);
    expect(resultOf(stored).data.rows).toEqual([{ id: 1 }, { id: 2 }]);
    expect(stored.headers.get('cache-control')).toBe('private, max-age=31557600');
    const csv = await api.get(`/api/query_results/${ended.result}.csv`);
    expect(csv.text).toBe('id\r\n1\r\n2\r\n');
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="\d+_\d{4}_\d\d_\d\d\.csv"$/);
  });

  test('with max_age 0 is always a job, though it waited for the end', async () => {
    const job = jobOf(await api.query(source, SQL, { max_age: 0 }));
    expect(job).toMatchObject({ status: 3, cache: 'miss; reason=max_age' });
  });

  test('is served by age: from the entry while it is young enough, run again when it is not', async () => {
    await api.query(source, 'SELECT 1 AS one FROM orders LIMIT 1');
    const young = await api.query(source, 'SELECT 1 AS one FROM orders LIMIT 1', { max_age: '3600' });
    expect(young.headers.get('x-onceql-cache')).toBe('hit');
    const never = await api.query(source, 'SELECT 1 AS one FROM orders LIMIT 1', { max_age: 0.0001 });
    expect(never.headers.get('x-onceql-cache')).toBe('miss; reason=max_age');
    const any = await api.query(source, 'SELECT 1 AS one FROM orders LIMIT 1', { ttl: -1 });
    expect(any.headers.get('x-onceql-cache')).toBe('hit');
  });

  test('keeps every digit, and column names that occur twice', async () => {
    const answer = await api.query(source, `SELECT 9007199254740993::bigint AS big, 0.1234567890123456789::numeric AS exact,
      'NaN'::float8 AS nan, '2024-02-29'::date AS day, '2024-01-01 12:00:00.5+01'::timestamptz AS at, true AS x, NULL AS x, '' AS x FROM orders LIMIT 1`);
    expect(answer.text).toContain('"rows":[{"big":9007199254740993,"exact":0.1234567890123456789,"nan":null,"day":"2024-02-29","at":"2024-01-01T11:00:00.5+00:00","x":true,"x1":null,"x2":""}]');
  });

  test('takes parameters as values, never as SQL', async () => {
    const query = "SELECT count(*) AS n FROM orders WHERE region = '{{ region }}' AND id <= {{ max }}";
    const answer = await api.query(source, query, { parameters: { region: 'north', max: 30 } });
    expect(resultOf(answer).data.rows).toEqual([{ n: 10 }]);
    const hostile = await api.query(source, query, { parameters: { region: "x' OR '1'='1", max: 30 } });
    expect(resultOf(hostile).data.rows).toEqual([{ n: 0 }]);
    const missing = await api.query(source, query, { parameters: { region: 'north' } });
    expect([missing.status, missing.json]).toEqual([400, { job: { status: 4, error: 'Missing parameter value for: max' } }]);
  });

  test('a conditional request is answered with 304', async () => {
    const { id } = resultOf(await api.query(source, SQL));
    const first = await api.get(`/api/query_results/${id}`);
    const etag = first.headers.get('etag') ?? '';
    const second = await api.get(`/api/query_results/${id}`, { 'If-None-Match': etag });
    expect([second.status, second.text]).toEqual([304, '']);
  });

  test('that may not be cached says why, and runs for each caller', async () => {
    const first = await api.query(source, 'SELECT random() AS r');
    const second = await api.query(source, 'SELECT random() AS r');
    expect(first.headers.get('x-onceql-cache')).toBe('bypass; reason=volatile_function(random)');
    expect(resultOf(first).data.rows).not.toEqual(resultOf(second).data.rows);
    const off = await api.query(source, SQL, { cache: 'off' });
    expect(off.headers.get('x-onceql-cache')).toBe('bypass; reason=caller_off');
    const system = await api.query(source, 'SELECT count(*) FROM pg_class');
    expect(system.headers.get('x-onceql-cache')).toMatch(/^bypass; reason=system_catalog/);
  });

  test('over a view rests on the view and on what is behind it', async () => {
    const result = resultOf(await api.query(source, 'SELECT * FROM totals ORDER BY boss'));
    expect(result.table_epochs).toEqual({ 'public.orders': 0, 'public.regions': 0, 'public.totals': 0 });
    expect(result.data.rows.map((row) => row['boss'])).toEqual(['Ada', 'Bob', null]);
  });

  test('that reads 200,000 rows is streamed whole', async () => {
    const answer = await api.query(source, "SELECT n, repeat('x', n % 50) AS pad FROM generate_series(1, 200000) n");
    const { rows } = resultOf(answer).data;
    expect(rows).toHaveLength(200_000);
    expect(rows[199_999]).toEqual({ n: 200_000, pad: '' });
    expect(rows[48]).toEqual({ n: 49, pad: 'x'.repeat(49) });
  });
});

describe('sources', () => {
  test('are listed and shown without their password', async () => {
    const list = await api.get('/api/data_sources');
    expect(list.json).toMatchObject([{ id: source, name: 'warehouse', type: 'pg', paused: 0 }]);
    const one = await api.get(`/api/data_sources/${source}`);
    expect(one.json).toMatchObject({ options: { password: '--------', concurrency: 5 } });
    expect(list.text + one.text).not.toContain(READER_PASSWORD);
  });

  test('show their schema', async () => {
    const { schema } = (await api.get(`/api/data_sources/${source}/schema`)).json as { schema: { name: string; columns: { name: string; type: string }[] }[] };
    expect(schema.find(({ name }) => name === 'orders')?.columns[2]).toEqual({ name: 'amount', type: 'numeric(12,2)' });
  });

  test('are tried before they are taken, and what is wrong is said', async () => {
    const wrong = await api.post('/api/data_sources', { name: 'w', type: 'pg', options: { ...stack.readerOptions(), password: 'wrong-password-here' } });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringMatching(/password/i)]);
    expect(wrong.text).not.toContain('wrong-password-here');
    const nowhere = await api.post('/api/data_sources', { name: 'w', type: 'pg', options: { ...stack.readerOptions(), port: 1 } });
    expect([nowhere.status, nowhere.text]).toEqual([400, expect.stringContaining('127.0.0.1:1')]);
    const unknown = await api.post('/api/data_sources', { name: 'w', type: 'pg', options: { ...stack.readerOptions(), dbname: 'nothing_here' } });
    expect([unknown.status, unknown.text]).toEqual([400, expect.stringContaining('nothing_here')]);
    const typo = await api.post('/api/data_sources', { name: 'w', type: 'pg', options: { ...stack.readerOptions(), pasword: 'x' } });
    expect([typo.status, typo.text]).toEqual([400, expect.stringContaining('pasword')]);
    const type = await api.post('/api/data_sources', { name: 'w', type: 'mysql', options: {} });
    expect([type.status, type.text]).toEqual([400, expect.stringContaining('pg, redshift')]);
    const twice = await api.post('/api/data_sources', { name: 'warehouse', type: 'pg', options: stack.readerOptions() });
    expect(twice.status).toBe(409);
  });

  test('that are added and removed while running are picked up', async () => {
    const second = await stack.source(api, {}, 'second');
    expect(resultOf(await api.query(second, 'SELECT max(id) AS top FROM orders')).data.rows).toEqual([{ top: 900 }]);
    expect((await api.delete(`/api/data_sources/${second}`)).status).toBe(204);
    expect((await api.query(second, 'SELECT max(id) AS top FROM orders')).status).toBe(404);
    expect((await api.delete(`/api/data_sources/${second}`)).status).toBe(404);
  });

  test('of type redshift are served by the look-alike route, and rest on what is behind their views', async () => {
    const like = await stack.source(api, {}, 'look-alike', 'redshift');
    const result = resultOf(await api.query(like, 'SELECT boss, total FROM totals ORDER BY boss'));
    expect(result.data.rows).toHaveLength(3);
    expect(result.table_epochs).toEqual({ 'public.orders': 0, 'public.regions': 0, 'public.totals': 0 });
    expect((await api.query(like, 'SELECT boss, total FROM totals ORDER BY boss')).headers.get('x-onceql-cache')).toBe('hit');
    const only = await api.query(like, 'SELECT id FROM orders QUALIFY row_number() OVER (ORDER BY id) = 1');
    expect(jobOf(only)).toMatchObject({ status: 4, cache: 'bypass; reason=unreadable' });
  });
});

describe('refreshes', () => {
  test('answer with the new epochs and what rested on them; names are read as a person writes them', async () => {
    await api.query(source, 'SELECT count(*) AS n FROM regions');
    const refreshed = await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['Regions'] });
    expect(refreshed.json).toEqual({ invalidated: expect.any(Number), epochs: expect.objectContaining({ 'public.regions': 1 }) });
    expect((refreshed.json as { invalidated: number }).invalidated).toBeGreaterThan(0);
    const missed = await api.query(source, 'SELECT count(*) AS n FROM regions');
    expect(missed.headers.get('x-onceql-cache')).toBe('miss; reason=expired(public.regions)');
    expect(resultOf(missed).table_epochs).toEqual({ 'public.regions': 1 });
  });

  test('of a schema reach all its tables', async () => {
    const refreshed = await api.post(`/api/data_sources/${source}/schemas/refresh`, { schemas: ['public'] });
    const { epochs } = refreshed.json as { epochs: Record<string, number> };
    expect(Object.keys(epochs)).toEqual(expect.arrayContaining(['public.orders', 'public.regions', 'public.totals']));
  });

  test('of what nobody knows are refused', async () => {
    for (const [path, body] of [['tables', { tables: ['public.nothing'] }], ['schemas', { schemas: ['nothing'] }]] as const) {
      expect((await api.post(`/api/data_sources/${source}/${path}/refresh`, body)).status).toBe(404);
    }
    for (const body of [{}, { tables: [] }, { tables: 'orders' }, { tables: ['a.b.c'] }, { tables: [1] }, { tables: ['public.orders'], more: 1 }]) {
      expect((await api.post(`/api/data_sources/${source}/tables/refresh`, body)).status).toBe(400);
    }
  });

  test('leave the archive readable, which says that it has expired', async () => {
    const { id } = resultOf(await api.query(source, 'SELECT min(id) AS low FROM orders'));
    expect(resultOf(await api.get(`/api/query_results/${id}.json`)).expired).toBe(false);
    await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['public.orders'] });
    const archived = await api.get(`/api/query_results/${id}.json`);
    expect(resultOf(archived)).toMatchObject({ expired: true, data: { rows: [{ low: 1 }] } });
    expect(archived.headers.get('x-onceql-expired')).toBe('true');
  });
});

test('an entry whose files are gone is made again', async () => {
  const query = 'SELECT max(id) AS top, count(*) AS n FROM orders';
  const large = "SELECT n, repeat('y', 100) AS pad FROM generate_series(1, 60000) n";
  for (const sql of [query, large]) {
    const first = resultOf(await api.query(source, sql));
    await rm(await stack.fileOf(first.id));
  }
  const fresh = await stack.api();
  const kept = await fresh.query(source, query);
  expect([kept.status, kept.headers.get('x-onceql-cache')]).toEqual([200, 'hit']);
  const bare = await stack.api();
  await stack.redis.del(`onceql:{ds${source}}:rendered`);
  for (const sql of [query, large]) {
    const again = await bare.query(source, sql);
    expect([again.status, again.headers.get('x-onceql-cache')]).toEqual([200, 'miss; reason=files_gone']);
    expect((await bare.query(source, sql)).headers.get('x-onceql-cache')).toBe('hit');
  }
});

test('an entry whose file is damaged is made again, with a file of its own; whose answer was begun asks again', async () => {
  const large = (mark: number): string => `SELECT n, md5(n::text) || '${mark}' AS pad FROM generate_series(1, 60000) n`;
  const turn = async (path: string, place: number): Promise<void> => {
    const bytes = await readFile(path);
    const at = Math.floor(bytes.length * place);
    bytes[at] = (bytes[at] ?? 0) ^ 255;
    await writeFile(path, bytes);
  };
  const harms: [harm: (path: string) => Promise<void>, isBegun: boolean][] = [
    [(path) => truncate(path, 100), false], [(path) => turn(path, 0.01), false], [(path) => turn(path, 0.9), true],
  ];
  const damaged = await Promise.all(harms.map(async ([harm, isBegun], mark) => {
    const { id, data } = resultOf(await api.query(source, large(mark)));
    await harm(await stack.fileOf(id));
    return { id, mark, isBegun, rows: data.rows };
  }));
  const fresh = await stack.api();
  for (const { id, mark, isBegun, rows } of damaged) {
    if (isBegun) await expect(fresh.query(source, large(mark))).rejects.toThrow();
    // Whoever asks before the file has been set aside is cut off like the first.
    const again = await until(() => fresh.query(source, large(mark)).catch(() => undefined));
    expect([again.status, again.headers.get('x-onceql-cache')]).toEqual([200, isBegun ? 'miss; reason=none' : 'miss; reason=files_gone']);
    expect(resultOf(again).data.rows).toEqual(rows);
    expect(await stack.fileOf(resultOf(again).id)).not.toBe(await stack.fileOf(id));
    expect((await fresh.query(source, large(mark))).headers.get('x-onceql-cache')).toBe('hit');
  }
  const archived = await fresh.get(`/api/query_results/${damaged[0]?.id}.csv`);
  expect([archived.status, (archived.json as { message: string }).message]).toEqual([410, expect.stringContaining('damaged')]);
});

test('the archive says that files are gone, and nobody keeps that answer', async () => {
  const { id } = resultOf(await api.query(source, 'SELECT avg(id) AS mean FROM orders'));
  await rm(await stack.fileOf(id));
  const gone = await api.get(`/api/query_results/${id}.csv`);
  expect([gone.status, gone.headers.get('cache-control'), gone.headers.get('etag')]).toEqual([410, null, null]);
  for (const rest of ['.parquet', '.csv', '.tsv', '.xlsx', '.arrow', '.json?limit=1']) {
    expect([rest, (await api.send('HEAD', `/api/query_results/${id}${rest}`)).status]).toEqual([rest, 410]);
  }
});

test('a table may be named anything', async () => {
  const role = String(stack.readerOptions()['user']);
  await stack.warehouse.query(`CREATE TABLE "日本\n" (id int); GRANT SELECT ON "日本\n" TO ${role}`);
  const query = 'SELECT count(*) AS n FROM "日本\n"';
  expect((await api.query(source, query)).status).toBe(200);
  expect((await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['public."日本\n"'] })).status).toBe(200);
  const missed = await api.query(source, query);
  expect([missed.status, decodeURIComponent(missed.headers.get('x-onceql-cache') ?? '')]).toEqual([200, 'miss; reason=expired(public."日本\n")']);
});

test('a HEAD is answered without the rows, and a caller who hangs up leaves no file open', async () => {
  const { id } = resultOf(await api.query(source, "SELECT n, repeat('x', 200) AS pad FROM generate_series(1, 100000) n"));
  const head = await api.send('HEAD', `/api/query_results/${id}.csv`);
  expect([head.status, head.text, head.headers.get('content-type')]).toEqual([200, '', 'text/csv; charset=utf-8']);
  for (let times = 0; times < 20; times += 1) {
    const controller = new AbortController();
    const answer = fetch(`${api.url}/api/query_results/${id}`, { headers: { authorization: ADMIN_KEY }, signal: controller.signal });
    if (times % 2) await answer;
    controller.abort();
    await answer.catch(() => undefined);
  }
  await until(async () => !(await openTargets(api.process.child.pid)).some((target) => target.endsWith('.parquet')));
});

describe('who may', () => {
  test('keys are taken from the query, then from Authorization with or without Key', async () => {
    const get = (path: string, authorization?: string) => fetch(api.url + path, { headers: authorization ? { authorization } : {} });
    expect((await get(`/api/session?api_key=${ADMIN_KEY}`)).status).toBe(200);
    expect((await get('/api/session', ADMIN_KEY)).status).toBe(200);
    expect((await get('/api/session?api_key=wrong', `Key ${ADMIN_KEY}`)).status).toBe(404);
    const none = await get('/api/session');
    expect([none.status, await none.json()]).toEqual([404, { message: "Couldn't find resource. Please login and try again." }]);
  });

  test('Bull Board is never open', async () => {
    const open = await fetch(`${api.url}/admin/queues`);
    expect([open.status, open.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Basic')]);
    const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`me:${password}`).toString('base64')}` });
    expect((await fetch(`${api.url}/admin/queues/api/queues`, { headers: basic('wrong') })).status).toBe(401);
    const shown = await fetch(`${api.url}/admin/queues/api/queues?activeQueue=&page=1&jobsPerPage=10`, { headers: basic(ADMIN_KEY) });
    expect(shown.status).toBe(200);
    expect(await shown.text()).toContain('warehouse');
    const foreign = await fetch(`${api.url}/admin/queues/api/queues/runs/pause`, { method: 'PUT', headers: { ...basic(ADMIN_KEY), 'sec-fetch-site': 'cross-site' } });
    expect(foreign.status).toBe(403);
  });

  test('probes need no key', async () => {
    const ping = await fetch(`${api.url}/ping`);
    expect([ping.status, await ping.text()]).toEqual([200, 'PONG.']);
    expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
  });

  test('the status is for admins', async () => {
    expect((await api.get('/status.json')).json).toMatchObject({ redis_used_memory: expect.any(Number), data_sources: expect.any(Array) });
  });
});

test('every decision is one line of JSON, and neither password nor rows are in the log', async () => {
  const marked = 'SELECT region AS "column-name-only" FROM orders WHERE id = 1';
  const answer = await api.query(source, marked, {});
  const key = answer.headers.get('x-onceql-key');
  await api.query(source, marked);
  await api.process.logged((line) => line['key'] === key && line['outcome'] === 'hit');
  const decisions = api.process.log.filter((line) => line['key'] === key && line['msg'] === 'submission');
  expect(decisions.map((line) => line['outcome'])).toEqual(['claimed', 'hit']);
  expect(decisions[0]).toMatchObject({ request: answer.headers.get('x-request-id'), job: expect.any(String), run: expect.any(String), reason: 'none' });
  const all = stack.processes.flatMap((service) => service.raw);
  expect(all.filter((line) => line.includes(READER_PASSWORD) || line.includes(ADMIN_KEY) || line.includes('"Ada"'))).toEqual([]);
});
