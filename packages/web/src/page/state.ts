import type { Column, Entry, Epochs, Explained, KnownTables, Row, Source, Table } from './api/shapes.js';

/** Something that is fetched. */
export type Loaded<T> =
  | { readonly is: 'loading' }
  | { readonly is: 'there'; readonly value: T }
  /** The API does not offer it, or not to this caller. */
  | { readonly is: 'absent' }
  | { readonly is: 'failed'; readonly message: string };

/** Whether the page may ask. */
export type Door =
  | { readonly is: 'opening' }
  | { readonly is: 'shut'; readonly message: string }
  | { readonly is: 'open'; readonly name: string; readonly isAdmin: boolean };

/** Where the last submission stands. Times are milliseconds since 1970. */
export type Run =
  | { readonly phase: 'none' }
  | { readonly phase: 'submitting'; readonly since: number }
  | {
      readonly phase: 'queued' | 'started' | 'cancelling';
      readonly since: number;
      readonly job: string;
      readonly joined: boolean;
      readonly rows: number | undefined;
      readonly bytes: number | undefined;
    }
  | { readonly phase: 'finished'; readonly seconds: number; readonly isHit: boolean }
  | { readonly phase: 'failed'; readonly message: string }
  | { readonly phase: 'cancelled' };

/** The result on the screen: one page of its rows, and how true it is. */
export interface Shown {
  readonly id: number;
  readonly source: number;
  /** `hit`, `joined`, `miss; reason=…`, `bypass; reason=…`. */
  readonly cache: string;
  readonly key: string | undefined;
  readonly cachedOn: string | undefined;
  readonly executedAt: string;
  /** Seconds that the rows were old when the API was asked last, and when that was. */
  readonly age: number;
  readonly askedAt: number;
  readonly expired: boolean;
  readonly epochs: Epochs;
  /** Seconds. */
  readonly runtime: number;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly rowCount: number;
  readonly offset: number;
  readonly limit: number;
}

export interface State {
  readonly door: Door;
  /** Seconds until the API is asked again; undefined while it answers. */
  readonly away: number | undefined;
  readonly sources: Loaded<readonly Source[]>;
  readonly source: number | undefined;
  readonly schema: Loaded<readonly Table[]>;
  readonly hottest: Loaded<readonly Entry[]>;
  /** The table whose entries alone are listed. */
  readonly entriesOn: { readonly source: number; readonly table: string } | undefined;
  /** What is known of the source's tables whose names hold the text that is searched for. */
  readonly known: Loaded<KnownTables>;
  readonly knownSearch: string;
  readonly run: Run;
  /** What would become of the statement that was asked about last. */
  readonly why: Loaded<Explained>;
  readonly shown: Shown | undefined;
  readonly isTurning: boolean;
  /** The last thing that was done or went wrong beside a run, for a moment. */
  readonly notice: { readonly text: string; readonly isBad: boolean } | undefined;
}

export const AT_FIRST: State = {
  door: { is: 'opening' },
  away: undefined,
  sources: { is: 'loading' },
  source: undefined,
  schema: { is: 'loading' },
  hottest: { is: 'absent' },
  entriesOn: undefined,
  known: { is: 'absent' },
  knownSearch: '',
  run: { phase: 'none' },
  why: { is: 'absent' },
  shown: undefined,
  isTurning: false,
  notice: undefined,
};

export const isUnderWay = ({ phase }: Run): boolean =>
  phase === 'submitting' || phase === 'queued' || phase === 'started' || phase === 'cancelling';
