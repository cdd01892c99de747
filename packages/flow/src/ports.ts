import type {
  CacheIndex, Checkpoint, Events, Invalidation, Ledger, Meter, ResultStore, RunQueue, Sources, Tracer, Warehouses,
} from '@onceql/shared';
import type { Logger } from 'pino';

/** All that the story needs of the world; the mains of the apps construct it. */
export interface Ports {
  readonly index: CacheIndex;
  readonly invalidation: Invalidation;
  readonly events: Events;
  readonly ledger: Ledger;
  readonly sources: Sources;
  readonly queue: RunQueue;
  readonly results: ResultStore;
  readonly warehouses: Warehouses;
  readonly log: Logger;
  readonly meter: Meter;
  readonly tracer: Tracer;
  readonly checkpoint: Checkpoint;
}
