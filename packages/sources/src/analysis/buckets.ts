import type { Analysis, Bucket, Reason } from '@onceql/shared';

/** What a source's clock says of the buckets of an order. */
export interface ReadBuckets {
  /** Their names there, in order. */
  readonly names: readonly string[];
  /** For how many ms the first of them goes on; null where that is not to be told. */
  readonly last: number | null;
}

/**
 * Compares what the key takes for today with what is today on the source. Where the two differ, the rows are what the
 * source answers now, and not what the key stands for: those who wait may have them, and nobody else.
 */
export function withBuckets(analysis: Analysis, assumed: readonly Bucket[], read: ReadBuckets): Analysis {
  const at = assumed.findIndex(({ name }, place) => read.names[place] !== name);
  if (at === -1) return { ...analysis, bucketsLast: Math.max(0, read.last ?? 0) };
  const reason: Reason = `other_date(${read.names[at] ?? 'unknown'})`;
  return { ...analysis, reasons: [...analysis.reasons, reason], bucketsLast: 0 };
}
