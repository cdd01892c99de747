import type { Refusal } from '../contracts/query.js';
import { refusals } from './refusals.js';
import type { WrittenCall } from './tree/names.js';
import { isFields } from './tree/walk.js';

/** pg_sleep holds a connection of the source: only for a constant time within the limit of a statement, in seconds. */
export function refuseSleep(calls: readonly WrittenCall[], limit: number): Refusal | undefined {
  const tooLong = calls.some(({ name, args }) => {
    if (name !== 'pg_sleep') return false;
    const seconds = args.length === 1 ? numberOf(args[0]) : undefined;
    return seconds === undefined || !(seconds <= limit);
  });
  return tooLong ? refusals.badSleep(limit) : undefined;
}

function numberOf(argument: unknown): number | undefined {
  const constant = isFields(argument) ? argument['A_Const'] : undefined;
  if (!isFields(constant)) return undefined;
  if (isFields(constant['ival'])) return Number(constant['ival']['ival'] ?? 0);
  return isFields(constant['fval']) ? Number(constant['fval']['fval']) : undefined;
}
