import { fieldsOf, isFields, stringsOf } from '../tree/walk.js';
import { cannotRaise } from './raising.js';
import { comparisonOf, isColumn, isConstant, MIRRORED, operation } from './nodes.js';
import type { NodeRewrite } from './rewrite.js';

/**
 * `5 < a` is `a > 5`: constants go to the right, columns to the left, and of two alike the lesser text is first.
 *
 * Sound for unqualified operators: both operands are evaluated in any case, and one that cannot raise an error leaves
 * the other's error the first one. The built-in operators have their mirror images, but for xid against integer; that
 * the users' have, the worker has to see. A cast to a text is left where it is: an operator that a user has made for a type
 * which has none takes a text on one side, more often than not.
 */
export const mirror: NodeRewrite = {
  name: 'mirror',
  types: ['A_Expr'],
  node(expression, _type, { statement }) {
    const operator = comparisonOf(expression);
    if (operator === undefined) return undefined;
    const { lexpr, rexpr } = expression;
    if (isCastToText(lexpr) || isCastToText(rexpr)) return undefined;
    const [left, right] = [rank(lexpr), rank(rexpr)];
    if (left < right || (left === right && (left === OTHER || JSON.stringify(lexpr) <= JSON.stringify(rexpr)))) return undefined;
    const fixed = cannotRaise(lexpr, statement) || cannotRaise(rexpr, statement);
    return fixed ? operation('AEXPR_OP', MIRRORED.get(operator) ?? operator, rexpr, lexpr) : undefined;
  },
};

const OTHER = 1;

const TEXTS = new Set(['text', 'varchar', 'bpchar', 'name']);

function isCastToText(operand: unknown): boolean {
  const { typeName } = fieldsOf(operand, 'TypeCast') ?? {};
  return isFields(typeName) && TEXTS.has(stringsOf(typeName['names']).at(-1) ?? '');
}

function rank(operand: unknown): number {
  if (isColumn(operand)) return 0;
  return isConstant(operand) ? 2 : OTHER;
}
