import { isFields, itemsOf, nodesOfType, type Fields } from '../../tree/walk.js';
import { mapNodes, type Wrapped } from '../map-nodes.js';
import type { Context, Rewrite } from '../rewrite.js';
import { armNames } from './arm-names.js';
import { sortGroups } from './group-order.js';
import { isOrderBlind } from './order-blind.js';
import { ordinals } from './ordinals.js';
import { sortPartition } from './partition-order.js';

/**
 * What a SELECT is sorted and grouped by, and the names that this leaves without a meaning. After all rewrites that can
 * make two expressions the same, since expressions are compared here.
 */
export const clauses: Rewrite = {
  name: 'clauses',
  apply: (statement, context) => partitions(apply(statement, context, armNames), context),
};

/** The same with all names: Postgres finds subqueries unlike whose columns are called otherwise. */
export const carefulClauses: Rewrite = { name: 'careful clauses', apply: (statement, context) => apply(statement, context, () => undefined) };

/** Of the same only that numbers of outputs stand for what is written like them: as long as nothing is rewritten. */
export const outputNumbers: Rewrite = {
  name: 'output numbers',
  apply: (statement, { engine }) =>
    mapSelects(statement, (fields) => {
      const numbered = ordinals(fields, engine);
      return numbered && { SelectStmt: numbered };
    }),
};

/** The statement alone is changed where it is the only select. */
function mapSelects(statement: Fields, change: (select: Fields) => Wrapped | undefined): Fields {
  const whole = statement['SelectStmt'];
  if (isFields(whole) && nodesOfType(statement, 'SelectStmt').length === 1) return change(whole) ?? statement;
  return mapNodes(statement, (type, fields) => (type === 'SelectStmt' ? change(fields) : undefined));
}

function apply(statement: Fields, { engine }: Context, unnamed: typeof armNames): Fields {
  let blind: boolean | undefined;
  return mapSelects(statement, (fields) => {
    const numbered = ordinals(fields, engine);
    const select = numbered ?? fields;
    const groups = itemsOf(select['groupClause']).length > 1 && (blind ??= isOrderBlind(statement));
    const changed = (groups ? sortGroups(select, statement) : undefined) ?? numbered;
    const named = unnamed(changed ?? fields, engine) ?? changed;
    return named && { SelectStmt: named };
  });
}

function partitions(statement: Fields, { engine }: Context): Fields {
  if (!nodesOfType(statement, 'FuncCall').some(({ over }) => over !== undefined)) return statement;
  let blind: boolean | undefined;
  const isBlind = (): boolean => (blind ??= engine === 'pg' && isOrderBlind(statement));
  return mapNodes(statement, (type, fields) => {
    if (type !== 'FuncCall' || fields['over'] === undefined) return undefined;
    const sorted = sortPartition(fields, statement);
    return sorted && isBlind() ? { FuncCall: sorted } : undefined;
  });
}
