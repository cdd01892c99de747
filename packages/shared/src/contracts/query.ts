import type { RowLimits } from './limits.js';
import type { Setting } from './source.js';

/** A name as the statement wrote it, folded as Postgres folds it; the schema is absent where none was written. */
export interface WrittenName {
  readonly schema?: string;
  readonly name: string;
}

/** Who read the statement: Postgres's own parser, the second reader of Redshift, or nobody. */
export type Reader = 'tree' | 'second' | 'text';

/**
 * Why a result is not cached. A reason may carry a detail in brackets: `volatile_function(random)`.
 * The words are a closed list.
 */
export const REASONS = [
  'volatile_function',
  'time_function',
  'session_function',
  'unsafe_language',
  'unknown_function',
  'unsafe_comparison',
  'time_literal',
  'temp_table',
  'unlogged_table',
  'system_catalog',
  'external_table',
  'late_binding_view',
  'unknown_table',
  'unrepeatable_sample',
  'row_locking',
  'row_security',
  'single_table_only',
  'too_large',
  'too_cheap',
  'truncated',
  'other_date',
  'unreadable',
  'source_off',
  'caller_off',
] as const;
export type ReasonCode = (typeof REASONS)[number];
export type Reason = ReasonCode | `${ReasonCode}(${string})`;

/** A reason with its detail. Reasons go into headers, so the detail is cut down to what a header can hold. */
export const because = (code: ReasonCode, detail: string): Reason => `${code}(${detail.replaceAll(/[^\x21-\x7e]|[()]/g, '?')})`;

/** The spans of time that a relative date may be a matter of. */
export const BUCKET_UNITS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type BucketUnit = (typeof BUCKET_UNITS)[number];

/** The day, hour, month… that a statement with relative dates counts from. */
export interface Bucket {
  readonly unit: BucketUnit;
  /** The time zone in which it is that day. */
  readonly zone: string;
  /**
   * `2026-11-21`; a week is called by its Monday, an hour by its beginning in UTC, `2026-11-21T19:00:00Z`; the others are
   * `2026-11`, `2026-Q4` and `2026`.
   */
  readonly name: string;
}

/** The identity of a statement on a source: from text, settings and policy alone. */
export interface Identity {
  /** SHA-256, 64 hex digits. */
  readonly key: string;
  readonly reader: Reader;
  /** What was hashed of the statement: the tree's canonical form, or the exact text. */
  readonly canonical: string;
  /** The statement as it will run: one statement, no trailing semicolon. */
  readonly statement: string;
  /** MD5 as Redash computes it; only ever shown. */
  readonly queryHash: string;
  readonly settings: readonly Setting[];
  /** Relations named in the statement, without CTE names. */
  readonly tables: readonly WrittenName[];
  /** Functions and aggregates named in the statement. */
  readonly functions: readonly WrittenName[];
  /** Operators named in the statement that may be a user's own. */
  readonly operators: readonly WrittenName[];
  /** Names behind a dot, `(x).name` or `t.name`: columns, or functions of one argument called that way. */
  readonly attributes: readonly string[];
  /** Columns that the statement casts to a date or time: a text among them may hold a word such as 'today'. */
  readonly clockCasts: readonly string[];
  /** Why its result may not be cached, as far as the text tells. Empty: nothing known against it. */
  readonly reasons: readonly Reason[];
  /** False: never joined, because two callers may be due different rows. */
  readonly shareable: boolean;
  /** How large its result may become; part of the key where the caller has asked for another one than the source has. */
  readonly limits: RowLimits;
  /** What its relative dates count from, as part of the key. Empty: it has none. */
  readonly buckets: readonly Bucket[];
  /** When the first of the buckets ends, in ms since 1970: from then on the statement has another key. */
  readonly ends?: number;
}

/** Why a statement is not run at all; a closed list, too. */
export const REFUSALS = ['empty', 'bad_text', 'several_statements', 'not_select', 'row_locking', 'denied_function', 'bad_setting'] as const;

export interface Refusal {
  readonly refused: (typeof REFUSALS)[number];
  /** A sentence for the caller: what is wrong and what to do. */
  readonly message: string;
}

/** What a worker found out about a statement in the transaction of its run. */
export interface Analysis {
  /** Canonical names of every relation that can change the rows, views included. Sorted, distinct. */
  readonly tables: readonly string[];
  readonly reasons: readonly Reason[];
  readonly shareable: boolean;
  /** The database follows another one and may lag behind it. */
  readonly standby: boolean;
  /**
   * Of an order with buckets: for how many ms from this analysis on the first of them goes on, by the source's clock. 0
   * where the source is in another one.
   */
  readonly bucketsLast?: number;
  /** Set where a function behind a view may not be run at all. */
  readonly refused?: string;
}

/** Everything that a worker needs to run a statement: the BullMQ job's data. */
export interface RunOrder {
  readonly run: string;
  /** The job that was moved here out of a run which could not be shared; absent where a submission made the run. */
  readonly movedJob?: string;
  /** Why the entry has expired that this run makes anew, where its caller was served that meanwhile. */
  readonly refreshes?: string;
  readonly key: string;
  readonly source: number;
  readonly sourceVersion: number;
  readonly statement: string;
  readonly queryHash: string;
  readonly settings: readonly Setting[];
  readonly reader: Reader;
  readonly tables: readonly WrittenName[];
  readonly functions: readonly WrittenName[];
  readonly operators: readonly WrittenName[];
  readonly attributes: readonly string[];
  readonly clockCasts: readonly string[];
  readonly reasons: readonly Reason[];
  readonly shareable: boolean;
  /** How large its result may become; absent: as large as it is. */
  readonly limits?: RowLimits;
  /** What the key takes for the present day, hour…; absent where the statement has no relative dates. */
  readonly buckets?: readonly Bucket[];
}
