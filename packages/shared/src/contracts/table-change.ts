/** How it was learnt that a table has changed: by a refresh, or by the end of a load, which may be none that was told, or by a change feed. */
export const LEARNT = ['call', 'load', 'abandoned', 'overdue', 'feed'] as const;
export type Learnt = (typeof LEARNT)[number];

/** Tables by how their last change was learnt. */
export type LearntCounts = Readonly<Record<Learnt, number>>;

/** One number for each way. */
export const forEachLearnt = (count: (how: Learnt) => number): LearntCounts =>
  Object.fromEntries(LEARNT.map((how) => [how, count(how)])) as Record<Learnt, number>;

export const NOTHING_LEARNT = forEachLearnt(() => 0);

/** The last change of a table that was told of. */
export interface TableChange {
  readonly table: string;
  readonly epoch: number;
  readonly at: Date;
  /** How, and by whom; undefined where it was not noted. */
  readonly how: Learnt | undefined;
  readonly by: string | undefined;
}
