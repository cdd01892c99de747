import { itemsOf, nodesOfType, typesIn, type Fields } from '../../tree/walk.js';
import { ignoresOrder } from '../built-ins.js';

/**
 * Whether a statement's answer, as a bag, is the same in whatever order any of its parts finds its rows. Not with a
 * LIMIT (also where ties decide), DISTINCT ON, windows that tell peers apart, arrays made of rows, samples, or calls that are not known.
 */
export function isOrderBlind(statement: Fields): boolean {
  if (nodesOfType(statement, 'SelectStmt').some(picksRows) || !nodesOfType(statement, 'FuncCall').every(ignoresOrder)) return false;
  if (nodesOfType(statement, 'SubLink').some(({ subLinkType }) => subLinkType === 'ARRAY_SUBLINK')) return false;
  return !typesIn(statement).some((type) => /^(?:Json|Xml|RangeTable)/.test(type));
}

function picksRows(select: Fields): boolean {
  const distinctOn = itemsOf(select['distinctClause']).some((item) => Object.keys(item as Fields).length > 0);
  return distinctOn || select['limitCount'] !== undefined || select['limitOffset'] !== undefined;
}
