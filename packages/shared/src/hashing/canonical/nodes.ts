import { fieldsOf, itemsOf, stringsOf, type Fields } from '../tree/walk.js';
import type { Wrapped } from './map-nodes.js';

/** Operators that compare, and what each is with its operands exchanged. */
export const MIRRORED: ReadonlyMap<string, string> = new Map([
  ['=', '='],
  ['<>', '<>'],
  ['<', '>'],
  ['>', '<'],
  ['<=', '>='],
  ['>=', '<='],
]);

/** What is true where the operator is false, and null where it is null. */
export const NEGATED: ReadonlyMap<string, string> = new Map([
  ['=', '<>'],
  ['<>', '='],
  ['<', '>='],
  ['>=', '<'],
  ['>', '<='],
  ['<=', '>'],
]);

/** The operator of an expression that compares two values by an unqualified name. */
export function comparisonOf(expression: Fields): string | undefined {
  const { name } = expression;
  if (expression['kind'] !== 'AEXPR_OP' || itemsOf(name).length !== 1 || expression['lexpr'] === undefined) return undefined;
  const [operator = ''] = stringsOf(name);
  return MIRRORED.has(operator) ? operator : undefined;
}

/** As the parser prints it. */
export function operation(kind: string, operator: string, lexpr: unknown, rexpr: unknown): Wrapped {
  return { A_Expr: { kind, name: [{ String: { sval: operator } }], lexpr, rexpr } };
}

export type Connective = 'AND_EXPR' | 'OR_EXPR';

export const connected = (boolop: Connective, args: readonly unknown[]): Wrapped => ({ BoolExpr: { boolop, args } });

/** Rows are compared field by field, by rules of their own. */
export const isRow = (node: unknown): boolean => fieldsOf(node, 'RowExpr') !== undefined;

/** A column, or a whole row; not `*`. */
export function isColumn(node: unknown): boolean {
  const fields = itemsOf(fieldsOf(node, 'ColumnRef')?.['fields']);
  return fields.length > 0 && stringsOf(fields).length === fields.length;
}

/** A constant of the text, without a cast. */
export const isConstant = (node: unknown): boolean => fieldsOf(node, 'A_Const') !== undefined;

/** Whether a tree has at most so many nodes; looks at no more than that. */
export function isSmall(tree: unknown, most: number): boolean {
  return left(tree, most) >= 0;
}

function left(tree: unknown, most: number): number {
  if (typeof tree !== 'object' || tree === null) return most;
  let rest = most - 1;
  const values: readonly unknown[] = Array.isArray(tree) ? tree : Object.values(tree);
  for (const value of values) {
    if (rest < 0) return rest;
    rest = left(value, rest);
  }
  return rest;
}
