/** What a source looked like to the change feed. Marks are the source's own words: only whether they are equal counts. */
export interface FeedMarks {
  /** What marks can be compared within: this life of the server, and the functions that no table tells of. '' at first. */
  readonly frame: string;
  /** Canonical name of a table or view → its mark. */
  readonly tables: ReadonlyMap<string, string>;
  /** Equal to that of the last look where nothing at all can have changed since. Absent: look closely. */
  readonly pulse?: string;
}

/** What has changed since the marks that were given. */
export interface FeedChanges {
  readonly outcome: 'seen';
  readonly frame: string;
  readonly pulse: string;
  /** New marks of tables that have changed or are new. */
  readonly changed: ReadonlyMap<string, string>;
  /** Tables that are there no more. */
  readonly gone: readonly string[];
  /** The frame is another: any table may have changed, whatever its mark says. */
  readonly everything: boolean;
}

/** The source answers, but what it shows does not tell of every change. */
export interface FeedBlind {
  readonly outcome: 'blind';
  /** A sentence: what is missing and what to do. */
  readonly why: string;
}

export type FeedLook = FeedChanges | FeedBlind;

/** The ledger's record of a change feed. */
export interface FeedRecord {
  /** Grows with every commit: who commits beside another one is told so. 0: there is no record yet. */
  readonly revision: number;
  readonly frame: string;
  readonly tables: ReadonlyMap<string, string>;
}

/** What a look has found, for the ledger. */
export interface FeedCommit {
  readonly source: number;
  /** Of the record that the changes were found against. */
  readonly revision: number;
  readonly frame: string;
  readonly changed: ReadonlyMap<string, string>;
  readonly gone: readonly string[];
  /** Tables whose epochs move, unless a load is open on them: its end moves them. */
  readonly moved: readonly string[];
}

/** What change feeds have seen, in OnceQL's own Postgres. */
export interface FeedLedger {
  /** What the change feed of a source has seen. */
  feed(source: number): Promise<FeedRecord>;
  /**
   * Commits new marks together with new epochs, and answers these. `superseded`: the record is not the one that the changes
   * were found against any more, and nothing was committed.
   */
  commitChanges(found: FeedCommit): Promise<{ revision: number; epochs: Record<string, number> } | 'superseded'>;
}

/** How the change feed of a source does, for operators. Times are milliseconds since 1970 by Redis's clock. */
export interface FeedView {
  /** The last look that saw all; undefined: there was none. */
  readonly polledAt: number | undefined;
  /** Until when it vouches for the source. */
  readonly watchedUntil: number | undefined;
  /** Why the last try saw nothing; '' where it did. */
  readonly why: string;
  /** Since when tries have failed. */
  readonly blindSince: number | undefined;
  readonly now: number;
}
