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
export const ORPHAN_MS = 2_500;

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
  const [one, other] = [runs.get(earlier.run), runs.get(later.run)];
  if (!one || !other || one.key !== other.key || !one.shareable || !other.shareable) return undefined;
  // A run that had ended before cannot publish; only its statement is still being stopped.
  if (one.endedAt !== undefined && one.endedAt <= later.first) return undefined;
  // An attempt may come late: what moved since the claim was free to be claimed by another, who may have ended by now.
  const isSpared = reprieves.some(({ keys, from, to }) => (keys?.has(one.key) ?? true) && from <= later.first && to >= one.claimedAt);
  return isSpared ? undefined : `key ${one.key} ran in ${earlier.run} and ${later.run} at once, and nothing it rests on had moved`;
}
