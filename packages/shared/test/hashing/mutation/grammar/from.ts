import type { Column, Kind } from '../schema.js';
import { expression, KINDS } from './expressions.js';
import { aliasIn, outputName, written } from './names.js';
import { deeper, EMPTY, type Grammar, type Relation, type Scope } from './scope.js';
import { constantOf } from './constants.js';

/** A list behind FROM, or a piece of one. */
export interface From {
  readonly text: string;
  readonly relations: readonly Relation[];
  readonly merged: readonly string[];
}

/** Everything behind FROM: mostly one or two relations, seldom none. */
export function fromList(grammar: Grammar, outer: Scope | undefined): From | undefined {
  const { choices } = grammar;
  if (choices.often(0.03)) return undefined;
  const count = choices.way([grammar.depth <= 0 ? 10 : 4, () => 1], [4, () => 2], [grammar.depth <= 0 ? 0 : 1, () => 3]);
  let from = item(grammar, [], outer);
  for (let at = 1; at < count; at += 1) from = choices.often(0.4) ? comma(grammar, from, outer) : join(grammar, from, outer);
  return from;
}

function comma(grammar: Grammar, left: From, outer: Scope | undefined): From {
  const right = item(grammar, left.relations, outer);
  return both(left, right, `${left.text}, ${right.text}`);
}

const both = (left: From, right: From, text: string, merged: readonly string[] = []): From => ({
  text,
  relations: [...left.relations, ...right.relations],
  merged: [...left.merged, ...right.merged, ...merged],
});

const JOINS = ['join', 'join', 'inner join', 'left join', 'left outer join', 'right join', 'full join', 'full outer join'];

function join(grammar: Grammar, left: From, outer: Scope | undefined): From {
  const { choices } = grammar;
  const right = item(grammar, left.relations, outer);
  const word = choices.of(JOINS);
  const shared = sharedColumns(left, right);
  return choices.way(
    [8, () => both(left, right, `${left.text} ${word} ${right.text} on ${condition(grammar, left, right, outer)}`)],
    [2, () => both(left, right, `${left.text} cross join ${right.text}`)],
    [3, () => (shared.length === 0 ? both(left, right, `${left.text} ${word} ${right.text} on true`) : using(grammar, left, right, word, shared))],
    [1, () => (shared.length === 0 ? comma(grammar, left, outer) : both(left, right, `${left.text} natural ${word} ${right.text}`, shared))],
    [1, () => nested(grammar, left, right, word, outer)],
    [1, () => aliased(grammar, left, right, word, outer)],
  );
}

/** `a join (b join c on …) on …` */
function nested(grammar: Grammar, left: From, middle: From, word: string, outer: Scope | undefined): From {
  const right = item(grammar, [...left.relations, ...middle.relations], undefined);
  const inside = both(middle, right, `(${middle.text} join ${right.text} on ${condition(grammar, middle, right, undefined)})`);
  return both(left, inside, `${left.text} ${word} ${inside.text} on ${condition(grammar, left, inside, outer)}`);
}

function using({ choices }: Grammar, left: From, right: From, word: string, shared: readonly string[]): From {
  const names = choices.shuffled(shared).slice(0, 1 + choices.below(2));
  return both(left, right, `${left.text} ${word} ${right.text} using (${names.map((name) => written(choices, name)).join(', ')})`, names);
}

/** Of the same name and kind on both sides, once on each. */
function sharedColumns(left: From, right: From): string[] {
  const columns = (from: From): Column[] => from.relations.flatMap((relation) => [...relation.columns]);
  const names = columns(left).map(({ name }) => name);
  return [...new Set(names)].filter((name) => {
    const [mine, theirs] = [columns(left), columns(right)].map((all) => all.filter((column) => column.name === name));
    return mine?.length === 1 && theirs?.length === 1 && mine[0]?.kind === theirs[0]?.kind;
  });
}

/** `(a join b on …) as x`: only x is seen from outside. */
function aliased(grammar: Grammar, left: From, right: From, word: string, outer: Scope | undefined): From {
  const name = aliasIn(grammar, [], undefined);
  const columns = [...left.relations, ...right.relations].flatMap((relation) => [...relation.columns]);
  const text = `(${left.text} ${word} ${right.text} on ${condition(grammar, left, right, outer)}) as ${written(grammar.choices, name)}`;
  return { text, relations: [{ name, columns: onlyOnce(columns) }], merged: [] };
}

const onlyOnce = (columns: readonly Column[]): Column[] =>
  columns.filter(({ name }) => columns.filter((other) => other.name === name).length === 1);

/** Mostly an equality across the two sides. */
function condition(grammar: Grammar, left: From, right: From, outer: Scope | undefined): string {
  const { choices } = grammar;
  const scope = { relations: [...left.relations, ...right.relations], merged: [...left.merged, ...right.merged], outer };
  const kind = choices.of<Kind>(['int', 'int', 'text', 'date']);
  const side = (from: From): string => expression({ ...grammar, depth: 0 }, { relations: from.relations, merged: from.merged, outer: undefined }, kind);
  const equality = `${side(left)} ${choices.of(['=', '=', '=', '<', '<>'])} ${side(right)}`;
  return choices.way(
    [5, () => equality],
    [2, () => `${equality} and ${grammar.predicate({ ...grammar, depth: 0 }, scope)}`],
    [1, () => grammar.predicate({ ...grammar, depth: 0 }, scope)],
    [1, () => 'true'],
  );
}

/** One relation. */
function item(grammar: Grammar, taken: readonly Relation[], outer: Scope | undefined): From {
  const { choices, ctes, depth } = grammar;
  return choices.way(
    [10, () => table(grammar, taken, outer)],
    [ctes.length > 0 ? 12 : 0, () => withQuery(grammar, taken, outer)],
    [depth > 0 ? 4 : 0, () => subquery(grammar, taken, outer)],
    [depth > 0 && taken.length > 0 ? 1 : 0, () => lateral(grammar, taken, outer)],
    [1, () => values(grammar, taken, outer)],
    [1, () => series(grammar, taken, outer)],
  );
}

const only = (text: string, relation: Relation): From => ({ text, relations: [relation], merged: [] });

function table(grammar: Grammar, taken: readonly Relation[], outer: Scope | undefined): From {
  const { choices, ctes } = grammar;
  const { schema, name, columns } = choices.of(grammar.schema.filter((each) => each.schema === undefined || choices.often(0.4)));
  const hidden = ctes.some((query) => query.name === name);
  const only = choices.often(0.03) ? 'only ' : '';
  const text = `${only}${schema !== undefined || hidden || choices.often(0.06) ? `${schema ?? 'public'}.` : ''}${written(choices, name)}`;
  return named(grammar, text, { name, columns }, taken, outer);
}

function withQuery(grammar: Grammar, taken: readonly Relation[], outer: Scope | undefined): From {
  const query = grammar.choices.of(grammar.ctes);
  return named(grammar, written(grammar.choices, query.name), query, taken, outer);
}

/** With an alias, and at times with names for its columns. */
function named(grammar: Grammar, text: string, relation: Relation, taken: readonly Relation[], outer: Scope | undefined): From {
  const { choices } = grammar;
  if (choices.often(0.35) && !taken.some(({ name }) => name === relation.name)) return only(text, relation);
  const name = choices.often(0.06) && !taken.some((other) => other.name === relation.name) ? relation.name : aliasIn(grammar, taken, outer);
  const as = choices.often(0.5) ? 'as ' : '';
  if (choices.often(0.93)) return only(`${text} ${as}${written(choices, name)}`, { name, columns: relation.columns });
  const columns = renamed(grammar, relation.columns);
  return only(`${text} ${as}${written(choices, name)} (${columns.map((column) => written(choices, column.name)).join(', ')})`, { name, columns });
}

function renamed(grammar: Grammar, columns: readonly Column[]): Column[] {
  const names: string[] = [];
  for (const _ of columns) names.push(outputName(grammar, names, undefined));
  return columns.map((column, at) => ({ ...column, name: names[at] ?? 'c' }));
}

function subquery(grammar: Grammar, taken: readonly Relation[], outer: Scope | undefined): From {
  const { text, columns } = grammar.query(deeper(grammar), outer, {});
  return named({ ...grammar }, `(${text})`, { name: taken[0]?.name ?? '', columns }, [...taken, { name: '', columns: [] }], outer);
}

function lateral(grammar: Grammar, taken: readonly Relation[], outer: Scope | undefined): From {
  const scope: Scope = { relations: taken, merged: [], outer };
  const { text, columns } = grammar.query(deeper(grammar), scope, {});
  const name = aliasIn(grammar, taken, outer);
  return only(`lateral (${text}) ${written(grammar.choices, name)}`, { name, columns });
}

function values(grammar: Grammar, taken: readonly Relation[], outer: Scope | undefined): From {
  const { choices } = grammar;
  const kinds = choices.times(1 + choices.below(2), () => choices.of(KINDS));
  const rows = choices.times(1 + choices.below(3), () => `(${kinds.map((kind) => constantOf(choices, kind)).join(', ')})`);
  const name = aliasIn(grammar, taken, outer);
  const columns = renamed(grammar, kinds.map((kind) => ({ name: '', kind })));
  const list = columns.map((column) => written(choices, column.name)).join(', ');
  return only(`(values ${rows.join(', ')}) as ${written(choices, name)} (${list})`, { name, columns });
}

/** A function: its one column is called like its alias, unless it is told otherwise. */
function series(grammar: Grammar, taken: readonly Relation[], outer: Scope | undefined): From {
  const { choices } = grammar;
  const call = choices.of(['generate_series(1, 3)', 'generate_series(0, 2)', 'unnest(array[1, 2, null])', "unnest('{1,1}'::int[])"]);
  const ordinality = choices.often(0.2);
  const name = aliasIn(grammar, taken, outer);
  const alias = written(choices, name);
  const more: Column[] = ordinality ? [{ name: 'ordinality', kind: 'int' }] : [];
  const text = `${call}${ordinality ? ' with ordinality' : ''} ${choices.often(0.5) ? 'as ' : ''}${alias}`;
  if (choices.often(0.6)) return only(text, { name, columns: [{ name, kind: 'int' }, ...more] });
  const column = outputName(grammar, [], EMPTY);
  return only(`${text}(${written(choices, column)})`, { name, columns: [{ name: column, kind: 'int' }, ...more] });
}
