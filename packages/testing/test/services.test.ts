import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { startPostgres, startRedis, systemFolder } from '../src/index.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onceql-services-'));
  chmodSync(folder, 0o755);
});
afterEach(() => {
  for (const path of [folder, systemFolder(join(folder, 'postgres'))]) rmSync(path, { recursive: true, force: true });
});

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: statement, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function ask(url: string, ...command: [string, ...string[]]): Promise<unknown> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null }).on('error', () => {});
  try {
    return await redis.call(...command);
  } finally {
    redis.disconnect();
  }
}

/** Whether somebody accepts connections there. */
const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });

describe('Redis', () => {
  test('evicts nothing, and stops twice without harm', async () => {
    const redis = await startRedis({ dir: folder });
    expect(await ask(redis.url, 'CONFIG', 'GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    await Promise.all([redis.stop(), redis.stop()]);
    await redis.stop();
    expect(await redis.exited).toBe('exit code 0');
    expect(await listens(redis.port)).toBe(false);
  });

  test('brings back what it was told to keep, and asks for its password', async () => {
    const options = { dir: folder, appendonly: true, password: 'pass "word"' };
    const first = await startRedis(options);
    await ask(first.url, 'SET', 'kept', 'yes');
    await first.stop();
    const second = await startRedis({ ...options, port: first.port });
    expect(await ask(second.url, 'GET', 'kept')).toBe('yes');
    await expect(ask(`redis://127.0.0.1:${second.port}`, 'GET', 'kept')).rejects.toThrow(/NOAUTH/);
    await second.stop();
  });

  test('says in one line why it did not start', async () => {
    const redis = await startRedis({ dir: folder });
    const second = startRedis({ port: redis.port });
    await expect(second).rejects.toThrow(/^Redis ended at once \(exit code 1\): .*in use/);
    await redis.stop();
  });
});

describe('Postgres', () => {
  test('keeps databases in a closed folder, and stops twice without harm', async () => {
    const options = { dir: join(folder, 'postgres'), password: "it's secret" };
    const first = await startPostgres(options);
    const { url } = await first.createDatabase('kept');
    await query(url, 'CREATE TABLE t AS SELECT 42 AS n');
    await Promise.all([first.stop(), first.stop()]);
    expect(await listens(first.port)).toBe(false);
    const second = await startPostgres({ ...options, port: first.port });
    expect(await query(url, 'SELECT n, current_setting($$fsync$$) FROM t')).toEqual([42, 'on']);
    expect(statSync(join(second.folder, 'cluster')).mode & 0o777).toBe(0o700);
    await expect(query(url.replace('it', 'that'), 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    await second.stop();
  });

  test('leaves nothing of a temporary one, and drops a database that is in use', async () => {
    const postgres = await startPostgres();
    const database = await postgres.createDatabase();
    const client = new pg.Client({ connectionString: database.url });
    const ended = new Promise((resolve) => client.once('end', resolve));
    const errors: string[] = [];
    client.on('error', (error) => errors.push(error.message));
    await client.connect();
    await database.drop();
    await database.drop();
    await ended;
    expect(errors[0]).toMatch(/terminating connection/);
    await postgres.stop();
    expect(existsSync(postgres.folder)).toBe(false);
  });
});

test('services end with the process that started them, also where that is killed', async () => {
  const built = JSON.stringify(new URL('../dist/index.js', import.meta.url).href);
  const script = `import { startPostgres, startRedis } from ${built};
    const services = [await startRedis({ dir: ${JSON.stringify(folder)} }), await startPostgres()];
    process.stdout.write(JSON.stringify(services.map(({ port, folder }) => ({ port, folder }))));
    process.kill(process.pid, 'SIGKILL');`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const services = JSON.parse(stdout) as { port: number; folder?: string }[];
  expect(services).toHaveLength(2);
  for (const { port } of services) await expect(closes(port)).resolves.toBeUndefined();
  for (const { folder: left } of services) if (left !== undefined) rmSync(join(left, '..'), { recursive: true });
});

/** Resolves when nobody listens there any more: a connection that stays open tells when it is cut. */
async function closes(port: number): Promise<void> {
  const cut = (): Promise<unknown> =>
    new Promise((resolve) => connect(port, '127.0.0.1').on('error', resolve).on('close', resolve));
  while (await listens(port)) await cut();
}
