import { fieldsOf, itemsOf, type Fields } from '../../tree/walk.js';
import { cannotRaise } from '../raising.js';
import { type Draft, type Item, type Node, type Ref, type Scope } from './draft.js';
import { isOrderBlind } from './order-blind.js';

/**
 * Items of FROM stand in the order of their tables' names, and where those are the same of the columns that are used
 * of each; else as they were written.
 *
 * A product is the same in either order but for the order of its columns and rows. So no `*`, every column is written
 * with its table, nothing sees what stands before it (LATERAL, functions), nothing in the statement depends on the order
 * of rows, and no condition can raise an error: how tables are joined decides which rows it is asked of. Plain tables
 * and joins of such only; what else stands in FROM may itself raise errors, or be evaluated or not.
 */
export function orderFrom({ scopes }: Draft, statement: Fields): void {
  let blind: boolean | undefined;
  for (const scope of scopes) {
    if (itemsOf(scope.select['fromClause']).length < 2) continue;
    const sorted = sortedFrom(scope);
    if (sorted === undefined || !mayMove(scope, statement) || !(blind ?? isOrderBlind(statement))) continue;
    blind = true;
    scope.select['fromClause'] = sorted.map(({ wrapped }) => wrapped);
    scope.items = sorted.flatMap(({ items }) => items);
  }
}

/** Whether the result, but for the order of columns and rows, does not depend on the order of a FROM. */
export function mayMove(scope: Scope, statement: Fields): boolean {
  const { select, items, merges, star, holdsBare } = scope;
  if (merges || star || holdsBare || items.some(({ kind, sampled }) => kind !== 'table' || sampled)) return false;
  const conditions = [select['whereClause'], ...[...scope.joins.keys()].map(({ quals }) => quals)];
  return conditions.every((condition) => condition === undefined || cannotRaise(condition, statement));
}

/** An item of FROM with all that is joined in it. */
interface Entry {
  readonly wrapped: unknown;
  readonly items: Item[];
  readonly shape: string;
}

/** Undefined where they stand in order already. */
function sortedFrom({ select, items }: Scope): Entry[] | undefined {
  let at = 0;
  const entries = itemsOf(select['fromClause']).map((wrapped): Entry => {
    const from = at;
    at += countOf(wrapped);
    return { wrapped, items: items.slice(from, at), shape: shapeOf(wrapped) };
  });
  const usages = new Map<Entry, string>();
  const sorted = [...entries].sort((left, right) => compare(left.shape, right.shape) || compare(usage(left, usages), usage(right, usages)));
  return sorted.every((entry, index) => entry === entries[index]) ? undefined : sorted;
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** How many items of the scope stand in one of FROM. */
function countOf(wrapped: unknown): number {
  const join = fieldsOf(wrapped, 'JoinExpr');
  return join ? countOf(join['larg']) + countOf(join['rarg']) : 1;
}

/** Kinds of joins and names of tables, without aliases and conditions. */
function shapeOf(wrapped: unknown): string {
  const join = fieldsOf(wrapped, 'JoinExpr');
  if (join) return `(${String(join['jointype'])} ${shapeOf(join['larg'])} ${shapeOf(join['rarg'])})`;
  const { relname, schemaname, catalogname, inh, alias } = fieldsOf(wrapped, 'RangeVar') ?? {};
  const rest = [schemaname, catalogname, inh, (alias as Node | undefined)?.['colnames']];
  return `${String(relname)} ${JSON.stringify(rest)}`;
}

/** Which columns of its items are used, and in which outputs. */
function usage(entry: Entry, known: Map<Entry, string>): string {
  let text = known.get(entry);
  if (text === undefined) {
    text = JSON.stringify(entry.items.map(({ refs }) => [...new Set(refs.flatMap(usageOf))].sort()));
    known.set(entry, text);
  }
  return text;
}

const usageOf = ({ clause, column }: Ref): string[] => (clause === undefined ? [] : [`${clause} ${column ?? '*'}`]);
