import { CANCELLED, sourceOfJob } from '@onceql/shared';
import type { JobView } from '@onceql/shared';
import type { Ports } from './ports.js';
import { recordEnd } from './record-end.js';

type LeavePorts = Pick<Ports, 'index' | 'ledger' | 'queue' | 'log'>;

/** `left`: the job is out of its run. `ended`: there was nothing to leave any more. `unknown`: no such job. */
export type Left = 'left' | 'ended' | 'unknown';

/**
 * Takes a job out of its run. When it was the last one the run is cancelled: the worker that has it is told by the
 * index and stops the statement on the database.
 */
export async function leaveJob(ports: LeavePorts, id: string): Promise<Left> {
  const source = sourceOfJob(id);
  const job = source === undefined ? undefined : await ports.index.readJob(id);
  if (source === undefined) return 'unknown';
  if (!job) return (await ports.ledger.findJob(id)) ? 'ended' : 'unknown';
  return leaveRun(ports, source, job);
}

/** The same for a job that need not be looked up: one command, so that a Redis that is silent just now still gets it. */
export async function leaveRun(ports: LeavePorts, source: number, job: Pick<JobView, 'id' | 'run' | 'key'>): Promise<'left' | 'ended'> {
  const leaving = await ports.index.leave(job);
  if (leaving.outcome !== 'left') return 'ended';
  await ports.ledger.recordLeft(job.id);
  if (leaving.last) {
    await recordEnd(ports, source, leaving.run, { state: 'cancelled', error: CANCELLED, at: new Date() });
    await ports.queue.remove(source, leaving.run);
  }
  ports.log.info({ job: job.id, run: leaving.run, outcome: leaving.last ? 'cancelled' : 'left' }, 'job left');
  return 'left';
}
