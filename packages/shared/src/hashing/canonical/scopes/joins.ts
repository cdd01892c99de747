import { fieldsOf, itemsOf, stringsOf, walk, type Fields } from '../../tree/walk.js';
import { cannotRaise } from '../raising.js';
import { type Draft, type Item, type Node, type Range, type Scope } from './draft.js';

/**
 * `a JOIN b ON p` is `a, b WHERE p`, and so is CROSS JOIN; outer joins stay as they are, one item each.
 *
 * An inner join is the product of its sides and a filter, and Postgres plans it as such. What is seen does not change
 * for anything but the condition itself, which in WHERE sees the rest of FROM as well: each of its columns has to be
 * written with its table, and that be one of the join's. It comes before what WHERE had, and must not be able to raise
 * an error, as it may be evaluated at another time. A subquery's column may be a constant, and FALSE or a condition on
 * constants that is false keeps what stands beside it from being evaluated, where that is WHERE and not where it is ON: then
 * WHERE must raise no error either. `*` finds the columns in the same order. Not with USING and NATURAL.
 */
export function flattenJoins({ scopes }: Draft, statement: Fields): void {
  for (const scope of scopes) if (!scope.merges && scope.joins.size > 0) flattenScope(scope, statement);
}

function flattenScope(scope: Scope, statement: Fields): void {
  const conditions: unknown[] = [];
  const { select } = scope;
  const from = itemsOf(select['fromClause']);
  const flat = from.flatMap((item) => partsOf(item, scope, statement, conditions));
  if (flat.length === from.length) return;
  select['fromClause'] = flat;
  const all = [...conditions, select['whereClause']].flatMap(conjuncts);
  select['whereClause'] = all.length > 1 ? { BoolExpr: { boolop: 'AND_EXPR', args: all } } : all[0];
}

function partsOf(wrapped: unknown, scope: Scope, statement: Fields, conditions: unknown[]): unknown[] {
  const join = fieldsOf(wrapped, 'JoinExpr');
  if (!join || join['jointype'] !== 'JOIN_INNER' || !mayMove(join, scope, statement)) return [wrapped];
  const parts = [join['larg'], join['rarg']].flatMap((side) => partsOf(side, scope, statement, conditions));
  if (join['quals'] !== undefined) conditions.push(join['quals']);
  return parts;
}

function mayMove(join: Node, scope: Scope, statement: Fields): boolean {
  const { quals } = join;
  const range = scope.joins.get(join);
  if (quals === undefined || isTrue(quals)) return true;
  if (range === undefined || !cannotRaise(quals, statement)) return false;
  const { whereClause } = scope.select;
  const isHarmless = whereClause === undefined || conjuncts(whereClause).every((one) => cannotRaise(one, statement));
  return (isHarmless || !holdsBoolean(quals)) && namesOnly(quals, scope, range, isHarmless ? undefined : 'table');
}

/** TRUE or FALSE as it is written, wherever in the condition. */
function holdsBoolean(condition: unknown): boolean {
  let found = false;
  walk(condition, (type, node) => { found ||= type === 'A_Const' && node['boolval'] !== undefined; });
  return found;
}

/** Whether each column is written with an item of the join; of that kind, where one is given. */
function namesOnly(condition: unknown, { byName }: Scope, { from, to }: Range, kind: Item['kind'] | undefined): boolean {
  let qualified = true;
  walk(condition, (type, node) => {
    if (type === 'SubLink') qualified = false;
    if (type !== 'ColumnRef') return;
    const names = stringsOf(node['fields']);
    const item = names.length === 2 ? byName.get(names[0] ?? '') : undefined;
    if (!item || item.at < from || item.at >= to || (kind !== undefined && item.kind !== kind)) qualified = false;
  });
  return qualified;
}

/** What AND connects; nothing for TRUE. */
function conjuncts(condition: unknown): readonly unknown[] {
  if (condition === undefined || isTrue(condition)) return [];
  const connective = fieldsOf(condition, 'BoolExpr');
  return connective?.['boolop'] === 'AND_EXPR' ? itemsOf(connective['args']) : [condition];
}

const isTrue = (condition: unknown): boolean => fieldsOf(fieldsOf(condition, 'A_Const'), 'boolval')?.['boolval'] === true;
