import type { Journal } from '../chaos/events.js';
import type { History } from '../chaos/history.js';
import type { Place } from '../chaos/place.js';
import type { Loads } from './loads.js';
import type { SoakOptions } from './options.js';

/** The sources, by how they learn of changes: two are told, the last finds them by itself. */
export const SOURCES = {
  told: { concurrency: 8, statement_timeout: 60 },
  waiting: { concurrency: 8, statement_timeout: 60, load_policy: 'wait' },
  polled: { concurrency: 8, statement_timeout: 60, feed: { poll: 1 } },
} as const;
export type SourceName = keyof typeof SOURCES;

/** One source, and what its callers may expect of it. */
export interface Book {
  readonly name: SourceName;
  readonly source: number;
  readonly history: History;
  readonly loads: Loads;
}

/** What all actors of a soak share. */
export interface Scene {
  readonly options: SoakOptions;
  readonly place: Place;
  readonly journal: Journal;
  readonly books: readonly Book[];
  /** Aborted when the soak itself has failed: nobody waits any longer. */
  readonly abandoned: AbortSignal;
}
