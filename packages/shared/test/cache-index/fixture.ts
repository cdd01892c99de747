import { once } from 'node:events';
import { Cluster, Redis } from 'ioredis';
import { testRedis } from '@onceql/testing';
import { CacheIndex } from '../../src/cache-index/cache-index.js';
import type { Attempt } from '../../src/cache-index/cache-index.js';
import type { ResolveRequest } from '../../src/cache-index/resolving.js';
import type { Resolution } from '../../src/cache-index/replies.js';
import { Invalidation } from '../../src/invalidation/invalidation.js';
import type { Opening } from '../../src/invalidation/invalidation.js';
import type { RedisClient } from '../../src/cache-index/script.js';
import type { RunOrder } from '../../src/contracts/query.js';

/** An order with nothing in it that the index looks at but its ids. */
export function orderOf(source: number, key: string, run: string): RunOrder {
  return {
    run, key, source, sourceVersion: 1, statement: 'SELECT 1', queryHash: '', settings: [], reader: 'tree',
    tables: [], functions: [], operators: [], attributes: [], clockCasts: [], reasons: [], shareable: true,
  };
}

/** The index of one source in a real Redis, with a clock that the test moves. */
export class IndexBench {
  now = 1_700_000_000_000;
  readonly source: number;
  readonly redis: RedisClient;
  readonly index: CacheIndex;
  readonly invalidation: Invalidation;
  #runs = 0;
  #token = 0;

  constructor(redis: RedisClient, source: number) {
    this.redis = redis;
    this.source = source;
    this.index = new CacheIndex(redis, () => String(this.now));
    this.invalidation = new Invalidation(redis, () => String(this.now));
  }

  /** Opens the index as the story does: hears that it is fenced, reads the ledger (here: `epochs`), restores. */
  async open(incarnation = 'first', epochs: Readonly<Record<string, number>> = {}): Promise<Opening | 'was open'> {
    const present = await this.index.currentEpochs(this.source, []);
    if (present.outcome === 'open') return 'was open';
    return this.invalidation.open(this.source, { incarnation, history: present.history, epochs });
  }

  /** Submits, and answers the resolution with the job's id. */
  async submit(key: string, more: Partial<ResolveRequest> = {}): Promise<Resolution & { job: string }> {
    this.#runs += 1;
    const job = this.index.newJobId(this.source);
    const order = orderOf(this.source, key, `run-${this.#runs}`);
    const resolution = await this.index.resolve({ source: this.source, key, caller: 'ann', order, mode: 'shared', job, ...more });
    return { ...resolution, job };
  }

  /** Submits what nobody has asked yet: a claim. */
  async claim(key = 'k'): Promise<{ run: string; job: string }> {
    const claimed = await this.submit(key);
    if (claimed.outcome !== 'claimed') throw new Error(`expected a claim, not ${claimed.outcome}`);
    return claimed;
  }

  /** Claims, begins and publishes: an entry of `key` with result `id`. */
  async makeEntry(key: string, id: number, tables = ['public.t']): Promise<void> {
    const { run } = await this.claim(key);
    const attempt = this.attempt(key, run);
    await this.begin(attempt, tables);
    const { outcome } = await this.publish(attempt, id, tables);
    if (outcome !== 'published') throw new Error(`expected an entry, not ${outcome}`);
  }

  /** A new attempt at a run, with the next token. */
  attempt(key: string, run: string): Attempt {
    this.#token += 1;
    return { source: this.source, key, run, token: this.#token };
  }

  begin(attempt: Attempt, tables: readonly string[] = ['public.t'], shareable = true) {
    return this.index.begin(attempt, { tables, pid: 4711, shareable });
  }

  publish(attempt: Attempt, id: number, tables: readonly string[] = ['public.t'], uncacheable = '') {
    return this.index.publish(attempt, { id, path: `p/${id}`, rows: 1, bytes: 10, runtime: 0.5, tables, uncacheable });
  }
}

export interface RedisBench {
  readonly redis: RedisClient;
  /** Every server that holds a part of the keys. */
  readonly nodes: () => Redis[];
  /** A connection that may subscribe; on a cluster every node hears all. */
  readonly listener: () => Redis;
  readonly keys: (pattern: string) => Promise<string[]>;
  readonly flush: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startRedisBench(): Promise<RedisBench> {
  const server = await testRedis();
  const [first = '', ...others] = server.url.split(',');
  const redis = others.length === 0 ? new Redis(first) : new Cluster([first, ...others], { maxRedirections: 100 });
  if (redis instanceof Cluster) await once(redis, 'ready');
  const nodes = (): Redis[] => (redis instanceof Cluster ? redis.nodes('master') : [redis]);
  return {
    redis,
    nodes,
    listener: () => new Redis(first),
    keys: async (pattern) => (await Promise.all(nodes().map((node) => node.keys(pattern)))).flat(),
    flush: async () => void (await Promise.all(nodes().map((node) => node.flushall()))),
    stop: async () => {
      await redis.quit();
      await server.stop();
    },
  };
}
