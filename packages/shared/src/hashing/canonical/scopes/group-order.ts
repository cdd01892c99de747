import { fieldsOf, itemsOf, type Fields } from '../../tree/walk.js';
import { cannotRaise } from '../raising.js';
import { type Node } from './draft.js';

/**
 * GROUP BY is a set: its items are sorted and repeats dropped. Not with ROLLUP, CUBE, GROUPING SETS or rows, whose order
 * counts, nor where two items that are no outputs could both raise an error. How groups come out changes, so nothing in
 * the statement may depend on the order of rows (`isOrderBlind`), which whoever calls this has seen to.
 */
export function sortGroups(select: Readonly<Node>, statement: Fields): Node | undefined {
  const items = itemsOf(select['groupClause']);
  if (items.some((item) => fieldsOf(item, 'GroupingSet') ?? fieldsOf(item, 'RowExpr'))) return undefined;
  if (items.filter((item) => !isOrdinal(item) && !cannotRaise(item, statement)).length > 1) return undefined;
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  const sorted = [...byText].sort(([left], [right]) => compare(left, right)).map(([, item]) => item);
  const same = sorted.length === items.length && sorted.every((item, index) => item === items[index]);
  return same ? undefined : { ...select, groupClause: sorted };
}

const isOrdinal = (item: unknown): boolean => fieldsOf(fieldsOf(item, 'A_Const'), 'ival') !== undefined;

/** Shorter ones first: so ordinals come in the order of numbers. */
function compare(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
