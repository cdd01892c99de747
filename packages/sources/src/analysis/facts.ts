/** Where something was found: written in the statement, conversions that any statement may use, in a view or policy. */
export type Origin = 'statement' | 'conversion' | 'view' | 'policy';

/** A relation that the statement rests on. */
export interface RelationFact {
  readonly schema: string;
  readonly name: string;
  /** pg_class.relkind. */
  readonly kind: string;
  /** pg_class.relpersistence. */
  readonly persistence: string;
}

/** The stored tree of a view or of a row security policy. */
export interface TreeFact {
  readonly origin: 'view' | 'policy';
  /** As SQL text. */
  readonly written: string;
  readonly time: boolean;
  readonly session: boolean;
  readonly sequence: boolean;
  readonly sample: boolean;
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
}
