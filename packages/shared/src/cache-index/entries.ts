import { sourceKeys } from './keys.js';
import type { Look } from './replies.js';
import { lookOf, lookSent } from './resolving.js';
import { runCommand } from './script.js';
import type { RedisClient } from './script.js';

/** An entry as people look at it. Times are milliseconds since 1970, runtime is in seconds. */
export interface EntryView {
  readonly key: string;
  readonly source: number;
  readonly result: number;
  /** Tables it rests on, with the epochs captured for them. */
  readonly epochs: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly bytes: number;
  readonly runtime: number;
  /** Over all entries that the key has had in this life of the index. */
  readonly hits: number;
  readonly cachedAt: number;
  readonly snapshotAt: number;
  /** How long it is served, counted from the snapshot: milliseconds; undefined: no end. */
  readonly ttl: number | undefined;
  /** Why a submission would not be served it: `incarnation`, `expired(<table>)`, `ttl`, `unwatched`; undefined where it would. */
  readonly expired: string | undefined;
}

export type EntryOrder = 'hits' | 'cached_at';

/** The entries of a source as they would be served now. */
export interface EntriesAt {
  readonly source: number;
  /** As of {@link CacheIndex}. */
  readonly now: string;
  /** As of {@link Freshness}. */
  readonly fallbackTtl: number | undefined;
}

/** The first `limit` entries of a source, the most often hit or the youngest first. Nothing else is read. */
export async function listEntries(redis: RedisClient, from: EntriesAt, order: EntryOrder, limit: number): Promise<EntryView[]> {
  const at = sourceKeys(from.source);
  const keys = await redis.zrevrange(order === 'hits' ? at.hits : at.entries, 0, limit - 1);
  return readEntries(redis, from, keys);
}

/** The entries of these keys, in their order; keys without one are left out. */
export async function readEntries(redis: RedisClient, from: EntriesAt, keys: readonly string[]): Promise<EntryView[]> {
  if (keys.length === 0) return [];
  const at = sourceKeys(from.source);
  const [scores, ...all] = await Promise.all([redis.zmscore(at.hits, ...keys), ...keys.map((key) => readEntry(redis, from, key))]);
  return keys.flatMap((key, place): EntryView[] => {
    const { fields = {}, expired = undefined } = all[place] ?? {};
    return fields['result'] === undefined ? [] : [viewOf(from.source, key, fields, Number(scores[place] ?? 0), expired)];
  });
}

type Fields = Readonly<Record<string, string>>;

async function readEntry(redis: RedisClient, from: EntriesAt, key: string): Promise<{ fields: Fields; expired: string | undefined }> {
  const [fields, expired] = await Promise.all([redis.hgetall(sourceKeys(from.source).entry(key)), whyNotServed(redis, from, key)]);
  return { fields, expired };
}

/** Why a submission would not be served the entry of a key, also where there is none; undefined where it would. */
export async function whyNotServed(redis: RedisClient, { source, now, fallbackTtl }: EntriesAt, key: string): Promise<string | undefined> {
  const freshness = fallbackTtl === undefined ? {} : { fallbackTtl };
  return whyNot(lookOf(await runCommand(redis, 'look', ...lookSent(now, source, key, freshness, true))));
}

function whyNot(look: Look): string | undefined {
  if (look.outcome === 'hit') return undefined;
  // Where the epochs are not restored yet, entries of another life of the index cannot be told from true ones.
  return look.outcome === 'missed' ? look.why : 'incarnation';
}

function viewOf(source: number, key: string, fields: Fields, hits: number, expired: string | undefined): EntryView {
  const captured = list(fields['epochs']);
  return {
    key,
    source,
    result: Number(fields['result']),
    epochs: Object.fromEntries(list(fields['tables']).map((table, place) => [table, Number(captured[place])])),
    rows: Number(fields['rows']),
    bytes: Number(fields['bytes']),
    runtime: Number(fields['runtime']),
    hits,
    cachedAt: Number(fields['cached_at']),
    snapshotAt: Number(fields['snapshot_at']),
    ttl: shortest(fields['ttl'], fields['ends']),
    expired,
  };
}

/** Of times in ms, '' or absent for none. */
function shortest(...limits: readonly (string | undefined)[]): number | undefined {
  const some = limits.flatMap((limit) => (limit ? [Number(limit)] : []));
  return some.length === 0 ? undefined : Math.min(...some);
}

const list = (text: string | undefined): string[] => JSON.parse(text ?? '[]') as string[];
