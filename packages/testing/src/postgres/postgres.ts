import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { withPort } from '../service/free-port.js';
import { startService } from '../service/service.js';
import type { Service } from '../service/service.js';
import { untilReady } from '../service/until-ready.js';
import { postgresAccount } from './account.js';
import type { Account } from './account.js';
import { postgresBinaries } from './binaries.js';
import type { PostgresBinaries } from './binaries.js';
import { clusterIn } from './cluster.js';
import { createDatabase } from './database.js';
import type { Database } from './database.js';
import { placeFor } from './place.js';

export interface PostgresOptions {
  /** Where it is kept, across restarts; without it, a temporary folder that `stop` removes. */
  readonly dir?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Of the superuser `postgres`; the same at every start in the same `dir`. Default: a random one. */
  readonly password?: string;
  /** Where its output goes. Default: a file in its folder. */
  readonly log?: string;
  /** Whose programs. Default: those of the npm package. */
  readonly binaries?: PostgresBinaries;
}

export interface RunningPostgres extends Service {
  /** As the superuser, in the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Where it lies; not under `dir` where the user it runs as cannot enter that. */
  readonly folder: string;
  createDatabase(name?: string): Promise<Database>;
}

/** Quick and forgetful: for a cluster that ends with its tests. */
const FORGETFUL = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/**
 * Starts a real Postgres on 127.0.0.1, with passwords and without Unix sockets; as root it runs as another user.
 * @throws ServiceFault if there is none to be had, or it does not start.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<RunningPostgres> {
  const password = options.password ?? randomBytes(16).toString('hex');
  return startCluster({ ...options, password }, (folder, binaries, account) =>
    clusterIn(folder, binaries, account, password, options.dir !== undefined));
}

/** Starts the cluster that `make` leaves in a folder; it answers where the data lie. @throws ServiceFault */
export async function startCluster(
  options: PostgresOptions & { readonly password: string },
  make: (folder: string, binaries: PostgresBinaries, account: Account) => string | Promise<string>,
): Promise<RunningPostgres> {
  const account = postgresAccount();
  const place = placeFor(options.dir, account);
  const { password } = options;
  try {
    const binaries = options.binaries ?? postgresBinaries(account, place.elsewhere);
    const data = await make(place.folder, binaries, account);
    const log = options.log ?? join(place.folder, 'postgres.log');
    const running = await withPort(options.port, async (port) => {
      const service = startService({ command: binaries.postgres, args: flags(data, port, options), ...account, log, endSignal: 'SIGINT' });
      const url = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
      await untilReady('Postgres', service, log, () => isServing(url, data));
      return { ...service, url, port };
    });
    return {
      ...running,
      folder: place.folder,
      createDatabase: (name) => createDatabase(running.url, name),
      stop: (boundMs) => running.stop(boundMs).then(place.forget),
    };
  } catch (error) {
    place.forget();
    throw error;
  }
}

function flags(data: string, port: number, { dir }: PostgresOptions): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    // Several stacks of a test run share one server, each with processes that hold a dozen connections.
    'max_connections=400',
    // A statement that fails may hold a password.
    'log_min_error_statement=panic',
    ...(dir === undefined ? FORGETFUL : []),
  ];
  return ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
}

// Another cluster may have been faster to take the port; it would answer as well.
async function isServing(url: string, data: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder");
    return rows[0]?.folder === data;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
