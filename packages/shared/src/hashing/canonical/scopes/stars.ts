import type { Engine } from '../../../contracts/source.js';
import { fieldsOf, itemsOf, stringsOf } from '../../tree/walk.js';
import { columnsOf } from './column-names.js';
import { stringNode, textOf, type Draft, type Item, type Node, type Scope } from './draft.js';
import { targetsOf } from './output-names.js';

/**
 * `SELECT * FROM a, b` is `SELECT a.*, b.* FROM a, b`, and `SELECT * FROM (SELECT x, y FROM t) s` is `SELECT s.x, s.y`.
 *
 * Sound: that is how Postgres expands it, in the order of FROM (ExpandAllTables), where no column stands for two of NATURAL
 * or USING and each item has a name. With one item in FROM the short form stays; functions are left alone. Columns take
 * its place where all those of all items are known by names that are one column's each: those of subqueries and VALUES.
 */
export function expandStars({ scopes }: Draft, engine: Engine): void {
  // Inner ones first: what their stars stand for is what stars around them stand for.
  for (const scope of [...scopes].reverse()) if (mayExpand(scope)) expand(scope, columnsOfAll(scope, engine));
}

const MOST_COLUMNS = 300;

/** Of each item the names of its columns; undefined where those of one are not known. */
function columnsOfAll({ items }: Scope, engine: Engine): readonly (readonly string[])[] | undefined {
  const all = engine === 'pg' ? items.map((item) => columnsOfItem(item)) : [];
  const known = all.filter((columns) => columns !== undefined && new Set(columns).size === columns.length);
  const few = known.reduce((sum, columns) => sum + (columns?.length ?? 0), 0) <= MOST_COLUMNS;
  return few && known.length === items.length ? (known as readonly (readonly string[])[]) : undefined;
}

function columnsOfItem({ kind, node }: Item): readonly string[] | undefined {
  const alias = node['alias'] as Node | undefined;
  return kind === 'subselect' ? columnsOf(node['subquery'], stringsOf(alias?.['colnames']), 'pg') : undefined;
}

/** `*`, or `t.*` where `t` is all of FROM. */
function isStarOfAll(value: unknown, [item, ...others]: readonly Item[]): boolean {
  const [star, qualifier, ...more] = [...itemsOf(fieldsOf(value, 'ColumnRef')?.['fields'])].reverse();
  if (more.length > 0 || fieldsOf(star, 'A_Star') === undefined) return false;
  return qualifier === undefined || (others.length === 0 && textOf(qualifier) === item?.name);
}

function mayExpand({ select, items, merges }: Scope): boolean {
  const targets = targetsOf(select);
  if (targets.length !== 1 || !isStarOfAll(targets[0]?.['val'], items)) return false;
  return !merges && items.every(({ kind, name }) => kind !== 'other' && kind !== 'function' && name !== undefined);
}

function expand(scope: Scope, known: readonly (readonly string[])[] | undefined): void {
  if (known === undefined && scope.items.length < 2) return;
  const star = fieldsOf(targetsOf(scope.select)[0]?.['val'], 'ColumnRef');
  const targets: Node[] = [];
  scope.items.forEach((item, at) => {
    item.refs.splice(0, Infinity, ...item.refs.filter(({ node }) => node !== star));
    for (const column of known?.[at] ?? [undefined]) {
      const node: Node = { fields: [stringNode(String(item.name)), column === undefined ? { A_Star: {} } : stringNode(column)] };
      item.refs.push({ node, column, home: scope, clause: `target ${targets.length}` });
      targets.push({ ResTarget: { val: { ColumnRef: node } } });
    }
  });
  scope.select['targetList'] = targets;
  scope.star = false;
}
