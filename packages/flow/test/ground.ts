import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { migrate, openMetadata } from '@onceql/metadata';
import type { Metadata } from '@onceql/metadata';
import { openResultStore } from '@onceql/results';
import { CacheIndex, FUNCTION_POLICY, Invalidation, sourceOptionsSchema } from '@onceql/shared';
import type { Meter, ResultStore, RunOrder, StoredRows, Warehouses } from '@onceql/shared';
import { openWarehouses } from '@onceql/sources';
import { testPostgres, testRedis } from '@onceql/testing';
import { Redis } from 'ioredis';
import pg from 'pg';
import { pino } from 'pino';
import { claimStore } from '../src/own-store.js';

const COLUMNS = [{ name: 'n', type: 'integer', databaseType: 'integer', kind: 'int32' }] as const;

/** The index, the ledger and the storage of one source, without any process beside this one. */
export class Ground {
  readonly log = pino({ level: 'silent' });
  /** Entries that were swept, by why. */
  readonly sweptEntries: string[] = [];
  readonly meter: Meter = {
    submitted: () => undefined, attempted: () => undefined, refreshed: () => undefined, loadEnded: () => undefined,
    swept: (_source, why) => void this.sweptEntries.push(why),
  };
  readonly redis: Redis;
  readonly index: CacheIndex;
  readonly metadata: Metadata;
  readonly results: ResultStore;
  /** Where the results lie. */
  readonly folder: string;
  readonly warehouses: Warehouses;
  /** OnceQL's own records, for a look behind the ledger. */
  readonly records: pg.Pool;
  readonly source: number;
  readonly #stop: () => Promise<void>;

  private constructor(parts: {
    redis: Redis; metadata: Metadata; results: ResultStore; folder: string; records: pg.Pool; source: number; stop: () => Promise<void>;
  }) {
    this.redis = parts.redis;
    this.index = new CacheIndex(parts.redis);
    this.metadata = parts.metadata;
    this.results = parts.results;
    this.folder = parts.folder;
    this.warehouses = openWarehouses(FUNCTION_POLICY, this.log);
    this.records = parts.records;
    this.source = parts.source;
    this.#stop = parts.stop;
  }

  static async start(): Promise<Ground> {
    const [server, database] = await Promise.all([testRedis(), testPostgres()]);
    const folder = mkdtempSync(join(tmpdir(), 'onceql-flow-'));
    await migrate(database.url);
    const metadata = await openMetadata({ databaseUrl: database.url, secret: 'a secret of these tests', applicationName: 'flow' });
    const options = sourceOptionsSchema.parse({ host: '127.0.0.1', port: 1, dbname: 'none', user: 'none', password: 'none' });
    const created = await metadata.sources.create({ name: 'sales', type: 'pg', options });
    if (created.outcome !== 'saved') throw new Error(created.outcome);
    const redis = new Redis(server.url);
    const records = new pg.Pool({ connectionString: database.url, max: 1 });
    const results = await openResultStore(pathToFileURL(folder).href);
    await claimStore({ ledger: metadata.ledger, results });
    return new Ground({
      redis, metadata, results, folder, records, source: created.source.id,
      stop: async () => {
        redis.disconnect();
        await Promise.all([records.end(), metadata.close()]);
        await Promise.all([server.stop(), database.stop()]);
        rmSync(folder, { recursive: true, force: true });
      },
    });
  }

  get ledger(): Metadata['ledger'] {
    return this.metadata.ledger;
  }

  get sources(): Metadata['sources'] {
    return this.metadata.sources;
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** Claims a run in an index that is open, and records it. */
  async claim(key = randomUUID().replaceAll('-', '').repeat(2)): Promise<RunOrder> {
    const present = await this.index.currentEpochs(this.source, []);
    if (present.outcome === 'fenced') {
      await new Invalidation(this.redis).open(this.source, { incarnation: randomUUID(), history: present.history, epochs: {} });
    }
    const order: RunOrder = {
      run: this.index.newRunId(), key, source: this.source, sourceVersion: 1,
      statement: 'SELECT 1', queryHash: '', settings: [], reader: 'tree', tables: [], functions: [], operators: [],
      attributes: [], clockCasts: [], reasons: [], shareable: true,
    };
    const job = this.index.newJobId(this.source);
    await this.index.resolve({ source: this.source, key: order.key, caller: 'ann', order, mode: 'shared', job });
    await this.ledger.recordJob({ id: job, source: this.source, key: order.key, run: order.run, caller: 'ann', createdAt: new Date() }, order);
    return order;
  }

  /** Stores a file as an attempt at a run does. Those of one column name have equal content. */
  store(order: Pick<RunOrder, 'source' | 'run'>, name = 'n'): Promise<StoredRows> {
    const rows = (async function* () {
      yield { length: 1, columns: [{ kind: 'int32' as const, values: Int32Array.of(1) }], bytes: 1 };
    })();
    return this.results.write(order, COLUMNS.map((column) => ({ ...column, name })), rows, () => undefined);
  }

  /** Records what an attempt has stored; answers the result's id. */
  async record(order: RunOrder, stored: StoredRows): Promise<number> {
    const { id } = await this.ledger.addResult({
      sourceId: order.source, key: order.key, runId: order.run, statement: order.statement, queryHash: '', columns: COLUMNS,
      stored, snapshotAt: new Date(), runtime: 0, epochs: {}, incarnation: 'one',
    });
    return id;
  }

  async begin(order: RunOrder, tables: readonly string[] = []): Promise<number> {
    const token = await this.ledger.nextToken();
    await this.index.begin({ ...order, token }, { tables, pid: 1, shareable: true });
    return token;
  }

  async publish(order: RunOrder, token: number, id: number, stored: StoredRows, tables: readonly string[] = []): Promise<string> {
    const result = { id, ...stored, runtime: 0, tables, uncacheable: '' };
    return (await this.index.publish({ ...order, token }, result)).outcome;
  }

  /** A whole run: claims, begins, stores, records, publishes, and records the end. Answers what became of it. */
  async run(key: string, tables: readonly string[], uncacheable = ''): Promise<{ outcome: string; id: number; path: string }> {
    const order = await this.claim(key);
    const token = await this.begin(order, tables);
    const stored = await this.store(order);
    const id = await this.record(order, stored);
    const { outcome } = await this.index.publish({ ...order, token }, { id, ...stored, runtime: 0, tables, uncacheable });
    if (outcome === 'published' || outcome === 'delivered') {
      await this.ledger.recordEnd(order.run, { state: outcome, result: id, reason: '', at: new Date() });
    }
    return { outcome, id, path: stored.path };
  }

  /** A key of the source in Redis. */
  at(name: string): string {
    return `onceql:{ds${this.source}}:${name}`;
  }

  /** Paths of all files. */
  async files(): Promise<string[]> {
    const paths: string[] = [];
    for await (const { path } of this.results.list()) paths.push(path);
    return paths.sort();
  }
}
