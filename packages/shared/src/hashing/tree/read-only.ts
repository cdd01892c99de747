import { walk } from './walk.js';

const WRITES: ReadonlyMap<string, string> = new Map([
  ['IntoClause', 'INTO, which makes a table'],
  ['InsertStmt', 'INSERT'],
  ['UpdateStmt', 'UPDATE'],
  ['DeleteStmt', 'DELETE'],
  ['MergeStmt', 'MERGE'],
]);

/**
 * What in a statement does more than read, in words; undefined where nothing does. A statement is a node
 * `{"SelectStmt": …}` of the tree; whatever else it is, it is not read only.
 */
export function whatWrites(statement: unknown): string | undefined {
  let found: string | undefined;
  let outermost = true;
  walk(statement, (type) => {
    const select = type === 'SelectStmt';
    found ??= WRITES.get(type) ?? (!select && (outermost || type.endsWith('Stmt')) ? 'another statement' : undefined);
    outermost = false;
  });
  return outermost ? 'no statement' : found;
}

/** Whether a statement locks rows as it reads them, in whatever part of it. */
export function locksRows(statement: unknown): boolean {
  let found = false;
  walk(statement, (type) => {
    found ||= type === 'LockingClause';
  });
  return found;
}
