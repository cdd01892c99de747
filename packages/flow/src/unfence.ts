import { randomUUID } from 'node:crypto';
import type { Fenced, Invalidation } from '@onceql/shared';
import { asHeld } from './loads.js';
import type { Ports } from './ports.js';

type UnfencePorts = Pick<Ports, 'ledger' | 'invalidation' | 'log'>;

/** Times a command is tried again on an index that is fenced again and again. */
export const UNFENCE_TRIES = 5;

const underWay = new WeakMap<Invalidation, Map<number, Promise<void>>>();

/**
 * Restores the epochs of a source in a Redis that may have lost the newest of them, and lets callers in again. What was
 * fenced must be asked once more: it is the index that decides whether it is open. All that wait at once in this
 * process share one restoration.
 */
export async function unfence(ports: UnfencePorts, source: number, fenced: Fenced): Promise<void> {
  const restorations = underWay.get(ports.invalidation) ?? new Map<number, Promise<void>>();
  underWay.set(ports.invalidation, restorations);
  const restoration = restorations.get(source) ?? restore(ports, source, fenced).finally(() => restorations.delete(source));
  restorations.set(source, restoration);
  await restoration;
}

/**
 * The ledger is read after the index said which history it is in; see open-index.lua. Loads are read before the epochs:
 * one that ends in between is added all the same, and found by the reconcile. The other way round its end could be missed
 * in both.
 */
async function restore(ports: UnfencePorts, source: number, { history }: Fenced): Promise<void> {
  const loads = await ports.ledger.openLoads(source);
  const epochs = await ports.ledger.epochs(source);
  const incarnation = randomUUID();
  const opening = await ports.invalidation.open(source, { incarnation, history, epochs, loads: loads.map(asHeld) });
  const kept = opening.outcome === 'open' && opening.incarnation !== incarnation;
  ports.log.info({ source, history, tables: Object.keys(epochs).length, loads: loads.length, kept, outcome: opening.outcome }, 'epochs restored');
}
