import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Stack, cacheOf, resultOf, until } from '@onceql/testing';
import type { Answer, Client, Process } from '@onceql/testing';
import { RECOVERY_MS } from './ground.js';

/** A look every second vouches for fifteen; its holder keeps the feed for ten. */
const VOUCHED_MS = 15_000;
const LEASE_MS = 10_000;
/** For what a busy machine adds to a bound of the clock. */
const BUSY_MS = 30_000;
const SEEN_MS = 120_000;
const QUERY = 'SELECT max(v) AS v FROM versions';

let stack: Stack;
let api: Client;
let source: number;
let count = 0;
let version = 1;
const workers: Process[] = [];

beforeAll(async () => {
  stack = await Stack.start('CREATE TABLE versions (v int); INSERT INTO versions VALUES (1)');
  api = await stack.api();
});
beforeEach(async () => {
  count += 1;
  const missing = Array.from({ length: 2 - workers.length }, () => stack.worker());
  workers.push(...(await Promise.all(missing)));
  source = await stack.source(api, { feed: { poll: 1 }, fallback_ttl: 0 }, `fed ${count}`);
  await cached(version);
});
afterEach(async () => {
  await api.delete(`/api/data_sources/${source}`);
  // Those that are left take the next test's feed.
  const left = workers.splice(0).filter(({ child }) => child.exitCode === null && child.signalCode === null);
  // One that a failed test has left stopped would take none.
  for (const { child } of left) child.kill('SIGCONT');
  workers.push(...left);
});
afterAll(() => stack?.stop());

const versionOf = (answer: Answer): unknown => resultOf(answer).data.rows[0]?.['v'];
const taken = (each: Process): boolean => each.log.some((line) => line['outcome'] === 'feed_taken' && line['source'] === source);
const takes = (each: Process): Promise<unknown> => each.logged((line) => line['outcome'] === 'feed_taken' && line['source'] === source);
const epochInRedis = async (): Promise<number> => Number(await stack.redis.hget(`onceql:{ds${source}}:epochs`, 'public.versions'));
const watchedUntil = async (): Promise<number> => Number(await stack.redis.hget(`onceql:{ds${source}}:index`, 'watched_until'));
async function movesInLedger(): Promise<{ moves: number; epoch: number }> {
  const { rows } = await stack.metadata.query<{ moves: number; epoch: number }>(
    `SELECT (SELECT count(*)::int FROM onceql.refreshes WHERE source_id = $1 AND how = 'feed' AND 'public.versions' = ANY (tables)) AS moves, epoch::int
     FROM onceql.epochs WHERE source_id = $1 AND table_name = 'public.versions'`, [source]);
  return rows[0] ?? { moves: 0, epoch: 0 };
}

/** Until the newest version is a hit: the feed vouches, and has told what was written. */
async function cached(wanted: number): Promise<void> {
  await until(async () => {
    const answer = await api.query(source, QUERY);
    return cacheOf(answer) === 'hit' && versionOf(answer) === wanted;
  }, SEEN_MS);
}

/** Writes a version; its counters are told at once. Answers when it was committed. */
async function write(): Promise<number> {
  version += 1;
  const client = await stack.warehouse.connect();
  try {
    await client.query('INSERT INTO versions VALUES ($1)', [version]);
    const at = Date.now();
    await client.query('SELECT pg_stat_force_next_flush()');
    return at;
  } finally {
    client.release();
  }
}

/** The one that has the feed, and the other. */
async function holderAndOther(): Promise<[Process, Process]> {
  const holder = await until(() => Promise.resolve(workers.find(taken)), SEEN_MS);
  const other = workers.find((each) => each !== holder);
  if (!other || taken(other)) throw new Error('one of two has the feed');
  return [holder, other];
}

/** Asks all the time until the newest version comes, and answers when the last one asked who was served an older one. */
async function lastOldServed(): Promise<number> {
  let last = 0;
  await until(async () => {
    const asked = Date.now();
    const answer = await api.query(source, QUERY);
    if (versionOf(answer) === version) return true;
    last = asked;
    return false;
  }, SEEN_MS);
  return last;
}

describe('the holder of a feed is killed', () => {
  test('between two looks: another one takes over, and nothing older is served than was vouched for', async () => {
    const [holder, other] = await holderAndOther();
    await holder.end('SIGKILL');
    const [died, ends] = [Date.now(), await watchedUntil()];
    await write();
    const last = await lastOldServed();
    // By the clock of Redis, which is the test's.
    expect(last).toBeLessThanOrEqual(ends);
    expect(ends - died).toBeLessThanOrEqual(VOUCHED_MS);
    await takes(other);
    expect(Date.now() - died).toBeLessThan(LEASE_MS + BUSY_MS);
    await cached(version);
    // The other one has found it by itself, against the marks that the first one left.
    expect((await movesInLedger()).moves).toBeGreaterThan(0);
  });

  test('at feed.found: the other one finds the same change', async () => {
    const [holder, other] = await holderAndOther();
    const { epoch } = await movesInLedger();
    const hold = stack.checkpoints.hold('feed.found', 'public.versions');
    const written = await write();
    expect(await hold.reached()).toBe(holder.child.pid);
    await holder.end('SIGKILL');
    hold.release();
    expect((await movesInLedger()).epoch).toBe(epoch);
    expect((await lastOldServed()) - written).toBeLessThan(VOUCHED_MS + BUSY_MS);
    await takes(other);
    await cached(version);
    expect((await movesInLedger()).epoch).toBeGreaterThan(epoch);
  });

  test('at feed.committed: the other one tells Redis what nobody had told it', async () => {
    const [holder, other] = await holderAndOther();
    const before = await epochInRedis();
    const hold = stack.checkpoints.hold('feed.committed', 'public.versions');
    const written = await write();
    expect(await hold.reached()).toBe(holder.child.pid);
    await holder.end('SIGKILL');
    hold.release();
    const { epoch } = await movesInLedger();
    expect(epoch).toBe(before + 1);
    expect(await epochInRedis()).toBe(before);
    expect((await lastOldServed()) - written).toBeLessThan(VOUCHED_MS + BUSY_MS);
    await takes(other);
    await until(async () => (await epochInRedis()) === epoch, RECOVERY_MS);
    await cached(version);
    // The marks were stored with the epochs, so it was no change to the other one.
    expect(other.log.filter((line) => line['outcome'] === 'changed' && line['source'] === source)).toEqual([]);
  });
});

describe('the holder of a feed is stopped past its lease and goes on', () => {
  /** Has the holder stop at a checkpoint with a change in hand; answers it and the one that has the feed then. */
  async function stopped(checkpoint: string): Promise<[Process, Process]> {
    const [holder, other] = await holderAndOther();
    const hold = stack.checkpoints.hold(checkpoint, 'public.versions');
    const written = await write();
    expect(await hold.reached()).toBe(holder.child.pid);
    holder.child.kill('SIGSTOP');
    hold.release();
    expect((await lastOldServed()) - written).toBeLessThan(VOUCHED_MS + BUSY_MS);
    await takes(other);
    await cached(version);
    return [holder, other];
  }

  /** It goes on with what it had in hand, and ends in good order. */
  async function goOn(sleeper: Process): Promise<void> {
    sleeper.child.kill('SIGCONT');
    await sleeper.end('SIGTERM');
    expect(sleeper.child.exitCode).toBe(0);
  }

  test('at feed.found: its late commit is none', async () => {
    const [sleeper, other] = await stopped('feed.found');
    const before = await movesInLedger();
    await goOn(sleeper);
    expect(await movesInLedger()).toEqual(before);
    expect(await epochInRedis()).toBe(before.epoch);
    expect(sleeper.log.filter((line) => line['outcome'] === 'changed' && line['source'] === source && JSON.stringify(line).includes('public.versions'))).toEqual([]);
    await expectGoingOn(other);
  });

  test('at feed.committed: what it tells late moves nothing back, and it vouches for no longer than it had looked', async () => {
    const [sleeper, other] = await stopped('feed.committed');
    await write();
    await cached(version);
    const [before, vouched] = [await epochInRedis(), await watchedUntil()];
    await goOn(sleeper);
    // The late word was heard, and did no harm.
    expect(sleeper.log.some((line) => line['outcome'] === 'changed' && line['source'] === source && JSON.stringify(line).includes('public.versions'))).toBe(true);
    expect(await epochInRedis()).toBe(before);
    expect(await watchedUntil()).toBeGreaterThanOrEqual(vouched);
    await expectGoingOn(other);
  });

  /** The feed goes on with the one that took it over. */
  async function expectGoingOn(other: Process): Promise<void> {
    const changes = (): number => other.log.filter((line) => line['outcome'] === 'changed' && line['source'] === source).length;
    const before = changes();
    await write();
    await cached(version);
    expect(changes()).toBeGreaterThan(before);
  }
});
