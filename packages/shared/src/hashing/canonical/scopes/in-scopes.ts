import type { Fields } from '../../tree/walk.js';
import type { Context, Rewrite } from '../rewrite.js';
import { dropAliases } from './aliases.js';
import { flipJoins } from './flip-joins.js';
import { inlineQueries } from './inline-with.js';
import { flattenJoins } from './joins.js';
import { orderFrom } from './order-from.js';
import { orderQueries } from './order-with.js';
import { dropQualifiers } from './qualifiers.js';
import { readScopes } from './read-scopes.js';
import { rename } from './rename.js';
import { expandStars } from './stars.js';

/**
 * The rewrites that need to know what each name stands for. They work on a copy of the statement; names come last, when
 * everything has found its place.
 */
export const inScopes: Rewrite = { name: 'in scopes', apply };

function apply(statement: Fields, { engine, allowedFunctions = [] }: Context): Fields {
  let draft = readScopes(statement, engine);
  if (draft && engine === 'pg' && inlineQueries(draft)) draft = readScopes(draft.root, engine);
  if (draft === undefined) return statement;
  expandStars(draft);
  flipJoins(draft, statement);
  flattenJoins(draft, statement);
  orderFrom(draft, statement);
  orderQueries(draft);
  dropAliases(draft, engine);
  dropQualifiers(draft, engine, allowedFunctions);
  return rename(draft) ? draft.root : statement;
}
