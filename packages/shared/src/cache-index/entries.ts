import { sourceKeys } from './keys.js';
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
  /** Why a submission would not be served it: `incarnation`, `expired(<table>)`; undefined where it would. */
  readonly expired: string | undefined;
}

export type EntryOrder = 'hits' | 'cached_at';

type Fields = Readonly<Record<string, string>>;
interface Held {
  readonly key: string;
  readonly fields: Fields;
  readonly tables: readonly string[];
  readonly hits: number;
}

/** The first `limit` entries of a source, the most often hit or the youngest first. Nothing else is read. */
export async function listEntries(redis: RedisClient, source: number, order: EntryOrder, limit: number): Promise<EntryView[]> {
  const at = sourceKeys(source);
  const keys = await redis.zrevrange(order === 'hits' ? at.hits : at.entries, 0, limit - 1);
  return readEntries(redis, source, keys);
}

/** The entries of these keys, in their order; keys without one are left out. */
export async function readEntries(redis: RedisClient, source: number, keys: readonly string[]): Promise<EntryView[]> {
  if (keys.length === 0) return [];
  const at = sourceKeys(source);
  const [scores, ...all] = await Promise.all([redis.zmscore(at.hits, ...keys), ...keys.map((key) => redis.hgetall(at.entry(key)))]);
  const held = keys.flatMap((key, place): Held[] => {
    const fields = all[place] ?? {};
    return fields['result'] === undefined ? [] : [{ key, fields, tables: list(fields['tables']), hits: Number(scores[place] ?? 0) }];
  });
  const tables = [...new Set(held.flatMap((entry) => entry.tables))];
  const [incarnation, ...parts] = await Promise.all([
    redis.hget(at.index, 'incarnation'),
    ...batchesOf(tables).map((batch) => redis.hmget(at.epochs, ...batch)),
  ]);
  const epochs = new Map(parts.flat().map((epoch, place) => [tables[place] ?? '', epoch ?? '0']));
  return held.map((entry) => viewOf(source, entry, incarnation, epochs));
}

function viewOf(source: number, { key, fields, tables, hits }: Held, incarnation: string | null, now: ReadonlyMap<string, string>): EntryView {
  const captured = list(fields['epochs']);
  const moved = tables.find((table, place) => now.get(table) !== captured[place]);
  return {
    key,
    source,
    result: Number(fields['result']),
    epochs: Object.fromEntries(tables.map((table, place) => [table, Number(captured[place])])),
    rows: Number(fields['rows']),
    bytes: Number(fields['bytes']),
    runtime: Number(fields['runtime']),
    hits,
    cachedAt: Number(fields['cached_at']),
    snapshotAt: Number(fields['snapshot_at']),
    expired: fields['incarnation'] !== incarnation ? 'incarnation' : moved === undefined ? undefined : `expired(${moved})`,
  };
}

const list = (text: string | undefined): string[] => JSON.parse(text ?? '[]') as string[];

function batchesOf(tables: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(tables.length / 1000) }, (_, at) => tables.slice(at * 1000, (at + 1) * 1000));
}
