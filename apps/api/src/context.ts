import type { Ports } from '@onceql/flow';
import type { SourceAdmin } from '@onceql/metadata';
import type { RunQueues } from '@onceql/queue';
import type { RedisClient, Source, StatementReader, Warehouse } from '@onceql/shared';
import type { Bodies } from './caches/bodies.js';
import type { AutoLimits } from './caches/auto-limits.js';
import type { Renderings } from './caches/renderings.js';
import type { Identities } from './caches/identities.js';
import type { Results } from './caches/results.js';
import type { Tally } from './caches/tally.js';

/** What the routes work with. */
export interface Context {
  readonly ports: Ports;
  readonly admin: Pick<SourceAdmin, 'create' | 'pause' | 'remove' | 'resume'>;
  readonly queues: RunQueues;
  readonly redis: RedisClient;
  readonly bodies: Bodies;
  readonly renderings: Renderings;
  /** Bytes above which rows are not answered as one JSON. */
  readonly jsonMaxBytes: number;
  readonly results: Results;
  readonly reader: StatementReader;
  readonly autoLimits: AutoLimits;
  readonly identities: Identities;
  readonly tally: Tally;
  /** A warehouse for trying out a connection; the caller closes it. */
  readonly trial: (source: Source) => Warehouse;
  /** Aborted when the process drains: nobody waits any longer. */
  readonly draining: AbortSignal;
  readonly version: string;
  readonly startedAt: Date;
}
