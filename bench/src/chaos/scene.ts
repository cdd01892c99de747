import type { Disturbance } from './ends.js';
import type { Journal } from './events.js';
import type { History } from './history.js';
import type { StormOptions } from './options.js';
import type { Place } from './place.js';
import type { Table } from './tables.js';

/** What all actors of a storm share. */
export interface Scene {
  readonly options: StormOptions;
  /** Where events and logs are kept. */
  readonly folder: string;
  readonly place: Place;
  readonly history: History;
  readonly journal: Journal;
  readonly disturbances: Disturbance[];
  /** Aborted when the storm itself has failed: nobody waits any longer. */
  readonly abandoned: AbortSignal;
  /** When tables were being told of. */
  readonly toldTimes: { readonly tables: readonly Table[]; readonly from: number; readonly to: number }[];
}
