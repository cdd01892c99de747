import type { FeedLook, FeedMarks, RunOrder, Source, Survey, Warehouse, WarehouseSession } from '@onceql/shared';
import type { Rules } from './analysis/verdict.js';
import type { Door } from './connection/door.js';
import type { Wire } from './connection/wire.js';

/** What a session is made of. */
export interface SessionParts {
  readonly wire: Wire;
  readonly order: RunOrder;
  readonly source: Source;
  readonly rules: Rules;
}

/** Where Postgres and Redshift differ. */
export interface EngineProfile {
  /** Statements for each new connection; one that the server does not know is passed over. */
  readonly greeting: readonly string[];
  /** Lists the columns of what the role may read: schema, relation, column or null, type; in order. */
  readonly schemaSql: string;
  /** A session that is ready to analyse. @throws SourceFailure; the caller ends the wire then. */
  begin(parts: SessionParts): Promise<WarehouseSession>;
  /** See `Warehouse.survey`. */
  survey(control: Door, asked: Parameters<Warehouse['survey']>[0]): Promise<Survey>;
  /** See `Warehouse.changes`. */
  changes(door: Door, before: FeedMarks, source: Source): Promise<FeedLook>;
  /** See `Warehouse.cancelOrphans`. */
  cancelOrphans(control: Door, run: string, previous: number | undefined, own: number | undefined): Promise<number>;
}
