import { z } from 'zod';
import { ENGINES, LEARNT, LOAD_ENDS, PHASES, sourceOptionsSchema } from '@onceql/shared';

// Strict, so that a test of the examples finds what is sent and not described. Callers should expect further keys.

const time = z.iso.datetime().describe('ISO 8601, UTC, with milliseconds');
const epochs = z.record(z.string(), z.int()).describe('table → its epoch when the rows were read');

const jobSchema = z.strictObject({
  id: z.string(),
  updated_at: z.number().describe('seconds since 1970 of the last change of its status; 0 while it is queued'),
  status: z.int().min(1).max(4).describe('1 queued, 2 started, 3 finished, 4 failed or cancelled'),
  error: z.string().describe('"" unless the status is 4'),
  result: z.int().nullable().describe('the same as query_result_id'),
  query_result_id: z.int().nullable().describe('null until the status is 3'),
  output_cached_on: time.nullable().describe('always null: a job is no hit'),
  source_job_id: z.string().nullable().describe('the job whose claim ran the statement; null where it is this one'),
  table_epochs: epochs.nullable(),
  cache: z.string().describe('`joined`, `miss; reason=…` or `bypass; reason=…`'),
  rows: z.int().nullable().describe('rows read so far; of the whole result once the status is 3'),
  bytes: z.int().nullable().describe('bytes read from the database so far; size of the stored result once the status is 3'),
  phase: z.enum(PHASES).nullable().describe('what its run is at; null once it has ended'),
  created_at: time,
}).meta({ id: 'Job', description: "A caller's submission. `job` is the first key of its answer." });

export const jobAnswer = z.strictObject({ job: jobSchema });

const columnSchema = z.strictObject({
  name: z.string(),
  friendly_name: z.string(),
  type: z.enum(['integer', 'float', 'boolean', 'string', 'datetime', 'date']),
});

const resultSchema = z.strictObject({
  id: z.int(),
  query_hash: z.string(),
  query: z.string().describe('the statement, with its parameters put in'),
  data: z.strictObject({
    columns: z.array(columnSchema),
    rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))).describe('numbers carry every digit of bigint and numeric'),
  }),
  data_source_id: z.int(),
  runtime: z.number().describe('seconds'),
  retrieved_at: time,
  output_cached_on: time.nullable().describe('when the entry was made that served this request; null if none did'),
  source_job_id: z.string().nullable().describe("the job whose claim ran the statement; null where it is the caller's own"),
  table_epochs: epochs,
  row_count: z.int().describe('of the whole result'),
  truncated: z.boolean().describe('rows were left out, because a result of the source or of this request may have no more'),
  executed_at: time.describe('when the rows were read'),
  expired: z.boolean().optional().describe('of results read by their id: whether a submission would be served something newer'),
  offset: z.int().optional().describe('where a page was asked for'),
  limit: z.int().nullable().optional().describe('where a page was asked for; null: all rows after the offset'),
}).meta({ id: 'QueryResult', description: "A result in Redash's shape, then OnceQL's keys." });

export const resultAnswer = z.strictObject({ query_result: resultSchema });

export const sourceSchema = z.strictObject({
  id: z.int(),
  name: z.string(),
  type: z.enum(ENGINES),
  syntax: z.literal('sql'),
  paused: z.union([z.literal(0), z.literal(1)]).describe('1: hits go on, nothing else is run'),
  pause_reason: z.string().nullable(),
  supports_auto_limit: z.literal(false),
  view_only: z.literal(false),
}).meta({ id: 'DataSource', description: 'A database that OnceQL may query.' });

export const sourceDetailsSchema = sourceSchema.extend({
  options: sourceOptionsSchema.optional().describe('for admins; the password is masked'),
  created_at: time.optional(),
}).meta({ id: 'DataSourceDetails', description: 'A source with its options.' });

export const warehouseSchemaAnswer = z.union([
  z.strictObject({
    schema: z.array(z.strictObject({ name: z.string(), columns: z.array(z.strictObject({ name: z.string(), type: z.string() })) })),
  }),
  z.strictObject({ error: z.strictObject({ code: z.int(), message: z.string() }) }),
]);

export const refreshedAnswer = z.strictObject({
  invalidated: z.int().describe('how many entries rested on the tables'),
  epochs: z.record(z.string(), z.int()).describe('table → its new epoch'),
});

const loadSchema = z.strictObject({
  id: z.int(),
  tables: z.array(z.string()).describe('canonical names, sorted'),
  caller: z.string().describe('who opened it'),
  opened_at: time,
  ends_at: time.describe('when it ends by itself, as a refresh of its tables'),
}).meta({ id: 'Load', description: 'An announced change of several tables that becomes visible all at once.' });

export const openedLoadAnswer = loadSchema.extend({
  epochs: z.record(z.string(), z.int()).describe('table → its present epoch, 0 where it was never moved'),
}).meta({ id: 'OpenedLoad', description: 'A load that was opened just now.' });

export const loadsAnswer = z.strictObject({
  open: z.array(loadSchema),
  ended: z.array(loadSchema.extend({
    ended_at: time,
    end: z.enum(LOAD_ENDS).describe('`closed`, `abandoned`, or `overdue`: nobody ended it in time'),
    epochs: z.record(z.string(), z.int()).describe('table → the epoch that the end moved it to'),
  }).meta({ id: 'EndedLoad', description: 'A load that has ended, and where that moved the epochs of its tables.' })),
});

export const entrySchema = z.strictObject({
  key: z.string().describe('identity of the query: 64 hex digits'),
  data_source_id: z.int(),
  query_result_id: z.int(),
  query: z.string().nullable().describe('the statement; the list shows its first 4000 characters. Null: not known any more'),
  tables: epochs,
  rows: z.int(),
  bytes: z.int().describe('size of the stored result'),
  runtime: z.number().describe('seconds that the run took'),
  hits: z.int().describe('over all entries that the key has had since the index was last empty'),
  cached_at: time.describe('when the entry was made'),
  executed_at: time.describe('when the rows were read'),
  expired: z.boolean().describe('whether a submission is not served it any more'),
  reason: z.string().nullable().describe('why not: `expired(<table>)`, `ttl`, `unwatched` or `incarnation`'),
}).meta({ id: 'CacheEntry', description: 'What answers a key, and what it rests on.' });

export const entriesAnswer = z.strictObject({ entries: z.array(entrySchema) });

const tableSchema = z.strictObject({
  name: z.string().describe('canonical, as table_epochs has it'),
  epoch: z.int().describe('0: nobody has told of a change'),
  changed_at: time.nullable().describe('when it was last told of a change'),
  how: z.enum(LEARNT).nullable().describe('how that was learnt: by a refresh, by the end of a load (closed, abandoned or over its time limit), or by the change feed'),
  by: z.string().nullable().describe('who told'),
  entries: z.int().describe('cached results that rest on it at this epoch'),
  hits: z.int().nullable().describe('how often those were served; null where they are too many to add up'),
  loads: z.array(z.strictObject({ id: z.string(), until: time.describe('when it ends by itself') })).describe('loads that are open on it'),
}).meta({ id: 'KnownTable', description: 'A table that something may rest on.' });

export const tablesAnswer = z.strictObject({
  count: z.int().describe('of all tables that match'),
  page: z.int(),
  page_size: z.int(),
  results: z.array(tableSchema),
});

const holdings = {
  entries: z.int(),
  bytes: z.int().describe('of the files of the entries'),
  oldest: time.nullable().describe('when the oldest entry was made'),
  unswept: z.int().describe('entries that a refresh has expired and no sweep has been at; one that rests on several tables may count for each'),
  learnt: z.strictObject(Object.fromEntries(LEARNT.map((how) => [how, z.int()])))
    .describe('tables by how their last change was learnt: by a refresh, by the end of a load, or by the change feed'),
  hits: z.int().describe('submissions that this process has answered from an entry since it started'),
  stale: z.int().describe('likewise: that were served an expired entry while it was made anew'),
  joined: z.int().describe('likewise: that joined a run under way'),
  misses: z.int().describe('likewise: that were run'),
};

export const cacheStatsAnswer = z.strictObject({
  since: time.describe('when this process started'),
  total: z.strictObject(holdings),
  data_sources: z.array(z.strictObject({
    id: z.int(), name: z.string(), ...holdings, quota_bytes: z.int().nullable().describe('bytes that its entries may have together; null: no limit'),
  })),
});

export const sessionAnswer = z.strictObject({
  user: z.strictObject({ id: z.int(), name: z.string(), email: z.string(), groups: z.array(z.int()), permissions: z.array(z.string()) }),
  messages: z.array(z.string()),
  org_slug: z.string(),
  client_config: z.strictObject({ version: z.string() }),
});

export const statusAnswer = z.strictObject({
  version: z.string(),
  started_at: time,
  redis_used_memory: z.int().describe('bytes'),
  data_sources: z.array(z.strictObject({
    id: z.int(),
    name: z.string(),
    type: z.enum(ENGINES),
    open_runs: z.int().nullable().describe('null where the Redis node of the source does not answer'),
    entries: z.int().nullable().describe('cached results; null likewise'),
    open_loads: z.int().nullable().describe('null likewise'),
    queue: z.record(z.string(), z.int()).nullable().describe('runs by their state in the queue; null likewise'),
    feed: z.strictObject({
      poll: z.int().describe('seconds between two looks'),
      watched: z.boolean().describe('whether it vouches for the source now; where it does not, entries are served for fallback_ttl only'),
      polled_at: time.nullable().describe('the last look that saw all'),
      blind_since: time.nullable().describe('since when it has seen nothing'),
      why: z.string().nullable().describe('why it sees nothing; null where it does'),
    }).nullable().describe('the change feed; null where the source has none, or its Redis node does not answer'),
  })),
});

/** What a conditional request may be answered with. */
export const NOT_MODIFIED = { status: 304, about: 'The caller has this very answer already (If-None-Match)' } as const;

export const faultSchema = z.strictObject({
  message: z.string(),
  request_id: z.string().optional().describe('of faults of OnceQL: what to look for in its log'),
}).meta({ id: 'Fault', description: 'What was wrong, in a sentence.' });

export const jobFaultSchema = z.strictObject({
  job: z.strictObject({ status: z.literal(4), error: z.string() }),
}).meta({ id: 'ExecutionFault', description: 'Why a statement is not run, in the shape of a failed job.' });
