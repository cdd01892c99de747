import { randomUUID } from 'node:crypto';
import type { Ports } from './ports.js';

/**
 * Opens the index of a source that came up empty: the ledger's epochs first, then a new incarnation. Until then the
 * source is fenced, because an empty index would take old rows for true ones.
 */
export async function unfence(ports: Pick<Ports, 'ledger' | 'invalidation' | 'log'>, source: number): Promise<void> {
  const epochs = await ports.ledger.epochs(source);
  const incarnation = randomUUID();
  await ports.invalidation.open(source, incarnation, epochs);
  ports.log.info({ source, incarnation, tables: Object.keys(epochs).length, outcome: 'opened' }, 'index opened');
}

/** Times a command is tried again on an index that keeps coming up empty. */
export const UNFENCE_TRIES = 5;
