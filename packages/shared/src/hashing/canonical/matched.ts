import { fieldsOf, itemsOf, nodesOfType, stringsOf, type Fields } from '../tree/walk.js';
import { comparisonOf } from './nodes.js';
import { isAggregate } from './raising.js';

/**
 * Whether Postgres may have to find two expressions of a statement equal, as it does for GROUP BY, for ORDER BY beside
 * DISTINCT, and in aggregates: `SELECT a < 5 … GROUP BY 5 > a` is an error, and must not become `a < 5 … GROUP BY a < 5`.
 *
 * Postgres compares what it has analysed: there type names, qualifiers and defaults have gone, while the sides of a
 * comparison, the order of conditions and lists, windows, and aliases in subqueries still count. So it matters only
 * where such stand on both sides. Numbers of outputs are no expressions: they have to be put in before.
 */
export function matchesExpressions(statement: Fields): boolean {
  if (nodesOfType(statement, 'SelectStmt').some((select) => groups(select) || sortsDistinct(select))) return true;
  return nodesOfType(statement, 'FuncCall').some((call) => call['agg_distinct'] === true && itemsOf(call['agg_order']).some(mayChange));
}

/** Whether a statement has a place where expressions are compared at all. Quick, for most have none. */
export function hasMatching(statement: Fields): boolean {
  const selects = nodesOfType(statement, 'SelectStmt');
  if (selects.some((select) => select['groupClause'] !== undefined || select['distinctClause'] !== undefined)) return true;
  return nodesOfType(statement, 'FuncCall').some((call) => call['agg_distinct'] !== undefined);
}

function sortsDistinct(select: Fields): boolean {
  const { distinctClause, sortClause } = select;
  return distinctClause !== undefined && [...itemsOf(distinctClause), ...itemsOf(sortClause)].some(mayChange);
}

/** What is grouped by its number finds itself; everything else may have to be found among what is grouped. */
function groups(select: Fields): boolean {
  const items = itemsOf(select['groupClause']);
  const targets = itemsOf(select['targetList']);
  if (items.length === 0) return false;
  const numbers = new Set(items.flatMap(numbersIn));
  const names = new Set(items.flatMap(namesIn));
  const isNamed = (target: unknown): boolean => names.has(String(fieldsOf(target, 'ResTarget')?.['name']));
  const grouped = [...items, ...targets.filter((target, at) => numbers.has(at + 1) || isNamed(target))];
  if (!grouped.some(mayChange)) return false;
  const others = targets.filter((_target, at) => !numbers.has(at + 1));
  return [...others, select['havingClause'], ...itemsOf(select['sortClause']), ...itemsOf(select['windowClause'])].some(mayChange);
}

function numbersIn(item: unknown): readonly unknown[] {
  const set = fieldsOf(item, 'GroupingSet');
  return set ? itemsOf(set['content']).flatMap(numbersIn) : [fieldsOf(fieldsOf(item, 'A_Const'), 'ival')?.['ival']];
}

/** Names of columns that stand alone, each of which may be a target's. */
function namesIn(item: unknown): readonly string[] {
  const set = fieldsOf(item, 'GroupingSet');
  return set ? itemsOf(set['content']).flatMap(namesIn) : stringsOf(fieldsOf(item, 'ColumnRef')?.['fields']);
}

const CHANGING: ReadonlySet<string> = new Set(['BoolExpr', 'NullTest', 'BooleanTest', 'SubLink', 'WindowDef']);

/** Whether anything in an expression may be rewritten to what Postgres takes for another one; aggregates' arguments are not compared. */
function mayChange(expression: unknown): boolean {
  if (Array.isArray(expression)) return expression.some(mayChange);
  if (typeof expression !== 'object' || expression === null) return false;
  if (isAggregate(expression)) return false;
  return Object.entries(expression).some(([field, value]) => isChanging(field, value as Fields) || mayChange(value));
}

function isChanging(type: string, fields: Fields): boolean {
  if (type === 'over' || CHANGING.has(type)) return true;
  return type === 'A_Expr' && (comparisonOf(fields) !== undefined || fields['kind'] !== 'AEXPR_OP');
}
