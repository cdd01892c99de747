import { createHash } from 'node:crypto';
import { type FeedBlind, type FeedLook, type FeedMarks, tableName } from '@onceql/shared';
import { DatabaseError } from 'pg';
import type { Door } from '../connection/door.js';
import { FEED_MS } from '../feed-limit.js';
import { sqlBlocks } from '../sql.js';

const block = sqlBlocks(import.meta.url, 'changes.sql');

/** One relation as it looks: what has been written by the hour, who writes, how large it is, what it is. */
interface Mark {
  readonly id: string;
  /** `<hour> insert` or `delete` → steps and the sum of their queries. */
  readonly steps: Readonly<Record<string, string>>;
  /** Transactions that hold it for more than reading. */
  readonly writers: string;
  readonly size: string;
  readonly shape: string;
}

/** What the last look left for the next one. */
interface Pulse {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Equal where no definition can have changed. */
  readonly definitions: string;
}

type Rows = readonly (readonly unknown[])[];
const HOUR_MS = 3600_000;
/** Hours whose steps are asked for again: they may be logged late, and out of order. */
const HOURS_BACK = 2;

/**
 * What has changed since `before`, by the views that Redshift documents for it. There was no Redshift to try this on: it
 * was tested on a Postgres with tables of these shapes. `wide`: functions count, because results may rest on them.
 */
export async function redshiftChanges(door: Door, before: FeedMarks, wide: boolean, clock: () => number = Date.now): Promise<FeedLook> {
  const ask = async (name: string, values: readonly unknown[] = []): Promise<Rows> => door.query(block(name), values, FEED_MS);
  const blind = await blindness(ask);
  if (blind) return blind;
  const last = before.pulse === undefined ? undefined : (JSON.parse(before.pulse) as Pulse);
  const at = clock();
  const from = [last && at - last.at < HOUR_MS ? hourOf(last.at - HOURS_BACK * HOUR_MS) : '1970-01-01 00:00:00'];
  // In this order; see changes.sql.
  const steps = await ask('steps', from);
  const defined = await ask('definitions', from);
  const writers = await ask('writers');
  const definitions = JSON.stringify([from, defined, [...writers].map(String).sort()]);
  const sizes = await ask('sizes');
  const old = new Map([...before.tables].map(([table, mark]) => [table, JSON.parse(mark) as Mark]));
  const same = last?.definitions === definitions && writers.length === 0;
  const shapes = same ? shapesOf(old) : await readShapes(ask);
  const frame = same || !wide ? before.frame || digest([]) : digest(await ask('functions'));
  const present = marksOf(shapes, { steps, writers, sizes });
  const changed = new Map([...present].filter(([table, mark]) => differs(old.get(table), mark)).map(([table, mark]) => [table, JSON.stringify(mark)]));
  const gone = [...old.keys()].filter((table) => !present.has(table));
  const pulse: Pulse = { at, definitions };
  return { outcome: 'seen', frame, pulse: JSON.stringify(pulse), changed, gone, everything: frame !== before.frame };
}

const hourOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 13).replace('T', ' ')}:00:00`;
const digest = (rows: Rows): string => createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 32);

/** Who may not read everybody's log reads his own without a word, so the right to it is asked for. */
async function blindness(ask: (name: string) => Promise<Rows>): Promise<FeedBlind | undefined> {
  if (isTrue((await ask('superuser'))[0]?.[0])) return undefined;
  try {
    if (String((await ask('log_access'))[0]?.[0]).toUpperCase() === 'UNRESTRICTED') return undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
  }
  return {
    outcome: 'blind',
    why: "the user cannot be seen to have access to everybody's log: ALTER USER … SYSLOG ACCESS UNRESTRICTED, and GRANT SELECT on svl_user_info and svv_table_info",
  };
}

const isTrue = (value: unknown): boolean => value === true || value === 't' || value === 'true';

interface Shape {
  readonly table: string;
  readonly shape: string;
}

const shapesOf = (old: ReadonlyMap<string, Mark>): Map<string, Shape> =>
  new Map([...old].map(([table, { id, shape }]) => [id, { table, shape }]));

async function readShapes(ask: (name: string) => Promise<Rows>): Promise<Map<string, Shape>> {
  const [relations, columns, views] = [await ask('relations'), await ask('columns'), await ask('views')];
  const described = groupById([...columns, ...views]);
  return new Map(relations.map(([oid, schema, name, kind]) => {
    const id = String(oid);
    return [id, { table: tableName(String(schema), String(name)), shape: digest([[kind], ...(described.get(id) ?? [])]) }];
  }));
}

function groupById(rows: Rows): Map<string, (readonly unknown[])[]> {
  const groups = new Map<string, (readonly unknown[])[]>();
  for (const row of rows) {
    const group = groups.get(String(row[0]));
    if (group) group.push(row);
    else groups.set(String(row[0]), [row]);
  }
  return groups;
}

function marksOf(shapes: ReadonlyMap<string, Shape>, seen: { steps: Rows; writers: Rows; sizes: Rows }): Map<string, Mark> {
  const [steps, writers, sizes] = [groupById(seen.steps), groupById(seen.writers), groupById(seen.sizes)];
  return new Map([...shapes].map(([id, { table, shape }]) => {
    const written = (steps.get(id) ?? []).map(([, hour, what, count, sum]) => [`${hourText(hour)} ${String(what)}`, `${String(count)} ${String(sum)}`] as const);
    const mark: Mark = {
      id, shape,
      steps: Object.fromEntries(written),
      writers: (writers.get(id) ?? []).map(([, xid]) => String(xid)).sort().join(' '),
      size: (sizes.get(id) ?? []).map(([, size, rows]) => `${String(size)} ${String(rows)}`).join(),
    };
    return [table, mark];
  }));
}

const hourText = (hour: unknown): string => (hour instanceof Date ? hour.toISOString() : String(hour));

/** Steps of hours that are not asked for any more do not count; a step that is new does. */
function differs(before: Mark | undefined, now: Mark): boolean {
  if (before?.id !== now.id || before.shape !== now.shape || before.size !== now.size || before.writers !== now.writers) return true;
  return Object.entries(now.steps).some(([hour, steps]) => before.steps[hour] !== steps);
}
