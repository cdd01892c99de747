import type { Choices } from '../choices.js';
import type { Column, Schema } from '../schema.js';
import { KINDS } from './expressions.js';
import { constantOf } from './constants.js';
import { outputName, written } from './names.js';
import { orderAndLimit } from './order.js';
import { predicate } from './predicates.js';
import { deeper, type Grammar, type Query, type Relation, type Scope, type Wish } from './scope.js';
import { select } from './select.js';

/** How deep a statement nests. */
const DEPTH = 3;

/** A statement in the manner of tools, and of people who try what tools never write. */
export function statement(choices: Choices, schema: Schema): string {
  const depth = choices.way([4, () => 1], [4, () => 2], [2, () => DEPTH]);
  return query({ choices, schema, ctes: [], depth, query, predicate }, undefined, {}, 0.25).text;
}

function query(grammar: Grammar, outer: Scope | undefined, wish: Wish, share = 0.05): Query {
  if (grammar.depth > 0 && grammar.choices.often(share)) return withQueries(grammar, outer, wish);
  return body(deeper(grammar), outer, wish);
}

function body(grammar: Grammar, outer: Scope | undefined, wish: Wish): Query {
  return grammar.choices.way(
    [100, () => select(grammar, outer, wish)],
    [grammar.depth > 0 && wish.single !== true ? 10 : 0, () => operation(grammar, outer, wish)],
    [wish.single === true ? 0 : 3, () => values(grammar, wish)],
    [wish.kinds === undefined && grammar.depth < DEPTH - 1 ? 2 : 0, () => wrapped(grammar, outer, wish)],
  );
}

/** UNION and its like, with brackets at times. */
function operation(grammar: Grammar, outer: Scope | undefined, wish: Wish): Query {
  const { choices } = grammar;
  const kinds = wish.kinds ?? choices.times(1 + choices.below(2), () => choices.of(KINDS.filter((kind) => kind !== 'bool')));
  const parts = choices.times(choices.often(0.8) ? 2 : 3, () => select({ ...grammar, depth: grammar.depth - 1 }, outer, { kinds }));
  const piece = ({ text }: Query): string => (/ order by | limit | offset | fetch /.test(text) || choices.often(0.15) ? `(${text})` : text);
  const word = (): string => `${choices.of(['union', 'union', 'union', 'intersect', 'except'])}${choices.of(['', ' all', ' all', ' distinct'])}`;
  const text = parts.map(piece).reduce((left, right) => `${left} ${word()} ${right}`);
  const columns = parts[0]?.columns ?? [];
  return { text: text + orderAndLimit(grammar, { columns }, 0.35), columns };
}

function values({ choices }: Grammar, wish: Wish): Query {
  const kinds = wish.kinds ?? choices.times(1 + choices.below(2), () => choices.of(KINDS));
  const rows = choices.times(1 + choices.below(3), () => `(${kinds.map((kind) => constantOf(choices, kind)).join(', ')})`);
  const columns: Column[] = kinds.map((kind, at) => ({ name: `column${at + 1}`, kind }));
  return { text: `values ${rows.join(', ')}${choices.often(0.2) ? ' order by 1' : ''}`, columns };
}

function wrapped(grammar: Grammar, outer: Scope | undefined, wish: Wish): Query {
  const { text, columns } = select(grammar, outer, wish);
  return { text: `select * from (${text}) ${written(grammar.choices, grammar.choices.of(['q', 'x', 'A b']))}`, columns };
}

/** WITH, mostly with one or two queries; those that come later see the earlier ones. */
function withQueries(grammar: Grammar, outer: Scope | undefined, wish: Wish): Query {
  const { choices } = grammar;
  const texts: string[] = [];
  let inner = deeper(grammar);
  const recursive = choices.often(0.15);
  if (recursive) [inner] = [seen(inner, counter(grammar, texts))];
  for (let left = 1 + choices.below(2); left > 0; left -= 1) inner = seen(inner, withOne(inner, texts, outer));
  const main = body(inner, outer, wish);
  return { text: `with ${recursive || choices.often(0.03) ? 'recursive ' : ''}${texts.join(', ')} ${main.text}`, columns: main.columns };
}

const seen = (grammar: Grammar, relation: Relation): Grammar => ({ ...grammar, ctes: [...grammar.ctes.filter(({ name }) => name !== relation.name), relation] });

function withOne(grammar: Grammar, texts: string[], outer: Scope | undefined): Relation {
  const { choices } = grammar;
  const { text, columns } = query(grammar, outer, {});
  const name = nameOf(grammar, texts.length);
  const renames = choices.often(0.12);
  const names: string[] = [];
  for (const _ of columns) names.push(outputName(grammar, names, undefined));
  const list = renames ? ` (${names.map((each) => written(choices, each)).join(', ')})` : '';
  const how = choices.of(['', '', '', '', ' materialized', ' not materialized']);
  texts.push(`${written(choices, name)}${list} as${how} (${text})`);
  return { name, columns: renames ? columns.map((column, at) => ({ ...column, name: names[at] ?? 'c' })) : distinctColumns(columns) };
}

const distinctColumns = (columns: readonly Column[]): Column[] =>
  columns.filter(({ name }) => name !== '?column?' && columns.filter((other) => other.name === name).length === 1);

/** Often of a table that it then hides. */
function nameOf({ choices, schema }: Grammar, index: number): string {
  const plain = ['c', 'd', 'base_data'][index] ?? `c${index}`;
  return choices.way([5, () => plain], [2, () => choices.of(schema).name], [1, () => choices.of(choices.of(schema).columns).name], [1, () => 'x']);
}

function counter({ choices }: Grammar, texts: string[]): Relation {
  texts.push(`nums(k) as (select ${choices.of(['1', '0'])} union ${choices.of(['', 'all '])}select k + 1 from nums where k < ${choices.of(['3', '4'])})`);
  return { name: 'nums', columns: [{ name: 'k', kind: 'int' }] };
}
