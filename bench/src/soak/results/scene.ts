import type { Journal } from '../../chaos/events.js';
import type { Place } from '../../chaos/place.js';
import type { SoakOptions } from '../options.js';
import type { Storage } from './storage.js';

/** What all actors share. */
export interface ResultsScene {
  readonly options: SoakOptions;
  readonly place: Place;
  readonly journal: Journal;
  readonly storage: Storage;
  /** Aborted when the soak itself has failed: nobody waits any longer. */
  readonly abandoned: AbortSignal;
}

/** What must have come up at least once. By the journal's names. */
const KINDS: readonly string[] = [
  'read csv', 'read tsv', 'read json', 'read xlsx', 'read parquet', 'read arrow', 'hung up', 'hit', 'miss', 'storage away', 'first run after an outage',
];

export const missingOf = (counts: Readonly<Record<string, number>>): string[] => KINDS.filter((kind) => (counts[kind] ?? 0) === 0);
