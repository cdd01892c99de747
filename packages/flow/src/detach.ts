import type { Reason, RunOrder } from '@onceql/shared';
import { shownCaller } from './callers.js';
import type { Ports } from './ports.js';

/**
 * Gives every job that joined a run which may not be shared a run of its own; the owner keeps this one. Each job is
 * moved in one step, so that a worker that dies half-way leaves the rest to the next attempt; what the ledger
 * did not hear of it is told when the new run is begun.
 */
export async function detachJoined(
  ports: Pick<Ports, 'index' | 'ledger' | 'queue' | 'log'>,
  order: RunOrder,
  reasons: readonly Reason[],
): Promise<void> {
  const run = await ports.index.readRun(order.source, order.run);
  const jobs = await ports.index.jobsOf(order.source, order.key, order.run);
  for (const { job, caller } of jobs) {
    if (job === run?.owner) continue;
    const alone = { ...order, run: ports.index.newRunId(), movedJob: job, reasons: [...order.reasons, ...reasons], shareable: false };
    if (!(await ports.index.detach(job, order.run, alone))) continue;
    await ports.ledger.moveJob(job, alone);
    await ports.queue.enqueue(alone, [shownCaller(caller, job)]);
    ports.log.info({ job, to: alone.run, outcome: 'detached' }, 'job moved to a run of its own');
  }
}
