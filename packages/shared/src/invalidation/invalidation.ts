import { sourceKeys } from '../cache-index/keys.js';
import { runCommand } from '../cache-index/script.js';
import type { RedisClient } from '../cache-index/script.js';

type Epochs = Readonly<Record<string, number>>;

/** Tables that one command moves: no command may hold Redis for long, nor have more keys than Lua can unpack. */
const BATCH = 1000;

function* batchesOf(epochs: Epochs): Iterable<[table: string, epoch: number][]> {
  const all = Object.entries(epochs);
  for (let at = 0; at < all.length; at += BATCH) yield all.slice(at, at + BATCH);
}

/** Moves epochs on in Redis, and begins the lives of an index with the epochs that the ledger has. */
export class Invalidation {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /**
   * Moves the epochs of tables to those given: all that rests on older ones has expired when it answers. Answers how
   * many entries rested on the tables; over more than a thousand tables an entry may be counted more than once.
   */
  async move(source: number, epochs: Epochs): Promise<number> {
    const at = sourceKeys(source);
    let resting = 0;
    for (const batch of batchesOf(epochs)) {
      const keys = [at.epochs, ...batch.map(([table]) => at.byTable(table))];
      const [, rested] = await runCommand(this.#redis, 'invalidate', keys, batch.flat());
      resting += Number(rested);
    }
    return resting;
  }

  /**
   * Begins a new incarnation of an index that came up empty: the epochs first, then the mark that lets callers in.
   * Entries and runs of another incarnation never compare equal to this one's. An index that is open stays as it is.
   */
  async open(source: number, incarnation: string, epochs: Epochs): Promise<void> {
    const at = sourceKeys(source);
    for (const batch of batchesOf(epochs)) await runCommand(this.#redis, 'invalidate', [at.epochs], batch.flat());
    await runCommand(this.#redis, 'open-index', [at.index], [incarnation]);
  }

  /** Every table that something may rest on: those that a run has begun on, or that were refreshed. */
  async knownTables(source: number): Promise<string[]> {
    return this.#redis.hkeys(sourceKeys(source).epochs);
  }
}
