/** How a load ended: `closed` and `abandoned` by whoever opened it, `overdue` because it ran over its time limit. */
export const LOAD_ENDS = ['closed', 'abandoned', 'overdue'] as const;
export type LoadEnd = (typeof LOAD_ENDS)[number];

/** An announced change of several tables that becomes visible all at once. */
export interface RecordedLoad {
  readonly id: number;
  /** Canonical names, sorted. */
  readonly tables: readonly string[];
  /** Who opened it. */
  readonly caller: string;
  /** By Redis's clock, as `endsAt`. */
  readonly openedAt: Date;
  /** When it ends by itself, as a refresh of its tables. */
  readonly endsAt: Date;
}

/** A load that has ended, and where that moved the epochs of its tables. */
export interface EndedLoad extends RecordedLoad {
  readonly end: LoadEnd;
  /** By the clock of OnceQL's own Postgres. */
  readonly endedAt: Date;
  readonly epochs: Readonly<Record<string, number>>;
}
