import { entries } from '../chaos/history.js';
import type { Violation } from '../chaos/judge.js';
import type { Table, Versions } from '../chaos/tables.js';

export type LoadEnd = 'closed' | 'abandoned' | 'overdue';

/** A load as its writer knows it. Times are milliseconds by the soak's clock. */
export interface Load {
  readonly id: number;
  readonly tables: readonly Table[];
  /** When its opening had been answered. */
  readonly opened: number;
  /** From when on it may have ended: its end was being sent, or its time was up. Infinity while it is open. */
  ending: number;
  end: LoadEnd | undefined;
  /** The first and the last version of each table that was changed in it. */
  readonly first: Partial<Record<Table, number>>;
  readonly last: Partial<Record<Table, number>>;
}

/** A cached answer: a hit, a miss that became an entry, or a stale one. */
export interface CachedAnswer {
  readonly versions: Versions;
  readonly tables: readonly Table[];
  /** When its rows were read, as it says itself. */
  readonly readAt: number;
  readonly received: number;
}

/** Between two servers' clocks of one machine, and the cut to whole milliseconds. */
const SLACK_MS = 20;

/** All loads of one source. */
export class Loads {
  readonly all: Load[] = [];

  open(id: number, tables: readonly Table[], opened: number): Load {
    const load: Load = { id, tables, opened, ending: Infinity, end: undefined, first: {}, last: {} };
    this.all.push(load);
    return load;
  }

  /** Those that hold one of these tables at a time. */
  openAt(tables: readonly Table[], at: number): Load[] {
    return this.all.filter((load) => load.opened <= at && at < load.ending && load.tables.some((table) => tables.includes(table)));
  }

  /** What is wrong with a cached answer; nothing if it is right. */
  judge(answer: CachedAnswer): Omit<Violation, 'evidence'>[] {
    return this.all.filter(({ tables }) => tables.some((table) => answer.tables.includes(table))).flatMap((load) => [...judgeTime(load, answer), ...judgeShown(load, answer)]);
  }
}

/** Notes that a load changed tables. */
export function changed(load: Load, versions: Versions): void {
  for (const [table, version] of entries(versions)) {
    load.first[table] ??= version;
    load.last[table] = version;
  }
}

/** Nothing that was read while a load was open may be cached. */
function* judgeTime({ id, opened, ending }: Load, { readAt }: CachedAnswer): Iterable<Omit<Violation, 'evidence'>> {
  if (readAt <= opened + SLACK_MS || readAt >= ending - SLACK_MS) return;
  yield { fault: 'half_loaded', details: `a cached answer was read at ${readAt}, while load ${id} was open (${opened} to ${ending})` };
}

/** A load that was closed shows itself wholly or not at all; one that was given up may be seen as it was left. */
function* judgeShown(load: Load, { versions, received }: CachedAnswer): Iterable<Omit<Violation, 'evidence'>> {
  const isEnded = received >= load.ending;
  if (isEnded && load.end !== 'closed') return;
  const shown = entries(versions).flatMap(([table, version]) => stateOf(load, table, version) ?? []);
  const isWhole = shown.every((state) => state === 'old') || (isEnded && shown.every((state) => state === 'new'));
  if (isWhole) return;
  const range = entries(load.first).map(([table, first]) => `${table} ${first} to ${load.last[table] ?? first}`).join(', ');
  yield { fault: 'half_loaded', details: `a cached answer shows ${JSON.stringify(versions)} of load ${load.id} (${range}), ${isEnded ? 'closed' : 'open'}` };
}

function stateOf({ first, last }: Load, table: Table, version: number): 'old' | 'amid' | 'new' | undefined {
  const [from, to] = [first[table], last[table]];
  if (from === undefined || to === undefined) return undefined;
  if (version < from) return 'old';
  return version >= to ? 'new' : 'amid';
}
