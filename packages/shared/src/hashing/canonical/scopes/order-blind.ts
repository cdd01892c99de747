import { itemsOf, walk, type Fields } from '../../tree/walk.js';
import { ignoresOrder } from '../built-ins.js';

/**
 * Whether a statement's answer, as a bag, is the same in whatever order any of its parts finds its rows. Not with a
 * LIMIT (also where ties decide), DISTINCT ON, windows, arrays made of rows, samples, or calls that are not known.
 */
export function isOrderBlind(statement: Fields): boolean {
  let blind = true;
  walk(statement, (type, node) => {
    if (type === 'SelectStmt') blind &&= !picksRows(node);
    else if (type === 'FuncCall') blind &&= ignoresOrder(node);
    else if (type === 'SubLink') blind &&= node['subLinkType'] !== 'ARRAY_SUBLINK';
    else if (/^(?:Json|Xml|RangeTable)/.test(type)) blind = false;
  });
  return blind;
}

function picksRows(select: Fields): boolean {
  const distinctOn = itemsOf(select['distinctClause']).some((item) => Object.keys(item as Fields).length > 0);
  return distinctOn || select['limitCount'] !== undefined || select['limitOffset'] !== undefined;
}
