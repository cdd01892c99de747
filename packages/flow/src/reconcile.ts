import { isEnded } from '@onceql/shared';
import { shownCallers } from './callers.js';
import { failRun } from './fail.js';
import { reconcileLoads } from './loads.js';
import { cancelLeft } from './orphans.js';
import type { Ports } from './ports.js';
import { recordEnded } from './record-end.js';
import { unfence } from './unfence.js';

type ReconcilePorts = Pick<Ports, 'index' | 'ledger' | 'queue' | 'sources' | 'warehouses' | 'invalidation' | 'meter' | 'log'>;

/** Runs younger than this may be on their way into the queue. */
const SETTLE_MS = 2_000;

/**
 * Compares the open runs of a source with the queue: a run that the queue does not have is queued again under its
 * own id, one that the queue has given up is failed, and an end that the ledger did not hear of is recorded; then its
 * loads with those of the ledger. Harmless beside another reconcile.
 */
export async function reconcile(ports: ReconcilePorts, source: number): Promise<void> {
  const present = await ports.index.currentEpochs(source, []);
  if (present.outcome === 'fenced') await unfence(ports, source, present);
  for (const run of await ports.index.openRuns(source, SETTLE_MS)) await settle(ports, source, run);
  for (const run of await ports.index.unrecordedRuns(source, SETTLE_MS)) await recordEnded(ports, source, run);
  await reconcileLoads(ports, source);
}

async function settle(ports: ReconcilePorts, source: number, run: string): Promise<void> {
  const queued = await ports.queue.state(source, run);
  if (queued.state === 'waiting' || queued.state === 'active') return;
  // The queue was asked first: what is still open now was not ended by what we saw there.
  const [view, order] = await Promise.all([ports.index.readRun(source, run), ports.index.orderOf(source, run)]);
  if (!view || !order || isEnded(view.state)) return;
  if (queued.state === 'failed') {
    await failRun(ports, { source, key: view.key, run, token: view.token }, queued.error, 'given_up');
    cancelLeft(ports, source, run, view.pid);
    return;
  }
  await ports.queue.remove(source, run);
  await ports.queue.enqueue(order, await shownCallers(ports, source, view.key, run));
  ports.log.warn({ source, run, key: view.key, outcome: 'queued_again', found: queued.state }, 'run was not in the queue');
}
