import { sourceKeys } from '../cache-index/keys.js';
import { UnknownReply } from '../cache-index/replies.js';
import { runCommand } from '../cache-index/script.js';
import type { RedisClient } from '../cache-index/script.js';

type Epochs = Readonly<Record<string, number>>;

/** Tables that one command moves: no command may hold Redis for long, nor have more keys than Lua can unpack. */
const BATCH = 1000;

function* batchesOf(epochs: Epochs): Iterable<[table: string, epoch: number][]> {
  const all = Object.entries(epochs);
  for (let at = 0; at < all.length; at += BATCH) yield all.slice(at, at + BATCH);
}

/** `moved`: the server was replaced once more meanwhile, and nothing was opened. */
export type Opening = { readonly outcome: 'open'; readonly incarnation: string } | { readonly outcome: 'moved' };

/** Moves epochs on in Redis, and restores those that the ledger has. */
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
   * Lets callers into an index again: the epochs first, then the mark. `history` is the one that the index named when it
   * answered `fenced`; `epochs` are the ledger's, read after that answer. An index that is still there keeps its
   * incarnation, an empty one begins that of `incarnation`: entries and runs of another never compare equal to it.
   */
  async open(source: number, restored: { incarnation: string; history: string; epochs: Epochs }): Promise<Opening> {
    const at = sourceKeys(source);
    for (const batch of batchesOf(restored.epochs)) await runCommand(this.#redis, 'invalidate', [at.epochs], batch.flat());
    const reply = await runCommand(this.#redis, 'open-index', [at.index], [restored.incarnation, restored.history]);
    const [code, incarnation] = reply;
    if (code === 'open') return { outcome: 'open', incarnation: incarnation ?? '' };
    if (code === 'moved') return { outcome: 'moved' };
    throw new UnknownReply('open-index', reply);
  }

  /** Every table that something may rest on: those that a run has begun on, or that were refreshed. */
  async knownTables(source: number): Promise<string[]> {
    return this.#redis.hkeys(sourceKeys(source).epochs);
  }
}
