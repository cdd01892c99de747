import { readEntries, whyNotServed } from './entries.js';
import type { EntriesAt, EntryOrder, EntryView } from './entries.js';
import { sourceKeys } from './keys.js';
import type { RedisClient } from './script.js';

/** A table as people look at it. */
export interface TableView {
  readonly table: string;
  readonly epoch: number;
  /** Entries that rest on it at this epoch. */
  readonly entries: number;
  /** How often those were served, over all entries that their keys have had; undefined where they are too many to add up. */
  readonly hits: number | undefined;
}

/** Members asked for at once: small enough that nobody else waits. */
const COUNT = 500;
/** Keys of one table, and of all tables of one question, that are looked at. */
const MOST_KEYS = 10_000;
const MOST_IN_ALL = 50_000;
/** Tables and entries up to which a refresh counts exactly. */
const FEW_TABLES = 100;
const FEW_ENTRIES = 200;

/** Epochs of all tables that anything may rest on. */
export async function presentEpochs(redis: RedisClient, source: number): Promise<ReadonlyMap<string, number>> {
  const held = await redis.hgetall(sourceKeys(source).epochs);
  return new Map(Object.entries(held).map(([table, epoch]) => [table, Number(epoch)]));
}

/** What rests on these tables, in their order. */
export async function readTables(redis: RedisClient, source: number, tables: ReadonlyMap<string, number>): Promise<TableView[]> {
  const at = sourceKeys(source);
  const names = [...tables.keys()];
  const sizes = await Promise.all(names.map((table) => redis.scard(at.byTable(table))));
  const views: TableView[] = [];
  let left = MOST_IN_ALL;
  for (const [place, table] of names.entries()) {
    const entries = sizes[place] ?? 0;
    const isTooMany = entries > Math.min(left, MOST_KEYS);
    if (!isTooMany) left -= entries;
    views.push({ table, epoch: tables.get(table) ?? 0, entries, hits: isTooMany ? undefined : await hitsOn(redis, source, [table]) });
  }
  return views;
}

/** The first `limit` entries that rest on any of these tables at their present epochs. */
export async function entriesOn(
  redis: RedisClient, from: EntriesAt, tables: readonly string[], order: EntryOrder, limit: number,
): Promise<EntryView[]> {
  const at = sourceKeys(from.source);
  const keys = await keysOn(redis, from.source, tables, MOST_KEYS);
  const scores = await scoresOf(redis, order === 'hits' ? at.hits : at.entries, keys);
  const first = keys.map((key, place) => ({ key, score: scores[place] ?? 0 })).sort((one, other) => other.score - one.score).slice(0, limit);
  return readEntries(redis, from, first.map(({ key }) => key));
}

/** How many entries that are true rest on these tables; undefined where they are too many to be looked at one by one. */
export async function countTrueOn(redis: RedisClient, from: EntriesAt, tables: readonly string[]): Promise<number | undefined> {
  if (tables.length > FEW_TABLES) return undefined;
  const at = sourceKeys(from.source);
  const sizes = await Promise.all(tables.map((table) => redis.scard(at.byTable(table))));
  if (sizes.reduce((sum, size) => sum + size, 0) > FEW_ENTRIES) return undefined;
  const keys = await keysOn(redis, from.source, tables, MOST_KEYS);
  const reasons = await Promise.all(keys.map((key) => whyNotServed(redis, from, key)));
  return reasons.filter((reason) => reason === undefined).length;
}

async function hitsOn(redis: RedisClient, source: number, tables: readonly string[]): Promise<number> {
  const keys = await keysOn(redis, source, tables, MOST_KEYS);
  const scores = await scoresOf(redis, sourceKeys(source).hits, keys);
  return scores.reduce((sum, score) => sum + score, 0);
}

/** Distinct keys, `most` or a few more. */
async function keysOn(redis: RedisClient, source: number, tables: readonly string[], most: number): Promise<string[]> {
  const keys = new Set<string>();
  for (const table of tables) {
    let from = '0';
    do {
      const [next, found] = await redis.sscan(sourceKeys(source).byTable(table), from, 'COUNT', COUNT);
      for (const key of found) keys.add(key);
      from = next;
    } while (from !== '0' && keys.size < most);
  }
  return [...keys];
}

async function scoresOf(redis: RedisClient, sorted: string, keys: readonly string[]): Promise<number[]> {
  const parts: number[] = [];
  for (let from = 0; from < keys.length; from += COUNT) {
    for (const score of await redis.zmscore(sorted, ...keys.slice(from, from + COUNT))) parts.push(Number(score ?? 0));
  }
  return parts;
}

/** What the index holds of a source. */
export interface SourceHoldings {
  readonly entries: number;
  /** Of the files of its entries, as far as has been counted. */
  readonly bytes: number;
  /** When the oldest entry was made, ms since 1970. */
  readonly oldest: number | undefined;
  /** Entries that a refresh has expired and that have not been swept; an entry over several tables may count for each. */
  readonly unswept: number;
}

export async function readHoldings(redis: RedisClient, source: number): Promise<SourceHoldings> {
  const at = sourceKeys(source);
  const [entries, bytes, first, aside] = await Promise.all([
    redis.zcard(at.entries), redis.hget(at.index, 'bytes'), redis.zrange(at.entries, '0', '0', 'WITHSCORES'), redis.zrange(at.toSweep, '0', '-1'),
  ]);
  const sizes = await Promise.all(aside.map((set) => redis.scard(set)));
  const oldest = first[1];
  return {
    entries,
    bytes: Number(bytes ?? 0),
    oldest: oldest === undefined ? undefined : Number(oldest),
    unswept: sizes.reduce((sum, size) => sum + size, 0),
  };
}
