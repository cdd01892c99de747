import type { Refusal } from '../contracts/query.js';
import { refusals } from './refusals.js';
import type { WrittenAttribute } from './tree/attributes.js';
import type { WrittenCall } from './tree/names.js';
import { isFields } from './tree/walk.js';

/**
 * pg_sleep holds a connection of the source: only for a constant time within the limit of a statement, in seconds, and
 * never as an attribute, `(x).pg_sleep`.
 */
export function refuseSleep(
  calls: readonly WrittenCall[],
  attributes: readonly WrittenAttribute[],
  limit: number,
): Refusal | undefined {
  const hidden = attributes.some(({ name }) => name === 'pg_sleep');
  const tooLong = calls.some(({ name, args }) => {
    if (name !== 'pg_sleep') return false;
    const seconds = args.length === 1 ? numberOf(args[0]) : undefined;
    return seconds === undefined || !(seconds <= limit);
  });
  return tooLong || hidden ? refusals.badSleep(limit) : undefined;
}

function numberOf(argument: unknown): number | undefined {
  const constant = isFields(argument) ? argument['A_Const'] : undefined;
  if (!isFields(constant)) return undefined;
  if (isFields(constant['ival'])) return Number(constant['ival']['ival'] ?? 0);
  return isFields(constant['fval']) ? Number(constant['fval']['fval']) : undefined;
}
