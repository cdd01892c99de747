import { fieldsOf, itemsOf, type Fields } from '../../tree/walk.js';
import { type Draft, type Node, type Scope } from './draft.js';
import { isOrderBlind } from './order-blind.js';
import { mayMove } from './order-from.js';

/**
 * `a RIGHT JOIN b` is `b LEFT JOIN a`.
 *
 * Sound: Postgres turns the former into the latter before it plans (reduce_outer_joins in prepjointree.c). With the order
 * of tables that of columns and rows may change, so under the same conditions under which items of FROM may be put in
 * order.
 */
export function flipJoins({ scopes }: Draft, statement: Fields): void {
  for (const scope of scopes) {
    const turned = [...scope.joins.keys()].filter(({ jointype }) => jointype === 'JOIN_RIGHT');
    if (turned.length === 0 || !mayMove(scope, statement) || !isOrderBlind(statement)) continue;
    turned.forEach(flip);
    putItemsInOrder(scope);
  }
}

function flip(join: Node): void {
  [join['larg'], join['rarg']] = [join['rarg'], join['larg']];
  join['jointype'] = 'JOIN_LEFT';
}

/** As they stand in FROM now. */
function putItemsInOrder(scope: Scope): void {
  const stand = itemsOf(scope.select['fromClause']).flatMap(tablesIn);
  const places = new Map(stand.map((wrapped, index) => [wrapped, index]));
  scope.items.sort((left, right) => (places.get(left.wrapped) ?? 0) - (places.get(right.wrapped) ?? 0));
}

function tablesIn(wrapped: unknown): unknown[] {
  const join = fieldsOf(wrapped, 'JoinExpr');
  return join ? [join['larg'], join['rarg']].flatMap(tablesIn) : [wrapped];
}
