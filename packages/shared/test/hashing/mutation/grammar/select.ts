import type { Column, Kind } from '../schema.js';
import { aggregate, Windows, type Typed } from './aggregates.js';
import { expression, KINDS, leaf } from './expressions.js';
import { fromList, type From } from './from.js';
import { outputName, written } from './names.js';
import { orderAndLimit } from './order.js';
import { anyColumn, wholeRow } from './references.js';
import { type Grammar, type Query, type Scope, type Wish } from './scope.js';

/** A column of the output as it stands behind SELECT. */
interface Target {
  readonly text: string;
  readonly columns: readonly Column[];
  /** The expression alone. */
  readonly bare: string;
}

/** A SELECT without set operations. */
export function select(grammar: Grammar, outer: Scope | undefined, wish: Wish): Query {
  const { choices } = grammar;
  const from = fromList(grammar, outer);
  const scope: Scope = { relations: from?.relations ?? [], merged: from?.merged ?? [], outer };
  if (from === undefined) return plain(grammar, scope, from, wish);
  if (wish.single === true && wish.kinds?.length === 1 && choices.often(0.8)) return single(grammar, scope, from, wish.kinds[0] ?? 'int');
  return choices.way(
    [7, () => plain(grammar, scope, from, wish)],
    [2, () => grouped(grammar, scope, from, wish)],
    [1, () => windowed(grammar, scope, from, wish)],
    [1, () => distinct(grammar, scope, from, wish)],
  );
}

const behind = (from: From | undefined): string => (from === undefined ? '' : ` from ${from.text}`);

function where(grammar: Grammar, scope: Scope, share = 0.55): string {
  return grammar.choices.often(share) ? ` where ${grammar.predicate(grammar, scope)}` : '';
}

/** An output column's text, with an alias or without. */
function target(grammar: Grammar, scope: Scope, { text, kind }: Typed, taken: readonly string[]): Target {
  const { choices } = grammar;
  const own = defaultName(text);
  if (choices.often(own === undefined || taken.includes(own) ? 0.15 : 0.6)) return { text, bare: text, columns: [{ name: own ?? '?column?', kind }] };
  const name = own !== undefined && choices.often(0.15) ? own : outputName(grammar, taken, scope);
  return { text: `${text} ${choices.often(0.75) ? 'as ' : ''}${asLabel(grammar, name)}`, bare: text, columns: [{ name, kind }] };
}

const asLabel = ({ choices }: Grammar, name: string): string => written(choices, name);

/** What Postgres calls the column of a plain reference. */
function defaultName(text: string): string | undefined {
  const match = /^(?:(?:\w+|"[^"]+")\.)?(?:([A-Za-z_]\w*)|"([^"]+)")$/.exec(text);
  const word = match?.[1]?.toLowerCase() ?? match?.[2];
  return word === undefined || ['null', 'true', 'false'].includes(word) ? undefined : word;
}

function targets(grammar: Grammar, scope: Scope, expressions: readonly Typed[]): Target[] {
  const all: Target[] = [];
  for (const each of expressions) all.push(target(grammar, scope, each, all.flatMap(({ columns }) => columns.map(({ name }) => name))));
  return all;
}

function wanted(grammar: Grammar, scope: Scope, { kinds }: Wish): Typed[] {
  const { choices } = grammar;
  if (kinds) return kinds.map((kind) => ({ kind, text: expression(grammar, scope, kind) }));
  return choices.times(1 + choices.below(3), () => {
    const column = anyColumn(grammar, scope);
    if (column !== undefined && choices.often(0.65)) return { kind: column.kind, text: column.text };
    const row = choices.often(0.04) ? wholeRow(grammar, scope) : undefined;
    if (row !== undefined) return { kind: 'row', text: row };
    const kind = choices.of(KINDS);
    return { kind, text: expression(grammar, scope, kind) };
  });
}

function star({ choices }: Grammar, from: From): Target {
  const one = choices.often(0.5) ? choices.of(from.relations) : undefined;
  const relations = one === undefined ? from.relations : [one];
  const all = relations.flatMap(({ columns }) => columns);
  const columns = one === undefined ? all.filter(({ name }, at) => !from.merged.includes(name) || all.findIndex((other) => other.name === name) === at) : all;
  const text = one === undefined ? '*' : `${written(choices, one.name)}.*`;
  return { text, bare: text, columns };
}

function plain(grammar: Grammar, scope: Scope, from: From | undefined, wish: Wish): Query {
  const { choices } = grammar;
  const list = from !== undefined && wish.kinds === undefined && choices.often(0.15) ? [star(grammar, from)] : targets(grammar, scope, wanted(grammar, scope, wish));
  const columns = list.flatMap((each) => each.columns);
  const head = `select ${choices.often(0.02) ? 'all ' : ''}${list.map(({ text }) => text).join(', ')}${behind(from)}${where(grammar, scope)}`;
  return { text: head + orderAndLimit(grammar, { columns, scope }, 0.3), columns };
}

function single(grammar: Grammar, scope: Scope, from: From, kind: Kind): Query {
  const { choices } = grammar;
  const value = leaf(grammar, scope, kind);
  const call = choices.of(kind === 'bool' ? ['bool_and', 'bool_or'] : kind === 'jsonb' || kind === 'row' || kind === 'ints' ? ['count'] : ['min', 'max']);
  return { text: `select ${call}(${value})${behind(from)}${where(grammar, scope)}`, columns: [{ name: call, kind }] };
}

function grouped(grammar: Grammar, scope: Scope, from: From, wish: Wish): Query {
  const { choices } = grammar;
  const keys = wish.kinds === undefined
    ? wanted({ ...grammar, depth: Math.min(grammar.depth, 1) }, scope, {}).slice(0, 2).filter(({ kind, text }) => kind !== 'row' && !/^'|^-?\d|null/.test(text))
    : wish.kinds.map((kind) => ({ kind, text: leaf(grammar, scope, kind) }));
  const more = wish.kinds === undefined ? choices.times(choices.below(3) + (keys.length === 0 ? 1 : 0), () => aggregate(grammar, scope)) : [];
  const list = choices.often(0.7) ? [...keys, ...more] : [...more, ...keys];
  const all = targets(grammar, scope, list);
  const columns = all.flatMap((each) => each.columns);
  const by = keys.map((key) => groupItem(grammar, key, all, list.indexOf(key)));
  const having = choices.often(0.25) ? ` having ${aggregate(grammar, scope).text} ${choices.of(['is not null', 'is null', '> 1', "= '1'"])}` : '';
  const head = `select ${all.map(({ text }) => text).join(', ')}${behind(from)}${where(grammar, scope, 0.4)}${groupBy(grammar, by)}${having}`;
  return { text: head + orderAndLimit(grammar, { columns }, 0.35), columns };
}

/** By ordinal, by the name in the output, or by the expression. */
function groupItem({ choices }: Grammar, { text }: Typed, all: readonly Target[], at: number): string {
  const name = all[at]?.columns[0]?.name ?? '';
  return choices.way(
    [3, () => String(at + 1)],
    [2, () => (name === '' || name === '?column?' ? text : written(choices, name))],
    [5, () => (/^\d|^'/.test(text) ? `(${text})` : text)],
    [1, () => `(${text})`],
  );
}

function groupBy({ choices }: Grammar, items: readonly string[]): string {
  if (items.length === 0) return '';
  const list = items.join(', ');
  return choices.way(
    [8, () => ` group by ${list}`],
    [1, () => ` group by ${choices.shuffled([...items, choices.of(items)]).join(', ')}`],
    [1, () => ` group by ${choices.of(['rollup', 'cube', 'grouping sets'])} (${list})`],
    [1, () => ` group by grouping sets ((${list}), ())`],
    [1, () => ` group by ${choices.of(['distinct ', 'all '])}${list}`],
  );
}

function windowed(grammar: Grammar, scope: Scope, from: From, wish: Wish): Query {
  const { choices } = grammar;
  const windows = new Windows(grammar, scope);
  const calls = wish.kinds === undefined ? choices.times(1 + choices.below(2), () => windows.call()) : [];
  const all = targets(grammar, scope, [...wanted({ ...grammar, depth: 0 }, scope, wish), ...calls]);
  const columns = all.flatMap((each) => each.columns);
  const head = `select ${all.map(({ text }) => text).join(', ')}${behind(from)}${where(grammar, scope, 0.4)}${windows.clause()}`;
  return { text: head + orderAndLimit(grammar, { columns, scope }, 0.3), columns };
}

function distinct(grammar: Grammar, scope: Scope, from: From, wish: Wish): Query {
  const { choices } = grammar;
  const all = targets(grammar, scope, wanted(grammar, scope, wish).filter(({ kind }) => kind !== 'row'));
  const columns = all.flatMap((each) => each.columns);
  const list = all.map(({ text }) => text).join(', ');
  if (choices.often(0.6) || columns.length === 0) {
    return { text: `select distinct ${list === '' ? '1' : list}${behind(from)}${where(grammar, scope)}${orderAndLimit(grammar, { columns }, 0.3)}`, columns };
  }
  const first = choices.way([2, () => '1'], [2, () => all[0]?.bare ?? '1'], [1, () => written(choices, columns[0]?.name ?? 'x')]);
  const rest = columns.map((_, at) => String(at + 1)).join(', ');
  return { text: `select distinct on (${first}) ${list}${behind(from)}${where(grammar, scope)} order by ${rest}`, columns };
}
