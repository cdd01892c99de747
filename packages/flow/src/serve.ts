import type { Result } from '@onceql/shared';
import type { Ports } from './ports.js';

/** Whether rows that are read from the archive are still what a submission would be served. */
export async function hasExpired(ports: Pick<Ports, 'index'>, result: Result): Promise<boolean> {
  const tables = Object.keys(result.epochs);
  const now = await ports.index.currentEpochs(result.sourceId, tables);
  return now.incarnation !== result.incarnation || tables.some((table) => now.epochs[table] !== result.epochs[table]);
}
