import { number } from '../cache-index/index-reader.js';
import { sourceKeys } from '../cache-index/keys.js';
import { UnknownReply } from '../cache-index/replies.js';
import { runCommand } from '../cache-index/script.js';
import type { CommandName, RedisClient, Reply } from '../cache-index/script.js';
import type { FeedView } from '../contracts/feed.js';

type Epochs = Readonly<Record<string, number>>;

/** Tables that one command moves: no command may hold Redis for long, nor have more keys than Lua can unpack. */
const BATCH = 1000;

function* batchesOf(epochs: Epochs): Iterable<[table: string, epoch: number][]> {
  const all = Object.entries(epochs);
  for (let at = 0; at < all.length; at += BATCH) yield all.slice(at, at + BATCH);
}

/** Where what rests on the tables is found, and where it is set aside. */
function restingKeys(source: number, epochs: readonly [table: string, epoch: number][]): string[] {
  const at = sourceKeys(source);
  return [at.toSweep, ...epochs.map(([table]) => at.byTable(table)), ...epochs.map(([table, epoch]) => at.aside(table, epoch))];
}

/** `moved`: the server was replaced once more meanwhile, and nothing was opened. */
export type Opening = { readonly outcome: 'open'; readonly incarnation: string } | { readonly outcome: 'moved' };

/** A load that is open: an announced change of tables that becomes visible all at once. */
export interface Load {
  readonly id: string;
  /** Canonical names, a thousand at most. */
  readonly tables: readonly string[];
  /** When it ends as a refresh, whoever has not closed it: milliseconds since 1970 by Redis's clock. */
  readonly until: number;
}

/** What is restored: see {@link Invalidation.open}. */
export interface Restored {
  readonly incarnation: string;
  readonly history: string;
  readonly epochs: Epochs;
  readonly loads?: readonly Load[];
}

/** Moves epochs on in Redis, opens and ends loads, and restores what the ledger has of both. */
export class Invalidation {
  readonly #redis: RedisClient;
  readonly #now: () => string;

  /** @param now As of {@link CacheIndex}. */
  constructor(redis: RedisClient, now: () => string = () => '') {
    this.#redis = redis;
    this.#now = now;
  }

  /**
   * Moves the epochs of tables to those given: all that rests on older ones has expired when it answers. Answers how
   * many entries rested on the tables; of thousands of entries or tables an entry may be counted more than once.
   */
  async move(source: number, epochs: Epochs): Promise<number> {
    const at = sourceKeys(source);
    let resting = 0;
    for (const batch of batchesOf(epochs)) {
      const keys = [at.epochs, at.moved, ...restingKeys(source, batch)];
      const [, rested] = await this.#run('invalidate', keys, [this.#now(), '', ...batch.flat()]);
      resting += Number(rested);
    }
    return resting;
  }

  /** Raises epochs to those that the ledger has had for some time; who committed them may have died before he told Redis. */
  async raise(source: number, epochs: Epochs): Promise<void> {
    const at = sourceKeys(source);
    for (const batch of batchesOf(epochs)) await this.#run('invalidate', [at.epochs, at.moved], [this.#now(), '1', ...batch.flat()]);
  }

  /** Opens a load in Redis; the ledger has it already. One that is open there stays as it is. */
  async openLoad(source: number, { id, tables, until }: Load): Promise<void> {
    const at = sourceKeys(source);
    await this.#run('load-open', [at.index, at.loads, at.loading], [id, until, JSON.stringify(tables)]);
  }

  /**
   * Ends a load: moves the epochs of all its tables, and of what has come to depend on them, to those that the ledger gave
   * them, in one step. A load has a thousand tables at most.
   * Answers how many entries rested on them.
   */
  async endLoad(source: number, { id, epochs }: { readonly id: string; readonly epochs: Epochs }): Promise<number> {
    const at = sourceKeys(source);
    const keys = [at.index, at.epochs, at.moved, at.loads, at.loading, ...restingKeys(source, Object.entries(epochs))];
    const [, rested] = await this.#run('load-close', keys, [this.#now(), id, ...Object.entries(epochs).flat()]);
    return Number(rested);
  }

  /** Takes a load out that has ended in the ledger, and whose epochs have moved already. */
  async dropLoad(source: number, id: string): Promise<void> {
    const at = sourceKeys(source);
    await this.#run('load-drop', [at.index, at.loads, at.loading], [id]);
  }

  /** The loads that Redis has open, overdue ones included, in no order. */
  async loads(source: number): Promise<Load[]> {
    const held = await this.#redis.hgetall(sourceKeys(source).loads);
    return Object.entries(held).map(([id, load]) => ({ ...(JSON.parse(load) as Omit<Load, 'id'>), id }));
  }

  /** Milliseconds since 1970 by the clock of the source's Redis. */
  async now(source: number): Promise<number> {
    const [, now] = await this.#run('now', [sourceKeys(source).index], [this.#now()]);
    return Number(now);
  }

  /**
   * Says that a change feed has looked at the source and moved the epochs of what had changed.
   * @param forMs How long it vouches for entries from then on, in milliseconds.
   * @param since When it began to look, by {@link now}: one that was held up after it looked vouches for no longer.
   */
  async vouch(source: number, forMs: number, since?: number): Promise<void> {
    await this.#run('vouch', [sourceKeys(source).index], [this.#now(), forMs, since ?? '']);
  }

  /** Notes how the last try of a change feed went; `why` it saw nothing, '' where it did. */
  async noteFeed(source: number, why: string): Promise<void> {
    const { feed } = sourceKeys(source);
    const now = String(await this.now(source));
    if (why === '') {
      await this.#redis.hset(feed, 'polled_at', now, 'why', '');
      await this.#redis.hdel(feed, 'blind_since');
    } else {
      await this.#redis.hset(feed, 'why', why);
      await this.#redis.hsetnx(feed, 'blind_since', now);
    }
  }

  /** How the change feed of a source does. */
  async feed(source: number): Promise<FeedView> {
    const at = sourceKeys(source);
    const [held, until, now] = await Promise.all([this.#redis.hgetall(at.feed), this.#redis.hget(at.index, 'watched_until'), this.now(source)]);
    return {
      polledAt: number(held['polled_at']), watchedUntil: number(until), why: held['why'] ?? '', blindSince: number(held['blind_since']), now,
    };
  }

  /**
   * Lets callers into an index again: the epochs and the open loads first, then the mark. `history` is the one that the
   * index named when it answered `fenced`; `epochs` and `loads` are the ledger's, read after that answer. An index that
   * is still there keeps its incarnation, an empty one begins that of `incarnation`: entries and runs of another never
   * compare equal to it.
   */
  async open(source: number, { incarnation, history, epochs, loads = [] }: Restored): Promise<Opening> {
    const at = sourceKeys(source);
    await this.raise(source, epochs);
    for (const load of loads) await this.openLoad(source, load);
    const reply = await this.#run('open-index', [at.index], [incarnation, history, this.#now()]);
    const [code, opened] = reply;
    if (code === 'open') return { outcome: 'open', incarnation: opened ?? '' };
    if (code === 'moved') return { outcome: 'moved' };
    throw new UnknownReply('open-index', reply);
  }

  /** Every table that something may rest on: those that a run has begun on, or that were refreshed. */
  async knownTables(source: number): Promise<string[]> {
    return this.#redis.hkeys(sourceKeys(source).epochs);
  }

  #run(name: CommandName, keys: readonly string[], args: readonly (string | number)[]): Promise<Reply> {
    return runCommand(this.#redis, name, keys, args);
  }
}
