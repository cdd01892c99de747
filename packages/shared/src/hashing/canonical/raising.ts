import { fieldsOf, isFields, itemsOf, nodesOfType, stringsOf, walk, type Fields } from '../tree/walk.js';
import { comparisonOf, isColumn } from './nodes.js';

/**
 * Whether evaluating an expression can raise no error, so that it does not matter when it is evaluated: comparisons,
 * tests, IN lists and connectives of columns and constants. Constants alone are not compared here: such a comparison is
 * folded when the statement is planned, and may keep its neighbours from being folded. Nothing that calls a function,
 * casts a value or selects: those raise errors. Nor rows and LIKE: both do at times.
 * @param statement The whole of it: a column of one of its own subqueries may stand for an expression that raises.
 */
export function cannotRaise(expression: unknown, statement: Fields): boolean {
  return isValue(expression, statement) || isCondition(expression, statement);
}

/** As `cannotRaise`, for what AND and OR connect. */
export function isCondition(node: unknown, statement: Fields): boolean {
  const connective = fieldsOf(node, 'BoolExpr');
  if (connective) return isHarmlessConnective(connective, statement);
  const tested = fieldsOf(node, 'NullTest') ?? fieldsOf(node, 'BooleanTest');
  if (tested) return isColumnHere(tested['arg'], statement);
  const expression = fieldsOf(node, 'A_Expr');
  return expression ? isComparison(expression, statement) : isColumnHere(node, statement) || isBoolean(node);
}

const judged = new WeakMap<Fields, WeakMap<Fields, boolean>>();

/** Remembered, because those in others would be judged again with every one around them. */
function isHarmlessConnective(connective: Fields, statement: Fields): boolean {
  const known: WeakMap<Fields, boolean> = judged.get(statement) ?? new WeakMap<Fields, boolean>();
  judged.set(statement, known);
  const verdict = known.get(connective) ?? itemsOf(connective['args']).every((one) => isCondition(one, statement));
  known.set(connective, verdict);
  return verdict;
}

function isComparison(expression: Fields, statement: Fields): boolean {
  const { kind, lexpr, rexpr } = expression;
  if (kind === 'AEXPR_IN') return isColumnHere(lexpr, statement) && itemsOf(fieldsOf(rexpr, 'List')?.['items']).every(isHarmless);
  if (kind !== 'AEXPR_DISTINCT' && kind !== 'AEXPR_NOT_DISTINCT' && comparisonOf(expression) === undefined) return false;
  const [left, right] = [lexpr, rexpr].map((operand) => isColumnHere(operand, statement));
  if (left && right) return joins(expression) && !keepingOrder(statement).has(pairOf(expression));
  return left === true ? isHarmless(rexpr) : right === true && isHarmless(lexpr);
}

/**
 * Two columns may be of types or collations that cannot always be compared, which is found out with the first row. Those
 * that join two relations are compared in whatever order the plan has.
 */
function joins({ kind, name, lexpr, rexpr }: Fields): boolean {
  const [left, right] = [lexpr, rexpr].map((operand) => stringsOf(fieldsOf(operand, 'ColumnRef')?.['fields']).slice(0, -1).join('.'));
  return kind === 'AEXPR_OP' && stringsOf(name)[0] === '=' && left !== '' && right !== '' && left !== right;
}

const pairOf = ({ lexpr, rexpr }: Fields): string => [lexpr, rexpr].map((operand) => JSON.stringify(operand)).sort().join();

const ordered = new WeakMap<Fields, ReadonlySet<string>>();

/**
 * Pairs of columns that are compared elsewhere than in what WHERE, ON and HAVING demand: in CASE, FILTER or an OR the
 * conditions are asked in the order in which they are written, and not of every row.
 */
function keepingOrder(statement: Fields): ReadonlySet<string> {
  let pairs = ordered.get(statement);
  if (pairs === undefined) ordered.set(statement, (pairs = findOrdered(statement)));
  return pairs;
}

function findOrdered(statement: Fields): ReadonlySet<string> {
  const pairs = new Set<string>();
  if (nodesOfType(statement, 'BoolExpr').length === 0) return pairs;
  const demanded = new Set<unknown>();
  walk(statement, (type, node) => {
    for (const clause of DEMANDS) demanded.add(fieldsOf(node[clause], 'BoolExpr'));
    if (type !== 'BoolExpr') return;
    const inOrder = node['boolop'] !== 'AND_EXPR' || !demanded.has(node);
    for (const arg of itemsOf(node['args'])) {
      const comparison = fieldsOf(arg, 'A_Expr');
      if (inOrder && comparison && isColumn(comparison['lexpr']) && isColumn(comparison['rexpr'])) pairs.add(pairOf(comparison));
      if (!inOrder) demanded.add(fieldsOf(arg, 'BoolExpr'));
    }
  });
  return pairs;
}

const DEMANDS = ['whereClause', 'quals', 'havingClause'];

const isValue = (node: unknown, statement: Fields): boolean => isColumnHere(node, statement) || isHarmless(node);

const isBoolean = (node: unknown): boolean => fieldsOf(node, 'A_Const')?.['boolval'] !== undefined;

/** Digits that fit every type that a number may be turned into, when the statement is planned. */
const PLAIN_NUMBER = /^-?\d{0,30}(?:\.\d{0,30})?$/;

/**
 * A constant that is turned into the type of what it is compared with, if at all, when the statement is analysed. A text
 * that is cast to a built-in type is read then, too; typmods would be a function's work. Not of the preferred types of
 * numbers, for then it is the column that is turned into the constant's type: `1e400` is no float8, -1 no oid.
 */
function isHarmless(node: unknown): boolean {
  const constant = fieldsOf(node, 'A_Const');
  if (constant) return isHarmlessConstant(constant);
  const { arg, typeName } = fieldsOf(node, 'TypeCast') ?? {};
  return isFields(typeName) && fieldsOf(arg, 'A_Const')?.['sval'] !== undefined && isBuiltIn(typeName);
}

/** A text in brackets may be an array or a row, whose elements need not be of a type that can be compared. */
function isHarmlessConstant({ fval, sval }: Fields): boolean {
  if (isFields(fval)) return PLAIN_NUMBER.test(String(fval['fval']));
  return !isFields(sval) || !/^\s*[{([]/.test(String(sval['sval'] ?? ''));
}

function isBuiltIn(typeName: Fields): boolean {
  const plain = typeName['typmods'] === undefined && typeName['arrayBounds'] === undefined;
  const [schema, name = ''] = stringsOf(typeName['names']);
  return plain && schema === 'pg_catalog' && !PREFERRED.has(name);
}

const PREFERRED: ReadonlySet<string> = new Set(['float4', 'float8', 'oid']);

/** A column that is no expression in disguise. */
function isColumnHere(node: unknown, statement: Fields): boolean {
  if (!isColumn(node)) return false;
  const raising = raisingColumns(statement);
  if (raising === ALL) return false;
  const names = stringsOf(fieldsOf(node, 'ColumnRef')?.['fields']);
  return !raising.has(names.at(-1) ?? '') && (names.length > 1 || !relationsIn(statement).has(names[0] ?? ''));
}

const named = new WeakMap<Fields, ReadonlySet<string>>();

/** What a bare name may mean a whole row of. */
function relationsIn(statement: Fields): ReadonlySet<string> {
  let names = named.get(statement);
  if (names === undefined) {
    const relations = nodesOfType(statement, 'RangeVar').map(({ relname }) => String(relname));
    const aliases = nodesOfType(statement, 'Alias').map(({ aliasname }) => String(aliasname));
    named.set(statement, (names = new Set([...relations, ...aliases])));
  }
  return names;
}

const NONE: ReadonlySet<string> = new Set<string>();
const ALL = 'all';
const remembered = new WeakMap<Fields, ReadonlySet<string> | typeof ALL>();

/**
 * Columns of the subqueries and WITH queries of a statement that are more than a column or constant there: Postgres
 * evaluates `y > 1` as `1 / x > 1` after `FROM (SELECT 1 / x AS y …)`. By name, wherever they stand; all, where columns
 * are named by other means.
 */
function raisingColumns(statement: Fields): ReadonlySet<string> | typeof ALL {
  let known = remembered.get(statement);
  if (known === undefined) {
    known = findRaising(statement);
    remembered.set(statement, known);
  }
  return known;
}

function findRaising(statement: Fields): ReadonlySet<string> | typeof ALL {
  const targets: Fields[] = [];
  let renamed = false;
  for (const select of innerSelects(statement)) {
    if (select['valuesLists'] !== undefined && !isConstantTable(select)) return ALL;
    for (const one of itemsOf(select['targetList'])) targets.push(fieldsOf(one, 'ResTarget') ?? {});
    renamed ||= select['op'] !== 'SETOP_NONE';
  }
  if (targets.length === 0) return NONE;
  const raising = closure(targets);
  if (raising === ALL || raising.size === 0) return raising === ALL ? ALL : NONE;
  return renamed || namesColumns(statement) ? ALL : raising;
}

/** Selects in FROM and WITH: columns of the others, and of arms of set operations among them, have no name elsewhere. */
function innerSelects(statement: Fields): Fields[] {
  const selects = nodesOfType(statement, 'SelectStmt');
  if (selects.length < 2) return [];
  const queried = nodesOfType(statement, 'SubLink').map(({ subselect }) => fieldsOf(subselect, 'SelectStmt'));
  const nameless = new Set<unknown>([statement['SelectStmt'], ...queried]);
  return selects.filter((select) => {
    if (nameless.has(select)) nameless.add(select['larg']).add(select['rarg']);
    return !nameless.has(select);
  });
}

const isConstantTable = (select: Fields): boolean =>
  itemsOf(select['valuesLists']).every((row) => itemsOf(fieldsOf(row, 'List')?.['items']).every(isHarmless));

/** Names of targets that are expressions, and of columns that only pass them on. */
function closure(targets: readonly Fields[]): ReadonlySet<string> | typeof ALL {
  const raising = new Set<string>();
  const passed: { readonly from: string; readonly as: string }[] = [];
  for (const { name, val } of targets) {
    if (isColumn(val)) {
      const from = stringsOf(fieldsOf(val, 'ColumnRef')?.['fields']).at(-1) ?? '';
      if (typeof name === 'string' && name !== from) passed.push({ from, as: name });
    } else if (!isHarmless(val) && !isStar(val) && !isAggregate(val)) {
      if (typeof name !== 'string') return ALL;
      raising.add(name);
    }
  }
  for (let size = -1; size !== raising.size; ) {
    size = raising.size;
    for (const { from, as } of passed) if (raising.has(from)) raising.add(as);
  }
  return raising;
}

const isStar = (node: unknown): boolean => {
  const fields = itemsOf(fieldsOf(node, 'ColumnRef')?.['fields']);
  return fieldsOf(fields.at(-1), 'A_Star') !== undefined;
};

const AGGREGATES = new Set(['count', 'sum', 'min', 'max', 'avg']);

/** A query that aggregates is evaluated by itself: what it finds is a value when it is compared. */
export function isAggregate(node: unknown): boolean {
  const { funcname, over } = fieldsOf(node, 'FuncCall') ?? {};
  const [name = '', ...more] = stringsOf(funcname);
  return more.length === 0 && over === undefined && AGGREGATES.has(name);
}

/** Whether columns get names by `AS t (a, b)`. */
function namesColumns(statement: Fields): boolean {
  const aliases = nodesOfType(statement, 'Alias').some(({ colnames }) => colnames !== undefined);
  return aliases || nodesOfType(statement, 'CommonTableExpr').some(({ aliascolnames }) => aliascolnames !== undefined);
}
