import { isClockType, isNumberType, isPlainType, passesOn, returnsClock } from './functions/clock.js';
import { attributesIn } from './tree/attributes.js';
import { fieldsOf, isFields, itemsOf, stringsOf, walk, type Fields } from './tree/walk.js';

/** What a statement casts to dates and times while it runs. */
export interface ClockCasts {
  /** Columns: whether they hold texts is not known here. */
  readonly columns: readonly string[];
  /** Whether something else is cast that may be a text. String constants are judged by what they say. */
  readonly opaque: boolean;
}

/**
 * Looks for texts that become a date or time at run time: `('to' || 'day')::date` has no time literal in it and is
 * another day tomorrow. Whatever is not known to be a date, time or number may be a text.
 */
export function clockCastsIn(statement: unknown): ClockCasts {
  const judge = new Judge(statement);
  walk(statement, (type, node) => judge.visit(type, node));
  return judge.verdict;
}

class Judge {
  readonly #columns = new Set<string>();
  readonly #statement: unknown;
  #introduced: ReadonlyMap<string, readonly unknown[]> | undefined;
  #opaque: boolean;

  constructor(statement: unknown) {
    this.#statement = statement;
    this.#opaque = attributesIn(statement).some(({ name, callable }) => callable && isClockType(name));
  }

  get verdict(): ClockCasts {
    return { columns: [...this.#columns], opaque: this.#opaque };
  }

  visit(type: string, node: Fields): void {
    if (type === 'TypeCast' && !isPlainType(typeNameOf(node))) this.#value(node['arg']);
    if (type === 'FuncCall' && isClockType(functionOf(node) ?? '') && argumentsOf(node).length === 1) {
      this.#value(argumentsOf(node)[0]);
    }
    if (READING.has(type) && isFields(node['typeName'])) this.#opaque ||= !isPlainType(typeNameOf(node));
  }

  /** @param typed Whether a constant without a type is not good enough: in a UNION another select may give it one. */
  #value(wrapped: unknown, typed = false): void {
    const [type, node] = isFields(wrapped) ? (Object.entries(wrapped)[0] ?? []) : [];
    const parts = type !== undefined && isFields(node) ? partsOf(type, node) : undefined;
    if (parts === 'column') this.#column(stringsOf([itemsOf((node as Fields)['fields']).at(-1)])[0]);
    else if (parts === 'constant') this.#opaque ||= typed;
    else if (parts === undefined) this.#opaque = true;
    else for (const part of parts) this.#value(part, typed);
  }

  /** A name may be that of a table's column and also of what the statement itself calls so. */
  #column(name: string | undefined): void {
    if (name === undefined) this.#opaque = true;
    else if (!this.#columns.has(name)) {
      this.#columns.add(name);
      // Most statements cast no column to a time, and need not be looked through for names.
      this.#introduced ??= introducedIn(this.#statement);
      for (const value of this.#introduced.get(name) ?? []) this.#value(value, true);
    }
  }
}

/** SQL/JSON with RETURNING, and the columns of JSON_TABLE and XMLTABLE: they read texts from documents. */
const READING = new Set(['output', 'JsonOutput', 'JsonTableColumn', 'RangeTableFuncCol']);

const NONE: readonly unknown[] = [];

/** The values that a value may be one of: none where it is no text for certain, undefined where that is not known. */
function partsOf(type: string, node: Fields): readonly unknown[] | 'column' | 'constant' | undefined {
  switch (type) {
    case 'ColumnRef':
      return 'column';
    case 'A_Const':
      return 'sval' in node || node['isnull'] === true ? 'constant' : NONE;
    case 'SQLValueFunction':
    case 'NullTest':
    case 'BoolExpr':
      return NONE;
    case 'TypeCast':
      return castParts(node);
    case 'FuncCall':
      return callParts(node);
    case 'A_Expr':
      return operatorParts(node);
    case 'SubLink':
      return selectParts(node['subselect']);
    case 'CaseExpr':
      return [...itemsOf(node['args']).map(resultOf), ...('defresult' in node ? [node['defresult']] : [])];
    case 'CoalesceExpr':
    case 'MinMaxExpr':
    case 'RowExpr':
      return itemsOf(node['args']);
    case 'A_ArrayExpr':
      return itemsOf(node['elements']);
    case 'A_Indirection':
      return stringsOf(node['indirection']).length === 0 ? [node['arg']] : undefined;
    default:
      return undefined;
  }
}

/** Another cast to a time is judged by itself. A constant stays one, whatever text type it passes through. */
function castParts(node: Fields): readonly unknown[] | 'constant' | undefined {
  const type = typeNameOf(node);
  if (isClockType(type) || isNumberType(type)) return NONE;
  return fieldsOf(node['arg'], 'A_Const') ? 'constant' : undefined;
}

function callParts(node: Fields): readonly unknown[] | undefined {
  const name = functionOf(node) ?? '';
  if (returnsClock(name) || isClockType(name)) return NONE;
  return passesOn(name) ? argumentsOf(node) : undefined;
}

/** No built-in operator of arithmetic gives a text. */
function operatorParts(node: Fields): readonly unknown[] | undefined {
  if (node['kind'] === 'AEXPR_NULLIF') return [node['lexpr']];
  const [name = '', ...more] = stringsOf(node['name']);
  return node['kind'] === 'AEXPR_OP' && more.length === 0 && /^[+\-*/]$/.test(name) ? NONE : undefined;
}

/** The only column of a plain subselect. */
function selectParts(subselect: unknown): readonly unknown[] | undefined {
  const select = fieldsOf(subselect, 'SelectStmt');
  if (select?.['op'] !== 'SETOP_NONE') return undefined;
  const [only, ...more] = itemsOf(select['targetList']);
  const target = fieldsOf(only, 'ResTarget');
  return target && more.length === 0 ? [target['val']] : undefined;
}

/**
 * What the statement itself gives a column's name to: `SELECT 'to' || 'day' AS created_at`. Undefined among the values
 * stands for one that is not to be seen, such as a column of `unnest(x) AS created_at`.
 */
function introducedIn(statement: unknown): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, unknown[]>();
  const add = (name: unknown, value?: unknown): void => {
    if (typeof name !== 'string') return;
    const values = found.get(name);
    if (values) values.push(value);
    else found.set(name, [value]);
  };
  walk(statement, (type, node) => {
    if (type === 'ResTarget') add(node['name'], node['val']);
    if (type === 'ColumnDef' || type === 'RangeTableFuncCol') add(node['colname']);
    if (type === 'JsonTableColumn') add(node['name']);
    if (type === 'RangeFunction' && isFields(node['alias'])) add(node['alias']['aliasname']);
    for (const field of NAMING) if (field in node) stringsOf(node[field]).forEach((name) => add(name));
  });
  return found;
}

/** Lists of column names, and of names behind a dot, by which a select calls a column that is called nothing else. */
const NAMING = ['colnames', 'aliascolnames', 'indirection'];

/** A built-in function's name; undefined for another schema's. */
function functionOf(node: Fields): string | undefined {
  const parts = stringsOf(node['funcname']);
  return parts.length === 1 || parts[0] === 'pg_catalog' ? parts.at(-1) : undefined;
}

const typeNameOf = (node: Fields): string =>
  isFields(node['typeName']) ? (stringsOf(node['typeName']['names']).at(-1) ?? '') : '';

const argumentsOf = (node: Fields): readonly unknown[] => itemsOf(node['args']);
const resultOf = (when: unknown): unknown => fieldsOf(when, 'CaseWhen')?.['result'];
