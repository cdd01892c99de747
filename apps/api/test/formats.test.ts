import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { RenderPool } from '@onceql/results';
import { StorageFailure } from '@onceql/shared';
import { ADMIN_KEY, Stack, WAREHOUSE, openTargets, resultOf, soonest, until } from '@onceql/testing';
import type { Client } from '@onceql/testing';

let stack: Stack;
let api: Client;
let source: number;
/** A few rows of odd values, and more rows than a socket takes at once. */
let small: number;
let large: number;
const LARGE_ROWS = 60_000;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [api] = await Promise.all([stack.api(), stack.worker()]);
  source = await stack.source(api);
  small = resultOf(await api.query(source, `SELECT * FROM (VALUES (1, true, '=1+1', ''), (2, false, 'a,"b"', NULL), (NULL, NULL, E'x\\ty', 'é')) v(n, flag, text, text)`)).id;
  large = resultOf(await api.query(source, `SELECT n, md5(n::text) || md5((n + 1)::text) AS pad, n % 2 = 0 AS even FROM generate_series(1, ${LARGE_ROWS}) n ORDER BY n`)).id;
});
afterAll(() => stack.stop());

interface Raw {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As it comes over the wire: nothing is unpacked. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(api.url + path, { method, headers: { authorization: ADMIN_KEY, ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

const of = (id: number, rest: string): string => `/api/query_results/${id}${rest}`;

describe('a result as a file', () => {
  test.each([
    ['.csv', 'n,flag,text,text\r\n1,t,=1+1,""\r\n2,f,"a,""b""",\r\n,,x\ty,é\r\n'],
    ['.tsv', 'n\tflag\ttext\ttext\r\n1\tt\t=1+1\t""\r\n2\tf\t"a,""b"""\t\r\n\t\t"x\ty"\té\r\n'],
    ['.csv?include_header=false&column_delimiter=pipe&unquoted=true', '1|t|=1+1|\r\n2|f|a,"b"|\r\n||x\ty|é\r\n'],
    ['.csv?defuse=formulas&offset=0&limit=1', 'n,flag,text,text\r\n1,t,\'=1+1,""\r\n'],
    ['.tsv?offset=2', 'n\tflag\ttext\ttext\r\n\t\t"x\ty"\té\r\n'],
  ])('%s', async (rest, text) => {
    const answer = await raw(of(small, rest));
    expect([answer.status, answer.body.toString()]).toEqual([200, text]);
    expect(answer.headers['content-type']).toBe(rest.startsWith('.csv') ? 'text/csv; charset=utf-8' : 'text/tab-separated-values; charset=utf-8');
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="\d+_\d{4}_\d\d_\d\d\.[ct]sv"$/);
  });

  test('packed as a whole is another file', async () => {
    const gzip = await raw(of(small, '.csv?compression=gzip'));
    const zip = await raw(of(small, '.csv?compression=zip'));
    const plain = await raw(of(small, '.csv'));
    expect([gunzipSync(gzip.body), gzip.headers['content-type'], gzip.headers['content-encoding']]).toEqual([plain.body, 'application/gzip', undefined]);
    expect(gzip.headers['content-disposition']).toMatch(/\.csv\.gz"$/);
    expect([zip.body.subarray(0, 2).toString(), zip.headers['content-type']]).toEqual(['PK', 'application/zip']);
    expect(zip.body.includes('.csv')).toBe(true);
  });

  test('is Excel, Arrow or the stored Parquet', async () => {
    const [xlsx, arrow, parquet] = await Promise.all(['.xlsx', '.arrow', '.parquet'].map((extension) => raw(of(small, extension))));
    expect([xlsx?.status, xlsx?.body.subarray(0, 2).toString(), xlsx?.headers['content-type']]).toEqual([200, 'PK', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
    expect([arrow?.status, arrow?.body.subarray(0, 4)]).toEqual([200, Buffer.from([255, 255, 255, 255])]);
    expect([parquet?.status, parquet?.body.subarray(0, 4).toString(), parquet?.body.subarray(-4).toString()]).toEqual([200, 'PAR1', 'PAR1']);
  });

  test.each([
    ['text/csv', 'text/csv; charset=utf-8'],
    ['application/xml;q=0.9, text/tab-separated-values;q=0.5', 'text/tab-separated-values; charset=utf-8'],
    ['application/vnd.apache.parquet, */*;q=0.1', 'application/vnd.apache.parquet'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json; charset=utf-8'],
    ['image/png', 'application/json; charset=utf-8'],
  ])('goes by Accept: %s', async (accept, type) => {
    const answer = await raw(of(small, ''), { accept });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, type]);
    expect(answer.headers.vary).toMatch(/Accept(,|$)/);
  });

  test.each([
    ['.doc', 'Results are served as .json, .csv, .tsv, .xlsx, .parquet and .arrow, not as .doc.'],
    ['.csv?column_delimiter=semicolon', 'column_delimiter: must be comma, tab or pipe.'],
    ['.csv?include_header=1', 'include_header: must be true or false.'],
    ['.csv?defuse=yes', 'defuse: must be formulas.'],
    ['.csv?defuse=formulas&unquoted=true', 'defuse needs quotes: without them a part of a value can become a cell of its own. Leave out unquoted.'],
    ['.tsv?column_delimiter=comma', 'column_delimiter is for results as csv, not as tsv.'],
    ['.xlsx?compression=zip', 'compression is for results as csv, tsv, not as xlsx.'],
    ['.parquet?offset=1', 'offset is for results as json, csv, tsv, xlsx, arrow, not as parquet.'],
  ])('%s is refused', async (rest, message) => {
    const answer = await api.get(of(small, rest));
    expect([answer.status, answer.json]).toEqual([400, { message }]);
  });

  test('that does not fit into a sheet says so before anything is sent', async () => {
    const { id } = resultOf(await api.query(source, "SELECT 1 AS n, 'x' AS short UNION ALL SELECT 2, repeat('y', 40000) ORDER BY 1"));
    const answer = await api.get(of(id, '.xlsx'));
    expect([answer.status, answer.json]).toEqual([400, { message: 'A cell of an Excel sheet holds 32767 characters, and column "short" has more in row 2. Take it as .csv or .parquet.' }]);
    expect(answer.headers.get('etag')).toBeNull();
    expect((await api.get(of(id, '.xlsx?limit=1'))).status).toBe(200);
    const { result: long } = await api.ended((await api.submit(source, 'SELECT FROM generate_series(1, 1048576)')).id);
    const both = async (rest: string): Promise<number[]> => Promise.all(['GET', 'HEAD'].map(async (method) => (await api.send(method, of(Number(long), rest))).status));
    expect([await both('.xlsx'), await both('.xlsx?offset=1048570')]).toEqual([[400, 400], [200, 200]]);
  });
});

test('text is packed on its way, each encoding under a tag of its own', async () => {
  const plain = await raw(of(large, '.csv'));
  const gzip = await raw(of(large, '.csv'), { 'accept-encoding': 'gzip' });
  const br = await raw(of(large, '.csv'), { 'accept-encoding': 'br, gzip;q=0.5' });
  expect([plain.headers['content-encoding'], gzip.headers['content-encoding'], br.headers['content-encoding']]).toEqual([undefined, 'gzip', 'br']);
  expect([gunzipSync(gzip.body).equals(plain.body), brotliDecompressSync(br.body).equals(plain.body)]).toEqual([true, true]);
  const tags = [plain, gzip, br].map(({ headers }) => headers.etag ?? '');
  expect(new Set(tags).size).toBe(3);
  for (const [i, encoding] of ['identity', 'gzip'].entries()) {
    const known = await raw(of(large, '.csv'), { 'accept-encoding': encoding, 'if-none-match': tags[i] ?? '' });
    expect([known.status, known.body.length]).toEqual([304, 0]);
  }
  expect(gzip.headers.vary).toMatch(/Accept-Encoding/);
  const json = await raw(of(large, '.json'), { 'accept-encoding': 'gzip' });
  expect(JSON.parse(gunzipSync(json.body).toString())).toMatchObject({ query_result: { id: large, row_count: LARGE_ROWS } });
});

test('what was rendered once is sent out of a copy, with its length, and is the same', async () => {
  const rest = '.csv?include_header=false';
  const first = await raw(of(large, rest));
  const again = await until(async () => {
    const answer = await raw(of(large, rest));
    return answer.headers['content-length'] !== undefined && answer;
  });
  expect([first.headers['content-length'], again.headers['content-length']]).toEqual([undefined, String(first.body.length)]);
  expect(again.body.equals(first.body)).toBe(true);
  expect((await raw(of(large, rest), {}, 'HEAD')).headers['content-length']).toBe(String(first.body.length));
});

describe('the stored file', () => {
  const get = (headers: Record<string, string> = {}, method?: string): Promise<Raw> => raw(of(large, '.parquet'), headers, method);

  test('is sent in parts', async () => {
    const whole = await get();
    const size = whole.body.length;
    expect([whole.headers['accept-ranges'], whole.headers['content-length']]).toEqual(['bytes', String(size)]);
    for (const [range, from, to] of [['bytes=0-3', 0, 4], [`bytes=${size - 8}-`, size - 8, size], ['bytes=-8', size - 8, size], ['bytes=100-99999999999', 100, size]] as const) {
      const part = await get({ range });
      expect([part.status, part.headers['content-range'], part.body.equals(whole.body.subarray(from, to))]).toEqual([206, `bytes ${from}-${to - 1}/${size}`, true]);
    }
    expect((await get({ range: 'bytes=0-3', 'if-range': whole.headers.etag ?? '' })).status).toBe(206);
    expect((await get({ range: 'bytes=0-3', 'if-range': '"another"' })).body.length).toBe(size);
    expect((await get({ range: 'bytes=0-3,5-6' })).status).toBe(200);
    const beyond = await get({ range: `bytes=${size}-` });
    expect([beyond.status, beyond.headers['content-range'], beyond.headers['cache-control'], beyond.headers.etag]).toEqual([416, `bytes */${size}`, 'no-store', undefined]);
    const head = await get({ range: 'bytes=0-3' }, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, String(size), 0]);
  });
});

/** In every format more than the sockets of both sides take in. */
const HUGE_ROWS = 300_000;
let huge: number | undefined;

/** Files of results that the API process has open. */
async function openFiles(): Promise<string[]> {
  return (await openTargets(api.process.child.pid)).filter((target) => target.endsWith('.parquet'));
}

test.each(['.csv?unquoted=true', '.json?offset=1', '.xlsx?defuse=formulas', '.arrow', '.parquet'])('whoever hangs up on %s stops the work within a second', async (rest) => {
  huge ??= Number((await api.ended((await api.submit(source, `SELECT md5(n::text) || md5((n + 1)::text) AS pad FROM generate_series(1, ${HUGE_ROWS}) n`)).id)).result);
  const id = huge;
  expect(await soonest(1000, 5, () => hangUp(id, rest))).toBeLessThan(1000);
});

/** Hangs up amid an answer; answers after how many milliseconds the file is no longer read. */
async function hangUp(id: number, rest: string): Promise<number> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${of(id, rest)} HTTP/1.1\r\nHost: x\r\nAuthorization: ${ADMIN_KEY}\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  // The rest waits for a reader.
  socket.pause();
  await until(async () => (await openFiles()).length > 0);
  const left = performance.now();
  socket.destroy();
  await until(async () => (await openFiles()).length === 0);
  return performance.now() - left;
}

test('a thread that renders and cannot open the storage as it starts fails as the storage does', async () => {
  const pool = new RenderPool({ url: pathToFileURL(import.meta.filename).href });
  const order = { stored: { path: 'p', rows: 1, bytes: 1 }, columns: [], range: { offset: 0, limit: 1 }, rendering: { format: 'json' } } as const;
  const failure: unknown = await pool.render(order, new AbortController().signal).next().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StorageFailure);
  expect(String(failure)).not.toContain(import.meta.filename);
  await pool.close();
});

describe('a storage that fails', () => {
  // With options of their own, so that no copy is there.
  test.each(['.json?offset=2', '.csv?column_delimiter=tab', '.parquet'])('is a 503 that says what is the matter: %s', async (rest) => {
    const folder = dirname(await stack.fileOf(large));
    await rename(folder, `${folder}-away`);
    // A file in the folder's place: a mode would not stop root.
    await writeFile(folder, '');
    try {
      const answer = await api.get(of(large, rest));
      expect([answer.status, answer.json]).toEqual([503, { message: 'Cannot read the result: the path of the storage is not a folder (ENOTDIR).' }]);
      expect(answer.headers.get('etag')).toBeNull();
    } finally {
      await rm(folder);
      await rename(`${folder}-away`, folder);
    }
  });

  test.each(['.csv', '.json?limit=1000000'])('on the way cuts the connection: %s', async (rest) => {
    const { id } = resultOf(await api.query(source, `SELECT n, md5(n::text) || '${rest}' AS pad FROM generate_series(1, ${LARGE_ROWS}) n ORDER BY n`));
    const file = await stack.fileOf(id);
    const bytes = await readFile(file);
    // In the last page of texts, which nobody reads before the others are sent.
    bytes.fill(0, bytes.length - 300_000, bytes.length - 299_900);
    await writeFile(file, bytes);
    await expect(raw(of(id, rest))).rejects.toThrow(/aborted|ECONNRESET|hang up/);
    expect((await raw(of(id, '.csv?limit=10'))).status).toBe(200);
  });
});

test('a few rows of many columns are the same in a process that did not hear of them when they came', async () => {
  const columns = Array.from({ length: 300 }, (_, c) => `n * ${c} AS c${c}`).join(', ');
  const first = resultOf(await api.query(source, `SELECT ${columns} FROM generate_series(1, 3) n ORDER BY n`));
  const other = await stack.api();
  const [once, twice] = [await other.get(of(first.id, '.json')), await other.get(of(first.id, '.json'))];
  expect(resultOf(once).data).toEqual(first.data);
  expect(twice.text).toBe(once.text);
});

test('JSON that is too large points to pages and to other formats', async () => {
  const strict = await stack.api({ JSON_MAX_MB: '1' });
  const answer = await strict.get(of(large, '.json'));
  expect([answer.status, answer.json]).toEqual([400, { message: expect.stringMatching(/^The result has 60000 rows, about 6 MB of JSON, which .* Take \/api\/query_results\/\d+\.parquet or \.csv, or pages of it with offset and limit\.$/) }]);
  const { id } = resultOf(await api.query(source, `SELECT repeat('x', 1000) AS x FROM generate_series(1, 3000)`));
  const packed = await strict.get(of(id, '.json'));
  expect((await strict.send('HEAD', of(id, '.json'))).status).toBe(400);
  expect([packed.status, packed.json]).toEqual([400, { message: expect.stringMatching(/^The result has 3000 rows, about 3 MB of JSON, .*\.parquet or/) }]);
  expect(Number((await strict.send('HEAD', of(id, '.parquet'))).headers.get('content-length'))).toBeLessThan(10_000);
  expect((await strict.get(of(large, '.json?limit=10'))).status).toBe(200);
  expect((await strict.get(of(large, '.csv'))).status).toBe(200);
  const submitted = await strict.query(source, `SELECT n, md5(n::text) || md5((n + 1)::text) AS pad, n % 2 = 0 AS even FROM generate_series(1, ${LARGE_ROWS}) n ORDER BY n`);
  expect([submitted.status, submitted.json]).toEqual([400, { job: { status: 4, error: expect.stringContaining('.parquet') } }]);
});
