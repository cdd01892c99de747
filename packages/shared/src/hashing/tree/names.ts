import type { WrittenName } from '../../contracts/query.js';
import { eachChild, isFields, itemsOf, nodesOfType, stringsOf, walk, type Fields } from './walk.js';

/** A relation as the statement names it; the database only where it was written. */
export interface WrittenTable extends WrittenName {
  readonly database?: string;
}

/** A function call, with the number of arguments where they could be counted. */
export interface WrittenCall extends WrittenName {
  readonly args: readonly unknown[];
}

/**
 * Relations named in FROM, without those that are names of a WITH query where they stand. As in Postgres, a plain WITH
 * query is seen by those after it, a recursive one by all of its list, and a qualified name is never one.
 */
export function tablesIn(statement: unknown): WrittenTable[] {
  if (nodesOfType(statement, 'WithClause').length === 0) return nodesOfType(statement, 'RangeVar').flatMap(tableOf);
  const found: WrittenTable[] = [];
  if (isFields(statement)) eachChild({ statement }, (type, node) => collectTables(type, node, new Set(), found));
  return found;
}

function collectTables(type: string, node: Fields, scope: ReadonlySet<string>, found: WrittenTable[]): void {
  if (type === 'RangeVar') return addTable(node, scope, found);
  const inner = isFields(node['withClause']) ? enterWith(node['withClause'], scope, found) : scope;
  eachChild(node, (childType, child) => {
    if (childType !== 'WithClause') collectTables(childType, child, inner, found);
  });
}

function addTable(node: Fields, scope: ReadonlySet<string>, found: WrittenTable[]): void {
  for (const table of tableOf(node)) if (table.schema !== undefined || !scope.has(table.name)) found.push(table);
}

function tableOf(node: Fields): WrittenTable[] {
  const { catalogname: database, schemaname: schema, relname: name } = node as Record<string, string | undefined>;
  if (name === undefined) return [];
  if (schema === undefined) return [{ name }];
  return [database === undefined ? { schema, name } : { database, schema, name }];
}

/** Collects what the WITH queries name; answers the scope of the statement that they belong to. */
function enterWith(clause: Fields, scope: ReadonlySet<string>, found: WrittenTable[]): ReadonlySet<string> {
  const queries: Fields[] = [];
  eachChild(clause, (type, node) => void (type === 'CommonTableExpr' && queries.push(node)));
  const names = queries.map((query) => String(query['ctename']));
  const seen = new Set(clause['recursive'] === true ? [...scope, ...names] : scope);
  queries.forEach((query, index) => {
    collectTables('CommonTableExpr', query, seen, found);
    seen.add(names[index] ?? '');
  });
  return seen;
}

/** Functions called by name: in expressions, aggregates, windows and FROM, and those that SQL syntax stands for. */
export function callsIn(statement: unknown): WrittenCall[] {
  const found: WrittenCall[] = [];
  for (const node of nodesOfType(statement, 'FuncCall')) {
    const name = writtenName(stringsOf(node['funcname']));
    if (name) found.push({ ...name, args: itemsOf(node['args']) });
  }
  return found;
}

/** BETWEEN, IN and kin stand for comparisons, which a user may have defined for his types. */
const IMPLIED: ReadonlyMap<string, readonly string[]> = new Map([
  ['AEXPR_BETWEEN', ['>=', '<=']],
  ['AEXPR_BETWEEN_SYM', ['>=', '<=']],
  ['AEXPR_NOT_BETWEEN', ['<', '>']],
  ['AEXPR_NOT_BETWEEN_SYM', ['<', '>']],
]);

/** Operators in expressions and in ORDER BY USING, also those that other syntax stands for. */
export function operatorsIn(statement: unknown): WrittenName[] {
  const found: WrittenName[] = [];
  walk(statement, (type, node) => {
    if (OPERATING.has(type)) found.push(...operatorsOf(type, node));
  });
  return found;
}

const OPERATING: ReadonlySet<string> = new Set(['A_Expr', 'SubLink', 'SortBy', 'CaseExpr', 'JoinExpr']);

function operatorsOf(type: string, node: Fields): WrittenName[] {
  if (type === 'A_Expr') {
    const implied = IMPLIED.get(String(node['kind']));
    return implied ? implied.map((name) => ({ name })) : listOf(writtenName(stringsOf(node['name'])));
  }
  if (type === 'SubLink') return subLinkOperators(node);
  if (type === 'SortBy') return listOf(writtenName(stringsOf(node['useOp'])));
  const comparesByEquality =
    (type === 'CaseExpr' && node['arg'] !== undefined) ||
    (type === 'JoinExpr' && (node['usingClause'] !== undefined || node['isNatural'] === true));
  return comparesByEquality ? [{ name: '=' }] : [];
}

/** `x IN (SELECT …)` is `x = ANY (SELECT …)`. */
function subLinkOperators(node: Fields): WrittenName[] {
  if (node['testexpr'] === undefined) return [];
  return listOf(writtenName(stringsOf(node['operName'])) ?? { name: '=' });
}

const listOf = (name: WrittenName | undefined): WrittenName[] => (name ? [name] : []);

/** The last two parts of a qualified name. */
function writtenName(parts: readonly string[]): WrittenName | undefined {
  const name = parts.at(-1);
  const schema = parts.at(-2);
  if (name === undefined) return undefined;
  return schema === undefined ? { name } : { schema, name };
}

/** Each name once, in the order of first appearance. */
export function distinctNames(names: readonly WrittenName[]): WrittenName[] {
  const distinct: WrittenName[] = [];
  const seen = new Set<string>();
  for (const { schema, name } of names) {
    const text = schema === undefined ? name : `${schema}\0${name}`;
    if (seen.has(text)) continue;
    seen.add(text);
    distinct.push(schema === undefined ? { name } : { schema, name });
  }
  return distinct;
}
