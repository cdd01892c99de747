/** Where something was found: written in the statement, conversions that any statement may use, in a view, policy or domain. */
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

/** The stored tree of a view, of a row security policy or of a domain's check. */
export interface TreeFact {
  readonly origin: 'view' | 'policy' | 'domain';
  /** As SQL text. */
  readonly written: string;
  readonly time: boolean;
  readonly session: boolean;
  readonly sequence: boolean;
  readonly sample: boolean;
  /** Whether it reads text as a date or time while it runs; the text may be 'today'. */
  readonly readsTime: boolean;
}

export interface FunctionFact {
  readonly origin: Origin;
  readonly schema: string;
  readonly name: string;
  /** pg_proc.provolatile: i, s or v. */
  readonly volatility: string;
  readonly language: string;
  /** Came with the database, so its volatility can be believed whatever its language. */
  readonly builtin: boolean;
  /** Whether it depends on when it is asked in a way that its name does not tell. */
  readonly clock: boolean;
}

/** What the catalog tells about a statement. */
export interface Facts {
  readonly relations: readonly RelationFact[];
  readonly trees: readonly TreeFact[];
  readonly functions: readonly FunctionFact[];
  readonly unknownFunctions: readonly string[];
  readonly unknownTables: readonly string[];
  /** Whether the database follows another one. */
  readonly standby: boolean;
  /** Whether a relation has a column of type time with time zone: comparing such times takes the offset of today. */
  readonly timetz: boolean;
  /** Columns that the statement casts to a date or time, and that may be texts. */
  readonly textsAsTime: readonly string[];
}
