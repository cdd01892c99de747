import { everywhere, type Rewrite } from '../rewrite.js';
import { windows } from '../windows.js';
import { wholeWrapper, wrappers } from '../wrappers.js';
import { columnLists } from './column-names.js';

const again = everywhere('subqueries and windows', [windows, wrappers, columnLists]);

/**
 * What is done with subqueries and windows from the start, once more: for WITH queries that have become subqueries, for
 * windows that turn out to be one, and where names, now that they are known, stand in the way no longer.
 */
export const plainSubqueries: Rewrite = {
  name: 'plain subqueries',
  apply: (statement, context) => wholeWrapper.apply(again.apply(statement, context), context),
};
