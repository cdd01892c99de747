import type { Analysis } from './query.js';

/** A relation that a statement rests on, as the source's catalog has it. */
export interface SeenRelation {
  readonly schema: string;
  readonly name: string;
  /** pg_class.relkind. */
  readonly kind: string;
  /** pg_class.relpersistence. */
  readonly persistence: string;
}

/** A function that a statement may call, as the source's catalog has it. */
export interface SeenFunction {
  /** Where it was found: in the statement, behind a view and the like, or in a conversion that any statement may use. */
  readonly origin: string;
  readonly schema: string;
  readonly name: string;
  /** pg_proc.provolatile: i, s or v. */
  readonly volatility: string;
  readonly language: string;
  /** Whether it came with the database. */
  readonly builtin: boolean;
}

/** What a source says of a statement that is not run: what a run would be judged by, and the verdict. */
export interface Examination {
  readonly analysis: Analysis;
  readonly relations: readonly SeenRelation[];
  readonly functions: readonly SeenFunction[];
}
