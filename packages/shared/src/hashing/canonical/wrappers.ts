import { fieldsOf, isFields, itemsOf, stringsOf, type Fields } from '../tree/walk.js';
import type { NodeRewrite, Rewrite } from './rewrite.js';
import { columnsOf } from './scopes/column-names.js';

/**
 * `SELECT * FROM (q) s` is q, and so is `SELECT s.a, b FROM (SELECT a, b …) s`: here where it stands in FROM or WITH.
 *
 * Sound: what selects all columns of one subquery in their order, by their names, and does nothing else, has its rows,
 * names and types; Postgres pulls q up or scans it as it is. Not as an arm of a set operation, whose untyped texts take
 * the type of the other arm's. Not with an ORDER BY in q, which is no promise any more once it is wrapped. In WITH not a
 * set operation, which could be recursive without the wrapper only. The subquery must have an alias, for without one it
 * is an error before version 16.
 */
export const wrappers: NodeRewrite = {
  name: 'wrappers',
  types: ['RangeSubselect', 'CommonTableExpr'],
  node(fields, type, { engine }) {
    const place = type === 'RangeSubselect' ? 'subquery' : 'ctequery';
    const inner = engine === 'pg' ? unwrapped(fieldsOf(fields[place], 'SelectStmt')) : undefined;
    if (inner === undefined || (type === 'CommonTableExpr' && inner['larg'] !== undefined)) return undefined;
    return { [type]: { ...fields, [place]: { SelectStmt: inner } } };
  },
};

/** The same of the statement itself. */
export const wholeWrapper: Rewrite = {
  name: 'whole wrapper',
  apply(statement, { engine }) {
    const inner = engine === 'pg' ? unwrapped(fieldsOf(statement, 'SelectStmt')) : undefined;
    return inner ? { SelectStmt: inner } : statement;
  },
};

const WRAPPING: ReadonlySet<string> = new Set(['targetList', 'fromClause', 'limitOption', 'withClause', 'op']);
const NOT_INSIDE = ['sortClause', 'valuesLists', 'lockingClause', 'intoClause'];

/** What is in one wrapper after the other; undefined where there is none. */
function unwrapped(select: Fields | undefined): Fields | undefined {
  const inner = select && inside(select);
  return inner && (unwrapped(inner) ?? inner);
}

function inside(select: Fields): Fields | undefined {
  for (const field in select) if (select[field] !== undefined && !WRAPPING.has(field)) return undefined;
  const [item, ...more] = itemsOf(select['fromClause']);
  const { subquery, alias, lateral } = fieldsOf(item, 'RangeSubselect') ?? {};
  const inner = fieldsOf(subquery, 'SelectStmt');
  if (inner === undefined || !isFields(alias) || alias['colnames'] !== undefined || lateral === true || more.length > 0) return undefined;
  if (NOT_INSIDE.some((clause) => inner[clause] !== undefined)) return undefined;
  if (!selectsAll(itemsOf(select['targetList']), String(alias['aliasname']), subquery)) return undefined;
  const { withClause } = select;
  if (withClause === undefined) return inner;
  return inner['withClause'] === undefined ? withQueries(inner, withClause) : undefined;
}

/** In the place that the parser prints it in. */
const withQueries = ({ op, ...rest }: Fields, withClause: unknown): Fields => {
  const { all, larg, rarg, ...before } = rest;
  return { ...before, withClause, op, ...(all !== undefined && { all }), ...(larg !== undefined && { larg }), ...(rarg !== undefined && { rarg }) };
};

function selectsAll(targets: readonly unknown[], alias: string, subquery: unknown): boolean {
  const references = targets.map(referenceOf);
  const [only] = references;
  if (targets.length === 1 && only?.star === true && only.names.length < 2 && (only.names[0] ?? alias) === alias) return true;
  const columns = columnsOf(subquery, [], 'pg');
  if (columns?.length !== targets.length || new Set(columns).size < columns.length) return false;
  return columns.every((column, at) => isColumn(references[at], column, alias));
}

interface Reference {
  readonly names: readonly string[];
  readonly star: boolean;
  readonly as: unknown;
}

function referenceOf(target: unknown): Reference | undefined {
  const { name, val } = fieldsOf(target, 'ResTarget') ?? {};
  const fields = itemsOf(fieldsOf(val, 'ColumnRef')?.['fields']);
  return fields.length === 0 ? undefined : { names: stringsOf(fields), star: fieldsOf(fields.at(-1), 'A_Star') !== undefined, as: name };
}

function isColumn(reference: Reference | undefined, column: string, alias: string): boolean {
  if (reference === undefined || reference.star || (reference.as !== undefined && reference.as !== column)) return false;
  const [last, qualifier, ...more] = [...reference.names].reverse();
  return last === column && more.length === 0 && (qualifier === undefined || qualifier === alias);
}
