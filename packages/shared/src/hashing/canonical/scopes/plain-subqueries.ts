import { everywhere, type Rewrite } from '../rewrite.js';
import { wholeWrapper, wrappers } from '../wrappers.js';
import { columnLists } from './column-names.js';

const inFrom = everywhere('subqueries', [wrappers, columnLists]);

/**
 * What is done with subqueries from the start, once more: for WITH queries that have become some, and where names, now
 * that they are known, stand in the way no longer.
 */
export const plainSubqueries: Rewrite = {
  name: 'plain subqueries',
  apply: (statement, context) => wholeWrapper.apply(inFrom.apply(statement, context), context),
};
