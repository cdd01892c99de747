import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Stack, cacheOf, resultOf, startPostgres, startStandby, until } from '@onceql/testing';
import type { Answer, Client, RunningPostgres } from '@onceql/testing';
import pg from 'pg';

const COUNT = 'SELECT count(*) AS n FROM orders';

let primary: RunningPostgres;
let standby: RunningPostgres;
let owner: pg.Client;
let stack: Stack;
let api: Client;
let source: number;
let count = 0;

beforeAll(async () => {
  [primary, stack] = await Promise.all([startPostgres(), Stack.start('')]);
  owner = new pg.Client({ connectionString: primary.url });
  await owner.connect();
  await owner.query('CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)');
  standby = await startStandby(primary);
  [api] = await Promise.all([stack.api(), stack.worker()]);
});
beforeEach(() => {
  count += 1;
});
afterEach(async () => {
  await api.delete(`/api/data_sources/${source}`);
});
afterAll(async () => {
  await stack?.stop();
  await owner?.end();
  await standby?.stop();
  await primary?.stop();
});

async function sourceWith(options: Record<string, unknown>): Promise<void> {
  const { port, password } = new URL(standby.url);
  const reached = { host: '127.0.0.1', port: Number(port), dbname: 'postgres', user: 'postgres', password: decodeURIComponent(password) };
  source = await stack.source(api, { ...reached, ...options }, `standby ${count}`);
}
/** Whether there are rows. */
async function onStandby(statement: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: standby.url });
  await client.connect();
  try {
    return (await client.query(statement)).rowCount !== 0;
  } finally {
    await client.end();
  }
}
const counted = (answer: Answer): unknown => resultOf(answer).data.rows[0]?.['n'];

test('what is read within the lag after a refresh is delivered and not kept; what is kept is what was told', async () => {
  await sourceWith({ replica_lag: 10 });
  const before = Number(counted(await api.query(source, COUNT)));
  expect(cacheOf(await api.query(source, COUNT))).toBe('hit');
  await onStandby('SELECT pg_wal_replay_pause()');
  await until(() => onStandby("SELECT 1 WHERE pg_get_wal_replay_pause_state() = 'paused'"));
  await owner.query('INSERT INTO orders VALUES (2)');
  await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['orders'] });
  const early = await api.query(source, COUNT);
  expect([cacheOf(early), counted(early)]).toEqual(['bypass; reason=replica_lag(public.orders)', before]);
  await onStandby('SELECT pg_wal_replay_resume()');
  const late = await until(async () => {
    const answer = await api.query(source, COUNT);
    return cacheOf(answer) === 'hit' && answer;
  });
  expect(counted(late)).toBe(before + 1);
});

test('without the option its entries are served for the fallback time only', async () => {
  await sourceWith({ fallback_ttl: 0 });
  await api.query(source, COUNT);
  expect(cacheOf(await api.query(source, COUNT))).toBe('bypass; reason=ttl(0)');
});

test('a change feed does not vouch for it, and says why', async () => {
  await sourceWith({ feed: { poll: 1 }, fallback_ttl: 0, replica_lag: 1 });
  const feed = await until(async () => {
    const { data_sources: sources } = (await api.get('/status.json')).json as { data_sources: { id: number; feed: { watched: boolean; why: string | null } }[] };
    const found = sources.find(({ id }) => id === source)?.feed;
    return found?.why?.startsWith('standby') === true && found;
  });
  expect(feed.watched).toBe(false);
  await api.query(source, COUNT);
  // Its lag is known, so it is kept; nobody vouches for it, so it is not served.
  expect(cacheOf(await api.query(source, COUNT))).toBe('miss; reason=unwatched');
});
