import type { Analysis } from '@onceql/shared';

/**
 * Counts, from now on, how much is left of the day, hour… that a statement's relative dates are a matter of. To be made
 * before the source's clock is read: so what it answers is never too much, however long that took. Whole ms, 0 once it is
 * over; undefined where the statement has no such dates.
 */
export function bucketTimer(): (analysis: Pick<Analysis, 'bucketsLast'>) => number | undefined {
  const began = performance.now();
  return ({ bucketsLast }) => (bucketsLast === undefined ? undefined : Math.max(0, Math.floor(bucketsLast - (performance.now() - began))));
}
