import { type FeedBlind, type FeedLook, type FeedMarks, tableName } from '@onceql/shared';
import type { Door } from '../connection/door.js';
import { FEED_MS, PULSE_MS } from '../feed-limit.js';
import { sql } from '../sql.js';
import { arrayLiteral } from './values.js';

const PULSE = sql(import.meta.url, 'pulse.sql');
const MARKS = sql(import.meta.url, 'marks.sql');
/** As in marks.sql. */
const BUCKETS = 128;

/**
 * What has changed since `before`. While nothing at all was committed it asks for one row. `wide`: functions in any
 * language count, because results may rest on them.
 */
export async function postgresChanges(door: Door, before: FeedMarks, wide: boolean): Promise<FeedLook> {
  // The pulse comes first, in a statement of its own: what changes between the two moves the next pulse.
  const [[standby, counts, uncounted, ...rest] = []] = await door.query(PULSE, [], PULSE_MS);
  if (standby === true) return STANDBY;
  if (counts !== 'on') return NO_COUNTS;
  if (uncounted !== null) return notCounted(String(uncounted));
  const [life = '', present = ''] = rest.map(String);
  const beat = `${life} ${present}`;
  if (beat === before.pulse) return { outcome: 'seen', frame: before.frame, pulse: beat, changed: new Map(), gone: [], everything: false };
  const sameLife = before.frame.startsWith(`${life}/`);
  const [head = [], ...rows] = await door.query(MARKS, [arrayLiteral(sameLife ? bucketSums(before.tables) : []), wide], FEED_MS);
  const frame = `${life}/${String(head[3])}`;
  return { outcome: 'seen', frame, pulse: beat, ...compare(before.tables, numbersOf(head[1]), rows), everything: frame !== before.frame };
}

const STANDBY: FeedBlind = {
  outcome: 'blind',
  why: 'standby: the database follows another one, whose changes it does not count; let the feed ask the primary, or tell of refreshes',
};
const NO_COUNTS: FeedBlind = { outcome: 'blind', why: 'track_counts is off: the database does not count changes; switch it on' };
const notCounted = (roles: string): FeedBlind => ({
  outcome: 'blind', why: `track_counts is off for some roles (${roles}): what they change is not counted; ALTER ROLE … RESET track_counts`,
});

const numbersOf = (list: unknown): ReadonlySet<number> =>
  new Set(typeof list === 'string' && list !== '' ? list.split(',').map(Number) : []);

/** A mark as it is kept: the oid tells the bucket. */
const markOf = (oid: unknown, mark: unknown): string => `${String(oid)} ${String(mark)}`;
const bucketOf = (mark: string): number => Number(mark.split(' ', 1)[0]) % BUCKETS;

function bucketSums(tables: ReadonlyMap<string, string>): string[] {
  const sums = Array.from({ length: BUCKETS }, () => 0n);
  for (const mark of tables.values()) {
    const bucket = bucketOf(mark);
    sums[bucket] = (sums[bucket] ?? 0n) + BigInt(mark.slice(mark.indexOf(' ') + 1));
  }
  return sums.map(String);
}

/** `rows` are all tables of the changed buckets. */
function compare(before: ReadonlyMap<string, string>, buckets: ReadonlySet<number>, rows: readonly unknown[][]): { changed: Map<string, string>; gone: string[] } {
  const changed = new Map<string, string>();
  const present = new Set<string>();
  for (const [oid, schema, name, mark] of rows) {
    const table = tableName(String(schema), String(name));
    const now = markOf(oid, mark);
    present.add(table);
    if (before.get(table) !== now) changed.set(table, now);
  }
  const gone = [...before].filter(([table, mark]) => buckets.has(bucketOf(mark)) && !present.has(table)).map(([table]) => table);
  // One that was dropped and made again may have come to another bucket.
  return { changed, gone };
}
