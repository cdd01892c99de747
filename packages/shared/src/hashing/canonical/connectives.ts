import { fieldsOf, itemsOf, type Fields } from '../tree/walk.js';
import type { Wrapped } from './map-nodes.js';
import { isCondition } from './raising.js';
import type { NodeRewrite } from './rewrite.js';
import { sortKey } from './sort-key.js';

/**
 * `a AND (b AND c)` is `a AND b AND c`; operands are sorted and repeats dropped; OR likewise.
 *
 * Sound: what is nested in the same connective is evaluated in the same order without the brackets. Which operands are
 * evaluated, and with them which errors are raised, follows from their order: `(b + 0) <> 0 AND a / b > 1` gives a row,
 * swapped it divides by zero. So they are sorted only where none of them can raise an error. One that is left alone stays
 * twice where it could lend its name to a column, or be no boolean.
 */
export const connectives: NodeRewrite = {
  name: 'connectives',
  types: ['BoolExpr'],
  enter: (fields) => (fields['boolop'] === 'NOT_EXPR' ? fields : flattened(fields)),
  node({ boolop, args }, _type, { statement }) {
    const operands = itemsOf(args);
    if (boolop === 'NOT_EXPR' || !operands.every((operand) => isCondition(operand, statement))) return undefined;
    const inOrder = sorted(operands);
    if (inOrder.length === operands.length && inOrder.every((operand, at) => operand === operands[at])) return undefined;
    const [first, ...others] = inOrder;
    if (others.length > 0) return { BoolExpr: { boolop, args: [first, ...others] } };
    return isNamed(first) ? { BoolExpr: { boolop, args: [first, first] } } : (first as Wrapped);
  },
};

const isNamed = (operand: unknown): boolean =>
  fieldsOf(operand, 'ColumnRef') !== undefined || fieldsOf(operand, 'A_Const') !== undefined;

/** With the operands of the same connective below it. On the way down, so that each of them is moved only once. */
function flattened(fields: Fields): Fields {
  const { boolop } = fields;
  const flat: unknown[] = [];
  const add = (operand: unknown): void => {
    const inner = fieldsOf(operand, 'BoolExpr');
    if (inner?.['boolop'] === boolop) itemsOf(inner?.['args']).forEach(add);
    else flat.push(operand);
  };
  const written = itemsOf(fields['args']);
  written.forEach(add);
  return flat.length === written.length ? fields : { boolop, args: flat };
}

/** In the order of their texts, each once. */
function sorted(operands: readonly unknown[]): unknown[] {
  const byKey = new Map(operands.map((operand) => [sortKey(operand), operand]));
  return [...byKey].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, operand]) => operand);
}
