import { fieldsOf, itemsOf, stringsOf, type Fields } from '../tree/walk.js';
import type { Wrapped } from './map-nodes.js';
import { comparisonOf, connected, isRow, NEGATED, operation, type Connective } from './nodes.js';
import type { NodeRewrite } from './rewrite.js';

/**
 * NOT goes inwards: `NOT a = b` is `a <> b`, `NOT a IN (…)` is `a NOT IN (…)`, `NOT (p AND q)` is `NOT p OR NOT q`.
 *
 * Sound: a comparison and its opposite are null for the same values, also among NaN, and AND stops where the OR of the
 * opposites stops: what is evaluated, and in which order, stays. IS [NOT] DISTINCT FROM, IS [NOT] TRUE and kin are each
 * other's opposites by definition. Never NOT (x IS NULL), which is not x IS NOT NULL for a row; nor for rows that are
 * compared, whose operators have rules of their own. NOT NOT p is p only where p is plainly a boolean and has no name to
 * lend to a column. That both operators exist and are opposites for the values' types is for the worker to see.
 */
export const negation: NodeRewrite = {
  name: 'negation',
  types: ['BoolExpr'],
  node({ boolop, args }) {
    return boolop === 'NOT_EXPR' ? opposite(itemsOf(args)[0]) : undefined;
  },
};

const OPPOSITE: ReadonlyMap<unknown, Connective> = new Map([
  ['AND_EXPR', 'OR_EXPR'],
  ['OR_EXPR', 'AND_EXPR'],
]);

const TEST_OPPOSITES: ReadonlyMap<string, string> = new Map(
  ['TRUE', 'FALSE', 'UNKNOWN'].flatMap((what) => [
    [`IS_${what}`, `IS_NOT_${what}`],
    [`IS_NOT_${what}`, `IS_${what}`],
  ]),
);

/** NOT p in other words; undefined where it stays NOT p. */
function opposite(operand: unknown): Wrapped | undefined {
  const expression = fieldsOf(operand, 'A_Expr');
  if (expression) return oppositeComparison(expression);
  const test = fieldsOf(operand, 'BooleanTest');
  if (test) return oppositeTest(test);
  const { boolop, args } = fieldsOf(operand, 'BoolExpr') ?? {};
  if (boolop === 'NOT_EXPR') return plainBoolean(itemsOf(args)[0]);
  const other = OPPOSITE.get(boolop);
  return other && oppositeConnective(operand as Wrapped, other, itemsOf(args));
}

const remembered = new WeakMap<Wrapped, Wrapped>();

/** Remembered both ways: NOT within NOT would turn all below it over and over. */
function oppositeConnective(operand: Wrapped, other: Connective, args: readonly unknown[]): Wrapped {
  const known = remembered.get(operand) ?? connected(other, args.map(oppositeOperand));
  remembered.set(operand, known).set(known, operand);
  return known;
}

/** Between AND and OR there is no column's name, and what is no boolean is an error with NOT and without. */
function oppositeOperand(operand: unknown): unknown {
  const { boolop, args } = fieldsOf(operand, 'BoolExpr') ?? {};
  return boolop === 'NOT_EXPR' ? itemsOf(args)[0] : (opposite(operand) ?? negative(operand));
}

const negative = (operand: unknown): Wrapped => ({ BoolExpr: { boolop: 'NOT_EXPR', args: [operand] } });

function oppositeComparison(expression: Fields): Wrapped | undefined {
  const { kind, name, lexpr, rexpr } = expression;
  if (isRow(lexpr) || isRow(rexpr)) return undefined;
  if (kind === 'AEXPR_DISTINCT') return { A_Expr: { ...expression, kind: 'AEXPR_NOT_DISTINCT' } };
  if (kind === 'AEXPR_NOT_DISTINCT') return { A_Expr: { ...expression, kind: 'AEXPR_DISTINCT' } };
  const operator = kind === 'AEXPR_IN' ? stringsOf(name)[0] : comparisonOf(expression);
  const negated = NEGATED.get(operator ?? '');
  return negated === undefined ? undefined : operation(String(kind), negated, lexpr, rexpr);
}

function oppositeTest(test: Fields): Wrapped | undefined {
  const booltesttype = TEST_OPPOSITES.get(String(test['booltesttype']));
  return booltesttype === undefined ? undefined : { BooleanTest: { ...test, booltesttype } };
}

/** What has no name of its own and is a boolean or an error. */
function plainBoolean(operand: unknown): Wrapped | undefined {
  const plain = PLAIN.some((type) => fieldsOf(operand, type));
  const expression = fieldsOf(operand, 'A_Expr');
  return plain || (expression && comparisonOf(expression) !== undefined) ? (operand as Wrapped) : undefined;
}

const PLAIN = ['BoolExpr', 'NullTest', 'BooleanTest'];
