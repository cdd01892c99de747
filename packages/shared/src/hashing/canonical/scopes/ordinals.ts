import type { Engine } from '../../../contracts/source.js';
import { fieldsOf, itemsOf, stringsOf, walk } from '../../tree/walk.js';
import { textOf, type Node } from './draft.js';
import { isStar, outputName, targetsOf } from './output-names.js';

/**
 * `ORDER BY total`, where an output is called `total`, is `ORDER BY 2`; so is an expression that is written like the
 * second output. Likewise DISTINCT ON and, with less certainty, GROUP BY.
 *
 * Postgres looks for the output (findTargetlistEntrySQL92 in parse_clause.c) and sorts by that one expression in each
 * case. In ORDER BY a name alone is an output's first, and must be one output's only. In GROUP BY it is a column's
 * first: it counts only where the output is that very name. Nothing is changed where `*` hides how many columns there
 * are. Not subqueries, which Postgres might not find equal, nor rows in GROUP BY, which are lists there.
 *
 * In a grouping set it matters which of two equal outputs is meant, as the others become null: Postgres takes the first
 * that is equal once names are looked up. So an expression is an output's only if none before it names such a column.
 */
export function ordinals(select: Readonly<Node>, engine: Engine): Node | undefined {
  const clauses = ['distinctClause', 'sortClause', 'groupClause'] as const;
  if (!clauses.some((clause) => select[clause] !== undefined)) return undefined;
  const leftmost = leftmostArm(select);
  const targets = targetsOf(leftmost);
  if (targets.length === 0 || targets.some(isStar)) return undefined;
  const outputs = new Outputs(targets, engine, leftmost !== select);
  const changed: Node = {};
  for (const clause of clauses) {
    const items = itemsOf(select[clause]);
    const next = clause === 'groupClause' ? outputs.group(items) : items.map((item) => outputs.sort(item));
    if (next.some((item, index) => item !== items[index])) changed[clause] = next;
  }
  return Object.keys(changed).length > 0 ? { ...select, ...changed } : undefined;
}

/** The SELECT that names the columns. */
function leftmostArm(select: Readonly<Node>): Readonly<Node> {
  let arm = select;
  while (arm['larg'] !== undefined) arm = arm['larg'] as Node;
  return arm;
}

/** So many outputs are compared one by one, which is quicker than to print them all. */
const FEW = 30;

/** Whether two trees are the same. */
function isSame(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) return left === right;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  let fields = 0;
  for (const field in left) {
    if (!isSame((left as Node)[field], (right as Node)[field])) return false;
    if ((left as Node)[field] !== undefined) fields += 1;
  }
  for (const field in right) if ((right as Node)[field] !== undefined) fields -= 1;
  return fields === 0;
}

class Outputs {
  readonly #targets: readonly Node[];
  readonly #engine: Engine;
  /** Of a set operation: only names and numbers can be sorted by. */
  readonly #namesOnly: boolean;
  #texts: Map<string, number> | undefined;
  readonly #byName = new Map<string, number[]>();
  #unnamed = false;

  constructor(targets: readonly Node[], engine: Engine, namesOnly: boolean) {
    this.#targets = targets;
    this.#engine = engine;
    this.#namesOnly = namesOnly;
    targets.forEach((target, index) => {
      const { name } = outputName(target);
      this.#unnamed ||= name === undefined;
      const folded = (name ?? '').toLowerCase();
      const named = this.#byName.get(folded);
      if (named) named.push(index);
      else this.#byName.set(folded, [index]);
    });
  }

  /** The first output that is written like this. */
  #written(value: unknown): number | undefined {
    if (this.#targets.length <= FEW) {
      const index = this.#targets.findIndex(({ val }) => isSame(val, value));
      return index < 0 ? undefined : index;
    }
    if (this.#texts === undefined) {
      this.#texts = new Map();
      for (const [index, { val }] of [...this.#targets.entries()].reverse()) this.#texts.set(JSON.stringify(val), index);
    }
    return this.#texts.get(JSON.stringify(value));
  }

  /** An item of ORDER BY, `{SortBy: {node}}`, or of DISTINCT ON. */
  sort(item: unknown): unknown {
    const sortBy = fieldsOf(item, 'SortBy');
    const value = sortBy ? sortBy['node'] : item;
    const name = nameAlone(value);
    const index = name === undefined ? this.#expression(value) : this.#sortName(name, value);
    if (index === undefined) return item;
    return sortBy ? { SortBy: { ...sortBy, node: ordinal(index) } } : ordinal(index);
  }

  #sortName(name: string, value: unknown): number | undefined {
    if (this.#unnamed) return undefined;
    const named = this.#byName.get(name.toLowerCase()) ?? [];
    if (named.length === 0) return this.#namesOnly ? undefined : this.#written(value);
    const [only] = named;
    return only !== undefined && named.length === 1 && this.#isCalled(only, name) ? only : undefined;
  }

  #isCalled(index: number, name: string): boolean {
    const output = outputName(this.#targets[index] ?? {});
    return output.sure && output.name === name;
  }

  group(items: readonly unknown[], withinSet = false): readonly unknown[] {
    return items.map((item) => {
      const set = fieldsOf(item, 'GroupingSet');
      if (set) return this.#groupingSet(item, set);
      const index = this.#groupItem(item);
      return index === undefined || (withinSet && !this.#isFirst(index)) ? item : ordinal(index);
    });
  }

  /** Whether no output before this one can be the same when names are looked up. */
  #isFirst(index: number): boolean {
    const named = columnsIn(this.#targets[index]?.['val']);
    const before = this.#targets.slice(0, index).map(({ val }) => columnsIn(val));
    return index === 0 || (named.size > 0 && before.every((columns) => [...named].every((column) => !columns.has(column))));
  }

  /** `ROLLUP (region)` is `ROLLUP (1)`: what is in it is looked for like any other item (transformGroupingSet). */
  #groupingSet(item: unknown, set: Node): unknown {
    const before = itemsOf(set['content']);
    const content = this.group(before, true);
    return content.every((one, index) => one === before[index]) ? item : { GroupingSet: { ...set, content } };
  }

  #groupItem(item: unknown): number | undefined {
    const name = nameAlone(item);
    if (name === undefined) return fieldsOf(item, 'RowExpr') ? undefined : this.#expression(item);
    if (this.#unnamed) return undefined;
    const index = this.#written(item);
    if (index === undefined) return undefined;
    const named = this.#byName.get(name.toLowerCase()) ?? [];
    return named.every((other) => this.#written(this.#targets[other]?.['val']) === index) ? index : undefined;
  }

  #expression(value: unknown): number | undefined {
    if (this.#namesOnly || typeof value !== 'object' || value === null || fieldsOf(value, 'A_Const')) return undefined;
    const index = this.#written(value);
    return index === undefined || !this.#isPlain(value as Node) ? undefined : index;
  }

  /** On Redshift a name in the select list may be that of another output. */
  #isPlain(value: Node): boolean {
    let plain = true;
    walk(value, (type, node) => {
      if (type === 'SubLink' || type === 'ParamRef') plain = false;
      const [name, ...more] = type === 'ColumnRef' ? stringsOf(node['fields']) : [];
      if (this.#engine === 'redshift' && name !== undefined && more.length === 0 && this.#byName.has(name.toLowerCase())) plain = false;
    });
    return plain;
  }
}

/** Columns by their own names, without their tables'; `''` stands for a whole row. */
function columnsIn(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  walk(value, (type, node) => {
    if (type === 'ColumnRef') names.add(textOf(itemsOf(node['fields']).at(-1)) ?? '');
  });
  return names;
}

function nameAlone(value: unknown): string | undefined {
  const fields = itemsOf(fieldsOf(value, 'ColumnRef')?.['fields']);
  return fields.length === 1 ? textOf(fields[0]) : undefined;
}

const ordinal = (index: number): Node => ({ A_Const: { ival: { ival: index + 1 } } });
