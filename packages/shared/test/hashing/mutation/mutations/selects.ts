import { stringsOf } from '../../../../src/hashing/tree/walk.js';
import type { Choices } from '../choices.js';
import { asNode, drop, bool, clone, integer, listOf, reference, type Fields } from '../tree.js';
import { ofNode, ofTree, type NodeEdit, type TreeEdit } from './of-tree.js';

const SELECT = ['SelectStmt'];

const shuffled = (field: string): NodeEdit => (fields, choices) => {
  const items = listOf(fields, field);
  if (items.length < 2) return undefined;
  fields[field] = choices.shuffled(items);
  return true;
};

const without = (...names: readonly string[]): NodeEdit => (fields, choices) => {
  const name = choices.one(names.filter((each) => fields[each] !== undefined));
  if (name === undefined) return undefined;
  drop(fields, name);
  if (name === 'limitCount' && fields['limitOffset'] === undefined) fields['limitOption'] = 'LIMIT_OPTION_DEFAULT';
  return true;
};

const fewer = (...names: readonly string[]): NodeEdit => (fields, choices) => {
  const name = choices.one(names.filter((each) => listOf(fields, each).length > 1));
  if (name === undefined) return undefined;
  const at = choices.below(listOf(fields, name).length);
  fields[name] = listOf(fields, name).filter((_, index) => index !== at);
  return true;
};

/** What a column of the output is called by its expression alone. */
function ownName(target: Fields): string | undefined {
  const val = target['val'];
  const path = stringsOf(asNode(val, 'ColumnRef')?.['fields']);
  return path.at(-1) ?? stringsOf(asNode(val, 'FuncCall')?.['funcname']).at(-1) ?? (asNode(val, 'CaseExpr') ? 'case' : asNode(val, 'CoalesceExpr') ? 'coalesce' : undefined);
}

const label: NodeEdit = (fields) => {
  const own = ownName(fields);
  if (own === undefined) return undefined;
  if (fields['name'] === own) delete fields['name'];
  else if (fields['name'] === undefined) fields['name'] = own;
  else return undefined;
  return true;
};

const otherLabel: NodeEdit = (fields, choices) => {
  if (fields['val'] === undefined) return undefined;
  if (fields['name'] !== undefined && choices.often(0.5)) delete fields['name'];
  else fields['name'] = choices.of(['a', 'x', 'A', ownName(fields) ?? 'y']);
  return true;
};

/** Items of ORDER BY or GROUP BY as ordinals, or ordinals as what they stand for. */
const ordinals = (clause: 'sortClause' | 'groupClause', by: 'expression' | 'name'): NodeEdit => (fields, choices) => {
  const targets = listOf(fields, 'targetList').map((target) => asNode(target, 'ResTarget') ?? {});
  const items = listOf(fields, clause);
  let changed = false;
  fields[clause] = items.map((item) => {
    const sort = asNode(item, 'SortBy');
    const other = choices.often(0.7) ? exchanged(sort ? sort['node'] : item, targets, by) : undefined;
    if (other === undefined) return item;
    changed = true;
    return sort ? { SortBy: { ...sort, node: other } } : other;
  });
  return changed || undefined;
};

function exchanged(item: unknown, targets: readonly Fields[], by: 'expression' | 'name'): unknown {
  const constant = asNode(asNode(item, 'A_Const'), 'ival')?.['ival'];
  if (constant !== undefined) {
    const target = targets[Number(constant) - 1];
    const name = target && ((target['name'] as string | undefined) ?? ownName(target));
    return by === 'expression' ? clone(target?.['val']) : name === undefined ? undefined : reference(name);
  }
  const text = JSON.stringify(item, withoutPlaces);
  const [only, ...more] = stringsOf(asNode(item, 'ColumnRef')?.['fields']);
  const at = targets.findIndex((target) =>
    by === 'expression' ? JSON.stringify(target['val'], withoutPlaces) === text : more.length === 0 && only !== undefined && (target['name'] ?? ownName(target)) === only,
  );
  return at < 0 ? undefined : integer(at + 1);
}

const withoutPlaces = (field: string, value: unknown): unknown => (field === 'location' ? undefined : value);

const distinct: NodeEdit = (fields) => {
  if (fields['targetList'] === undefined) return undefined;
  if (fields['distinctClause'] === undefined) fields['distinctClause'] = [{}];
  else delete fields['distinctClause'];
  return true;
};

/** `SELECT DISTINCT a` as `SELECT a … GROUP BY 1`. */
const grouped: NodeEdit = (fields) => {
  if (fields['distinctClause'] === undefined || fields['groupClause'] !== undefined) return undefined;
  delete fields['distinctClause'];
  fields['groupClause'] = listOf(fields, 'targetList').map((_, at) => integer(at + 1));
  return true;
};

const sort: NodeEdit = (fields, choices) => {
  const field = choices.often(0.6) ? 'sortby_dir' : 'sortby_nulls';
  fields[field] = field === 'sortby_dir' ? choices.of(['SORTBY_DEFAULT', 'SORTBY_ASC', 'SORTBY_DESC']) : choices.of(['SORTBY_NULLS_DEFAULT', 'SORTBY_NULLS_FIRST', 'SORTBY_NULLS_LAST']);
  return true;
};

/** ASC and the place of nulls written out where they are so anyway. */
const sortWritten: NodeEdit = (fields) => {
  const descending = fields['sortby_dir'] === 'SORTBY_DESC';
  const usual = descending ? 'SORTBY_NULLS_FIRST' : 'SORTBY_NULLS_LAST';
  if (!descending) fields['sortby_dir'] = fields['sortby_dir'] === 'SORTBY_ASC' ? 'SORTBY_DEFAULT' : 'SORTBY_ASC';
  if (fields['sortby_nulls'] === usual) fields['sortby_nulls'] = 'SORTBY_NULLS_DEFAULT';
  else if (fields['sortby_nulls'] === 'SORTBY_NULLS_DEFAULT') fields['sortby_nulls'] = usual;
  return true;
};

const operation: NodeEdit = (fields, choices) => {
  if (fields['larg'] === undefined) return undefined;
  choices.way(
    [2, () => void ([fields['larg'], fields['rarg']] = [fields['rarg'], fields['larg']])],
    [1, () => void (fields['op'] = choices.of(['SETOP_UNION', 'SETOP_INTERSECT', 'SETOP_EXCEPT']))],
    [1, () => void (fields['all'] = fields['all'] !== true)],
  );
  return true;
};

const condition: NodeEdit = (fields, choices) => {
  const where = fields['whereClause'];
  if (where === undefined) return undefined;
  const yes = { A_Const: { boolval: { boolval: true } } };
  fields['whereClause'] = choices.of([bool('AND', [where, yes]), bool('OR', [where, { A_Const: { boolval: {} } }]), bool('AND', [yes, where]), bool('AND', [where, clone(where)])]);
  return true;
};

const toHaving: NodeEdit = (fields) => {
  const [from, to] = fields['whereClause'] === undefined ? ['havingClause', 'whereClause'] : ['whereClause', 'havingClause'];
  if (fields[from] === undefined || fields[to] !== undefined) return undefined;
  fields[to] = fields[from];
  drop(fields, from);
  return true;
};

const wrapped: TreeEdit = (tree, choices) => {
  const subquery = { SelectStmt: tree['SelectStmt'] };
  const star = { ResTarget: { val: { ColumnRef: { fields: [{ A_Star: {} }] } } } };
  const from = { RangeSubselect: { subquery, alias: { aliasname: choices.of(['q', 'x', 'Q 1']) } } };
  tree['SelectStmt'] = { targetList: [star], fromClause: [from], limitOption: 'LIMIT_OPTION_DEFAULT', op: 'SETOP_NONE' };
  return true;
};

/** A window by its definition instead of its name, or the other way round. */
const windowNamed: NodeEdit = (fields, choices) => {
  const defined = listOf(fields, 'windowClause').map((each) => asNode(each, 'WindowDef'));
  const calls = listOf(fields, 'targetList').map((target) => asNode(asNode(asNode(target, 'ResTarget'), 'val'), 'FuncCall')).filter((call) => call?.['over'] !== undefined);
  const call = choices.one(calls);
  const over = call?.['over'] as Fields | undefined;
  if (call === undefined || over === undefined) return undefined;
  const window = defined.find((each) => each?.['name'] === over['name']);
  if (over['name'] !== undefined && window !== undefined) call['over'] = withoutName(window);
  else if (over['refname'] !== undefined) call['over'] = { ...withoutName(defined.find((each) => each?.['name'] === over['refname']) ?? {}), ...over, refname: undefined };
  else {
    fields['windowClause'] = [...listOf(fields, 'windowClause'), { WindowDef: { ...clone(over), name: 'win_1' } }];
    call['over'] = { name: 'win_1', frameOptions: 1058 };
  }
  return true;
};

const withoutName = ({ name: _, ...rest }: Fields): Fields => clone(rest);

const renamedWindow: TreeEdit = (_tree, choices, places) => {
  const window = choices.one(places.filter(({ type, fields, replace }) => type === 'WindowDef' && fields['name'] !== undefined && replace));
  if (window === undefined) return false;
  const old = window.fields['name'];
  for (const { type, fields } of places) {
    if (type !== 'WindowDef') continue;
    for (const field of ['name', 'refname']) if (fields[field] === old) fields[field] = 'win_9';
  }
  return true;
};

const frames: NodeEdit = (fields, choices) => {
  if (fields['frameOptions'] === undefined) return undefined;
  fields['frameOptions'] = choices.of([1058, 1059, 1061, 1065, 2102, Number(fields['frameOptions']) ^ 6]);
  return true;
};

const limits = (fields: Fields, choices: Choices): true | undefined => {
  if (fields['limitCount'] === undefined) return undefined;
  if (choices.often(0.4)) fields['limitOption'] = fields['limitOption'] === 'LIMIT_OPTION_WITH_TIES' ? 'LIMIT_OPTION_COUNT' : 'LIMIT_OPTION_WITH_TIES';
  else [fields['limitCount'], fields['limitOffset']] = [fields['limitOffset'], fields['limitCount']];
  return true;
};

export const SELECT_MUTATIONS = [
  ofTree('written out by the deparser', true, () => true),
  ofNode('FROM in another order', true, SELECT, shuffled('fromClause')),
  ofNode('GROUP BY in another order', true, SELECT, shuffled('groupClause')),
  ofNode('ORDER BY by ordinals or expressions', true, SELECT, ordinals('sortClause', 'expression')),
  ofNode('ORDER BY by ordinals or names', true, SELECT, ordinals('sortClause', 'name')),
  ofNode('GROUP BY by ordinals or expressions', true, SELECT, ordinals('groupClause', 'expression')),
  ofNode('GROUP BY by ordinals or names', true, SELECT, ordinals('groupClause', 'name')),
  ofNode('a column called as it would be', true, ['ResTarget'], label),
  ofNode('ASC and NULLS written out', true, ['SortBy'], sortWritten),
  ofNode('DISTINCT as GROUP BY', true, SELECT, grouped),
  ofNode('a condition that adds nothing', true, SELECT, condition),
  ofTree('a SELECT around it', true, wrapped),
  ofNode('a window named or not', true, SELECT, windowNamed),
  ofTree('a window renamed', true, renamedWindow),
  ofNode('columns in another order', false, SELECT, shuffled('targetList')),
  ofNode('ORDER BY in another order', false, SELECT, shuffled('sortClause')),
  ofNode('a clause gone', false, SELECT, without('whereClause', 'havingClause', 'sortClause', 'limitCount', 'limitOffset', 'groupClause', 'windowClause')),
  ofNode('an item gone', false, SELECT, fewer('targetList', 'sortClause', 'groupClause', 'fromClause')),
  ofNode('another label', false, ['ResTarget'], otherLabel),
  ofNode('DISTINCT or not', false, SELECT, distinct),
  ofNode('another order', false, ['SortBy'], sort),
  ofNode('set operations changed', false, SELECT, operation),
  ofNode('WHERE as HAVING', false, SELECT, toHaving),
  ofNode('another frame', false, ['WindowDef'], frames),
  ofNode('other limits', false, SELECT, limits),
  ofNode('GROUP BY DISTINCT', false, SELECT, (fields) => (fields['groupClause'] === undefined ? undefined : ((fields['groupDistinct'] = fields['groupDistinct'] !== true), true))),
];
