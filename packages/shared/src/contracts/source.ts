import { z } from 'zod';

/** The engines a source can be; the names are Redash's source types. */
export const ENGINES = ['pg', 'redshift'] as const;
export type Engine = (typeof ENGINES)[number];

const name = z.string().trim().min(1).max(255);
const noNul = (text: string): boolean => !text.includes('\0');

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
  allow_functions: z.array(name).max(1000).default([]),
};

export const sourceOptionsSchema = z.strictObject({ ...connectionFields, ...policyFields });
export type SourceOptions = z.infer<typeof sourceOptionsSchema>;

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

/** A setting that the worker makes before a statement runs; all of them are part of the key. */
export type Setting = readonly [name: string, value: string];

/** One relation of a source's schema. */
export interface SchemaTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}
