import type { Fields } from '../../tree/walk.js';
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

function apply(statement: Fields, context: Context): Fields {
  const { engine, allowedFunctions = [] } = context;
  let draft = readScopes(statement, engine);
  if (draft && engine === 'pg' && inlineQueries(draft)) draft = readScopes(plainSubqueries.apply(draft.root, context), engine);
  if (draft === undefined) return statement;
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
