import { z } from 'zod';

/** What becomes of a result that is larger than it may be: the run fails, or the result ends there and says so. */
export const OVER_LIMIT = ['fail', 'cut'] as const;

/** How large the result of a run may become. */
export interface RowLimits {
  readonly maxRows: number | undefined;
  /** Bytes of the values, as they come from the source. */
  readonly maxBytes: number | undefined;
  readonly over: (typeof OVER_LIMIT)[number];
}

/** What a caller asks for; absent: as the source has it. */
export interface AskedLimits {
  readonly maxRows?: number;
  readonly maxBytes?: number;
  readonly over?: (typeof OVER_LIMIT)[number];
}

const least = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined ? other : Math.min(one, other ?? Infinity);

/** The options of a source that are about this. */
interface LimitOptions {
  readonly max_rows?: number | undefined;
  readonly max_bytes?: number | undefined;
  readonly over_limit: (typeof OVER_LIMIT)[number];
}

/** The limits of a run: a caller may ask for less than the source allows, not for more. */
export function limitsOf({ max_rows: rows, max_bytes: bytes, over_limit: over }: LimitOptions, asked: AskedLimits = {}): RowLimits {
  return { maxRows: least(asked.maxRows, rows), maxBytes: least(asked.maxBytes, bytes), over: asked.over ?? over };
}

/** As source options and requests write it. */
export const overLimit = z.enum(OVER_LIMIT, 'must be "fail" or "cut"');
