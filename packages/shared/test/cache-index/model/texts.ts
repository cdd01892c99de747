import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { commandOfSha } from '../../../src/cache-index/script.js';
import type { CommandName, RedisClient } from '../../../src/cache-index/script.js';

/** Makes another text of a command's. */
export type Edit = (text: string, name: CommandName) => string;

const HISTORY = /^local function history\(\)\n[\s\S]*?\nend$/m;
/**
 * A server has one history, so worlds that share a server could not change theirs one by one: in place of INFO it is
 * read from a key beside the index.
 */
const OWN_HISTORY = "local function history()\n  return redis.call('GET', KEYS[1] .. ':history') or ''\nend";

export const ownHistory: Edit = (text) => text.replace(HISTORY, () => OWN_HISTORY);

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

type Sent = (...args: (string | number)[]) => Promise<unknown>;

/**
 * The same connection, on which commands go out with edited texts. `seen` is told the keys of each command. The first
 * time a digest comes it is answered as a Redis does that does not know it, which brings the text along.
 */
export function withTexts(redis: RedisClient, edit: Edit, seen: (keys: readonly string[]) => void): RedisClient {
  const edited = new Map<string, string>();
  const evalsha: Sent = (sha, count, ...rest) => {
    const mine = edited.get(String(sha));
    if (mine === undefined) return Promise.reject(new Error('NOSCRIPT not edited yet'));
    seen(rest.slice(0, Number(count)) as string[]);
    return (redis.evalsha as Sent).call(redis, mine, count ?? 0, ...rest);
  };
  const evaluate: Sent = (text, count, ...rest) => {
    const sha = sha1(String(text));
    const name = commandOfSha(sha);
    if (name === undefined) throw new Error('a text that no command has');
    const made = edit(String(text), name);
    edited.set(sha, sha1(made));
    seen(rest.slice(0, Number(count)) as string[]);
    return (redis.eval as Sent).call(redis, made, count ?? 0, ...rest);
  };
  const changed: Record<string | symbol, Sent> = {
    evalsha,
    eval: evaluate,
  };
  return new Proxy<Redis | Cluster>(redis, {
    get: (target, name) => {
      const own = changed[name];
      if (own) return own;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
