import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { freePort, startRedis, testPostgres, testWarmUp } from '@onceql/testing';
import type { RunningRedis } from '@onceql/testing';
import type { Journal } from './events.js';
import { Program } from './programs.js';
import { SCHEMA, TABLES, TRUSTED, fillSql } from './tables.js';

export const ADMIN_KEY = 'chaos-admin-key-0123456789';
const SECRET = 'chaos-secret-chaos-secret-chaos-secret';
const READER_PASSWORD = 'chaos-reader';

type SourceOptions = Readonly<Record<string, unknown>>;

/** How many processes there are, and what they work with. */
export interface Size {
  readonly apis: number;
  readonly workers: number;
  /** What differs from the storm's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of each source beyond where it is; default: one source. */
  readonly sources?: readonly SourceOptions[];
  /** The folder of results, whose owner removes it; default: one of its own. */
  readonly results?: string;
}

/** Everything that the storm blows through: processes, Redis, ledger and warehouse. */
export class Place {
  readonly apis: readonly Program[];
  readonly workers: readonly Program[];
  /** As their owners, past OnceQL. */
  readonly ledger: pg.Pool;
  readonly warehouse: pg.Pool;
  readonly results: string;
  /** Ids of the sources, all of them on the same warehouse. */
  readonly sources: number[] = [];
  #redis: RunningRedis;
  readonly #redisFolder: string;
  readonly #cleanups: readonly (() => Promise<unknown>)[];

  private constructor(parts: {
    apis: readonly Program[]; workers: readonly Program[]; ledger: pg.Pool; warehouse: pg.Pool; results: string;
    redis: RunningRedis; redisFolder: string; cleanups: readonly (() => Promise<unknown>)[];
  }) {
    this.apis = parts.apis;
    this.workers = parts.workers;
    this.ledger = parts.ledger;
    this.warehouse = parts.warehouse;
    this.results = parts.results;
    this.#redis = parts.redis;
    this.#redisFolder = parts.redisFolder;
    this.#cleanups = parts.cleanups;
  }

  /** @param folder Where logs are kept. */
  static async start(folder: string, size: Size, journal: Journal): Promise<Place> {
    const home = mkdtempSync(join(tmpdir(), 'onceql-chaos-home-'));
    const redisFolder = join(home, 'redis');
    const results = size.results ?? join(home, 'results');
    mkdirSync(results, { recursive: true });
    const [redis, own, warehouse, ports] = await Promise.all([
      startRedis({ dir: redisFolder, appendonly: true, log: join(folder, 'redis.log') }),
      testPostgres(), testPostgres(), Promise.all(Array.from({ length: size.apis }, () => freePort())),
    ]);
    const env = {
      REDIS_URL: redis.url, DATABASE_URL: own.url, ONCEQL_HOME: home, RESULTS_URL: pathToFileURL(results).href,
      ONCEQL_ADMIN_KEY: ADMIN_KEY, ONCEQL_SECRET: SECRET, GRACE_SECONDS: '5', WARM_UP: testWarmUp(), ...size.env,
    };
    const common = { env, folder, journal };
    const place = new Place({
      apis: ports.map((port, number) => new Program({ app: 'api', number, port, ...common })),
      workers: Array.from({ length: size.workers }, (_, number) => new Program({ app: 'worker', number, ...common })),
      ledger: pool(own.url), warehouse: pool(warehouse.url), results, redis, redisFolder,
      cleanups: [() => own.stop(), () => warehouse.stop(), async () => rmSync(home, { recursive: true, force: true })],
    });
    try {
      await place.#prepare(new URL(warehouse.url), size.sources ?? [{}]);
      return place;
    } catch (error) {
      await place.stop();
      throw error;
    }
  }

  async #prepare(warehouse: URL, sources: readonly SourceOptions[]): Promise<void> {
    const reader = `chaos_${randomBytes(4).toString('hex')}`;
    await this.warehouse.query(`CREATE ROLE ${reader} LOGIN PASSWORD '${READER_PASSWORD}'`);
    await this.warehouse.query(SCHEMA);
    await this.warehouse.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader}`);
    this.#reader = reader;
    for (const table of TABLES) await this.warehouse.query(fillSql(table), [1]);
    // The first one makes the ledger's tables.
    await this.apis[0]?.start();
    await Promise.all([...this.apis.slice(1), ...this.workers].map((program) => program.start()));
    const options = {
      host: warehouse.hostname, port: Number(warehouse.port), dbname: warehouse.pathname.slice(1), user: reader,
      password: READER_PASSWORD, allow_functions: TRUSTED, statement_timeout: 60,
    };
    for (const more of sources) this.sources.push(await this.#addSource({ ...options, ...more }));
  }

  async #addSource(options: SourceOptions): Promise<number> {
    const made = await fetch(`${this.apis[0]?.url ?? ''}/api/data_sources`, {
      method: 'POST', headers: { Authorization: `Key ${ADMIN_KEY}` },
      body: JSON.stringify({ name: `warehouse ${this.sources.length}`, type: 'pg', options }),
    });
    if (made.status !== 200) throw new Error(`the source was not made: ${await made.text()}`);
    return ((await made.json()) as { id: number }).id;
  }
  #reader = '';

  /** The first source. */
  get source(): number {
    return this.sources[0] ?? 0;
  }

  get redisUrl(): string {
    return this.#redis.url;
  }

  /** Asks Redis something over a connection of its own. */
  async askRedis<T>(ask: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.redisUrl, { connectionName: 'chaos', lazyConnect: true });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      return await ask(redis);
    } finally {
      redis.disconnect();
    }
  }

  signalRedis(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
    process.kill(this.#redis.pid, signal);
  }

  /** Kills Redis; `empty` throws away what it had written. */
  async killRedis(empty: boolean): Promise<void> {
    this.signalRedis('SIGKILL');
    await this.#redis.exited;
    if (empty) rmSync(join(this.#redisFolder, 'appendonlydir'), { recursive: true, force: true });
  }

  async startRedisAgain(log: string): Promise<void> {
    this.#redis = await startRedis({ dir: this.#redisFolder, port: this.#redis.port, appendonly: true, log });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.apis, ...this.workers].map((program) => program.stop()));
    await this.#redis.stop();
    await this.warehouse.query(`DROP OWNED BY ${this.#reader}`).then(() => this.warehouse.query(`DROP ROLE ${this.#reader}`)).catch(() => undefined);
    await Promise.all([this.ledger.end(), this.warehouse.end()]);
    for (const cleanup of this.#cleanups) await cleanup();
  }
}

function pool(url: string): pg.Pool {
  const made = new pg.Pool({ connectionString: url, max: 8, application_name: 'chaos' });
  made.on('error', () => undefined);
  return made;
}
