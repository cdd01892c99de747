import type { Request } from 'express';
import { z } from 'zod';
import type { RowRange } from '@onceql/results';
import { validate } from '../http/validate.js';

const count = z.string().regex(/^\d{1,15}$/, 'must be a whole number from 0').transform(Number);

const querySchema = z.object({ offset: count.optional(), limit: count.optional() });

/** The rows that `?offset=&limit=` ask for; undefined: all. @throws RequestFault 400 */
export function rangeOf(request: Request): RowRange | undefined {
  const { offset, limit } = validate(querySchema, request.query);
  return offset === undefined && limit === undefined ? undefined : { offset: offset ?? 0, limit: limit ?? Infinity };
}
