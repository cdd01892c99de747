import { stringsOf } from '../../../../src/hashing/tree/walk.js';
import type { Choices } from '../choices.js';
import { asNode, bool, clone, listOf, string, type Fields, type Place, type Wrapped } from '../tree.js';
import { ofNode, ofTree, type NodeEdit, type TreeEdit } from './of-tree.js';

const ALIASED = ['RangeVar', 'RangeSubselect', 'RangeFunction', 'JoinExpr'];

const aliasOf = (fields: Fields): string | undefined => {
  const alias = fields['alias'] as Fields | undefined;
  return typeof alias?.['aliasname'] === 'string' ? alias['aliasname'] : undefined;
};

/** What something in FROM goes by. */
const calledBy = (fields: Fields): string | undefined => aliasOf(fields) ?? (typeof fields['relname'] === 'string' ? fields['relname'] : undefined);

function call(fields: Fields, name: string): void {
  fields['alias'] = { ...(fields['alias'] as Fields | undefined), aliasname: name };
}

/** References whose first part is this name; bare ones too, if asked for. */
function referencesTo(places: readonly Place[], name: string, whole: boolean): Place[] {
  return places.filter(({ type, fields }) => {
    const parts = type === 'ColumnRef' ? listOf(fields, 'fields') : [];
    return parts.length > (whole ? 0 : 1) && asNode(parts[0], 'String')?.['sval'] === name;
  });
}

function requalify({ fields }: Place, name: string): void {
  fields['fields'] = [string(name), ...listOf(fields, 'fields').slice(1)];
}

const relationsIn = (places: readonly Place[]): Place[] => places.filter(({ type, fields }) => ALIASED.includes(type) && calledBy(fields) !== undefined);

/** Names that a new alias may take: fresh ones, and those that are something else here already. */
function newName(choices: Choices, places: readonly Place[]): string {
  const names = places.flatMap(({ type, fields }) => [
    ...(type === 'ColumnRef' ? stringsOf(fields['fields']) : []),
    ...(type === 'CommonTableExpr' ? [String(fields['ctename'])] : []),
    ...(ALIASED.includes(type) ? [calledBy(fields) ?? 'x'] : []),
  ]);
  return choices.often(0.6) ? choices.of(['z9', 'Zz', 'alias_1', 'v']) : (choices.one(names) ?? 'z8');
}

/** Everywhere, or without whole rows, or not in all places. */
const rename = (how: 'all' | 'qualifiers' | 'some' | 'alone'): TreeEdit => (_tree, choices, places) => {
  const relation = choices.one(relationsIn(places));
  const old = relation && calledBy(relation.fields);
  if (relation === undefined || old === undefined) return false;
  const name = newName(choices, places);
  call(relation.fields, name);
  if (how === 'alone') return true;
  for (const place of referencesTo(places, old, how === 'all')) if (how !== 'some' || choices.often(0.5)) requalify(place, name);
  return true;
};

/** The name of a WITH query; `some`: not in all places. */
const renameQuery = (some: boolean): TreeEdit => (_tree, choices, places) => {
  const query = choices.one(places.filter(({ type }) => type === 'CommonTableExpr'));
  if (query === undefined) return false;
  const old = String(query.fields['ctename']);
  const name = choices.often(0.5) ? choices.of(['cte_1', 'Q']) : newName(choices, places);
  query.fields['ctename'] = name;
  for (const { type, fields } of places) {
    if (type !== 'RangeVar' || fields['relname'] !== old || fields['schemaname'] !== undefined || (some && choices.often(0.5))) continue;
    if (aliasOf(fields) === undefined) call(fields, old);
    fields['relname'] = name;
  }
  return true;
};

/** A table's own name as its alias, or no alias where it is that. */
const ownName: NodeEdit = (fields) => {
  const { alias: before, ...rest } = fields as Fields & { alias?: Fields };
  const name = String(fields['relname']);
  if (before === undefined) return { RangeVar: { ...fields, alias: { aliasname: name } } };
  return before['aliasname'] === name && before['colnames'] === undefined ? { RangeVar: rest } : undefined;
};

const qualify: TreeEdit = (_tree, choices, places) => {
  const bare = choices.one(places.filter(({ type, fields }) => type === 'ColumnRef' && stringsOf(fields['fields']).length === 1));
  const relation = choices.one(relationsIn(places));
  if (bare === undefined || relation === undefined) return false;
  bare.fields['fields'] = [string(calledBy(relation.fields) ?? ''), ...listOf(bare.fields, 'fields')];
  return true;
};

/** Of all references, or of one. */
const unqualify = (all: boolean): TreeEdit => (_tree, choices, places) => {
  const qualified = places.filter(({ type, fields }) => type === 'ColumnRef' && listOf(fields, 'fields').length === 2);
  const some = all ? qualified : choices.shuffled(qualified).slice(0, 1);
  for (const { fields } of some) fields['fields'] = listOf(fields, 'fields').slice(1);
  return some.length > 0;
};

const attribute: NodeEdit = (fields) => {
  const [table, ...column] = listOf(fields, 'fields');
  return column.length === 1 && table && asNode(column[0], 'String') ? { A_Indirection: { arg: { ColumnRef: { fields: [table] } }, indirection: column } } : undefined;
};

const inner = (fields: Fields): boolean => fields['jointype'] === 'JOIN_INNER' && fields['isNatural'] !== true && fields['usingClause'] === undefined && fields['alias'] === undefined;

const sides: NodeEdit = (fields) => {
  [fields['larg'], fields['rarg']] = [fields['rarg'], fields['larg']];
  return true;
};

/** LEFT as RIGHT from the other side. */
const mirrored: NodeEdit = (fields, choices, place) => {
  const other: Readonly<Record<string, string>> = { JOIN_LEFT: 'JOIN_RIGHT', JOIN_RIGHT: 'JOIN_LEFT', JOIN_INNER: 'JOIN_INNER', JOIN_FULL: 'JOIN_FULL' };
  fields['jointype'] = other[String(fields['jointype'])];
  return sides(fields, choices, place);
};

const otherJoin: NodeEdit = (fields, choices) => {
  fields['jointype'] = choices.of(['JOIN_INNER', 'JOIN_LEFT', 'JOIN_RIGHT', 'JOIN_FULL']);
  if (fields['quals'] === undefined && fields['usingClause'] === undefined && fields['isNatural'] !== true) fields['quals'] = { A_Const: { boolval: { boolval: true } } };
  return true;
};

/** `a JOIN b ON c` as `a, b WHERE c`. */
const comma: NodeEdit = (fields) => {
  const from = listOf(fields, 'fromClause');
  const at = from.findIndex((item) => inner(asNode(item, 'JoinExpr') ?? {}));
  const join = asNode(from[at], 'JoinExpr');
  if (join === undefined) return undefined;
  fields['fromClause'] = [...from.slice(0, at), join['larg'], join['rarg'], ...from.slice(at + 1)];
  addCondition(fields, join['quals']);
  return true;
};

function addCondition(select: Fields, condition: unknown): void {
  if (condition === undefined) return;
  select['whereClause'] = select['whereClause'] === undefined ? condition : bool('AND', [condition, select['whereClause']]);
}

/** `a, b` as `a CROSS JOIN b`, or as JOIN with a part of WHERE. */
const joined: NodeEdit = (fields, choices) => {
  const from = listOf(fields, 'fromClause');
  if (from.length < 2) return undefined;
  const parts = listOf(asNode(fields['whereClause'], 'BoolExpr') ?? {}, 'args');
  const and = asNode(fields['whereClause'], 'BoolExpr')?.['boolop'] === 'AND_EXPR';
  const quals = and && choices.often(0.6) ? parts.shift() : undefined;
  if (and && parts.length === 1) fields['whereClause'] = parts[0];
  fields['fromClause'] = [{ JoinExpr: { jointype: 'JOIN_INNER', larg: from[0], rarg: from[1], ...(quals && { quals }) } }, ...from.slice(2)];
  return true;
};

/** The condition of any join to WHERE; `inner` ones only, if asked for. */
const moved = (innerOnly: boolean): NodeEdit => (fields) => {
  const join = listOf(fields, 'fromClause').map((item) => asNode(item, 'JoinExpr')).find((item) => item?.['quals'] !== undefined && (!innerOnly || inner(item)));
  if (join === undefined) return undefined;
  addCondition(fields, join['quals']);
  join['quals'] = { A_Const: { boolval: { boolval: true } } };
  return true;
};

const usingAsOn: NodeEdit = (fields) => {
  const names = stringsOf(fields['usingClause']);
  const [left, right] = [fields['larg'], fields['rarg']].map((side) => calledBy(asNode(side, 'RangeVar') ?? {}));
  if (names.length === 0 || left === undefined || right === undefined) return undefined;
  delete fields['usingClause'];
  const tests = names.map((name) => ({ A_Expr: { kind: 'AEXPR_OP', name: [string('=')], lexpr: { ColumnRef: { fields: [string(left), string(name)] } }, rexpr: { ColumnRef: { fields: [string(right), string(name)] } } } }));
  fields['quals'] = tests.length === 1 ? tests[0] : bool('AND', tests);
  return true;
};

/** A WITH query where it is named, instead of its name. */
const inline: TreeEdit = (_tree, choices, places) => {
  const owner = choices.one(places.filter(({ fields }) => fields['withClause'] !== undefined));
  const clause = owner?.fields['withClause'] as Fields | undefined;
  const query = clause && choices.one(listOf(clause, 'ctes'));
  const cte = asNode(query, 'CommonTableExpr');
  if (owner === undefined || clause === undefined || cte === undefined) return false;
  const uses = places.filter(({ type, fields }) => type === 'RangeVar' && fields['relname'] === cte['ctename'] && fields['schemaname'] === undefined);
  for (const { fields, replace } of uses) {
    const alias = { aliasname: calledBy(fields), ...(cte['aliascolnames'] !== undefined && { colnames: cte['aliascolnames'] }), ...(fields['alias'] as Fields | undefined) };
    replace?.({ RangeSubselect: { subquery: clone(cte['ctequery']), alias } });
  }
  const left = listOf(clause, 'ctes').filter((each) => each !== query);
  if (left.length === 0) delete owner.fields['withClause'];
  else clause['ctes'] = left;
  return uses.length > 0;
};

/** A subquery in FROM as a WITH query. */
const outline: TreeEdit = (tree, choices, places) => {
  const place = choices.one(places.filter(({ type, fields, replace }) => type === 'RangeSubselect' && fields['lateral'] !== true && replace));
  const root = asNode(tree, 'SelectStmt');
  if (place === undefined || root === undefined) return false;
  const ctename = choices.of(['sub_1', 'c', aliasOf(place.fields) ?? 'd']);
  const query = { CommonTableExpr: { ctename, ctematerialized: 'CTEMaterializeDefault', ctequery: clone(place.fields['subquery']) } };
  place.replace?.({ RangeVar: { relname: ctename, inh: true, relpersistence: 'p', ...(place.fields['alias'] !== undefined && { alias: place.fields['alias'] }) } });
  const clause = (root['withClause'] ??= {}) as Fields;
  clause['ctes'] = [query, ...listOf(clause, 'ctes')];
  return true;
};

const queries: TreeEdit = (_tree, choices, places) => {
  const clauses = places.filter(({ fields }) => listOf(fields, 'ctes').length > 0).map(({ fields }) => fields);
  const clause = choices.one(clauses);
  if (clause === undefined) return false;
  const ctes = listOf(clause, 'ctes');
  const unused = { CommonTableExpr: { ctename: 'unused_1', ctematerialized: 'CTEMaterializeDefault', ctequery: { SelectStmt: { targetList: [{ ResTarget: { val: { A_Const: { ival: { ival: 1 } } } } }], limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE' } } } };
  clause['ctes'] = choices.way([1, () => choices.shuffled(ctes)], [1, () => [...ctes, unused]], [ctes.length > 1 ? 1 : 0, () => ctes.slice(1)]);
  return true;
};

const materialized: NodeEdit = (fields, choices) => {
  fields['ctematerialized'] = choices.of(['CTEMaterializeDefault', 'CTEMaterializeAlways', 'CTEMaterializeNever']);
  return true;
};

const schema: NodeEdit = (fields) => {
  if (fields['schemaname'] === undefined) fields['schemaname'] = 'public';
  else delete fields['schemaname'];
  return true;
};

export const RELATION_MUTATIONS = [
  ofTree('an alias renamed', true, rename('all')),
  ofTree('an alias renamed, whole rows not', true, rename('qualifiers')),
  ofTree('a WITH query renamed', true, renameQuery(false)),
  ofNode('a table called by its own name', true, ['RangeVar'], ownName),
  ofTree('a column qualified', true, qualify),
  ofTree('columns without qualifiers', true, unqualify(true)),
  ofTree('a column without its qualifier', true, unqualify(false)),
  ofNode('a join as a comma', true, ['SelectStmt'], comma),
  ofNode('a comma as a join', true, ['SelectStmt'], joined),
  ofNode('the condition of an inner join in WHERE', true, ['SelectStmt'], moved(true)),
  ofNode('a join from the other side', true, ['JoinExpr'], mirrored),
  ofNode('USING as ON', true, ['JoinExpr'], usingAsOn),
  ofTree('a WITH query inlined', true, inline),
  ofTree('a subquery as a WITH query', true, outline),
  ofNode('a column as an attribute of its row', true, ['ColumnRef'], attribute),
  ofTree('an alias renamed in part', false, rename('some')),
  ofTree('an alias renamed alone', false, rename('alone')),
  ofTree('a WITH query renamed in part', false, renameQuery(true)),
  ofNode('the sides of a join swapped', false, ['JoinExpr'], sides),
  ofNode('another kind of join', false, ['JoinExpr'], otherJoin),
  ofNode('the condition of a join in WHERE', false, ['SelectStmt'], moved(false)),
  ofTree('WITH queries in another order, one more or less', false, queries),
  ofNode('MATERIALIZED or not', false, ['CommonTableExpr'], materialized),
  ofNode('a schema named or not', false, ['RangeVar'], schema),
  ofNode('ONLY', false, ['RangeVar'], (fields): Wrapped => ({ RangeVar: { ...fields, inh: fields['inh'] !== true } })),
];
