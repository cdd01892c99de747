import { fieldsOf, itemsOf } from '../../tree/walk.js';
import { textOf, type Node } from './draft.js';

/**
 * The name that a column of a result has. Without `sure` it is Postgres's own choice where versions or engines do not
 * agree; without a name nothing is known.
 */
interface OutputName {
  readonly name: string | undefined;
  readonly sure: boolean;
}

const UNKNOWN: OutputName = { name: undefined, sure: false };

/** The name of an item of a select list, as it is written or as Postgres gives it. */
export function outputName(target: Readonly<Node>): OutputName {
  return typeof target['name'] === 'string' ? { name: target['name'], sure: true } : givenName(target['val']);
}

/**
 * What Postgres calls a column without an alias (FigureColname in parse_target.c). Sure only of columns, also behind
 * casts: all else has had another name in some version, or has one on Redshift.
 */
export function givenName(value: unknown): OutputName {
  const [type, node] = typeof value === 'object' && value !== null ? (Object.entries(value)[0] ?? []) : [];
  return type === undefined ? UNKNOWN : (NAMING.get(type)?.(node as Node) ?? UNKNOWN);
}

const NONE = '?column?';
const unsure = (name: string | undefined): OutputName => ({ name, sure: false });

/** By type. What is not here has a name that only Postgres knows. */
const NAMING: ReadonlyMap<string, (node: Node) => OutputName> = new Map([
  ['ColumnRef', columnName],
  ['TypeCast', castName],
  ['FuncCall', (call: Node) => (call['funcformat'] === 'COERCE_SQL_SYNTAX' ? UNKNOWN : unsure(last(call['funcname'])))],
  ['A_Indirection', (node: Node) => unsure(last(node['indirection']))],
  ['CaseExpr', caseName],
  ['CollateClause', ({ arg }: Node) => unsure(givenName(arg).name)],
  ['CoalesceExpr', () => unsure('coalesce')],
  ['MinMaxExpr', ({ op }: Node) => unsure(op === 'IS_LEAST' ? 'least' : 'greatest')],
  ['A_Expr', ({ kind }: Node) => unsure(kind === 'AEXPR_NULLIF' ? 'nullif' : NONE)],
  ['A_ArrayExpr', () => unsure('array')],
  ['A_Const', () => unsure(NONE)],
  ['BoolExpr', () => unsure(NONE)],
  ['NullTest', () => unsure(NONE)],
  ['BooleanTest', () => unsure(NONE)],
]);

const last = (names: unknown): string | undefined => textOf(itemsOf(names).at(-1));

/** `*` is no column. */
function columnName(column: Node): OutputName {
  const name = last(column['fields']);
  return name === undefined ? UNKNOWN : { name, sure: true };
}

/** What has no name of its own goes by its type's. */
function castName({ arg, typeName }: Node): OutputName {
  const inner = givenName(arg);
  if (inner.name === undefined || inner.sure) return inner;
  return isWeak(arg) ? unsure(last((typeName as Node | undefined)?.['names'])) : inner;
}

function caseName({ defresult }: Node): OutputName {
  if (defresult === undefined || isWeak(defresult)) return unsure('case');
  return unsure(givenName(defresult).name);
}

const WEAK: ReadonlySet<string> = new Set(['A_Const', 'A_Expr', 'BoolExpr', 'NullTest', 'BooleanTest', 'CaseExpr', 'TypeCast']);

/** Whether a name is none, or only the last resort, so that one around it is preferred. */
function isWeak(value: unknown): boolean {
  const [type = ''] = Object.keys(value as Node);
  if (type === 'CaseExpr') return isWeakCase(fieldsOf(value, type));
  if (type === 'TypeCast') return isWeak(fieldsOf(value, type)?.['arg']);
  return WEAK.has(type) && fieldsOf(value, 'A_Expr')?.['kind'] !== 'AEXPR_NULLIF';
}

const isWeakCase = (node: Node | undefined): boolean => node?.['defresult'] === undefined || isWeak(node['defresult']);

/** Whether an item of a select list stands for all columns of something. */
export function isStar(target: Readonly<Node>): boolean {
  const fields = itemsOf(fieldsOf(target['val'], 'ColumnRef')?.['fields']);
  const whole = fieldsOf(fields.at(-1), 'A_Star') !== undefined;
  return whole || fieldsOf(itemsOf(fieldsOf(target['val'], 'A_Indirection')?.['indirection']).at(-1), 'A_Star') !== undefined;
}

/** The fields of the items of a select list. */
export function targetsOf(select: Readonly<Node>): Node[] {
  return itemsOf(select['targetList']).flatMap((wrapped): Node[] => {
    const target = fieldsOf(wrapped, 'ResTarget');
    return target ? [target] : [];
  });
}
