/** Redash's six column types. */
export type ColumnType = 'integer' | 'float' | 'boolean' | 'string' | 'datetime' | 'date';

/** A column as the database described it. */
export interface Column {
  /** As the database named it; duplicates and empty names are possible. */
  readonly name: string;
  readonly type: ColumnType;
  /** The database's type as `format_type` prints it: `numeric(12,2)`, `timestamp with time zone`. */
  readonly databaseType: string;
}

/** What the storage has: enough to read the rows again. */
export interface StoredRows {
  /** Relative to the root of the storage, with `/`. */
  readonly path: string;
  readonly rows: number;
  /** Size of the stored files. */
  readonly bytes: number;
  /** What their values count for, as {@link weightOf} says; undefined where it was not noted. */
  readonly valueBytes?: number;
  /** Rows were left out, because a result may not be larger. */
  readonly truncated?: true;
  /** SHA-256 of the stored files, in hex; undefined where it was not noted. */
  readonly contentHash?: string;
}

/** What a run brought back, as recorded in OnceQL's own Postgres. Immutable. */
export interface Result {
  readonly id: number;
  readonly sourceId: number;
  readonly key: string;
  readonly runId: string;
  /** The statement that ran. */
  readonly statement: string;
  /** Redash's hash of it; never used to compare. */
  readonly queryHash: string;
  readonly columns: readonly Column[];
  readonly stored: StoredRows;
  /** When the rows were read: before the statement's snapshot, by Redis's clock. */
  readonly snapshotAt: Date;
  /** Seconds from begin to the last row. */
  readonly runtime: number;
  /** The relations it rests on with the epochs captured at begin. */
  readonly epochs: TableEpochs;
  readonly incarnation: string;
}

/** Relation (canonical name, see `tableName`) to epoch. */
export type TableEpochs = Readonly<Record<string, number>>;
