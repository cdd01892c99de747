import type { Engine } from '../../../contracts/source.js';
import { mappedFields, mappedList } from '../../tree/sharing.js';
import { fieldsOf, itemsOf, wrapperOf, type Fields } from '../../tree/walk.js';
import { isGiven, textOf, type Draft, type Frame, type Item, type Node, type Range, type Ref, type Scope, type With, type WithList } from './draft.js';
import { ordinals } from './ordinals.js';

/** Thrown inside the reader and caught by it. */
class NotUnderstood extends Error {}

/**
 * A draft of a statement `{SelectStmt: …}`; undefined where the names in it are not resolved for certain: a qualified
 * column of no table that can be seen, a table's name twice in one FROM, an aliased join, SEARCH and CYCLE, and, on
 * Redshift, where even quoted names may be the same in either case, any capital letter.
 */
export function readScopes(statement: Fields, engine: Engine): Draft | undefined {
  try {
    return new Reader(engine).read(statement);
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

/** What can be seen from where a node stands. */
interface Place {
  readonly frame: Frame | undefined;
  readonly withs: Withs | undefined;
  readonly scope: OpenScope | undefined;
  readonly within: With | undefined;
  readonly clause: string | undefined;
}

/** The first `count` queries of a list, and the lists around it. */
interface Withs {
  readonly list: OpenList;
  readonly count: number;
  readonly next: Withs | undefined;
}

/** A scope while its FROM is read. */
interface OpenScope extends Scope {
  readonly byName: Map<string, Item>;
  readonly joins: Map<Node, Range>;
  merges: boolean;
  holdsBare: boolean;
  star: boolean;
}

interface OpenList extends WithList {
  readonly byName: Map<string, With>;
}

/** The order in which the parser prints the fields of a SelectStmt. */
const SELECT_FIELDS = [
  'distinctClause', 'targetList', 'fromClause', 'whereClause', 'groupClause', 'groupDistinct', 'havingClause',
  'windowClause', 'valuesLists', 'sortClause', 'limitOffset', 'limitCount', 'limitOption', 'withClause', 'op', 'all',
  'larg', 'rarg',
] as const;
const KNOWN_FIELDS: ReadonlySet<string> = new Set(SELECT_FIELDS);

/** Clauses that may lose their columns to ordinals, or name outputs. */
const ASIDE: ReadonlySet<string> = new Set(['distinctClause', 'groupClause', 'windowClause', 'sortClause']);

class Reader {
  readonly #engine: Engine;
  readonly #scopes: OpenScope[] = [];
  readonly #withs: WithList[] = [];
  readonly #bare = new Set<string>();
  readonly #schemaQualified = new Set<string>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  read(statement: Fields): Draft {
    const place = { frame: undefined, withs: undefined, scope: undefined, within: undefined, clause: undefined };
    const root = this.#copy(statement, place) as Node;
    for (const name of [...this.#bare, ...this.#schemaQualified]) if (isGiven(name)) throw new NotUnderstood();
    return {
      root, scopes: this.#scopes, withs: this.#withs, bare: this.#bare, unqualified: new Set(), schemaQualified: this.#schemaQualified,
    };
  }

  #copy(value: unknown, place: Place): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return mappedList(value as unknown[], '', (item) => this.#copy(item, place));
    const node = value as Fields;
    const type = wrapperOf(node);
    if (type === undefined) return this.#shared(node, place);
    const fields = node[type] as Fields;
    if (type === 'ColumnRef') return { ColumnRef: this.#column(fields, place, false) };
    if (type === 'SelectStmt') return { SelectStmt: this.#select(fields, place) };
    if (type === 'String' || type === 'A_Const') return node;
    const copy = this.#shared(fields, place);
    return copy === fields ? node : { [type]: copy };
  }

  /** Expressions that hold nothing which is changed later are no copies. */
  #shared(fields: Fields, place: Place): Fields {
    return mappedFields(fields, (value, field) => (field === 'typeName' ? value : this.#copy(value, place)));
  }

  #copyFields(fields: Fields, place: Place): Node {
    const copy: Node = {};
    for (const field in fields) {
      if (field === 'location') continue;
      copy[field] = field === 'typeName' ? fields[field] : this.#copy(fields[field], place);
    }
    return copy;
  }

  #name(name: string): string {
    if (this.#engine === 'redshift' && name !== name.toLowerCase()) throw new NotUnderstood();
    return name;
  }

  #column(fields: Fields, place: Place, target: boolean): Node {
    const parts = itemsOf(fields['fields']);
    if (parts.length === 2) return this.#qualified(parts, place, target);
    if (parts.length === 1) this.#bareColumn(textOf(parts[0]), place);
    else this.#schemaQualified.add(textOf(parts.at(-2)) ?? '');
    return fields;
  }

  /** Only these are changed later, and so copied. */
  #qualified(parts: readonly unknown[], place: Place, target: boolean): Node {
    const node: Node = { fields: parts.slice() };
    const column = textOf(parts[1]);
    const item = this.#find(this.#name(textOf(parts[0]) ?? ''), place.frame);
    item.refs.push({ node, column, home: place.scope, clause: place.clause } satisfies Ref);
    if (column === undefined && !target) item.pinned = true;
    return node;
  }

  #bareColumn(name: string | undefined, place: Place): void {
    if (name === undefined) {
      if (place.scope) place.scope.star = true;
      return;
    }
    this.#bare.add(this.#name(name));
    if (place.clause === undefined) return;
    for (let frame = place.frame; frame; frame = frame.next) (frame.scope as OpenScope).holdsBare = true;
  }

  #find(name: string, visible: Frame | undefined): Item {
    for (let frame = visible; frame; frame = frame.next) {
      const item = frame.scope.byName.get(name);
      if (item && item.at >= frame.from && item.at < frame.to) return item;
    }
    throw new NotUnderstood();
  }

  /** Ordinals come first: a name that stands for an output is none that could be a whole row. */
  #select(written: Fields, around: Place): Node {
    const fields = ordinals(written, this.#engine) ?? written;
    const select: Node = {};
    for (const field in fields) if (!KNOWN_FIELDS.has(field)) throw new NotUnderstood();
    // Rewrites may add a field that was not there: each has its place from the start.
    for (const field of SELECT_FIELDS) if (field in fields || field === 'whereClause') select[field] = undefined;
    const withs = fields['withClause'] === undefined ? around.withs : this.#with(select, fields, around);
    const place = { ...around, withs };
    if (fields['larg'] === undefined) this.#plain(select, fields, place);
    else this.#setOperation(select, fields, place);
    return select;
  }

  /** What is ordered and limited here are outputs, which have no tables. */
  #setOperation(select: Node, fields: Fields, around: Place): void {
    const place = { ...around, scope: undefined, clause: undefined };
    for (const field of SELECT_FIELDS) {
      if (field === 'withClause' || !(field in fields)) continue;
      const arm = field === 'larg' || field === 'rarg';
      select[field] = arm ? this.#select(fields[field] as Fields, place) : this.#copy(fields[field], place);
    }
  }

  #plain(select: Node, fields: Fields, around: Place): void {
    const scope: OpenScope = {
      select, outer: around.frame, items: [], byName: new Map(), joins: new Map(), merges: false, holdsBare: false, star: false,
    };
    this.#scopes.push(scope);
    if (fields['fromClause'] !== undefined) {
      select['fromClause'] = itemsOf(fields['fromClause']).map((item) => this.#from(item, scope, around));
    }
    const frame = this.#frame(scope, 0);
    for (const field of SELECT_FIELDS) {
      if (field === 'withClause' || field === 'fromClause' || !(field in fields)) continue;
      const place = { ...around, frame, scope, clause: ASIDE.has(field) ? undefined : 'where' };
      select[field] = field === 'targetList' ? this.#targets(fields[field], place) : this.#copy(fields[field], place);
    }
  }

  #targets(targets: unknown, place: Place): Node[] {
    return itemsOf(targets).map((wrapped, index) => {
      const target = fieldsOf(wrapped, 'ResTarget');
      if (target === undefined) throw new NotUnderstood();
      const here = { ...place, clause: `target ${index}` };
      const column = fieldsOf(target['val'], 'ColumnRef');
      const val = column ? { ColumnRef: this.#column(column, here, true) } : this.#copy(target['val'], here);
      return { ResTarget: target['name'] === undefined ? { val } : { name: target['name'], val } };
    });
  }

  /** All items of a scope from one on that have been read so far, where there are any. */
  #frame(scope: OpenScope, from: number): Frame | undefined {
    const to = scope.items.length;
    return to > from ? { scope, from, to, next: scope.outer } : scope.outer;
  }

  #from(wrapped: unknown, scope: OpenScope, around: Place): Node {
    const type = wrapperOf(wrapped as Fields) ?? '';
    const fields = (wrapped as Fields)[type] as Fields;
    // LATERAL and functions see what stands before them, and so does everything in a clause of their own.
    const before = { ...around, scope, clause: 'where' };
    switch (type) {
      case 'RangeVar':
        return this.#table(fields, scope, around);
      case 'RangeSubselect':
        return this.#subselect(fields, scope, { ...before, frame: fields['lateral'] === true ? this.#frame(scope, 0) : scope.outer });
      case 'RangeFunction':
      case 'RangeTableFunc':
      case 'JsonTable': {
        const node = this.#copyFields(fields, { ...before, frame: this.#frame(scope, 0) });
        const kind = type === 'RangeFunction' && this.#engine === 'pg' ? 'function' : 'other';
        return this.#add(scope, { kind, wrapped: { [type]: node }, node, name: nameOfCall(type, fields), around }).wrapped;
      }
      case 'RangeTableSample':
        return this.#sample(fields, scope, around);
      case 'JoinExpr':
        return this.#join(fields, scope, around);
      default:
        throw new NotUnderstood();
    }
  }

  #table(fields: Fields, scope: OpenScope, around: Place, sampled = false): Node {
    const node = this.#copyFields(fields, around);
    const wrapped = { RangeVar: node };
    const relation = this.#name(String(fields['relname']));
    const qualified = fields['schemaname'] !== undefined || fields['catalogname'] !== undefined;
    const query = qualified ? undefined : findWith(relation, around.withs);
    if (query === undefined && isGiven(relation)) throw new NotUnderstood();
    const name = aliasOf(fields) ?? relation;
    const item = this.#add(scope, { kind: query ? 'with' : 'table', wrapped, node, name, around, query, sampled });
    query?.uses.push(item);
    return wrapped;
  }

  #subselect(fields: Fields, scope: OpenScope, place: Place): Node {
    const node: Node = {};
    for (const field in fields) {
      node[field] = field === 'subquery' ? this.#copy(fields[field], { ...place, scope: undefined }) : this.#copy(fields[field], place);
    }
    return this.#add(scope, { kind: 'subselect', wrapped: { RangeSubselect: node }, node, name: aliasOf(fields), around: place }).wrapped;
  }

  #sample(fields: Fields, scope: OpenScope, around: Place): Node {
    const table = fieldsOf(fields['relation'], 'RangeVar');
    if (table === undefined) throw new NotUnderstood();
    const relation = this.#table(table, scope, around, true);
    const rest = this.#copyFields({ ...fields, relation: undefined }, { ...around, frame: scope.outer, scope, clause: 'where' });
    return { RangeTableSample: { ...rest, relation } };
  }

  #join(fields: Fields, scope: OpenScope, around: Place): Node {
    if (fields['alias'] !== undefined || fields['join_using_alias'] !== undefined) throw new NotUnderstood();
    if (fields['usingClause'] !== undefined || fields['isNatural'] === true) scope.merges = true;
    const from = scope.items.length;
    const larg = this.#from(fields['larg'], scope, around);
    const rarg = this.#from(fields['rarg'], scope, around);
    const inside = { ...around, frame: this.#frame(scope, from), scope, clause: 'where' };
    const rest = this.#copyFields({ ...fields, larg: undefined, rarg: undefined }, inside);
    const node: Node = { ...rest, larg, rarg };
    scope.joins.set(node, { from, to: scope.items.length });
    return { JoinExpr: node };
  }

  #add(
    scope: OpenScope,
    found: Pick<Item, 'kind' | 'wrapped' | 'node' | 'name'> & { around: Place; query?: With | undefined; sampled?: boolean },
  ): Item {
    const { kind, wrapped, node, name, around, query, sampled = false } = found;
    const at = scope.items.length;
    const item: Item = { kind, scope, at, wrapped, node, name, query, within: around.within, sampled, refs: [], pinned: kind === 'other' };
    scope.items.push(item);
    if (name === undefined) return item;
    if (scope.byName.has(this.#name(name)) || (kind === 'other' && isGiven(name))) throw new NotUnderstood();
    scope.byName.set(name, item);
    return item;
  }

  #with(select: Node, fields: Fields, around: Place): Withs {
    const clause = fields['withClause'] as Fields;
    const [queries, byName] = [[] as With[], new Map<string, With>()];
    const node: Node = { ...clause };
    delete node['location'];
    const recursive = clause['recursive'] === true;
    const list: OpenList = { node, select, recursive, queries, byName, outer: around.withs?.list, within: around.within };
    this.#withs.push(list);
    const wrapped = itemsOf(clause['ctes']).map((query) => this.#open(query, list, around));
    queries.forEach((query, index) => {
      const withs = { list, count: recursive ? queries.length : index, next: around.withs };
      const place = { ...around, withs, scope: undefined, within: query };
      query.node['ctequery'] = this.#copy(query.node['ctequery'], place);
    });
    node['ctes'] = wrapped;
    select['withClause'] = node;
    return { list, count: queries.length, next: around.withs };
  }

  #open(wrapped: unknown, list: OpenList, around: Place): Node {
    const fields = fieldsOf(wrapped, 'CommonTableExpr');
    const query = fieldsOf(fields?.['ctequery'], 'SelectStmt');
    if (!fields || !query || fields['search_clause'] !== undefined || fields['cycle_clause'] !== undefined) throw new NotUnderstood();
    const name = this.#name(String(fields['ctename']));
    if (list.byName.has(name)) throw new NotUnderstood();
    const node = { ...fields };
    delete node['location'];
    const copy = { CommonTableExpr: node };
    const open: With = { node, wrapped: copy, name, list, index: list.queries.length, outer: around.frame, uses: [] };
    list.queries.push(open);
    list.byName.set(name, open);
    return copy;
  }
}

function findWith(name: string, visible: Withs | undefined): With | undefined {
  for (let withs = visible; withs; withs = withs.next) {
    const found = withs.list.byName.get(name);
    if (found && found.index < withs.count) return found;
  }
  return undefined;
}

export function aliasOf(fields: Fields): string | undefined {
  const alias = fields['alias'] as Fields | undefined;
  return alias === undefined ? undefined : String(alias['aliasname']);
}

/** A function in FROM goes by its own name where it has no alias. */
function nameOfCall(type: string, fields: Fields): string {
  const given = aliasOf(fields) ?? { RangeTableFunc: 'xmltable', JsonTable: 'json_table' }[type];
  if (given !== undefined) return given;
  const [first] = itemsOf(fields['functions']);
  const call = fieldsOf(itemsOf(fieldsOf(first, 'List')?.['items'])[0], 'FuncCall');
  const name = call && textOf(itemsOf(call['funcname']).at(-1));
  if (name === undefined) throw new NotUnderstood();
  return name;
}
