import type { Choices } from '../choices.js';
import { asNode, drop, bool, clone, integer, listOf, nameOf, operation, string, type Fields, type Wrapped } from '../tree.js';
import { ofNode, ofTree, type NodeEdit } from './of-tree.js';

const MIRROR: Readonly<Record<string, string>> = { '=': '=', '<>': '<>', '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
const OPPOSITE: Readonly<Record<string, string>> = { '=': '<>', '<>': '=', '<': '>=', '>': '<=', '<=': '>', '>=': '<' };

const isOperation = ({ kind, lexpr, rexpr }: Fields): boolean => kind === 'AEXPR_OP' && lexpr !== undefined && rexpr !== undefined;

const flip: NodeEdit = (fields) => {
  const mirror = isOperation(fields) ? MIRROR[nameOf(fields)] : undefined;
  return mirror === undefined ? undefined : operation(mirror, fields['rexpr'], fields['lexpr']);
};

const swap: NodeEdit = (fields) => {
  if (fields['lexpr'] === undefined || fields['rexpr'] === undefined || fields['kind'] === 'AEXPR_IN') return undefined;
  [fields['lexpr'], fields['rexpr']] = [fields['rexpr'], fields['lexpr']];
  return true;
};

/** Deals with the list under AND and OR, or IN. */
const list = (edit: (items: Fields[], choices: Choices) => Fields[] | undefined): NodeEdit => (fields, choices) => {
  const inner = fields['kind'] === 'AEXPR_IN' ? asNode(fields['rexpr'], 'List') : fields['boolop'] === 'NOT_EXPR' ? undefined : fields;
  const field = inner === fields ? 'args' : 'items';
  const items = inner ? listOf(inner, field) : [];
  const next = items.length > 0 ? edit(items, choices) : undefined;
  if (inner === undefined || next === undefined) return undefined;
  inner[field] = next;
  return true;
};

const twice = (items: Fields[], choices: Choices): Fields[] => choices.shuffled([...items, clone(choices.of(items))]);
const fewer = (items: Fields[], choices: Choices): Fields[] | undefined => {
  const without = choices.below(items.length);
  return items.length < 3 ? undefined : items.filter((_, at) => at !== without);
};

const nest: NodeEdit = (fields) => {
  const args = listOf(fields, 'args');
  const op = String(fields['boolop']).replace('_EXPR', '') as 'AND' | 'OR';
  return args.length < 3 ? undefined : bool(op, [args[0], bool(op, args.slice(1))]);
};

const between: NodeEdit = ({ kind, lexpr, rexpr }) => {
  const [low, high] = listOf(asNode(rexpr, 'List') ?? {}, 'items');
  if (kind === 'AEXPR_BETWEEN') return bool('AND', [operation('>=', lexpr, low), operation('<=', clone(lexpr), high)]);
  if (kind === 'AEXPR_NOT_BETWEEN') return bool('OR', [operation('<', lexpr, low), operation('>', clone(lexpr), high)]);
  if (kind !== 'AEXPR_BETWEEN_SYM') return undefined;
  const way = (a: unknown, b: unknown): Wrapped => operation('BETWEEN', clone(lexpr), { List: { items: [a, b] } }, 'AEXPR_BETWEEN');
  return bool('OR', [way(low, high), way(clone(high), clone(low))]);
};

const bounds: NodeEdit = ({ kind, rexpr }) => {
  const inner = asNode(rexpr, 'List');
  if (inner === undefined || !String(kind).includes('BETWEEN')) return undefined;
  inner['items'] = listOf(inner, 'items').reverse();
  return true;
};

/** NOT over a test becomes the other test, or back. */
const negated: NodeEdit = (fields, choices) => {
  const [inner] = fields['boolop'] === 'NOT_EXPR' ? listOf(fields, 'args') : [];
  const test = asNode(inner, 'A_Expr');
  const opposite = test && OPPOSITE[nameOf(test)];
  if (inner === undefined) return fields['kind'] === undefined ? undefined : unfolded(fields);
  if (test && isOperation(test) && opposite !== undefined) return operation(opposite, test['lexpr'], test['rexpr']);
  if (test && test['kind'] === 'AEXPR_IN') return operation(nameOf(test) === '=' ? '<>' : '=', test['lexpr'], test['rexpr'], 'AEXPR_IN');
  if (test && test['kind'] === 'AEXPR_DISTINCT') return { A_Expr: { ...test, kind: 'AEXPR_NOT_DISTINCT' } };
  const nulls = asNode(inner, 'NullTest');
  if (nulls) return { NullTest: { ...nulls, nulltesttype: nulls['nulltesttype'] === 'IS_NULL' ? 'IS_NOT_NULL' : 'IS_NULL' } };
  const all = asNode(inner, 'BoolExpr');
  if (all === undefined || all['boolop'] === 'NOT_EXPR') return undefined;
  return bool(all['boolop'] === 'AND_EXPR' ? 'OR' : 'AND', choices.shuffled(listOf(all, 'args')).map((arg) => bool('NOT', [arg])));
};

function unfolded(fields: Fields): Wrapped | undefined {
  const opposite = OPPOSITE[nameOf(fields)];
  if (isOperation(fields) && opposite !== undefined) return bool('NOT', [operation(opposite, fields['lexpr'], fields['rexpr'])]);
  if (fields['kind'] === 'AEXPR_IN') return bool('NOT', [operation(nameOf(fields) === '=' ? '<>' : '=', fields['lexpr'], fields['rexpr'], 'AEXPR_IN')]);
  return fields['kind'] === 'AEXPR_NOT_DISTINCT' ? bool('NOT', [{ A_Expr: { ...fields, kind: 'AEXPR_DISTINCT' } }]) : undefined;
}

const members: NodeEdit = ({ kind, name, lexpr, rexpr }) => {
  const items = listOf(asNode(rexpr, 'List') ?? {}, 'items');
  if (kind !== 'AEXPR_IN' || items.length === 0) return undefined;
  const equal = nameOf({ name }) === '=';
  const tests = items.map((item) => operation(equal ? '=' : '<>', clone(lexpr), item));
  return tests.length === 1 ? tests[0] : bool(equal ? 'OR' : 'AND', tests);
};

const asArray: NodeEdit = ({ kind, name, lexpr, rexpr }) => {
  const items = listOf(asNode(rexpr, 'List') ?? {}, 'items');
  const equal = nameOf({ name }) === '=';
  return kind === 'AEXPR_IN' ? operation(equal ? '=' : '<>', lexpr, { A_ArrayExpr: { elements: items } }, equal ? 'AEXPR_OP_ANY' : 'AEXPR_OP_ALL') : undefined;
};

const SYNONYMS: readonly (readonly string[])[] = [
  ['pg_catalog.int4', 'int4'], ['pg_catalog.int8', 'int8'], ['pg_catalog.int2', 'int2'], ['pg_catalog.float8', 'float8'], ['pg_catalog.float4', 'float4'],
  ['pg_catalog.numeric', 'numeric'], ['pg_catalog.bool', 'bool'], ['pg_catalog.varchar', 'varchar'], ['pg_catalog.bpchar', 'bpchar'], ['text', 'pg_catalog.text'],
  ['pg_catalog.timestamp', 'timestamp'], ['pg_catalog.timestamptz', 'timestamptz'], ['date', 'pg_catalog.date'], ['jsonb', 'pg_catalog.jsonb'],
];

const synonym: NodeEdit = (fields) => {
  const name = nameOf(fields, 'names');
  const other = SYNONYMS.find((names) => names.includes(name))?.find((each) => each !== name);
  if (other === undefined) return undefined;
  fields['names'] = other.split('.').map(string);
  return true;
};

const TYPES = ['pg_catalog.int4', 'pg_catalog.int8', 'pg_catalog.numeric', 'text', 'pg_catalog.varchar', 'pg_catalog.bpchar', 'pg_catalog.float8', 'pg_catalog.float4'];

const otherType: NodeEdit = (fields, choices) => {
  if (choices.often(0.5) && fields['typmods'] !== undefined) delete fields['typmods'];
  else fields['names'] = choices.of(TYPES).split('.').map(string);
  return true;
};

const row: NodeEdit = (fields) => {
  if (listOf(fields, 'args').length < 2) return undefined;
  fields['row_format'] = fields['row_format'] === 'COERCE_EXPLICIT_CALL' ? 'COERCE_IMPLICIT_CAST' : 'COERCE_EXPLICIT_CALL';
  return true;
};

const constant: NodeEdit = (fields, choices) => {
  const text = asNode(fields, 'sval')?.['sval'];
  if (typeof text === 'string') return { A_Const: { sval: { sval: choices.of([`${text} `, text.toUpperCase(), text.trim(), text.replace('\n', ' ')]) } } };
  return asNode(fields, 'ival') ? integer(Number(asNode(fields, 'ival')?.['ival'] ?? 0) + choices.of([1, -1])) : undefined;
};

const TOGGLES = ['agg_distinct', 'agg_filter', 'func_variadic', 'agg_order'];

const call: NodeEdit = (fields, choices) => {
  const field = choices.of(TOGGLES);
  if (fields[field] !== undefined) drop(fields, field);
  else if (field === 'agg_distinct') fields[field] = true;
  else return undefined;
  return true;
};

const qualified: NodeEdit = (fields) => {
  const names = nameOf(fields, 'funcname').split('.');
  fields['funcname'] = (names.length === 1 ? ['pg_catalog', ...names] : names.slice(-1)).map(string);
  return true;
};

const EXPRESSIONS = ['A_Expr', 'ColumnRef', 'A_Const', 'BoolExpr', 'FuncCall', 'TypeCast', 'CaseExpr', 'NullTest', 'CoalesceExpr', 'SubLink'];

const someExpression = { types: EXPRESSIONS };

export const EXPRESSION_MUTATIONS = [
  ofNode('a comparison from the other side', true, ['A_Expr'], flip),
  ofNode('AND, OR and IN in another order', true, ['BoolExpr', 'A_Expr'], list((items, choices) => choices.shuffled(items))),
  ofNode('something twice in AND, OR or IN', true, ['BoolExpr', 'A_Expr'], list(twice)),
  ofNode('AND and OR nested', true, ['BoolExpr'], nest),
  ofNode('BETWEEN as comparisons', true, ['A_Expr'], between),
  ofNode('NOT moved', true, ['BoolExpr', 'A_Expr'], negated),
  ofNode('NOT NOT', true, ['BoolExpr', 'NullTest', 'A_Expr'], (fields, _choices, { type }) => bool('NOT', [bool('NOT', [{ [type]: clone(fields) }])])),
  ofNode('IN as OR', true, ['A_Expr'], members),
  ofNode('IN as ANY', true, ['A_Expr'], asArray),
  ofNode('a synonym of a type', true, ['TypeName'], synonym),
  ofNode('ROW written or not', true, ['RowExpr'], row),
  ofNode('a function qualified or not', true, ['FuncCall'], qualified),
  ofNode('operands swapped', false, ['A_Expr'], swap),
  ofNode('less in AND, OR or IN', false, ['BoolExpr', 'A_Expr'], list(fewer)),
  ofNode('AND for OR', false, ['BoolExpr'], (fields) => {
    if (fields['boolop'] === 'NOT_EXPR') return undefined;
    fields['boolop'] = fields['boolop'] === 'AND_EXPR' ? 'OR_EXPR' : 'AND_EXPR';
    return true;
  }),
  ofNode('bounds swapped', false, ['A_Expr'], bounds),
  ofNode('another type', false, ['TypeName'], otherType),
  ofNode('another constant', false, ['A_Const'], constant),
  ofNode('a part of a call gone', false, ['FuncCall'], call),
  ofNode('arguments in another order', false, ['FuncCall', 'CoalesceExpr', 'MinMaxExpr', 'RowExpr'], (fields, choices) => {
    const args = listOf(fields, 'args');
    if (args.length < 2) return undefined;
    fields['args'] = choices.shuffled(args);
    return true;
  }),
  ofNode('a cast gone', false, ['TypeCast'], ({ arg }) => arg as Wrapped),
  ofTree('two expressions swapped', false, (_tree, choices, places) => {
    const all = places.filter(({ type, replace }) => someExpression.types.includes(type) && replace);
    const [a, b] = [choices.one(all), choices.one(all)];
    if (!a || !b || a === b) return false;
    const [first, second] = [clone({ [a.type]: a.fields }), clone({ [b.type]: b.fields })];
    a.replace?.(second);
    b.replace?.(first);
    return true;
  }),
];
