/**
 * Days of a source, which some statements ask for: so short that a schedule sees many. The source's clock is the world's; who
 * identifies a statement may have another.
 */
export interface Days {
  /** Milliseconds. */
  readonly length: number;
  /** How far the clocks of some are ahead of the source's, in milliseconds. */
  readonly ahead: number;
}

/** The number of the day that it is at a time. */
export const dayOf = ({ length }: Days, time: number): number => Math.floor(time / length);

/** When the day of a time is over. */
export const endOfDay = ({ length }: Days, time: number): number => (Math.floor(time / length) + 1) * length;
