import { fieldsOf, itemsOf } from '../tree/walk.js';
import { connected, isSmall, operation, type Connective } from './nodes.js';
import type { NodeRewrite } from './rewrite.js';

/**
 * `x BETWEEN a AND b` is `x >= a AND x <= b`, and `x NOT BETWEEN a AND b` is `x < a OR x > b`.
 *
 * Sound: Postgres's own analysis makes just that of them, with x written twice. Here x must be small, because betweens
 * within betweens would double with every level, and without a query or a call. Not SYMMETRIC, which sorts its bounds.
 */
export const between: NodeRewrite = {
  name: 'between',
  types: ['A_Expr'],
  node({ kind, lexpr, rexpr }) {
    const bounds = itemsOf(fieldsOf(rexpr, 'List')?.['items']);
    const written = MEANING.get(kind);
    if (!written || bounds.length !== 2 || !mayBeTwice(lexpr)) return undefined;
    const { boolop, operators } = written;
    return connected(boolop, operators.map((operator, at) => operation('AEXPR_OP', operator, lexpr, bounds[at])));
  },
};

interface Meaning {
  readonly boolop: Connective;
  readonly operators: readonly string[];
}

const MEANING: ReadonlyMap<unknown, Meaning> = new Map([
  ['AEXPR_BETWEEN', { boolop: 'AND_EXPR', operators: ['>=', '<='] }],
  ['AEXPR_NOT_BETWEEN', { boolop: 'OR_EXPR', operators: ['<', '>'] }],
]);

const MOST_NODES = 60;

function mayBeTwice(tested: unknown): boolean {
  return isSmall(tested, MOST_NODES) && !/"(?:SubLink|FuncCall)":/.test(JSON.stringify(tested));
}
