import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Cluster, Redis } from 'ioredis';
import pg from 'pg';
import { withPort } from '../service/free-port.js';
import { testPostgres, testRedis, testWarmUp } from '../suites.js';
import type { Lent, RedisKind } from '../suites.js';
import { Checkpoints } from './checkpoints.js';
import { Client } from './client.js';
import { Process } from './process.js';

export const ADMIN_KEY = 'test-admin-key-0123456789';
/** The password of the warehouse's reader; no log and no answer may ever show it. */
export const READER_PASSWORD = 'reader-p4ssw0rd-unseen';

/** Redis, Postgres, a warehouse, and as many API and worker processes as a test asks for. */
export class Stack {
  readonly apis: Client[] = [];
  readonly processes: Process[] = [];
  readonly #env: Record<string, string>;
  readonly #cleanups: (() => Promise<unknown>)[];
  /** A client of the same Redis. */
  readonly redis: Redis | Cluster;
  /** As the owner of the warehouse. */
  readonly warehouse: pg.Pool;
  /** OnceQL's own records. */
  readonly metadata: pg.Pool;
  readonly readerUrl: URL;
  readonly resultsFolder: string;
  /** Where this stack's processes can be held. */
  readonly checkpoints: Checkpoints;

  private constructor(parts: {
    env: Record<string, string>; redis: Redis | Cluster; warehouse: pg.Pool; metadata: pg.Pool; readerUrl: URL;
    resultsFolder: string; cleanups: (() => Promise<unknown>)[];
  }) {
    this.#env = parts.env;
    this.redis = parts.redis;
    this.warehouse = parts.warehouse;
    this.metadata = parts.metadata;
    this.readerUrl = parts.readerUrl;
    this.resultsFolder = parts.resultsFolder;
    this.checkpoints = new Checkpoints(parts.env['ONCEQL_CHECKPOINTS'] ?? '');
    this.#cleanups = parts.cleanups;
  }

  /**
   * @param schema SQL that makes the warehouse; the role `reader` may read what is in it.
   * @param options.redis Its kind (default: see testRedis), or one that the stack stops at its end.
   */
  static async start(schema: string, options: { redis?: RedisKind | Lent } = {}): Promise<Stack> {
    const [redis, own, warehouse, folder] = await Promise.all([
      typeof options.redis === 'object' ? options.redis : testRedis(options.redis), testPostgres(), testPostgres(), mkdtemp(join(tmpdir(), 'onceql-test-')),
    ]);
    const resultsFolder = join(folder, 'results');
    const pool = new pg.Pool({ connectionString: warehouse.url, max: 4 });
    const metadata = new pg.Pool({ connectionString: own.url, max: 2 });
    for (const each of [pool, metadata]) each.on('error', () => undefined);
    const client = clientOf(redis.url);
    const reader = `reader_${Math.random().toString(36).slice(2, 10)}`;
    await pool.query(`CREATE ROLE ${reader} LOGIN PASSWORD '${READER_PASSWORD}'`);
    await pool.query(schema);
    await pool.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader}`);
    const readerUrl = new URL(warehouse.url);
    readerUrl.username = reader;
    readerUrl.password = READER_PASSWORD;
    return new Stack({
      env: {
        REDIS_URL: redis.url, DATABASE_URL: own.url, ONCEQL_HOME: folder, RESULTS_URL: pathToFileURL(resultsFolder).href,
        ONCEQL_ADMIN_KEY: ADMIN_KEY, ONCEQL_SECRET: 'test-secret-test-secret-test-secret-1', GRACE_SECONDS: '5',
        ONCEQL_CHECKPOINTS: join(folder, 'checkpoints'), WARM_UP: testWarmUp(),
      },
      redis: client, warehouse: pool, metadata, readerUrl, resultsFolder,
      cleanups: [
        async () => client.disconnect(),
        () => pool.query(`DROP OWNED BY ${reader}`).then(() => pool.query(`DROP ROLE ${reader}`)).catch(() => undefined),
        () => pool.end(), () => metadata.end(), () => warehouse.stop(), () => own.stop(), () => redis.stop(),
        () => rm(folder, { recursive: true, force: true }),
      ],
    });
  }

  get redisUrl(): string {
    return this.#env['REDIS_URL'] ?? '';
  }

  /** Of OnceQL's own Postgres. */
  get databaseUrl(): URL {
    return new URL(this.#env['DATABASE_URL'] ?? '');
  }

  /** Every Redis that holds a part of the keys. */
  get nodes(): Redis[] {
    return this.redis instanceof Cluster ? this.redis.nodes('master') : [this.redis];
  }

  /** All keys of a pattern, wherever they lie. */
  async keys(pattern: string): Promise<string[]> {
    return (await Promise.all(this.nodes.map((node) => node.keys(pattern)))).flat();
  }

  /** The file of a result. */
  async fileOf(result: number): Promise<string> {
    const { rows } = await this.metadata.query<{ path: string }>('SELECT path FROM onceql.results WHERE id = $1', [result]);
    return join(this.resultsFolder, String(rows[0]?.path));
  }

  /** @param env What differs from the environment of the others. */
  async api(env: Record<string, string> = {}): Promise<Client> {
    const client = await withPort(undefined, async (port) => {
      const started = new Process('api', { ...this.#env, PORT: String(port), ...env });
      this.processes.push(started);
      await started.logged((line) => line['outcome'] === 'listening');
      return new Client(`http://127.0.0.1:${port}`, ADMIN_KEY, started);
    });
    this.apis.push(client);
    return client;
  }

  /** @param limits Of the shell that becomes the worker: `ulimit -f 100`. */
  async worker(env: Record<string, string> = {}, limits?: string): Promise<Process> {
    const started = new Process('worker', { ...this.#env, ...env }, limits);
    this.processes.push(started);
    await started.logged((line) => line['outcome'] === 'working');
    return started;
  }

  /** Registers the warehouse as a source, read by its reader; answers the source's id. */
  async source(client: Client, options: Record<string, unknown> = {}, name = 'warehouse', type = 'pg'): Promise<number> {
    const made = await client.post('/api/data_sources', { name, type, options: { ...this.readerOptions(), ...options } });
    if (made.status !== 200) throw new Error(`source not made: ${made.text}`);
    return (made.json as { id: number }).id;
  }

  readerOptions(): Record<string, unknown> {
    const { hostname, port, pathname, username, password } = this.readerUrl;
    return { host: hostname, port: Number(port), dbname: pathname.slice(1), user: username, password };
  }

  /** Statements of runs that are on the database now. */
  async statements(): Promise<{ pid: number; run: string; state: string; wait: string | null }[]> {
    const { rows } = await this.warehouse.query<{ pid: number; run: string; state: string; wait: string | null }>(
      `SELECT pid, substr(application_name, 8) AS run, state, wait_event AS wait FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'onceql:%' AND state <> 'idle'`,
    );
    return rows;
  }

  /** With ONCEQL_TEST_LOGS set to a folder, the logs of all processes are kept there. */
  async stop(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.end('SIGTERM')));
    const folder = process.env['ONCEQL_TEST_LOGS'];
    if (folder) await mkdir(folder, { recursive: true });
    for (const { raw, child } of folder ? this.processes : []) await writeFile(join(folder ?? '', `${child.pid}.log`), raw.join('\n'));
    for (const cleanup of this.#cleanups) await cleanup();
  }
}

function clientOf(urls: string): Redis | Cluster {
  const [first = '', ...others] = urls.split(',');
  const client = others.length === 0 ? new Redis(first) : new Cluster([first, ...others], { clusterRetryStrategy: () => 100, maxRedirections: 100 });
  // Tests kill the server, or the node that is asked.
  client.on('error', () => undefined);
  return client;
}
