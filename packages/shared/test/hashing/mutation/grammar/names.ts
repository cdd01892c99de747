import type { Choices } from '../choices.js';
import type { Grammar, Relation, Scope } from './scope.js';
import { scopesFrom } from './scope.js';

/** Words that a name can not be without quotes, among those that schemas like ours have. */
const RESERVED = new Set(['order', 'group', 'user', 'select', 'table', 'end', 'case', 'left', 'right', 'desc', 'all', 'in', 'values', 'row', 'interval', 'time', 'timestamp', 'position', 'when', 'from', 'to']);

/** A name as it may be written: quoted where it has to be, and at times where not. */
export function written(choices: Choices, name: string): string {
  if (!/^[a-z_][a-z0-9_$]*$/.test(name) || RESERVED.has(name)) return `"${name.replaceAll('"', '""')}"`;
  return choices.way([40, () => name], [2, () => `"${name}"`], [2, () => name.toUpperCase()]);
}

const PLAIN = ['a', 'b', 'x', 't', 'u', 'x1', 'T', 'A b'];

/** A name for something in FROM; seldom one that is there already. Often it is that of a column, a table or a WITH query. */
export function aliasIn(grammar: Grammar, taken: readonly Relation[], scope: Scope | undefined): string {
  const { choices, schema, ctes } = grammar;
  const around = scope === undefined ? [] : scopesFrom(scope).flatMap(({ relations }) => relations);
  const pick = (): string =>
    choices.way(
      [10, () => choices.of(PLAIN)],
      [2, () => choices.of(schema).name],
      [3, () => choices.of(choices.of(schema).columns).name],
      [2, () => choices.one(ctes)?.name ?? 'c'],
      [2, () => choices.one(around)?.name ?? 'o'],
    );
  const used = new Set(taken.map(({ name }) => name));
  for (let tries = 0; tries < 6; tries += 1) {
    const name = pick();
    if (!used.has(name)) return name;
  }
  return choices.often(0.02) ? pick() : `n${used.size}`;
}

/** A name for a column of the output that is not among `taken`; likes those of columns in scope. */
export function outputName(grammar: Grammar, taken: readonly string[], scope: Scope | undefined): string {
  const { choices } = grammar;
  const columns = (scope?.relations ?? []).flatMap((relation) => relation.columns.map(({ name }) => name));
  const pick = (): string => choices.way([3, () => choices.of(PLAIN)], [3, () => choices.one(columns) ?? 'k'], [1, () => choices.one(scope?.relations ?? [])?.name ?? 'r']);
  for (let tries = 0; tries < 6; tries += 1) {
    const name = pick();
    if (!taken.includes(name)) return name;
  }
  return `c${taken.length}`;
}
