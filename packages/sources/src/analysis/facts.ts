import type { Reason } from '@onceql/shared';

/** Where something was found: written in the statement, in what any statement may use unnamed, in a view, policy or domain. */
export type Origin = 'statement' | 'conversion' | TreeFact['origin'];

/** A relation that the statement rests on. */
export interface RelationFact {
  readonly schema: string;
  readonly name: string;
  /** pg_class.relkind. */
  readonly kind: string;
  /** pg_class.relpersistence. */
  readonly persistence: string;
}

/** The stored tree of a view (`catalog`: of one that came with the database), of a row security policy or of a domain's check. */
export interface TreeFact {
  readonly origin: 'view' | 'catalog' | 'policy' | 'domain';
  /** Canonical name of the relation that it belongs to; of a domain's check there is none. */
  readonly relation?: string;
  /** As SQL text. */
  readonly written: string;
  readonly time: boolean;
  readonly session: boolean;
  readonly sequence: boolean;
  readonly sample: boolean;
  /** ctid, xmin or another that changes without anybody's writing other rows. */
  readonly systemColumn?: string;
  /** FOR UPDATE and kin. */
  readonly locks: boolean;
  /** Of a late-binding view, whose tree tells nothing: what speaks against it by its words; undefined where these are in doubt. */
  readonly worded?: readonly Reason[] | undefined;
  /** Whether it reads text as a date or time while it runs; the text may be 'today'. */
  readonly readsTime: boolean;
}

export interface FunctionFact {
  readonly origin: Origin;
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** How many arguments it takes. */
  readonly args: number;
  /** pg_proc.provolatile: i, s or v. */
  readonly volatility: string;
  readonly language: string;
  /** Came with the database, so its volatility can be believed whatever its language. */
  readonly builtin: boolean;
  /** Whether it depends on when it is asked in a way that its name does not tell. */
  readonly clock: boolean;
  /** Whether a name behind a dot in the statement may be a call of it. */
  readonly byDot?: boolean;
  /** Of users' functions in SQL. */
  readonly body?: FunctionBody;
}

/** What a function in SQL runs: its text, or the tree where it was parsed when it was made. */
export interface FunctionBody {
  readonly text: string;
  readonly tree: string | null;
  /** The search_path that it sets for itself, as it was written; null where it takes the caller's. */
  readonly path: string | null;
}

/** What the catalog tells about a statement. */
export interface Facts {
  readonly relations: readonly RelationFact[];
  /** How many tables it rests on: views are none, a table and its partitions or children are one. */
  readonly baseTables: number;
  readonly trees: readonly TreeFact[];
  readonly functions: readonly FunctionFact[];
  readonly unknownFunctions: readonly string[];
  readonly unknownTables: readonly string[];
  /** Whether the database follows another one. */
  readonly standby: boolean;
  /** Whether a relation has a column of type time with time zone: comparing such times takes the offset of today. */
  readonly timetz: boolean;
  /**
   * What may be compared otherwise when its operands are exchanged or it is negated: users' comparisons, and columns of
   * types that lack some. Also views' columns that may raise an error where conditions stand in another order.
   */
  readonly unsafeComparisons: readonly string[];
  /** Columns that the statement casts to a date or time, and that may be texts. */
  readonly textsAsTime: readonly string[];
}
