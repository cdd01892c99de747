import { fieldsOf, itemsOf, type Fields } from '../../tree/walk.js';
import { cannotRaise } from '../raising.js';

/**
 * `OVER (PARTITION BY a, b)` is `OVER (PARTITION BY b, a)`, and repeats go.
 *
 * Sound: rows are of one partition where all of the items are the same. How rows are sorted for it changes, and with it the
 * order in which they come to this window and to others: so only where nothing in the statement depends on that
 * (`isOrderBlind`, which lets pass none but windows that see no order among peers). Not where two items could both raise an
 * error, nor with rows, which are lists there, nor with windows that have a name.
 */
export function sortPartition(call: Fields, statement: Fields): Fields | undefined {
  const over = call['over'] as Fields | undefined;
  const items = itemsOf(over?.['partitionClause']);
  if (over === undefined || items.length < 2 || over['name'] !== undefined || over['refname'] !== undefined) return undefined;
  if (items.some((item) => fieldsOf(item, 'RowExpr')) || items.filter((item) => !cannotRaise(item, statement)).length > 1) return undefined;
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  const sorted = [...byText].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, item]) => item);
  const same = sorted.length === items.length && sorted.every((item, at) => item === items[at]);
  return same ? undefined : { ...call, over: { ...over, partitionClause: sorted } };
}
