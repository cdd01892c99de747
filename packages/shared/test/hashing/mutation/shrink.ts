import type { Answers } from './answers.js';
import type { Identifier } from './identifier.js';
import { judge } from './judge.js';
import { clone, drop, placesIn, textOf, treeOf, type Fields, type Place, type Wrapped } from './tree.js';
import type { FalseMerge } from './tally.js';

type Pair = readonly [string, string];

/** A cut in a tree: leaves something out or puts a part in the place of the whole. Answers whether it could. */
type Cut = (tree: Fields) => boolean;

/** Pairs that are executed on the way to a smaller one. */
const EXECUTED = 300;
/** Pairs that are identified. */
const TRIED = 20_000;

/** Makes both statements smaller for as long as they have one identity and different answers. */
export async function shrink(answers: Answers, identify: Identifier, found: FalseMerge): Promise<FalseMerge> {
  let best = found;
  const left = { executed: EXECUTED, tried: TRIED };
  for (let again = true; again; ) {
    again = false;
    for (const pair of smaller(best.pair)) {
      if (left.executed <= 0 || left.tried-- <= 0) return best;
      const key = identify(pair[0]);
      if (key === undefined || key !== identify(pair[1]) || pair[0] === pair[1]) continue;
      left.executed -= 1;
      const verdict = await judge(answers, pair);
      if (verdict.verdict !== 'different' || kindOf(verdict.difference) !== kindOf(found.difference)) continue;
      best = { ...best, pair, difference: verdict.difference };
      again = true;
      break;
    }
  }
  return best;
}

/** So that one fault is not shrunk into another: errors by their codes. */
const kindOf = (difference: string): string => /error \w+/.exec(difference)?.[0] ?? 'rows';

/** The same cut in both, then cuts in one of them, then pairs of cuts at one place. */
function* smaller([a, b]: Pair): Generator<Pair> {
  const [left, right] = [treeOf(a), treeOf(b)];
  if (left === undefined || right === undefined) return;
  const [mine, theirs] = [cutsOf(left), cutsOf(right)];
  for (const [name, cut] of mine) {
    const made = after(left, cut);
    const same = theirs.get(name);
    const other = same && after(right, same);
    if (made !== undefined && other !== undefined) yield [made, other];
  }
  for (const cut of mine.values()) {
    const made = after(left, cut);
    if (made !== undefined) yield [made, b];
  }
  for (const cut of theirs.values()) {
    const made = after(right, cut);
    if (made !== undefined) yield [a, made];
  }
  yield* crossed([left, right], mine, theirs);
}

/** Cuts of one list that stand at different indices in the two: the lists are in another order. */
function* crossed([left, right]: readonly [Fields, Fields], mine: ReadonlyMap<string, Cut>, theirs: ReadonlyMap<string, Cut>): Generator<Pair> {
  const holder = (name: string): string => name.replace(/\/\d+(?=-$)/, '');
  for (const [name, cut] of mine) {
    if (!name.endsWith('-')) continue;
    const made = after(left, cut);
    for (const [otherName, otherCut] of theirs) {
      if (otherName === name || holder(otherName) !== holder(name)) continue;
      const other = after(right, otherCut);
      if (made !== undefined && other !== undefined) yield [made, other];
    }
  }
}

function after(tree: Fields, cut: Cut): string | undefined {
  const copy = clone(tree);
  return cut(copy) ? textOf(copy) : undefined;
}

/** What may be cut, by a name that says where, the biggest first. */
function cutsOf(tree: Fields): Map<string, Cut> {
  const cuts = new Map<string, Cut>();
  for (const place of placesIn(tree)) {
    const at = place.path.join('/');
    for (const [field, value] of Object.entries(place.fields)) {
      if (Array.isArray(value)) value.forEach((_, index) => value.length > 1 && cuts.set(`${at}/${field}/${index}-`, (copy) => dropItem(copy, place, field, index)));
      if (OPTIONAL.has(field)) cuts.set(`${at}/${field}.`, (copy) => dropField(copy, place, field));
      for (const [step, part] of partsOf(field, value)) if (place.replace) cuts.set(`${at}/${field}/${step}^`, (copy) => lift(copy, place, part));
    }
    if (place.replace && SIMPLE.has(place.type)) cuts.set(`${at}=1`, (copy) => lift(copy, place, { A_Const: { ival: { ival: 1 } } }));
    if (place.replace && TESTS.has(place.type)) cuts.set(`${at}=t`, (copy) => lift(copy, place, { A_Const: { boolval: { boolval: true } } }));
  }
  return cuts;
}

const OPTIONAL = new Set([
  'whereClause', 'sortClause', 'groupClause', 'havingClause', 'windowClause', 'limitCount', 'limitOffset', 'distinctClause', 'withClause', 'name', 'alias',
  'agg_filter', 'agg_distinct', 'agg_order', 'over', 'partitionClause', 'orderClause', 'defresult', 'fromClause', 'sortby_dir', 'sortby_nulls', 'aliascolnames', 'colnames', 'all', 'args', 'usingClause', 'typmods', 'ctematerialized', 'schemaname',
]);
const SIMPLE = new Set(['A_Expr', 'FuncCall', 'TypeCast', 'CaseExpr', 'CoalesceExpr', 'MinMaxExpr', 'SubLink', 'ColumnRef', 'A_Const']);
const TESTS = new Set(['A_Expr', 'BoolExpr', 'SubLink', 'NullTest', 'BooleanTest']);
const LIFTED = new Set(['arg', 'args', 'lexpr', 'rexpr', 'larg', 'rarg', 'defresult', 'subquery', 'items']);

/** Parts of a node that may stand in its place. */
function partsOf(field: string, value: unknown): (readonly [step: number, part: Wrapped])[] {
  if (!LIFTED.has(field) || typeof value !== 'object' || value === null) return [];
  const parts = (Array.isArray(value) ? value : [value]) as Wrapped[];
  return parts.map((part, step) => [step, wrapped(part)] as const);
}

/** A side of a set operation stands without its type. */
const wrapped = (part: Wrapped): Wrapped => ('op' in part || 'targetList' in part ? { SelectStmt: part as unknown as Fields } : part);

function found(copy: Fields, { path, type }: Place): Place | undefined {
  const at = path.join('/');
  return placesIn(copy).find((place) => place.type === type && place.path.join('/') === at);
}

function dropItem(copy: Fields, place: Place, field: string, index: number): boolean {
  const list = found(copy, place)?.fields[field];
  return Array.isArray(list) && list.splice(index, 1).length > 0;
}

function dropField(copy: Fields, place: Place, field: string): boolean {
  const fields = found(copy, place)?.fields;
  if (fields?.[field] === undefined) return false;
  drop(fields, field);
  if (field === 'limitCount') fields['limitOption'] = 'LIMIT_OPTION_DEFAULT';
  return true;
}

function lift(copy: Fields, place: Place, part: Wrapped): boolean {
  const target = found(copy, place);
  target?.replace?.(clone(part));
  return target !== undefined;
}
