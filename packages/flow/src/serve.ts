import type { Result } from '@onceql/shared';
import type { Ports } from './ports.js';
import { UNFENCE_TRIES, unfence } from './unfence.js';

/** Whether rows that are read from the archive are no longer what a submission would be served. */
export async function hasExpired(
  ports: Pick<Ports, 'index' | 'ledger' | 'invalidation' | 'log'>,
  result: Result,
): Promise<boolean> {
  const tables = Object.keys(result.epochs);
  for (let tries = 0; tries < UNFENCE_TRIES; tries += 1) {
    const present = await ports.index.currentEpochs(result.sourceId, tables);
    if (present.outcome === 'open') {
      return present.incarnation !== result.incarnation || tables.some((table) => present.epochs[table] !== result.epochs[table]);
    }
    await unfence(ports, result.sourceId, present);
  }
  // What cannot be judged is not called true.
  return true;
}
