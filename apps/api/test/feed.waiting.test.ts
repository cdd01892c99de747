import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Proxy, Stack, cacheOf, resultOf, until } from '@onceql/testing';
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
  CREATE VIEW inner_view AS SELECT 1 AS n;
  CREATE VIEW outer_view AS SELECT n FROM inner_view;
  CREATE TABLE base (id int);
  CREATE TABLE child () INHERITS (base);
  CREATE SCHEMA north; CREATE TABLE north.items AS SELECT 'north' AS place;
  CREATE SCHEMA south; CREATE TABLE south.items AS SELECT 'south' AS place;
  GRANT USAGE ON SCHEMA north, south TO PUBLIC;
  GRANT SELECT ON north.items, south.items TO PUBLIC;
`;
/** A look every second, counters that come up to ten seconds late, and a machine that has other things to do. */
const SEEN_MS = 120_000;

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
});
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
});

interface FeedState {
  readonly watched: boolean;
  readonly polled_at: string | null;
  readonly blind_since: string | null;
  readonly why: string | null;
}

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
  });
  afterAll(() => worker.end('SIGTERM'));

  test.each([
    ['INSERT', 'SELECT count(*) AS n FROM orders', "INSERT INTO orders VALUES (2, 'second')", 'public.orders'],
    ['UPDATE, behind a view', 'SELECT max(note) AS note FROM noted', "UPDATE orders SET note = 'zzz'", 'public.orders'],
    ['DELETE', 'SELECT count(*) AS n FROM orders WHERE id = 2', 'DELETE FROM orders WHERE id = 2', 'public.orders'],
    ['TRUNCATE', 'SELECT count(*) AS n FROM doomed', 'TRUNCATE doomed', 'public.doomed'],
    ['REFRESH MATERIALIZED VIEW', 'SELECT n FROM sums', 'REFRESH MATERIALIZED VIEW sums', 'public.sums'],
    ['REFRESH CONCURRENTLY', 'SELECT n + 1 AS m FROM sums', "INSERT INTO orders VALUES (3, 'third'); REFRESH MATERIALIZED VIEW CONCURRENTLY sums", 'public.sums'],
    ['CREATE OR REPLACE VIEW', 'SELECT * FROM noted', "CREATE OR REPLACE VIEW noted AS SELECT id, note, 'new' AS more FROM orders", 'public.noted'],
    ['CREATE OR REPLACE of a view within a view', 'SELECT n FROM outer_view', 'CREATE OR REPLACE VIEW inner_view AS SELECT 2 AS n', 'public.inner_view'],
    ['COPY', 'SELECT count(*) AS n, 1 AS c FROM doomed', "COPY doomed FROM PROGRAM 'seq 3'", 'public.doomed'],
    ['RENAME of a table', 'SELECT * FROM doomed', 'ALTER TABLE doomed RENAME TO former;CREATE TABLE doomed AS SELECT 9 AS id', 'public.doomed'],
    ['RENAME of schemas', 'SELECT * FROM north.items', 'ALTER SCHEMA north RENAME TO other;ALTER SCHEMA south RENAME TO north;ALTER SCHEMA other RENAME TO south', 'north.items'],
    ['INSERT into a table that inherits', 'SELECT count(*) AS n FROM base', 'INSERT INTO child VALUES (1)', 'public.child'],
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
    const known = (await api.get(`/api/data_sources/${source}/tables?page_size=250`)).json as { results: { name: string; how: string | null; by: string | null }[] };
    expect(known.results.find(({ name }) => new RegExp(`^${table}$`).test(name))).toMatchObject({ how: 'feed', by: null });
    const { data_sources: sources } = (await api.get('/api/cache/stats')).json as { data_sources: { id: number; learnt: Record<string, number> }[] };
    expect(sources.find(({ id }) => id === source)?.learnt).toMatchObject({ call: 0, feed: known.results.filter(({ how }) => how === 'feed').length });
  });

  test('a session that goes on at once is seen when its counters come', async () => {
    const query = 'SELECT count(*) AS n, 2 AS c FROM orders';
    await watched();
    const session = await stack.warehouse.connect();
    try {
      await session.query("INSERT INTO orders VALUES (50, 'early')");
      await session.query('SELECT pg_stat_force_next_flush()');
      await cached(query);
      // So soon after the last report the counters of this one wait for the end of the transaction that follows.
      await session.query("INSERT INTO orders VALUES (51, 'late')");
      await session.query('BEGIN');
      await session.query('COMMIT');
      const answer = await missed(query);
      expect(rowsOf(answer)).toEqual([numbers((await stack.warehouse.query<Record<string, unknown>>(query)).rows[0])]);
    } finally {
      session.release();
    }
  });

  test('counters that begin anew move every table', async () => {
    const query = 'SELECT count(*) AS n, 3 AS c FROM calm';
    await watched();
    await cached(query);
    await stack.warehouse.query('SELECT pg_stat_reset()');
    expect(cacheOf(await missed(query))).toContain('expired(public.calm)');
    await cached(query);
  });

  test('a function that a result without tables rests on', async () => {
    await stack.warehouse.query("CREATE FUNCTION public.rate(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1'");
    await api.delete(`/api/data_sources/${source}`);
    source = await stack.source(api, { feed: { poll: 1 }, allow_functions: ['public.rate'] }, `warehouse ${count} functions`);
    const query = 'SELECT rate(1) AS n';
    await watched();
    await cached(query);
    await stack.warehouse.query("CREATE OR REPLACE FUNCTION public.rate(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 2'");
    expect(rowsOf(await missed(query))).toEqual([{ n: 2 }]);
    await cached(query);
    await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['rate'] });
    expect(cacheOf(await api.query(source, query))).toBe('miss; reason=expired(public.rate)');
  });

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
  });
});

/** Whole numbers come out of the driver as text where they are bigint. */
const numbers = (row: unknown): unknown =>
  Object.fromEntries(Object.entries(row as Record<string, unknown>).map(([name, value]) => [name, typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value]));

describe('holders of a feed', () => {
  const workers: Process[] = [];
  beforeEach(async () => {
    const missing = Array.from({ length: 2 - workers.length }, () => stack.worker());
    workers.push(...(await Promise.all(missing)));
  });
  afterEach(() => {
    // Those that are left take the next test's feed.
    const left = workers.splice(0).filter(({ child }) => child.exitCode === null && child.signalCode === null);
    workers.push(...left);
  });

  const holds = (each: Process): boolean => each.log.some((line) => line['outcome'] === 'feed_taken' && line['source'] === source);
  const holder = (): Promise<Process> => until(() => Promise.resolve(workers.find(holds)), SEEN_MS);

  test('one that stops gives it to the other at once', async () => {
    await watched();
    const first = await holder();
    const [second] = workers.filter((each) => each !== first);
    await first.end('SIGTERM');
    await second?.logged((line) => line['outcome'] === 'feed_taken' && line['source'] === source);
    await watched();
  });

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
    expect(told).toHaveLength(1);
    const missing = await api.query(source, query, { wait_timeout: 0 });
    expect(cacheOf(missing)).not.toBe('hit');
    await proxy.open();
    await watched();
    expect((await api.get('/metrics')).text).toContain(`onceql_feed_watched{source="${source}"} 1`);
    await cached(query);
  });

  const here = (statement: string): string =>
    statement.replace('$role', stack.readerUrl.username).replace('$db', stack.readerUrl.pathname.slice(1));

  test.each([
    ['may not look', 'REVOKE SELECT ON pg_policy FROM PUBLIC', 'permission denied for table pg_policy', 'GRANT SELECT ON pg_policy TO PUBLIC'],
    ['counts nothing for some role', 'ALTER ROLE $role IN DATABASE "$db" SET track_counts = off', 'track_counts is off for some roles', 'ALTER ROLE $role IN DATABASE "$db" RESET track_counts'],
  ])('a feed that %s says so once and vouches no more', async (_what, harm, why, mend) => {
    const query = 'SELECT count(*) AS n, 4 AS c FROM calm';
    await watched();
    await cached(query);
    await stack.warehouse.query(here(harm));
    try {
      // Where nothing changes nobody looks closely for a while.
      await stack.warehouse.query('CREATE TABLE passing (id int); DROP TABLE passing');
      await until(async () => {
        const state = await feedState();
        return !state.watched && state.why?.includes(why) === true;
      }, SEEN_MS);
      expect(cacheOf(await api.query(source, query))).not.toBe('hit');
    } finally {
      await stack.warehouse.query(here(mend));
    }
    await watched();
    const told = workers.flatMap((each) => each.log).filter((line) => line['source'] === source);
    expect(told.filter(({ outcome }) => outcome === 'feed_blind')).toHaveLength(1);
    expect(told.filter(({ outcome }) => outcome === 'feed_seeing')).toHaveLength(1);
    expect(told.filter(({ outcome }) => outcome === 'feed_taken')).toHaveLength(1);
    await cached(query);
  });

  test('a source that is silent is given up, and the feed sees again when it speaks', async () => {
    await watched();
    proxy.hold();
    await until(async () => {
      const state = await feedState();
      return !state.watched && /was lost|No connection/.test(state.why ?? '');
    }, SEEN_MS);
    proxy.release();
    await watched();
  });
});
