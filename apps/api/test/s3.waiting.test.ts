import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Proxy, Stack, WAREHOUSE, resultOf, startSwift, until } from '@onceql/testing';
import type { Client } from '@onceql/testing';

const swift = await startSwift();
const isThere = 'endpoint' in swift;
const withSwift = isThere ? describe : describe.skip;
const reason = isThere ? '' : ` — no OpenStack Swift: ${swift.why}`;

withSwift(`results in a bucket${reason}`, () => {
  const PREFIX = 'all/results/';
  let stack: Stack;
  let api: Client;
  /** Another process, which has nothing in memory of what is asked for at the first. */
  let other: Client;
  let source: number;
  let env: Record<string, string>;
  /** The way from the stack to the bucket. */
  let way: Proxy;

  beforeAll(async () => {
    if (!isThere) return;
    way = await Proxy.to(swift.port);
    env = {
      ...swift.env, AWS_EC2_METADATA_DISABLED: 'true', RESULTS_URL: `s3://bucket/${PREFIX}`, RESULTS_S3_ENDPOINT: `http://127.0.0.1:${way.port}`,
      SWEEP_SECONDS: '1', RECONCILE_FILES_SECONDS: '1', RESULT_GRACE_SECONDS: '0',
    };
    [stack] = await Promise.all([Stack.start(WAREHOUSE), swift.makeBucket('bucket')]);
    [api, other] = await Promise.all([stack.api(env), stack.api(env), stack.worker(env)]);
    source = await stack.source(api);
  });
  afterAll(async () => {
    await stack?.stop();
    await way?.close();
    if (isThere) await swift.stop();
  });

  async function objects(): Promise<string[]> {
    const names = isThere ? await swift.objects('bucket', PREFIX) : [];
    return names.map((name) => name.slice(PREFIX.length)).filter((path) => path !== 'onceql-installation');
  }

  const large = (mark: string): string => `SELECT n, repeat('y', 100) AS pad, '${mark}' AS mark FROM generate_series(1, 20000) n`;

  test('are served, paged, and deleted when a refresh has made them stale', async () => {
    const query = 'SELECT region, count(*) AS n FROM orders GROUP BY region ORDER BY region';
    const first = await api.query(source, query);
    expect(first.headers.get('x-onceql-cache')).toBe('miss; reason=none');
    expect(resultOf(first).data.rows).toEqual(['east', 'north', 'south'].map((region) => ({ region, n: 300 })));
    expect((await api.query(source, query)).headers.get('x-onceql-cache')).toBe('hit');
    const { id } = resultOf(first);
    expect(resultOf(await other.get(`/api/query_results/${id}`)).data.rows).toHaveLength(3);
    expect(resultOf(await other.get(`/api/query_results/${id}?offset=1&limit=1`)).data.rows).toEqual([{ region: 'north', n: 300 }]);
    expect((await other.get(`/api/query_results/${id}.csv`)).text).toBe('region,n\r\neast,300\r\nnorth,300\r\nsouth,300\r\n');
    const [path] = await objects();
    await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['public.orders'] });
    expect((await api.query(source, query)).headers.get('x-onceql-cache')).toMatch(/^miss/);
    // The new run's content is the same: they share the object.
    expect(await objects()).toEqual([path]);
  });

  test('go when nobody is served them any more', async () => {
    const { id } = resultOf(await api.query(source, 'SELECT max(id) AS top FROM orders'));
    const { rows } = await stack.metadata.query<{ path: string; key: string }>('SELECT path, key FROM onceql.results WHERE id = $1', [id]);
    const { path, key } = rows[0] ?? { path: '', key: '' };
    expect(await objects()).toContain(path);
    await stack.redis.del(`onceql:{ds${source}}:entry:${key}`);
    await until(async () => !(await objects()).includes(path));
    const gone = await other.get(`/api/query_results/${id}`);
    expect([gone.status, (gone.json as { message: string }).message]).toEqual([410, expect.stringMatching(/Submit the query again/)]);
  });

  test('say 410 to whoever comes after an object was deleted, and are made again for whoever asks', async () => {
    const first = resultOf(await api.query(source, large('deleted')));
    const { rows } = await stack.metadata.query<{ path: string }>('SELECT path FROM onceql.results WHERE id = $1', [first.id]);
    await (isThere && swift.removeObject('bucket', PREFIX + String(rows[0]?.path)));
    expect((await other.get(`/api/query_results/${first.id}.csv`)).status).toBe(410);
    const again = await other.query(source, large('deleted'));
    expect([again.status, again.headers.get('x-onceql-cache')]).toEqual([200, expect.stringMatching(/^miss/)]);
  });

  test('fail with the reason where the bucket is full, and no log holds the key', async () => {
    if (!isThere) return;
    await swift.limitBucket('bucket', 1);
    // Who asked for the bucket just before may have put back what he knew of it.
    const job = await until(async () => {
      await (isThere && swift.limitBucket('bucket', 1));
      const ended = await api.ended((await api.submit(source, large('full'), { max_age: 0 })).id);
      return ended.status !== 3 && ended;
    });
    expect(job).toMatchObject({ status: 4, error: expect.stringMatching(/^Cannot store the result: the storage is full, or its quota is used up/) });
    await until(async () => {
      await (isThere && swift.limitBucket('bucket', undefined));
      return (await api.ended((await api.submit(source, large('full'), { max_age: 0 })).id)).status === 3;
    });
    for (const { raw } of stack.processes) expect(raw.join('\n')).not.toContain(swift.env.AWS_SECRET_ACCESS_KEY);
  });

  test('cannot be stored while the storage is gone, are served from memory, and are stored when it is back', async () => {
    const known = 'SELECT min(id) AS low FROM orders';
    await api.query(source, known);
    await way.close();
    const job = await api.ended((await api.submit(source, 'SELECT id FROM orders WHERE id < 4 ORDER BY id')).id);
    expect(job).toMatchObject({ status: 4, error: expect.stringMatching(/^Cannot store the result: the storage cannot be reached; .*\(ECONNREFUSED\)$/) });
    expect((await api.query(source, known)).headers.get('x-onceql-cache')).toBe('hit');
    await way.open();
    expect(resultOf(await api.query(source, 'SELECT id FROM orders WHERE id < 4 ORDER BY id')).data.rows).toHaveLength(3);
  });
});
