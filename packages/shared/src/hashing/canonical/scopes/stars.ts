import { fieldsOf, itemsOf } from '../../tree/walk.js';
import { stringNode, type Draft, type Node, type Scope } from './draft.js';
import { targetsOf } from './output-names.js';

/**
 * `SELECT * FROM a, b` is `SELECT a.*, b.* FROM a, b`.
 *
 * Sound: that is how Postgres expands it, in the order of FROM (ExpandAllTables), where no column stands for two of NATURAL
 * or USING and each item has a name. With one item in FROM the short form stays; functions are left alone.
 */
export function expandStars({ scopes }: Draft): void {
  for (const scope of scopes) if (scope.star && mayExpand(scope)) expand(scope);
}

const isBareStar = (value: unknown): boolean => {
  const [star, ...more] = itemsOf(fieldsOf(value, 'ColumnRef')?.['fields']);
  return more.length === 0 && fieldsOf(star, 'A_Star') !== undefined;
};

function mayExpand({ select, items, merges }: Scope): boolean {
  const targets = targetsOf(select);
  if (targets.length !== 1 || !isBareStar(targets[0]?.['val'])) return false;
  return items.length > 1 && !merges && items.every(({ kind, name }) => kind !== 'other' && name !== undefined);
}

function expand(scope: Scope): void {
  const targets = scope.items.map((item, index): Node => {
    const node: Node = { fields: [stringNode(String(item.name)), { A_Star: {} }] };
    item.refs.push({ node, column: undefined, home: scope, clause: `target ${index}` });
    return { ResTarget: { val: { ColumnRef: node } } };
  });
  scope.select['targetList'] = targets;
  scope.star = false;
}
