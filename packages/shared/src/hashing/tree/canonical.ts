/**
 * Version of the rules by which statements are told apart: part of every key. To be raised with every change of this
 * folder that can give one statement another canonical form, and with every other version of the parser.
 */
export const RULES_VERSION = 1;

/** Turns a tree into an equal one. It must be sound: equal results on every database, and never throw. */
export type Rewrite = (tree: unknown) => unknown;

/** In this order. None yet: two statements are the same when their trees are. */
export const REWRITES: readonly Rewrite[] = [];

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
 * The canonical form of a statement: its tree as JSON, without positions. The parser prints fields in the order of
 * Postgres's structs, so equal trees print equally.
 */
export function canonicalForm(statement: unknown): string {
  const tree = REWRITES.reduce((current, rewrite) => rewrite(current), statement);
  return JSON.stringify(tree, (field, value: unknown) => (POSITIONS.has(field) ? undefined : value));
}
