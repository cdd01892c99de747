import type { Violation } from './judge.js';

/** A statement of a run as the warehouse showed it. Times are milliseconds by the storm's clock. */
export interface Execution {
  readonly run: string;
  readonly pid: number;
  readonly first: number;
  last: number;
}

/** What is known of a run when all is over. */
export interface RunRecord {
  readonly run: string;
  readonly key: string;
  /** Whether its result may be shared, as far as the storm knows. */
  readonly shareable: boolean;
  /** When it was claimed. */
  readonly claimedAt: number;
  /** When it ended, if it did. */
  readonly endedAt: number | undefined;
}

/** A time in which it may be right to run a key anew: a refresh of its tables, or an index that was emptied. */
export interface Reprieve {
  /** Undefined: of every key. */
  readonly keys: ReadonlySet<string> | undefined;
  readonly from: number;
  readonly to: number;
}

/** How long the statement of an attempt before may take to be cancelled, with a look at it every so often. */
const ORPHAN_MS = 2_500;

/** The ledger records a claim a moment after the index has decided it. */
const RECORD_MS = 500;

const overlapOf = (one: Execution, other: Execution): number => Math.min(one.last, other.last) - Math.max(one.first, other.first);

/**
 * Finds work that was done twice at once: two statements of one run for longer than it takes to cancel an orphan; two
 * runs of one key that might both have made its entry.
 */
export function judgeOnce(executions: readonly Execution[], runs: ReadonlyMap<string, RunRecord>, reprieves: readonly Reprieve[]): Violation[] {
  const ordered = [...executions].sort((one, other) => one.first - other.first);
  const found: Violation[] = [];
  for (const [at, later] of ordered.entries()) {
    for (const earlier of ordered.slice(0, at)) {
      if (earlier.last < later.first || (earlier.pid === later.pid && earlier.run === later.run)) continue;
      const details = earlier.run === later.run ? sameRun(earlier, later) : sameKey(earlier, later, runs, reprieves);
      if (details !== undefined) found.push({ fault: 'twice', details, evidence: { earlier, later, run: runs.get(later.run) } });
    }
  }
  return found;
}

function sameRun(earlier: Execution, later: Execution): string | undefined {
  const overlap = overlapOf(earlier, later);
  return overlap > ORPHAN_MS ? `run ${later.run} ran in two sessions for ${Math.round(overlap)} ms` : undefined;
}

function sameKey(earlier: Execution, later: Execution, runs: ReadonlyMap<string, RunRecord>, reprieves: readonly Reprieve[]): string | undefined {
  const both = [runs.get(earlier.run), runs.get(later.run)].flatMap((run) => run ?? []);
  // Who executes first need not have claimed first: an attempt may come late.
  const [first, second] = both.sort((one, other) => one.claimedAt - other.claimedAt);
  if (!first || !second || first.key !== second.key || !first.shareable || !second.shareable) return undefined;
  // A run that had ended cannot publish; only its statement is still being stopped.
  if (first.endedAt !== undefined && first.endedAt <= Math.max(second.claimedAt, later.first)) return undefined;
  // What moved since the first claim lets another claim the key, and the first run publish no more.
  const isSpared = reprieves.some(({ keys, from, to }) =>
    (keys?.has(first.key) ?? true) && from <= second.claimedAt && to >= first.claimedAt - RECORD_MS);
  return isSpared ? undefined : `key ${first.key} ran in ${first.run} and ${second.run} at once, and nothing it rests on had moved between their claims`;
}
