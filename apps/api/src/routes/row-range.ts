import { z } from 'zod';
import type { RowRange } from '@onceql/results';

const count = z.string().regex(/^\d{1,15}$/, 'must be a whole number from 0').transform(Number);

/** Which rows of a result are asked for. */
export const rangeSchema = z.object({
  offset: count.optional().describe('rows to leave out; 0 where only a limit is given'),
  limit: count.optional().describe('rows to answer, at most; all that follow where only an offset is given'),
});

/** The rows that `?offset=&limit=` ask for; undefined: all. */
export function rangeOf({ offset, limit }: z.infer<typeof rangeSchema>): RowRange | undefined {
  return offset === undefined && limit === undefined ? undefined : { offset: offset ?? 0, limit: limit ?? Infinity };
}
