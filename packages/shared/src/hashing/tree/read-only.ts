import { nodesOfType, typesIn } from './walk.js';

const WRITES: ReadonlyMap<string, string> = new Map([
  ['IntoClause', 'INTO, which makes a table'],
  ['InsertStmt', 'INSERT'],
  ['UpdateStmt', 'UPDATE'],
  ['DeleteStmt', 'DELETE'],
  ['MergeStmt', 'MERGE'],
]);

const OTHER = 'another statement';

/**
 * What in a statement does more than read, in words; undefined where nothing does. A statement is a node
 * `{"SelectStmt": …}` of the tree; whatever else it is, it is not read only.
 */
export function whatWrites(statement: unknown): string | undefined {
  const [outermost, ...inner] = typesIn(statement);
  if (outermost === undefined) return 'no statement';
  if (outermost !== 'SelectStmt') return WRITES.get(outermost) ?? OTHER;
  const writing = inner.find((type) => WRITES.has(type) || type.endsWith('Stmt'));
  return writing && (WRITES.get(writing) ?? OTHER);
}

/** Whether a statement locks rows as it reads them, in whatever part of it. */
export function locksRows(statement: unknown): boolean {
  return nodesOfType(statement, 'LockingClause').length > 0;
}
