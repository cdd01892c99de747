import { z } from 'zod';
import { parseTableName } from './table-name.js';
import { overLimit } from './limits.js';
import { tablePattern } from './table-pattern.js';

/** The engines a source can be; the names are Redash's source types. */
export const ENGINES = ['pg', 'redshift'] as const;
export type Engine = (typeof ENGINES)[number];

const name = z.string().trim().min(1).max(255);
const noNul = (text: string): boolean => !text.includes('\0');
/** A year: what is kept longer is kept without an end. */
const LONGEST = 31_536_000;
/** Not coerced: a null that became 0 would say the opposite of what it looks like. */
const whole = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.int(message).min(least, message).max(most, message);
};
/** One that could never be that of a function would be listed for nothing. */
const functionName = name.refine(isFunctionName, 'is no name of a function: write schema.name, without arguments, and double quotes around a part that needs them');
const pattern = z
  .string()
  .max(1024)
  .refine((text) => tablePattern(text) !== undefined, 'is no pattern: write schema.name, with * for any letters and double quotes around a part that needs them');

/** How to reach the database, and as whom. */
const connectionFields = {
  host: name,
  port: z.coerce.number().int().min(1).max(65535).optional(),
  dbname: name,
  user: name,
  password: z.string().max(4096).refine(noNul, 'holds a NUL character').default(''),
  sslmode: z.enum(['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']).default('prefer'),
  /** PEM text of the authority that signed the server's certificate, for verify-ca and verify-full. */
  sslrootcert: z.string().max(65536).optional(),
};

/** What OnceQL may do with the source. Everything here that can change rows is part of the key. */
const policyFields = {
  /** `off`: every statement runs for its caller alone and nothing is kept as an entry. */
  cache: z.enum(['on', 'off']).default('on'),
  /** Runs at once, over all workers. */
  concurrency: z.coerce.number().int().min(1).max(100).default(5),
  /** Seconds a statement may take. */
  statement_timeout: z.coerce.number().int().min(1).max(86_400).default(300),
  /** As in Postgres's search_path, `"$user"` allowed; pg_catalog is always first and may not be named. */
  search_path: z.string().trim().min(1).max(1024).refine(noNul, 'holds a NUL character').default('"$user", public'),
  timezone: z.string().trim().regex(/^[A-Za-z0-9_+\-/:]{1,64}$/, 'is no time zone name').default('UTC'),
  /** Functions outside C and internal that may be cached, `schema.name`. */
  allow_functions: z.array(functionName).max(1000).default([]),
  /** `on`: only what rests on exactly one table is cached, counted behind views; partitions of a table are one with it. */
  single_table_only: z.enum(['on', 'off'], 'must be "on" or "off"').default('off').describe('on: only what rests on exactly one table, also behind views, is cached'),
  /** `on`: `current_date` and kin count as the day that it is, so their results are cached until it ends. */
  relative_dates: z
    .enum(['on', 'off'], 'must be "on" or "off"')
    .default('off')
    .describe('on: what asks the time only for its day (hour, month…) is cached until that ends'),
};

/** How large results may become, and which are kept. */
const sizeFields = {
  /** Rows that a result may have. */
  max_rows: whole(1, Number.MAX_SAFE_INTEGER).optional().describe('rows that a result may have'),
  /** Bytes of values that a result may have, as they come from the source. */
  max_bytes: whole(1, Number.MAX_SAFE_INTEGER).optional().describe('bytes of values that a result may have, as they come from the source'),
  /** What a result does that is larger: the run fails, or the result is cut there. */
  over_limit: overLimit.default('fail').describe('a result that is larger than max_rows or max_bytes: the run fails, or the result is cut there and says so'),
  /** Bytes of the file of a result that is kept; what is larger goes to those who waited. */
  cache_max_bytes: whole(0, Number.MAX_SAFE_INTEGER).optional().describe('bytes of the file of a result that is cached; a larger one goes to those who waited'),
  /** What took less time is cheaper to run than to keep. */
  cache_min_runtime_ms: whole(0, 86_400_000).default(0).describe('milliseconds that a run must have taken for its result to be cached'),
};

/** How long what was read counts as true, and what is done with what does not any more. All times are seconds. */
const freshnessFields = {
  /** How long an entry is served, from the moment its rows were read; 0: nothing is kept. Absent: until a refresh. */
  default_ttl: whole(0, LONGEST).optional().describe('seconds an entry is served, counted from when its rows were read; 0: nothing is kept; absent: until a refresh'),
  /** The same for entries that rest on a table of this pattern; the shortest of all that match counts. */
  ttl_tables: z
    .array(z.strictObject({ tables: pattern, ttl: whole(0, LONGEST) }))
    .max(1000)
    .default([])
    .describe('the same for what rests on tables of a pattern such as `sales.*`; the shortest time counts'),
  /** How long an expired entry may be served while it is made anew. */
  max_stale: whole(0, LONGEST).default(0).describe('seconds that an expired entry may still be served while it is made anew'),
  /** How long entries are served where nobody vouches for the source: the feed has failed, or how far a standby lags is not known. */
  fallback_ttl: whole(0, LONGEST).default(60).describe('seconds an entry is served while the change feed is down, or on a standby without replica_lag'),
  /** What a miss on a table that is being loaded does: run and keep nothing, or wait for the end of the load. */
  load_policy: z.enum(['run', 'wait'], 'must be "run" or "wait"').default('run').describe('a miss on a table that is being loaded: run and keep nothing, or wait for the end of the load'),
  /** After this a load that nobody has closed ends as a refresh. */
  load_time_limit: whole(1, 86_400).default(3600).describe('seconds after which a load that nobody has closed ends as a refresh'),
  /** How far a standby may lag behind. */
  replica_lag: whole(0, 86_400).optional().describe('seconds that a standby may lag behind; what is read sooner after a refresh is not kept'),
  /** Ask the source itself what has changed. */
  feed: z
    .union([z.literal('off'), z.strictObject({ poll: whole(1, 3600).default(5) })], 'must be "off" or {"poll": seconds}, 1 to 3600')
    .default('off')
    .describe('ask the source itself what has changed, every `poll` seconds'),
  /** Bytes that results of entries may take together; the least recently used go first. */
  quota_bytes: whole(1, Number.MAX_SAFE_INTEGER).optional().describe('bytes that the results of entries may take together; the least recently used go first'),
};

export const sourceOptionsSchema = z.strictObject({ ...connectionFields, ...policyFields, ...sizeFields, ...freshnessFields });
export type SourceOptions = z.infer<typeof sourceOptionsSchema>;

/** What a source does whose options were recorded before there were some of these. */
export const OPTION_DEFAULTS = z.strictObject({ ...policyFields, ...sizeFields, ...freshnessFields }).parse({});

/** A Redshift or Postgres database that OnceQL may query. */
export interface Source {
  readonly id: number;
  readonly name: string;
  readonly type: Engine;
  readonly options: SourceOptions;
  /** Moves on with every change of the options, and is part of the key. */
  readonly version: number;
  readonly createdAt: Date;
  /** Set while nothing may be run on it. The version does not move with it: what is cached stays true. */
  readonly paused?: { readonly reason: string | null };
}

function isFunctionName(text: string): boolean {
  const parsed = parseTableName(text);
  return parsed !== undefined && parsed.database === undefined && !/[()]/.test(text.replaceAll(/"(?:[^"]|"")*"/g, ''));
}

/** A setting that the worker makes before a statement runs; all of them are part of the key. */
export type Setting = readonly [name: string, value: string];

/** One relation of a source's schema. */
export interface SchemaTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}
