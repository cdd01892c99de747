import { isFields } from '../tree/walk.js';
import { canonicalTree } from './pipeline.js';
import type { Context } from './rewrite.js';

/** Where a node stood in the text. The names of fields, so nothing that a caller wrote can be among them. */
const POSITIONS = new Set([
  'location',
  'stmt_location',
  'stmt_len',
  'list_start',
  'list_end',
  'rexpr_list_start',
  'rexpr_list_end',
  'name_location',
]);

/**
 * A tree as JSON, without positions. The parser prints fields in the order of Postgres's structs, so equal trees print
 * equally.
 */
export function exactForm(tree: unknown): string {
  return JSON.stringify(tree, (field, value: unknown) => (POSITIONS.has(field) ? undefined : value));
}

/** The canonical form of a statement: statements with one form are answered alike by every database. */
export function canonicalForm(statement: unknown, context: Context): string {
  return exactForm(isFields(statement) ? canonicalTree(statement, context) : statement);
}
