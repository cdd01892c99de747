import type { Violation } from './judge.js';

/** What the storm does to the system. */
export type Blow =
  | 'kill_api' | 'kill_worker' | 'term_api' | 'term_worker' | 'stop_worker'
  | 'redis_kill' | 'redis_empty' | 'redis_stop' | 'warehouse_sessions' | 'ledger_sessions';

export interface Disturbance {
  readonly blow: Blow;
  readonly target: string;
  readonly from: number;
  /** When all was in its place again; Infinity until then. */
  to: number;
}

/** How a job ended, as its caller read it. */
export interface Ended {
  readonly job: string;
  readonly status: number;
  readonly error: string;
  /** When the submission was sent, and when the end was read. */
  readonly sent: number;
  readonly received: number;
  /** Whether its caller asked to be taken out. */
  readonly left: boolean;
}

/** A failed job, by its reason. */
export type FailureClass = 'cancelled' | 'lost_track' | 'source_trouble' | 'ledger_trouble' | 'too_many_stalls';

const CLASSES: readonly (readonly [FailureClass, RegExp])[] = [
  ['cancelled', /^Query cancelled by user\.$/],
  ['lost_track', /^OnceQL lost track of this query when its index was emptied\. Submit it again\.$/],
  ['source_trouble', /^(terminating connection due to administrator command|The connection to \S+ was lost: .*|No connection to .*)$/],
  ['ledger_trouble', /^OnceQL's own Postgres \(.*\) cannot be reached: /],
  ['too_many_stalls', /^Four workers died, or fell silent, while they ran this query\. It is not tried again\.$/],
];

export const classOf = (error: string): FailureClass | undefined => CLASSES.find(([, words]) => words.test(error))?.[0];

/** What may have brought a failure about. */
const CAUSES: Readonly<Record<FailureClass, readonly Blow[]>> = {
  cancelled: [],
  lost_track: ['redis_empty'],
  source_trouble: ['warehouse_sessions'],
  ledger_trouble: ['ledger_sessions'],
  too_many_stalls: ['kill_worker', 'term_worker', 'stop_worker', 'redis_stop', 'redis_kill'],
};
/** How many such blows it takes. */
const STALLS = 4;
/** A job may join a run that has been hit before. */
const LOOK_BACK_MS = 60_000;

/** Whether a failed job says what was really done to it; undefined if it does. */
export function judgeEnd(ended: Ended, disturbances: readonly Disturbance[]): Omit<Violation, 'evidence'> | undefined {
  if (ended.status !== 4) return undefined;
  const kind = classOf(ended.error);
  if (kind === undefined) return { fault: 'dishonest_end', details: `nobody expects: ${ended.error}` };
  if (kind === 'cancelled') return ended.left ? undefined : { fault: 'dishonest_end', details: 'cancelled, though its caller never asked for it' };
  const since = kind === 'lost_track' ? ended.sent : ended.sent - LOOK_BACK_MS;
  const blows = disturbances.filter(({ blow, from, to }) => CAUSES[kind].includes(blow) && from <= ended.received && to >= since);
  const needed = kind === 'too_many_stalls' ? STALLS : 1;
  return blows.length >= needed ? undefined : { fault: 'dishonest_end', details: `${ended.error} — but ${blows.length} blows of that kind fell meanwhile` };
}

/** A job that had been accepted and has not ended by the time that all must have. */
export function judgeStuck(job: { readonly job: string; readonly status: number }, sinceLastBlowMs: number, boundMs: number): Omit<Violation, 'evidence'> | undefined {
  if (job.status >= 3 || sinceLastBlowMs < boundMs) return undefined;
  return { fault: 'stuck', details: `job ${job.job} reads ${job.status}, ${Math.round(sinceLastBlowMs / 1000)} s after the last disturbance` };
}
