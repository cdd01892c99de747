import { isFields } from '../tree/walk.js';
import { canonicalTree } from './pipeline.js';
import type { Context } from './rewrite.js';

/** A tree as JSON. The parser prints fields in the order of Postgres's structs, so equal trees print equally. */
export const exactForm = (tree: unknown): string => JSON.stringify(tree);

/** The canonical form of a statement: statements with one form are answered alike by every database. */
export function canonicalForm(statement: unknown, context: Context): string {
  return exactForm(isFields(statement) ? canonicalTree(statement, context) : statement);
}
