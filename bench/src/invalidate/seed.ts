import { CacheIndex } from '@onceql/shared';
import type { RedisClient, RunOrder } from '@onceql/shared';

/** Entries that are made at once. */
const AT_ONCE = 250;

/** What one entry rests on. */
export interface Wanted {
  readonly key: string;
  readonly tables: readonly string[];
}

/** Entries of one source, made by the commands that API and workers send: resolve, begin, publish. */
export class Seeds {
  readonly index: CacheIndex;
  readonly #source: number;
  #made = 0;

  constructor(redis: RedisClient, source: number) {
    this.index = new CacheIndex(redis);
    this.#source = source;
  }

  async make(all: readonly Wanted[]): Promise<void> {
    for (let at = 0; at < all.length; at += AT_ONCE) await Promise.all(all.slice(at, at + AT_ONCE).map((each) => this.#one(each)));
  }

  orderOf(key: string): RunOrder {
    return {
      run: this.index.newRunId(), key, source: this.#source, sourceVersion: 1, statement: 'SELECT 1', queryHash: '', settings: [],
      reader: 'tree', tables: [], functions: [], operators: [], attributes: [], clockCasts: [], reasons: [], shareable: true,
    };
  }

  async #one({ key, tables }: Wanted): Promise<void> {
    const order = this.orderOf(key);
    this.#made += 1;
    const at = { source: this.#source, key, run: order.run, token: this.#made };
    const job = this.index.newJobId(this.#source);
    const claimed = await this.index.resolve({ source: this.#source, key, caller: 'bench', order, mode: 'fresh', why: 'bench', job });
    const begun = await this.index.begin(at, { tables, pid: 1, shareable: true });
    const result = { id: this.#made, path: `bench/${this.#made}`, rows: 1, bytes: 1000, runtime: 0, tables, uncacheable: '' };
    const { outcome } = await this.index.publish(at, result);
    if (outcome !== 'published') throw new Error(`no entry: ${claimed.outcome}, ${begun.outcome}, ${outcome}`);
  }
}
