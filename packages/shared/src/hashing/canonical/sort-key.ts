import { fieldsOf, itemsOf } from '../tree/walk.js';
import { hash } from 'node:crypto';

const LONGEST = 500;

const remembered = new WeakMap<object, string>();

/**
 * A text that two conditions have in common only where they are the same tree; as JSON, for it is the same text then, but
 * for connectives, which are put together from their operands and cut down to a digest where they are long: one in another
 * is not written out again with every one around it.
 */
export function sortKey(condition: unknown): string {
  const { boolop, args } = fieldsOf(condition, 'BoolExpr') ?? {};
  if (boolop === undefined) return JSON.stringify(condition);
  const known = remembered.get(condition as object);
  if (known !== undefined) return known;
  const whole = `{"BoolExpr":${JSON.stringify([boolop, ...itemsOf(args).map(sortKey)])}`;
  const key = whole.length > LONGEST ? `{"BoolExpr":${hash('sha256', whole, 'hex')}` : whole;
  remembered.set(condition as object, key);
  return key;
}
