import { fieldsOf, isFields, itemsOf, type Fields } from '../tree/walk.js';
import type { Wrapped } from './map-nodes.js';
import { comparisonOf } from './nodes.js';
import type { NodeRewrite } from './rewrite.js';

/**
 * `WHERE 1 = 1 AND a > 2` is `WHERE a > 2`, `WHERE true` is no WHERE, and `1 = 0` is `false`.
 *
 * Sound where a condition is demanded, in WHERE, ON and HAVING: there what is left has to be a boolean with AND and
 * without. Postgres folds such comparisons, and leaves out what is true, before it plans or evaluates anything
 * (eval_const_expressions). Only whole numbers that are written as such are compared: their `=` is the built-in one,
 * since nothing fits two integers better. ON keeps a condition, for it must have one, and HAVING, for it groups. Not
 * `p AND false`: p may be wrong. Not in OR, nor in an output, which may lose its name.
 */
export const truths: NodeRewrite = {
  name: 'truths',
  types: ['SelectStmt', 'JoinExpr'],
  node(fields, type, { engine }) {
    if (engine !== 'pg') return undefined;
    let changed: Record<string, unknown> | undefined;
    for (const clause of DEMANDS) {
      const condition = fields[clause];
      const left = condition === undefined ? undefined : demanded(condition);
      if (left === condition || (left === undefined && isConstant(condition, true) && clause !== 'whereClause')) continue;
      changed ??= { ...fields };
      changed[clause] = left ?? (clause === 'whereClause' ? undefined : TRUE);
    }
    return changed && { [type]: changed };
  },
};

const DEMANDS = ['whereClause', 'quals', 'havingClause'];
const TRUE: Wrapped = { A_Const: { boolval: { boolval: true } } };
const FALSE: Wrapped = { A_Const: { boolval: {} } };

/** What is left of a condition; the same node where that is all of it, undefined where it is nothing. */
function demanded(condition: unknown): unknown {
  const { boolop, args } = fieldsOf(condition, 'BoolExpr') ?? {};
  if (boolop !== 'AND_EXPR') return plain(condition);
  const before = itemsOf(args);
  const after = before.map(demanded);
  if (after.every((one, at) => one === before[at])) return condition;
  const left = after.filter((one) => one !== undefined);
  return left.length > 1 ? { BoolExpr: { boolop, args: left } } : left[0];
}

function plain(condition: unknown): unknown {
  const truth = compared(condition);
  if (truth === false) return FALSE;
  return truth === true || isConstant(condition, true) ? undefined : condition;
}

function isConstant(node: unknown, value: boolean): boolean {
  const boolval = fieldsOf(node, 'A_Const')?.['boolval'];
  return isFields(boolval) && (boolval['boolval'] === true) === value;
}

/** Whether two whole numbers are equal, or unequal; undefined for every other condition. */
function compared(condition: unknown): boolean | undefined {
  const expression = fieldsOf(condition, 'A_Expr');
  const operator = expression && comparisonOf(expression);
  if (expression === undefined || (operator !== '=' && operator !== '<>')) return undefined;
  const [left, right] = [wholeNumber(expression['lexpr']), wholeNumber(expression['rexpr'])];
  return left === undefined || right === undefined ? undefined : (left === right) === (operator === '=');
}

/** The parser leaves a zero out; what is beyond an integer is no `ival`. */
function wholeNumber(node: unknown): number | undefined {
  const ival = (fieldsOf(node, 'A_Const') as Fields | undefined)?.['ival'];
  return isFields(ival) ? Number(ival['ival'] ?? 0) : undefined;
}
