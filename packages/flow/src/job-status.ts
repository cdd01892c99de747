import { CANCELLED, isEnded, sourceOfJob } from '@onceql/shared';
import type { JobView, Phase, RunEnd, RunView } from '@onceql/shared';
import type { Ports } from './ports.js';

/** What a caller may know of his job. Times are milliseconds since 1970. */
export interface JobStatus {
  readonly id: string;
  readonly source: number;
  readonly key: string;
  readonly caller: string;
  readonly run: string;
  readonly state: 'queued' | 'started' | 'finished' | 'failed';
  /** '' unless failed. */
  readonly error: string;
  readonly result: number | undefined;
  readonly changedAt: number;
  readonly createdAt: number;
  /** How it came to its run: `joined` somebody else's, or `claimed` one. */
  readonly how: 'joined' | 'claimed';
  /** Why there was no hit. */
  readonly why: string;
  /** Why the result was not cached; '' if it was, or if there is none yet. */
  readonly reason: string;
  /** The job whose claim ran the statement; undefined where that is this one or is not known any more. */
  readonly sourceJob: string | undefined;
  /** Read so far, as far as the run has told; undefined where it has told nothing. */
  readonly rows: number | undefined;
  readonly bytes: number | undefined;
  /** What its run is at; undefined once it has ended. */
  readonly phase: Phase | undefined;
}

/** What callers read of a run that the index lost. */
export const LOST = 'OnceQL lost track of this query when its index was emptied. Submit it again.';

/** Whether a job has reached a state that it never leaves. */
export const hasEnded = (status: JobStatus): boolean => status.state === 'finished' || status.state === 'failed';

/**
 * The state of a job, from the index or, for older ones, the ledger. Undefined: there is no such job.
 * @param expected The run that the job was in when last seen: read along with it, which saves a round trip.
 */
export async function jobStatus(
  ports: Pick<Ports, 'index' | 'ledger'>,
  id: string,
  expected?: string,
): Promise<JobStatus | undefined> {
  const source = sourceOfJob(id);
  if (source === undefined) return undefined;
  const [job, guess] = await Promise.all([
    ports.index.readJob(id),
    expected === undefined ? undefined : ports.index.readRun(source, expected),
  ]);
  const run = job && (job.run === expected ? guess : await ports.index.readRun(source, job.run));
  return job && run ? fromIndex(source, job, run) : fromLedger(ports, id);
}

function fromIndex(source: number, job: JobView, run: RunView): JobStatus {
  const { id, key, caller, how, why } = job;
  const shared = {
    id, source, key, caller, how, why,
    run: job.run,
    sourceJob: run.owner === id ? undefined : run.owner,
    rows: run.rows,
    bytes: run.bytes,
    phase: isEnded(run.state) || job.left ? undefined : (run.phase ?? (run.state === 'queued' ? 'queued' : 'reading')),
    changedAt: run.changedAt,
    createdAt: job.createdAt,
  };
  if (job.left) return { ...shared, state: 'failed', error: CANCELLED, result: undefined, reason: '' };
  const state = !isEnded(run.state) ? run.state : run.result === undefined ? 'failed' : 'finished';
  return { ...shared, state, error: run.error, result: run.result, reason: run.reason };
}

async function fromLedger(ports: Pick<Ports, 'ledger'>, id: string): Promise<JobStatus | undefined> {
  const job = await ports.ledger.findJob(id);
  if (!job) return undefined;
  const { source, key, caller, run, createdAt } = job;
  const shared = {
    id, source, key, caller, run, createdAt: createdAt.getTime(),
    how: 'claimed' as const, why: 'archive', sourceJob: undefined, rows: undefined, bytes: undefined, phase: undefined,
  };
  if (job.left || !job.end) {
    const error = job.left ? CANCELLED : LOST;
    return { ...shared, state: 'failed', error, result: undefined, reason: '', changedAt: createdAt.getTime() };
  }
  return { ...shared, ...ofEnd(job.end) };
}

function ofEnd(end: RunEnd): Pick<JobStatus, 'state' | 'error' | 'result' | 'reason' | 'changedAt'> {
  const changedAt = end.at.getTime();
  return 'result' in end
    ? { state: 'finished', error: '', result: end.result, reason: end.reason, changedAt }
    : { state: 'failed', error: end.error, result: undefined, reason: '', changedAt };
}
