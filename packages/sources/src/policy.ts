/**
 * What is known of functions by name, so that this package need not know the lists. Names are lower case and
 * without a schema; the sets hold built-in functions only.
 */
export interface FunctionPolicy {
  /** Differ from call to call. */
  readonly volatile: ReadonlySet<string>;
  /** Tell the time, directly or by default. */
  readonly time: ReadonlySet<string>;
  /** Depend on the session, the transaction or the server. */
  readonly session: ReadonlySet<string>;
  /** Stable ones that depend on nothing but the settings that are part of the key. */
  readonly safeStable: ReadonlySet<string>;
  /** Whether a function of this name, in any schema, is never run. */
  isDenied(name: string): boolean;
  /** Whether SQL text holds a string such as 'today', that the database folds to a moment. */
  hasTimeLiteral(sql: string): boolean;
}

/** Where the package says what it cannot say to a caller. A pino logger is one. */
export interface Log {
  warn(details: object, message: string): void;
}
