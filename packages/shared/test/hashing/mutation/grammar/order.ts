import type { Column } from '../schema.js';
import { expression } from './expressions.js';
import { written } from './names.js';
import type { Grammar, Scope } from './scope.js';

/** What ORDER BY may rest on. */
export interface Ordered {
  readonly columns: readonly Column[];
  /** For expressions over what is in FROM; without it, names and ordinals of the output alone. */
  readonly scope?: Scope;
}

/** ORDER BY and LIMIT, or nothing. What is cut off is always ordered by every column of the output before. */
export function orderAndLimit(grammar: Grammar, ordered: Ordered, share: number): string {
  const { choices } = grammar;
  const { columns } = ordered;
  if (columns.length === 0 || !choices.often(share)) return '';
  const items = choices.times(1 + choices.below(2), () => item(grammar, ordered));
  const limited = choices.often(0.3);
  if (limited || choices.often(0.4)) items.push(...columns.map((_, at) => String(at + 1)));
  return ` order by ${items.join(', ')}${limited ? ` ${limit(grammar)}` : ''}`;
}

function item(grammar: Grammar, { columns, scope }: Ordered): string {
  const { choices } = grammar;
  const at = choices.below(columns.length);
  const name = columns[at]?.name ?? '';
  const nameable = name !== '' && name !== '?column?' && columns.filter((column) => column.name === name).length === 1;
  const target = choices.way(
    [3, () => String(at + 1)],
    [nameable ? 5 : 0, () => written(choices, name)],
    [scope ? 3 : 0, () => (scope ? expression({ ...grammar, depth: 0 }, scope, columns[at]?.kind ?? 'int') : '1')],
    [scope && nameable ? 1 : 0, () => `(${written(choices, name)})`],
  );
  // A constant that is no ordinal is an error, in brackets as well.
  const safe = /^'|^-?[\d.]+[^\d]|::|^[a-z]+ '|null$|^\w+\[|^E'/.test(target) ? String(at + 1) : target;
  return `${safe}${choices.of(['', '', '', ' asc', ' desc', ' desc nulls last', ' nulls first'])}`;
}

function limit({ choices }: Grammar): string {
  const count = choices.of(['0', '1', '2', '3', '5', '1 + 1', 'all', 'null']);
  return choices.of([`limit ${count}`, `limit 2 offset 1`, `fetch first ${choices.of(['1', '2', '3'])} rows only`, 'offset 1', `offset 1 rows fetch next 2 rows only`, 'fetch first 2 rows with ties']);
}
