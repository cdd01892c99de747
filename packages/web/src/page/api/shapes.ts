export type ColumnType = 'integer' | 'float' | 'boolean' | 'string' | 'datetime' | 'date';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** A cell; digits that a JavaScript number would lose are a string. */
export type Value = string | number | boolean | null;

export type Row = Readonly<Record<string, Value>>;

export interface Source {
  readonly id: number;
  readonly name: string;
  readonly type: string;
}

export interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export type Epochs = Readonly<Record<string, number>>;

export interface Job {
  readonly id: string;
  /** 1 queued, 2 started, 3 finished, 4 failed or cancelled. */
  readonly status: number;
  readonly error: string;
  readonly query_result_id: number | null;
  readonly source_job_id: string | null;
  readonly output_cached_on: string | null;
  readonly cache: string;
  readonly rows?: number | null;
  readonly bytes?: number | null;
}

/** One page of a stored result. */
export interface ResultPage {
  readonly id: number;
  readonly query: string;
  readonly data: { readonly columns: readonly Column[]; readonly rows: readonly Row[] };
  readonly data_source_id: number;
  /** Seconds. */
  readonly runtime: number;
  readonly executed_at: string;
  readonly table_epochs: Epochs | string;
  readonly row_count: number;
  readonly expired?: boolean;
}

/** A cache entry, as the list of entries shows it. */
export interface Entry {
  readonly key: string;
  readonly data_source_id: number;
  /** Cut where it is long, null where it is not known any more. */
  readonly query: string | null;
  readonly rows: number;
  readonly hits: number;
  readonly expired: boolean;
}

/** A table that results rest on, or that somebody has told of. */
export interface KnownTable {
  readonly name: string;
  readonly epoch: number;
  readonly changed_at: string | null;
  readonly how: 'call' | 'load' | 'abandoned' | 'overdue' | 'feed' | null;
  readonly by: string | null;
  readonly entries: number;
  readonly loads: readonly { readonly id: string; readonly until: string }[];
}

/** A page of the tables. */
export interface KnownTables {
  readonly count: number;
  readonly results: readonly KnownTable[];
}

/** One thing in which a cached statement differs from another. */
export interface Difference {
  readonly what: 'literal' | 'text' | 'epoch' | 'date' | 'rules';
  readonly table?: string;
  readonly here: string;
  readonly there: string;
}

/** What would become of a statement, and why. */
export interface Explained {
  readonly key: string | null;
  /** Why it is not run; null where it would be. */
  readonly message: string | null;
  readonly tables: readonly { readonly name: string; readonly epoch: number | null }[];
  readonly cacheable: boolean;
  readonly reasons: readonly string[];
  readonly ttl: number | null;
  readonly not_asked: string | null;
  readonly entry: Entry | null;
  readonly nearest: (Entry & { readonly differs: readonly Difference[] }) | null;
}

export interface Session {
  readonly user: { readonly name: string; readonly permissions: readonly string[] };
  readonly client_config: { readonly version: string };
}
