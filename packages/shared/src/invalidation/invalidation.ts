import { sourceKeys } from '../cache-index/keys.js';
import { runCommand } from '../cache-index/script.js';
import type { RedisClient } from '../cache-index/script.js';

const flat = (epochs: Readonly<Record<string, number>>): (string | number)[] => Object.entries(epochs).flat();

/** Moves epochs on in Redis, and begins the lives of an index with the epochs that the ledger has. */
export class Invalidation {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /**
   * Moves the epochs of tables to those given, in one command: all that rests on older ones has expired when it
   * answers. Answers how many entries rested on the tables.
   */
  async move(source: number, epochs: Readonly<Record<string, number>>): Promise<number> {
    const at = sourceKeys(source);
    const keys = [at.epochs, ...Object.keys(epochs).map(at.byTable)];
    const [, resting] = await runCommand(this.#redis, 'invalidate', keys, flat(epochs));
    return Number(resting);
  }

  /**
   * Begins a new incarnation of an index that came up empty. Entries and runs of another incarnation never compare
   * equal to this one's. Nothing happens if the index is open already.
   */
  async open(source: number, incarnation: string, epochs: Readonly<Record<string, number>>): Promise<void> {
    const at = sourceKeys(source);
    await runCommand(this.#redis, 'open-index', [at.index, at.epochs], [incarnation, ...flat(epochs)]);
  }

  /** Every table that something may rest on: those that a run has begun on, or that were refreshed. */
  async knownTables(source: number): Promise<string[]> {
    return this.#redis.hkeys(sourceKeys(source).epochs);
  }
}
