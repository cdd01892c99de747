import { entries } from './history.js';
import type { History } from './history.js';
import type { Row, Statement } from './statements.js';
import type { Versions } from './tables.js';

export type Fault =
  /** Older than a refresh that had been answered before the submission. */
  | 'stale'
  /** Rows of several versions, or tables of several moments, in one answer. */
  | 'torn'
  /** Not the rows that the statement returns. */
  | 'wrong_rows'
  /** A version that was not written when the answer came. */
  | 'unborn'
  /** Older than max_age allows. */
  | 'too_old'
  /** A cached answer that was read while a load was open, or shows old and new tables of one. */
  | 'half_loaded'
  /** A job that has not ended in time. */
  | 'stuck'
  /** A job that failed for no reason that the storm can see. */
  | 'dishonest_end'
  /** A result that is not the one that its run ended with, or two of them. */
  | 'double_publish'
  /** A result that is one caller's went to several. */
  | 'shared'
  /** One key for two statements, or two for one. */
  | 'key'
  /** Two attempts at work that only one may do. */
  | 'twice'
  /** A job, a result or a file that should be there is not. */
  | 'lost'
  /** An answer that no caller should see. */
  | 'answer'
  /** A process ended that nobody had ended. */
  | 'crash'
  /** Something was left behind. */
  | 'left_over'
  /** More memory, handles or connections than before. */
  | 'leak';

export interface Violation {
  readonly fault: Fault;
  readonly details: string;
  /** All that is known of the case. */
  readonly evidence: unknown;
}

/** An answer with rows, and what it answers. Times are milliseconds by the storm's clock. */
export interface Answered {
  readonly statement: Statement;
  /** When the submission was sent. */
  readonly sent: number;
  /** When the answer was there. */
  readonly received: number;
  readonly rows: readonly Row[];
  /** Seconds; undefined: any age. Only looked at for hits. */
  readonly maxAge?: number | undefined;
  /** When the rows were read, as the answer says. */
  readonly executedAt?: number | undefined;
  readonly isHit: boolean;
  /** By how many milliseconds it may be behind what had been told, as it was marked stale and its caller allowed it; 0 if absent. */
  readonly staleMs?: number | undefined;
  /** What it must show at least, whatever else is allowed: its caller's own writes. */
  readonly atLeast?: Versions | undefined;
}

/** Clocks of Redis and of the storm are the same machine's; a header is cut to the millisecond. */
const CLOCK_SLACK_MS = 5;

/** What is wrong with an answer; nothing if it is right. */
export function judgeAnswer(history: History, answered: Answered): Omit<Violation, 'evidence'>[] {
  const reading = answered.statement.read(answered.rows);
  if ('problem' in reading) return [{ fault: reading.problem, details: reading.details }];
  const found = [
    ...judgeVersions(history, reading.versions, answered),
    ...judgeSnapshot(history, reading.versions),
  ];
  const age = tooOld(answered);
  return age === undefined ? found : [...found, { fault: 'too_old', details: age }];
}

function* judgeVersions(history: History, versions: Versions, { sent, received, staleMs = 0, atLeast = {} }: Answered): Iterable<Omit<Violation, 'evidence'>> {
  for (const [table, version] of entries(versions)) {
    const change = history.change(table, version);
    if (!change || change.sent > received) yield { fault: 'unborn', details: `${table} shows version ${version}, which was not committed` };
    const due = history.newestTold(table, sent - staleMs);
    if (version < due) yield { fault: 'stale', details: `${table} shows version ${version}, though ${due} had been told before${staleMs > 0 ? `, and ${staleMs} ms were allowed` : ''}` };
    const own = atLeast[table] ?? 0;
    if (version < own) yield { fault: 'stale', details: `${table} shows version ${version} to a caller who had asked for ${own}, which he wrote` };
  }
}

/** Whether one snapshot can have seen these versions together. */
function* judgeSnapshot(history: History, versions: Versions): Iterable<Omit<Violation, 'evidence'>> {
  const windows = entries(versions).map(([table, version]) => ({ table, ...(history.window(table, version) ?? { from: -Infinity, to: Infinity }) }));
  const from = Math.max(...windows.map((window) => window.from));
  const to = Math.min(...windows.map((window) => window.to));
  if (from > to) yield { fault: 'torn', details: `no moment showed ${JSON.stringify(versions)}: not before ${from}, not after ${to}` };
  for (const [table, version] of entries(versions)) {
    for (const [other, together] of entries(history.change(table, version)?.versions ?? {})) {
      const seen = versions[other];
      if (seen !== undefined && seen < together) {
        yield { fault: 'torn', details: `${table} ${version} was committed together with ${other} ${together}, and ${other} shows ${seen}` };
      }
    }
  }
}

function tooOld({ isHit, maxAge, executedAt, sent }: Answered): string | undefined {
  if (!isHit || maxAge === undefined || executedAt === undefined) return undefined;
  const age = sent - executedAt;
  return age > maxAge * 1000 + CLOCK_SLACK_MS ? `rows ${age} ms old when asked for, where ${maxAge} s were allowed` : undefined;
}
