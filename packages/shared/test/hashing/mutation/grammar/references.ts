import type { Column, Kind } from '../schema.js';
import { written } from './names.js';
import { scopesFrom, type Grammar, type Relation, type Scope } from './scope.js';

interface Reachable {
  readonly relation: Relation;
  readonly column: Column;
  readonly away: number;
}

/** A column of that kind in scope, as it may be named; undefined where there is none. */
export function columnOf(grammar: Grammar, scope: Scope, kind: Kind): string | undefined {
  const found = reachable(scope).filter(({ column }) => column.kind === kind);
  const near = found.filter(({ away }) => away === 0);
  const among = near.length > 0 && grammar.choices.often(0.75) ? near : found;
  const pick = grammar.choices.one(among);
  return pick === undefined ? undefined : named(grammar, scope, pick);
}

/** Any column at all, with its kind and the name that it has in the output. */
export function anyColumn(grammar: Grammar, scope: Scope): (Column & { text: string }) | undefined {
  const near = reachable(scope).filter(({ away }) => away === 0);
  const pick = grammar.choices.one(near.length > 0 ? near : reachable(scope));
  return pick === undefined ? undefined : { ...pick.column, text: named(grammar, scope, pick) };
}

function reachable(scope: Scope): Reachable[] {
  return scopesFrom(scope).flatMap(({ relations }, away) =>
    relations.flatMap((relation) => relation.columns.map((column) => ({ relation, column, away }))),
  );
}

/** With or without a qualifier; without, nearly always only where that names the same column. */
function named({ choices }: Grammar, scope: Scope, { relation, column, away }: Reachable): string {
  const scopes = scopesFrom(scope);
  const hidden = scopes.slice(0, away).some(({ relations }) => relations.some((other) => has(other, column.name)));
  const own = scopes[away];
  const several = (own?.relations.filter((other) => has(other, column.name)).length ?? 0) > 1 && !own?.merged.includes(column.name);
  const bare = !hidden && !several ? choices.often(0.45) : choices.often(0.01);
  const name = written(choices, column.name);
  return bare ? name : `${written(choices, relation.name)}.${name}`;
}

const has = ({ columns }: Relation, wanted: string): boolean => columns.some(({ name }) => name === wanted);

/** A relation in scope as a whole row; undefined where there is none. */
export function wholeRow({ choices }: Grammar, scope: Scope): string | undefined {
  const relation = choices.one(scope.relations.filter(({ name }) => !scope.relations.some((other) => has(other, name))));
  return relation === undefined ? undefined : written(choices, relation.name);
}

/** An attribute of a composite column, or a column of a whole row in that notation. */
export function attributeOf(grammar: Grammar, scope: Scope, kind: Kind): string | undefined {
  const { choices } = grammar;
  const rows = reachable(scope).filter(({ column }) => column.parts?.some((part) => part.kind === kind));
  const row = choices.one(rows);
  const part = choices.one(row?.column.parts?.filter((each) => each.kind === kind) ?? []);
  if (row !== undefined && part !== undefined) return `(${named(grammar, scope, row)}).${written(choices, part.name)}`;
  const relation = choices.one(scope.relations.filter(({ columns }) => columns.some((column) => column.kind === kind)));
  const column = choices.one(relation?.columns.filter((each) => each.kind === kind) ?? []);
  return relation && column && `(${written(choices, relation.name)}).${written(choices, column.name)}`;
}
