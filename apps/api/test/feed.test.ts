import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Proxy, Stack, resultOf, until } from '@onceql/testing';
import type { Answer, Client, Process } from '@onceql/testing';

const WAREHOUSE = `
  CREATE TABLE orders (id int, note text);
  INSERT INTO orders VALUES (1, 'first');
  CREATE TABLE calm (id int);
  CREATE VIEW noted AS SELECT id, note FROM orders;
  CREATE MATERIALIZED VIEW sums AS SELECT count(*) AS n FROM orders;
  CREATE UNIQUE INDEX ON sums (n);
  CREATE TABLE parts (id int) PARTITION BY RANGE (id);
  CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
  CREATE TABLE loose (id int);
  CREATE TABLE doomed (id int);
`;
/** A look every second, counters that come up to ten seconds late, and a machine that has other things to do. */
const SEEN_MS = 60_000;

let stack: Stack;
let api: Client;
let proxy: Proxy;
let source: number;
let count = 0;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  proxy = await Proxy.to(Number(stack.readerUrl.port));
  api = await stack.api();
  await stack.warehouse.query('ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC');
}, 60_000);
beforeEach(async () => {
  count += 1;
  await proxy.open();
  source = await stack.source(api, { feed: { poll: 1 }, fallback_ttl: 0, port: proxy.port }, `warehouse ${count}`);
});
afterEach(async () => {
  await api.delete(`/api/data_sources/${source}`);
});
afterAll(async () => {
  await stack?.stop();
  await proxy?.close();
}, 30_000);

interface FeedState {
  readonly watched: boolean;
  readonly polled_at: string | null;
  readonly blind_since: string | null;
  readonly why: string | null;
}

const cacheOf = ({ headers }: Answer): string => headers.get('x-onceql-cache') ?? '';
const rowsOf = (answer: Answer): unknown => resultOf(answer).data.rows;
async function feedState(): Promise<FeedState> {
  const { data_sources: sources } = (await api.get('/status.json')).json as { data_sources: { id: number; feed: FeedState }[] };
  const found = sources.find(({ id }) => id === source);
  if (!found) throw new Error('no such source');
  return found.feed;
}
const watched = (): Promise<FeedState> => until(async () => {
  const state = await feedState();
  return state.watched && state.why === null && state;
}, SEEN_MS);
/** Until a submission is no hit any more; its answer. */
const missed = (query: string): Promise<Answer> => until(async () => {
  const answer = await api.query(source, query);
  return cacheOf(answer) !== 'hit' && answer;
}, SEEN_MS);
/** Asks until the answer comes from the cache: what counters told late may expire it once more. */
const cached = (query: string): Promise<Answer> => until(async () => {
  const answer = await api.query(source, query);
  return cacheOf(answer) === 'hit' && answer;
}, SEEN_MS);

describe('a source that is fed', () => {
  let worker: Process;
  beforeAll(async () => {
    worker = await stack.worker();
  }, 60_000);
  afterAll(() => worker.end('SIGTERM'));

  test.each([
    ['INSERT', 'SELECT count(*) AS n FROM orders', "INSERT INTO orders VALUES (2, 'second')", 'public.orders'],
    ['UPDATE, behind a view', 'SELECT max(note) AS note FROM noted', "UPDATE orders SET note = 'zzz'", 'public.orders'],
    ['DELETE', 'SELECT count(*) AS n FROM orders WHERE id = 2', 'DELETE FROM orders WHERE id = 2', 'public.orders'],
    ['TRUNCATE', 'SELECT count(*) AS n FROM doomed', 'TRUNCATE doomed', 'public.doomed'],
    ['REFRESH MATERIALIZED VIEW', 'SELECT n FROM sums', 'REFRESH MATERIALIZED VIEW sums', 'public.sums'],
    ['REFRESH CONCURRENTLY', 'SELECT n + 1 AS m FROM sums', "INSERT INTO orders VALUES (3, 'third'); REFRESH MATERIALIZED VIEW CONCURRENTLY sums", 'public.sums'],
    ['CREATE OR REPLACE VIEW', 'SELECT * FROM noted', "CREATE OR REPLACE VIEW noted AS SELECT id, note, 'new' AS more FROM orders", 'public.noted'],
    ['ADD COLUMN', 'SELECT * FROM orders ORDER BY id', 'ALTER TABLE orders ADD COLUMN extra int DEFAULT 5', 'public.orders'],
    ['RENAME COLUMN', 'SELECT * FROM orders ORDER BY id DESC', 'ALTER TABLE orders RENAME COLUMN extra TO other', 'public.orders'],
    ['ALTER TYPE', 'SELECT * FROM calm', 'ALTER TABLE calm ALTER COLUMN id TYPE bigint', 'public.calm'],
    ['DROP COLUMN', 'SELECT * FROM orders ORDER BY id, note', 'ALTER TABLE orders DROP COLUMN other', 'public.orders'],
    ['DROP and CREATE', 'SELECT * FROM doomed', 'DROP TABLE doomed; CREATE TABLE doomed (name text)', 'public.doomed'],
    ['INSERT into a partition', 'SELECT count(*) AS n FROM parts', 'INSERT INTO part1 VALUES (5)', 'public.part1'],
    ['ATTACH PARTITION', 'SELECT max(id) AS most FROM parts', 'ALTER TABLE parts ATTACH PARTITION loose FOR VALUES FROM (10) TO (20)', 'public.parts'],
    ['DETACH PARTITION', 'SELECT min(id) AS least FROM parts', 'ALTER TABLE parts DETACH PARTITION loose', 'public.(loose|parts)'],
  ])('%s: nothing old is served', async (_what, query, change, table) => {
    await watched();
    await cached(query);
    for (const part of change.split('; ')) await stack.warehouse.query(part);
    const answer = await missed(query);
    expect(cacheOf(answer)).toMatch(new RegExp(`reason=expired\\(${table}\\)`));
    expect(rowsOf(answer)).toEqual((await stack.warehouse.query<Record<string, unknown>>(query)).rows.map((row) => JSON.parse(JSON.stringify(row)) as unknown).map((row) => numbers(row)));
    const { rows } = await stack.metadata.query<{ how: string }>('SELECT changed_how AS how FROM onceql.epochs WHERE source_id = $1 AND table_name ~ $2', [source, `^${table}$`]);
    expect(rows[0]?.how).toBe('feed');
  }, 180_000);

  test('COPY and a session that goes on at once are seen', async () => {
    const query = 'SELECT count(*) AS c FROM orders';
    await watched();
    await cached(query);
    await stack.warehouse.query("COPY orders (id) FROM PROGRAM 'seq 100 110'");
    expect(rowsOf(await missed(query))).not.toEqual([]);
  }, 120_000);

  test('a table that comes to stand before another of its name', async () => {
    await api.delete(`/api/data_sources/${source}`);
    source = await stack.source(api, { feed: { poll: 1 }, search_path: 'nearer, public' }, `warehouse ${count} near`);
    const query = 'SELECT count(*) AS n FROM calm';
    await watched();
    await cached(query);
    await stack.warehouse.query('CREATE SCHEMA nearer; GRANT USAGE ON SCHEMA nearer TO PUBLIC; CREATE TABLE nearer.calm AS SELECT 1 AS id');
    expect(rowsOf(await missed(query))).toEqual([{ n: 1 }]);
    await stack.warehouse.query('DROP SCHEMA nearer CASCADE');
    expect(rowsOf(await missed(query))).toEqual([{ n: 0 }]);
  }, 120_000);
});

/** Whole numbers come out of the driver as text where they are bigint. */
const numbers = (row: unknown): unknown =>
  Object.fromEntries(Object.entries(row as Record<string, unknown>).map(([name, value]) => [name, typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value]));

describe('holders of a feed', () => {
  const workers: Process[] = [];
  beforeEach(async () => {
    workers.push(await stack.worker());
    workers.push(await stack.worker());
  }, 60_000);
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((each) => each.end('SIGTERM')));
  });

  const holds = (each: Process): boolean => each.log.some((line) => line['outcome'] === 'feed_taken' && line['source'] === source);
  const holder = (): Promise<Process> => until(() => Promise.resolve(workers.find(holds)), SEEN_MS);

  test('one of two has it; when it is killed the other has it, and finds what had changed meanwhile', async () => {
    const query = 'SELECT count(*) AS n FROM orders WHERE id > 0';
    await watched();
    await cached(query);
    const first = await holder();
    const [second] = workers.filter((each) => each !== first);
    if (!second) throw new Error('there are two');
    expect(holds(second)).toBe(false);
    await first.end('SIGKILL');
    const died = performance.now();
    await stack.warehouse.query("INSERT INTO orders VALUES (1000, 'meanwhile')");
    await second.logged((line) => line['outcome'] === 'feed_taken' && line['source'] === source);
    expect(performance.now() - died).toBeLessThan(20_000);
    await second.logged((line) => line['outcome'] === 'changed' && line['source'] === source);
    const answer = await missed(query);
    expect(cacheOf(answer)).toContain('expired(public.orders)');
    await watched();
  }, 180_000);

  test('one that stops gives it to the other at once', async () => {
    await watched();
    const first = await holder();
    const [second] = workers.filter((each) => each !== first);
    await first.end('SIGTERM');
    await second?.logged((line) => line['outcome'] === 'feed_taken' && line['source'] === source);
    await watched();
  }, 120_000);

  test('what a holder committed and did not tell is told by the next one', async () => {
    const query = 'SELECT count(*) AS n FROM orders WHERE id >= 0';
    await watched();
    await cached(query);
    const first = await holder();
    const [second] = workers.filter((each) => each !== first);
    await first.end('SIGKILL');
    await stack.metadata.query(
      `INSERT INTO onceql.epochs AS e (source_id, table_name, epoch, changed_at) VALUES ($1, 'public.orders', 7, now())
       ON CONFLICT (source_id, table_name) DO UPDATE SET epoch = e.epoch + 1`, [source]);
    await second?.logged((line) => line['outcome'] === 'feed_taken' && line['source'] === source);
    expect(cacheOf(await missed(query))).toContain('expired(public.orders)');
  }, 120_000);

  test('a source that does not answer is not vouched for, and that is to be seen', async () => {
    const query = 'SELECT count(*) AS n FROM calm WHERE id < 9';
    await watched();
    await cached(query);
    await proxy.close();
    const blind = await until(async () => {
      const state = await feedState();
      return state.why !== null && !state.watched && state;
    }, SEEN_MS);
    expect(blind.why).toMatch(/connection|listens|refuse/i);
    expect(Date.parse(blind.blind_since ?? '')).not.toBeNaN();
    const metrics = (await api.get('/metrics')).text;
    expect(metrics).toContain(`onceql_feed_watched{source="${source}"} 0`);
    const told = workers.flatMap((each) => each.log).filter((line) => line['outcome'] === 'feed_blind' && line['source'] === source);
    expect(told.length).toBeLessThan(4);
    const missing = await api.query(source, query, { wait_timeout: 0 });
    expect(cacheOf(missing)).not.toBe('hit');
    await proxy.open();
    await watched();
    expect((await api.get('/metrics')).text).toContain(`onceql_feed_watched{source="${source}"} 1`);
    await cached(query);
  }, 180_000);
});
