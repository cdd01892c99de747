import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startRedis, until } from '@onceql/testing';
import type { RunningRedis } from '@onceql/testing';
import { sourceKeys } from '../../src/cache-index/keys.js';
import { IndexBench } from './fixture.js';

/** Servers that are killed, restarted from old files, promoted or emptied. Each bench is a process with its connection. */
const SOURCE = 1;
let folder: string;
const servers: RunningRedis[] = [];
const clients: Redis[] = [];
/** What the ledger has. */
let ledger: Record<string, number>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onceql-history-'));
  ledger = {};
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await Promise.all(servers.splice(0).map((server) => server.stop(1000)));
  rmSync(folder, { recursive: true, force: true });
});

async function start(dir: string, port?: number): Promise<RunningRedis> {
  const server = await startRedis({ dir: join(folder, dir), appendonly: true, ...(port !== undefined && { port }) });
  servers.push(server);
  return server;
}

function processOn({ url }: RunningRedis): IndexBench {
  const client = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  clients.push(client);
  return new IndexBench(client, SOURCE);
}

async function kill(server: RunningRedis): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
}

/** A refresh that has answered. */
async function refresh(on: IndexBench, table: string): Promise<void> {
  ledger = { ...ledger, [table]: (ledger[table] ?? 0) + 1 };
  await on.invalidation.move(SOURCE, { [table]: ledger[table] ?? 0 });
}

/** Submits as the story does: what is fenced is opened and asked again. */
async function ask(on: IndexBench, key: string): Promise<string> {
  for (;;) {
    const { outcome, ...rest } = await on.submit(key);
    if (outcome !== 'fenced') return 'why' in rest ? `${outcome}: ${rest.why}` : outcome;
    await on.open('another', ledger);
  }
}

async function filled(server: RunningRedis): Promise<IndexBench> {
  const bench = processOn(server);
  await bench.open('first', ledger);
  await bench.makeEntry('on-a', 1, ['public.a']);
  await bench.makeEntry('on-b', 2, ['public.b']);
  return bench;
}

test('a Redis that comes back with files that miss a refresh: what moved has expired, what is still true is a hit again', async () => {
  const server = await start('kept');
  const before = await filled(server);
  // All that the server holds by now is in its file.
  await before.redis.config('SET', 'appendfsync', 'always');
  await before.redis.set('synced', '1');
  cpSync(join(folder, 'kept'), join(folder, 'older'), { recursive: true });
  await refresh(before, 'public.a');
  await kill(server);
  await start('older', server.port);
  const another = processOn(server);
  expect(await another.submit('on-b')).toMatchObject({ outcome: 'fenced' });
  expect(await another.index.currentEpochs(SOURCE, ['public.a'])).toMatchObject({ outcome: 'fenced' });
  expect([await ask(another, 'on-a'), await ask(another, 'on-b')]).toEqual(['claimed: expired(public.a)', 'hit']);
  expect(await before.index.currentEpochs(SOURCE, ['public.a'])).toEqual({ outcome: 'open', incarnation: 'first', epochs: { 'public.a': 1 } });
});

test('a replica that is promoted and misses a refresh: likewise, and it is fenced for those who were connected to it before', async () => {
  const [master, replica] = [await start('master'), await start('replica')];
  const before = await filled(master);
  const after = processOn(replica);
  await after.redis.replicaof('127.0.0.1', master.port);
  await until(async () => (await before.redis.wait(1, 1000)) === 1 && (await after.redis.info('replication')).includes('master_link_status:up'));
  await before.redis.set('last', 'seen');
  await before.redis.wait(1, 1000);
  // Nothing passes any more, and nobody has noticed.
  await after.redis.replicaof('NO', 'ONE');
  await refresh(before, 'public.a');
  await kill(master);
  expect(await after.submit('on-a')).toMatchObject({ outcome: 'fenced' });
  expect([await ask(after, 'on-a'), await ask(after, 'on-b')]).toEqual(['claimed: expired(public.a)', 'hit']);
});

test('a replica answers nobody: it may lag behind', async () => {
  const [master, replica] = [await start('master'), await start('replica')];
  await filled(master);
  const behind = processOn(replica);
  await behind.redis.replicaof('127.0.0.1', master.port);
  await until(async () => (await behind.redis.exists(sourceKeys(SOURCE).index)) === 1);
  expect(await behind.submit('on-a')).toMatchObject({ outcome: 'fenced', history: '' });
  expect(await behind.index.currentEpochs(SOURCE, ['public.a'])).toMatchObject({ outcome: 'fenced' });
  await expect(behind.open('another', {})).rejects.toThrow(/^READONLY/);
});

test('an emptied Redis, with and without a restart: epochs return, a new incarnation begins', async () => {
  const server = await start('emptied');
  const bench = await filled(server);
  await refresh(bench, 'public.a');
  await bench.redis.flushall();
  expect([await ask(bench, 'on-a'), await ask(bench, 'on-b')]).toEqual(['claimed: none', 'claimed: none']);
  expect(await bench.index.currentEpochs(SOURCE, ['public.a'])).toEqual({ outcome: 'open', incarnation: 'another', epochs: { 'public.a': 1 } });
  await kill(server);
  await start('nothing', server.port);
  expect(await ask(bench, 'on-a')).toBe('claimed: none');
});

test('a refresh while the source is fenced counts, and the index stays fenced until all epochs are back', async () => {
  const server = await start('kept');
  const bench = await filled(server);
  ledger = { 'public.b': 5 };
  await kill(server);
  await start('kept', server.port);
  await refresh(bench, 'public.a');
  expect(await bench.submit('on-b')).toMatchObject({ outcome: 'fenced' });
  expect([await ask(bench, 'on-a'), await ask(bench, 'on-b')]).toEqual(['claimed: expired(public.a)', 'claimed: expired(public.b)']);
});

test('who heard one server does not open the one after it: a refresh may have been answered in between', async () => {
  const server = await start('kept');
  const bench = await filled(server);
  await bench.redis.config('SET', 'appendfsync', 'always');
  await bench.redis.hdel(sourceKeys(SOURCE).index, 'history');
  const heard = await bench.submit('on-a');
  if (heard.outcome !== 'fenced') throw new Error(`expected a fence, not ${heard.outcome}`);
  const epochs = ledger;
  cpSync(join(folder, 'kept'), join(folder, 'older'), { recursive: true });
  await refresh(bench, 'public.a');
  await kill(server);
  await start('older', server.port);
  expect(await bench.invalidation.open(SOURCE, { incarnation: 'late', history: heard.history, epochs })).toEqual({ outcome: 'moved' });
  expect(await bench.submit('on-a')).toMatchObject({ outcome: 'fenced' });
  expect(await ask(bench, 'on-a')).toBe('claimed: expired(public.a)');
});

test('many processes that restore at once, and refreshes among them: one incarnation, nothing stale', async () => {
  const server = await start('kept');
  await filled(server);
  await kill(server);
  await start('kept', server.port);
  const benches = Array.from({ length: 8 }, () => processOn(server));
  const answers = await Promise.all(
    benches.map(async (bench, at) => {
      if (at % 4 === 3) await refresh(bench, 'public.a');
      const told = ledger['public.a'] ?? 0;
      return { told, a: await ask(bench, `on-a`), b: await ask(bench, 'on-b') };
    }),
  );
  expect(answers.filter(({ told, a }) => told > 0 && a === 'hit')).toEqual([]);
  expect(answers.map(({ b }) => b)).toEqual(answers.map(() => 'hit'));
  expect(await benches[0]?.index.currentEpochs(SOURCE, ['public.a'])).toEqual({ outcome: 'open', incarnation: 'first', epochs: { 'public.a': 2 } });
});

test('a run that ends in an older copy, before the load that it read in is restored there, makes no entry', async () => {
  const server = await start('loaded');
  const before = processOn(server);
  await before.open('first', ledger);
  const { run } = await before.claim('k');
  const attempt = before.attempt('k', run);
  await before.begin(attempt, ['public.a', 'public.b']);
  await before.redis.config('SET', 'appendfsync', 'always');
  await before.redis.set('synced', '1');
  cpSync(join(folder, 'loaded'), join(folder, 'older'), { recursive: true });
  await before.invalidation.openLoad(SOURCE, { id: '1', tables: ['public.a', 'public.b'], until: before.now + 60_000 });
  await kill(server);
  await start('older', server.port);
  expect(await before.publish(attempt, 1, ['public.a', 'public.b'])).toEqual({ outcome: 'delivered', reason: 'incarnation' });
  expect(await ask(before, 'k')).toBe('claimed: none');
});
