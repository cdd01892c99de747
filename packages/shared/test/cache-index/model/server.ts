import { Redis } from 'ioredis';
import { sourceKeys, sourcePrefix } from '../../../src/cache-index/keys.js';
import type { RedisClient } from '../../../src/cache-index/script.js';
import { ownHistory, withTexts } from './texts.js';
import type { Edit } from './texts.js';

const AT_ONCE = 500;

/** Copies keys on the server: KEYS from, to, from, to, … What is missing at `from` is missing at `to` afterwards. */
const COPY = `for i = 1, #KEYS, 2 do
  redis.call('DEL', KEYS[i + 1])
  redis.call('COPY', KEYS[i], KEYS[i + 1])
end`;

/** One Redis for many worlds, each of which has a source of its own in it. */
export class ModelServer {
  readonly redis: RedisClient;
  readonly #client: RedisClient;
  readonly #own: boolean;
  readonly #keys = new Map<string, Set<string>>();

  /**
   * @param edit What is changed in the commands; nothing for the real ones.
   * @param history `own`: each source has its history; `server`: commands are sent as they are.
   */
  constructor(redis: RedisClient, edit: Edit | undefined, history: 'own' | 'server') {
    this.#client = redis;
    this.#own = history === 'own';
    const edits = [...(edit ? [edit] : []), ...(this.#own ? [ownHistory] : [])];
    const all: Edit = (text, name) => edits.reduce((changed, one) => one(changed, name), text);
    this.redis = withTexts(redis, all, (keys) => this.#remember(keys));
  }

  /** Everything that the commands were ever given of a source. */
  keysOf(source: number): string[] {
    return [...(this.#keys.get(sourcePrefix(source)) ?? [])];
  }

  /** Begins a new history, as a start or a promotion does. */
  async newHistory(source: number, name: string): Promise<void> {
    if (this.#own) return void (await this.#client.set(historyKey(source), name));
    if (!(this.#client instanceof Redis)) throw new Error('the history of a cluster is not for one world to change');
    await this.#client.replicaof('127.0.0.1', 1);
    await this.#client.replicaof('NO', 'ONE');
  }

  async keepCopy(source: number): Promise<void> {
    await this.#copy(this.keysOf(source).map((key) => [key, `${key}~`]));
  }

  async putBack(source: number): Promise<void> {
    await this.#copy(this.keysOf(source).map((key) => [`${key}~`, key]));
  }

  async empty(source: number): Promise<void> {
    await this.#unlink(this.keysOf(source));
  }

  /** Leaves nothing of a source. */
  async forget(source: number): Promise<void> {
    const keys = this.keysOf(source);
    this.#keys.delete(sourcePrefix(source));
    await this.#unlink([...keys, ...keys.map((key) => `${key}~`), historyKey(source)]);
  }

  #remember(keys: readonly string[]): void {
    const prefix = (keys[0] ?? '').slice(0, (keys[0] ?? '').indexOf('}') + 1);
    let known = this.#keys.get(prefix);
    if (!known) this.#keys.set(prefix, (known = new Set()));
    for (const key of keys) known.add(key);
  }

  async #copy(pairs: readonly (readonly [string, string])[]): Promise<void> {
    if (pairs.length > 0) await this.#client.eval(COPY, pairs.length * 2, ...pairs.flat());
  }

  async #unlink(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += AT_ONCE) await this.#client.unlink(...keys.slice(at, at + AT_ONCE));
  }
}

const historyKey = (source: number): string => `${sourceKeys(source).index}:history`;
