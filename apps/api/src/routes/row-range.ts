import type { Request } from 'express';
import { z } from 'zod';
import type { RowRange } from '@onceql/results';
import { validate } from '../http/validate.js';

const count = z.string().regex(/^\d{1,15}$/, 'must be a whole number from 0').transform(Number);

/** Which rows of a result are asked for. */
export const rangeSchema = z.object({
  offset: count.optional().describe('rows to leave out; 0 where only a limit is given'),
  limit: count.optional().describe('rows to answer, at most; all that follow where only an offset is given'),
});

/** The rows that `?offset=&limit=` ask for; undefined: all. @throws RequestFault 400 */
export function rangeOf(request: Request): RowRange | undefined {
  const { offset, limit } = validate(rangeSchema, request.query);
  return offset === undefined && limit === undefined ? undefined : { offset: offset ?? 0, limit: limit ?? Infinity };
}
