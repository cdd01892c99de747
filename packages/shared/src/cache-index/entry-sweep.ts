import { sourceKeys } from './keys.js';
import { forgetRendered } from './rendered.js';
import { UnknownReply } from './replies.js';
import { runCommand } from './script.js';
import type { RedisClient } from './script.js';

/** Why an entry is taken out of the index. */
export type DropReason =
  /** It has not been true for longer than `keepMs`: nobody is served it, not even as stale. */
  | { readonly why: 'expired'; readonly keepMs: number }
  /** The entries of its source have more bytes than `bytes`, and it has not been used since `usedAt`, as {@link EntrySweep.leastUsed} says. */
  | { readonly why: 'quota'; readonly bytes: number; readonly usedAt: string }
  /** The files of this result are gone. */
  | { readonly why: 'files_gone'; readonly result: number }
  | { readonly why: 'deleted' };

/** What became of it. `kept`: it is true, or in use; `changed`: it is another entry by now. `result` is no entry's now. */
export type Drop =
  | { readonly outcome: 'dropped'; readonly result: number; readonly path: string; readonly bytes: number }
  | { readonly outcome: 'kept' | 'changed' | 'none' | 'fenced' };

/** A part of what is gone through, and where the next part begins; '0' is the beginning, and the end. */
export interface Part<T> {
  readonly next: string;
  readonly items: readonly T[];
}

/** An entry as a comparison with the files looks at it. */
export interface HeldEntry {
  readonly key: string;
  readonly result: number;
  readonly path: string;
  readonly bytes: number;
}

/** Members of a set that are asked for at once: small enough that nobody else waits. */
const COUNT = 100;

/**
 * Takes entries out of the index that are of no use any more, and finds them. Nothing here looks at a whole source in
 * one command, nor touches more than one entry in one.
 */
export class EntrySweep {
  readonly #redis: RedisClient;
  readonly #now: () => string;

  /** @param now As of {@link CacheIndex}. */
  constructor(redis: RedisClient, now: () => string) {
    this.#redis = redis;
    this.#now = now;
  }

  /** Takes the entry of a key out, if the reason still holds. All that names the key goes with it, but a run under way. */
  async drop(source: number, key: string, reason: DropReason): Promise<Drop> {
    const at = sourceKeys(source);
    const [result, path, tables] = await this.#redis.hmget(at.entry(key), 'result', 'path', 'tables');
    if (reason.why === 'files_gone' && Number(result) !== reason.result) return { outcome: 'changed' };
    const rests = JSON.parse(tables ?? '[]') as string[];
    const reply = await runCommand(
      this.#redis,
      'drop-entry',
      [at.index, at.entry(key), at.epochs, at.moved, at.entries, at.hits, at.used, at.rendered, at.renderedUsed, at.renderedUntil, ...rests.map(at.byTable)],
      [this.#now(), key, result ?? '', reason.why, ...detailsOf(reason)],
    );
    const [code, bytes] = reply;
    switch (code) {
      case 'dropped':
        return { outcome: 'dropped', result: Number(result), path: path ?? '', bytes: Number(bytes) };
      case 'kept':
      case 'changed':
      case 'none':
      case 'fenced':
        return { outcome: code };
      default:
        throw new UnknownReply('drop-entry', reply);
    }
  }

  /** Names of sets of keys whose entries a move of epochs expired `keepMs` ago or earlier, oldest first, some of them. */
  async setAside(source: number, keepMs: number): Promise<string[]> {
    const now = Number(this.#now() || (await this.#time(source)));
    return this.#redis.zrangebyscore(sourceKeys(source).toSweep, '-inf', now - keepMs, 'LIMIT', 0, COUNT);
  }

  /** Keys in such a set; one may come twice. */
  async keysAside(set: string, from: string): Promise<Part<string>> {
    const [next, items] = await this.#redis.sscan(set, from, 'COUNT', COUNT);
    return { next, items };
  }

  /** Such a set has been gone through. */
  async doneWith(source: number, set: string): Promise<void> {
    await this.#redis.unlink(set);
    await this.#redis.zrem(sourceKeys(source).toSweep, set);
  }

  /** Entries of a source, in no order; one may come twice. Those whose hash is gone have result 0. */
  async entries(source: number, from: string): Promise<Part<HeldEntry>> {
    const at = sourceKeys(source);
    const [next, flat] = await this.#redis.zscan(at.entries, from, 'COUNT', COUNT);
    const keys = flat.filter((_item, place) => place % 2 === 0);
    const fields = await Promise.all(keys.map((key) => this.#redis.hmget(at.entry(key), 'result', 'path', 'bytes')));
    const items = keys.map((key, place) => {
      const [result, path, bytes] = fields[place] ?? [];
      return { key, result: Number(result ?? 0), path: path ?? '', bytes: Number(bytes ?? 0) };
    });
    return { next, items };
  }

  /** Of these results, those that the entries of their keys name. */
  async named(source: number, results: readonly { readonly id: number; readonly key: string }[]): Promise<Set<number>> {
    const at = sourceKeys(source);
    const present = await Promise.all(results.map(({ key }) => this.#redis.hget(at.entry(key), 'result')));
    return new Set(results.filter(({ id }, place) => present[place] === String(id)).map(({ id }) => id));
  }

  /** The entries that have not been used for longest; `usedAt` is for {@link DropReason}. */
  async leastUsed(source: number, limit: number): Promise<{ key: string; usedAt: string }[]> {
    const flat = await this.#redis.zrange(sourceKeys(source).used, '0', String(limit - 1), 'WITHSCORES');
    return flat.flatMap((key, place) => (place % 2 === 0 ? [{ key, usedAt: flat[place + 1] ?? '' }] : []));
  }

  /** How many entries a source has, and how many bytes their files, as far as has been counted. */
  async size(source: number): Promise<{ entries: number; bytes: number }> {
    const at = sourceKeys(source);
    const [entries, bytes] = await Promise.all([this.#redis.zcard(at.entries), this.#redis.hget(at.index, 'bytes')]);
    return { entries, bytes: Number(bytes ?? 0) };
  }

  /** Corrects the count of bytes by a difference that was found. */
  async correct(source: number, bytes: number): Promise<void> {
    await this.#redis.hincrby(sourceKeys(source).index, 'bytes', bytes);
  }

  /** Forgets rendered results that were kept for those who waited, a minute or more ago. Answers how many. */
  async forgetRendered(source: number): Promise<number> {
    return forgetRendered(this.#redis, source, this.#now());
  }

  async #time(source: number): Promise<string> {
    const [, now] = await runCommand(this.#redis, 'now', [sourceKeys(source).index], ['']);
    return now ?? '';
  }
}

function detailsOf(reason: DropReason): (string | number)[] {
  if (reason.why === 'expired') return [reason.keepMs, ''];
  return reason.why === 'quota' ? [reason.bytes, reason.usedAt] : ['', ''];
}
