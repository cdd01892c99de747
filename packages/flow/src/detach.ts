import type { Reason, RunOrder } from '@onceql/shared';
import { shownCaller } from './callers.js';
import type { Ports } from './ports.js';

/**
 * Gives jobs that joined a run which may not be shared runs of their own, each of its own text. `all`: the owner keeps this
 * one, if it is of his text. `others`: only jobs of another text than the run's go. Each job is moved in one step, so
 * that a worker that dies half-way leaves the rest to the next attempt; what the ledger did not hear of it is told when
 * the new run is begun. Nobody may be able to join any more.
 */
export async function detachJoined(
  ports: Pick<Ports, 'index' | 'ledger' | 'queue' | 'log'>,
  order: RunOrder,
  reasons: readonly Reason[],
  which: 'all' | 'others' = 'all',
): Promise<void> {
  const run = await ports.index.readRun(order.source, order.run);
  const jobs = await ports.index.jobsOf(order.source, order.key, order.run);
  for (const { job, caller } of jobs) {
    const own = (await ports.index.ownOrder(order.source, job)) ?? order;
    const isOther = own.statement !== order.statement;
    if (!isOther && (which === 'others' || job === run?.owner)) continue;
    const alone = { ...own, run: ports.index.newRunId(), movedJob: job, reasons: [...own.reasons, ...reasons], shareable: false };
    if (!(await ports.index.detach(job, order.run, alone))) continue;
    await ports.ledger.moveJob(job, alone);
    await ports.queue.enqueue(alone, [shownCaller(caller, job)]);
    ports.log.info({ job, to: alone.run, outcome: 'detached' }, 'job moved to a run of its own');
  }
}
