import { nodesOfType, type Fields } from '../../tree/walk.js';
import type { Context, Rewrite } from '../rewrite.js';
import { dropAliases } from './aliases.js';
import { flipJoins } from './flip-joins.js';
import { dropMaterialized, inlineQueries } from './inline-with.js';
import { flattenJoins } from './joins.js';
import { orderFrom } from './order-from.js';
import { orderQueries } from './order-with.js';
import { plainSubqueries } from './plain-subqueries.js';
import { dropQualifiers } from './qualifiers.js';
import { readScopes } from './read-scopes.js';
import { rename } from './rename.js';
import { expandStars } from './stars.js';

/**
 * The rewrites that need to know what each name stands for. They work on a copy of the statement; names come last, when
 * everything has found its place.
 */
export const inScopes: Rewrite = { name: 'in scopes', apply };

function apply(written: Fields, context: Context): Fields {
  const { engine, allowedFunctions = [] } = context;
  const statement = withoutQueries(written, context);
  const draft = readScopes(statement, engine);
  if (draft === undefined) return written;
  expandStars(draft, engine);
  flipJoins(draft, statement);
  flattenJoins(draft, statement);
  orderFrom(draft, statement);
  if (engine === 'pg') dropMaterialized(draft);
  orderQueries(draft);
  dropAliases(draft, engine);
  dropQualifiers(draft, engine, allowedFunctions);
  return rename(draft) ? draft.root : statement;
}

/** With WITH queries in the place where they are used. */
function withoutQueries(written: Fields, context: Context): Fields {
  const draft = context.engine === 'pg' && nodesOfType(written, 'WithClause').length > 0 ? readScopes(written, context.engine) : undefined;
  return draft && inlineQueries(draft) ? plainSubqueries.apply(draft.root, context) : written;
}
