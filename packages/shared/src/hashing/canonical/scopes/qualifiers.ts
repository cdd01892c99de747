import { fieldsOf, itemsOf, stringsOf } from '../../tree/walk.js';
import type { Engine } from '../../../contracts/source.js';
import { REDSHIFT_WORDS } from '../../functions/time-and-session.js';
import { columnsOf } from './column-names.js';
import { isGiven, textOf, type Draft, type Item, type Node, type Ref, type Scope } from './draft.js';
import { isStar, outputName, targetsOf } from './output-names.js';
import { pinned } from './rename.js';
import { takesRows } from './row-functions.js';

/**
 * `t.a` is `a` where `t` is the only thing in FROM and nothing outside can be seen.
 *
 * A name that stands alone means the innermost column of that name, so in a subquery that sees an outer query it may
 * reach past `t`: `t.a` stays there, but for columns that FROM itself names, as in `f() AS t (a)` or `(SELECT 1 AS a) t`.
 * In ORDER BY, GROUP BY and DISTINCT ON it may also be an output (on Redshift, elsewhere too): there it stays where an
 * output is called `a` and is not that very column. It stays where the name alone could be a whole row.
 * `t.a` is also how Postgres spells `a(t)` where there is no such column, while `a` alone is an error then. So names of
 * built-in functions that take a row stay, and of those that the source allows. Another one that a user has added is not
 * known here: the worker finds it, and what it answers is neither kept nor shared.
 */
export function dropQualifiers(draft: Draft, engine: Engine, allowedFunctions: readonly string[]): void {
  const allowed = new Set(allowedFunctions.map((name) => name.split('.').at(-1) ?? ''));
  for (const scope of draft.scopes) {
    const [item] = scope.items;
    if (item === undefined || scope.items.length > 1 || item.kind === 'other' || item.name === undefined) continue;
    const own = item.refs.filter(({ home }) => home === scope);
    const certain = scope.outer === undefined && item.kind !== 'function' ? own : listed(own, item, engine);
    const dropped = new Set([...columns(certain, item, { draft, engine, allowed }), ...stars(own, item)]);
    if (dropped.size === 0) continue;
    for (const { node, column } of dropped) {
      node['fields'] = itemsOf(node['fields']).slice(1);
      if (column !== undefined) draft.unqualified.add(column);
    }
    item.refs.splice(0, Infinity, ...item.refs.filter((ref) => !dropped.has(ref)));
  }
}

/** Those of columns that FROM itself names: each is the innermost of its name, whatever is in sight. */
function listed(refs: readonly Ref[], { kind, node, name }: Item, engine: Engine): readonly Ref[] {
  if (engine !== 'pg' || (kind !== 'function' && kind !== 'subselect')) return [];
  const names = stringsOf((node['alias'] as Node | undefined)?.['colnames']);
  const known = new Set((kind === 'subselect' ? columnsOf(node['subquery'], names, engine) : undefined) ?? names);
  const mayBeRow = (column: string): boolean => kind === 'function' && column === name;
  return refs.filter(({ column }) => column !== undefined && !mayBeRow(column) && known.has(column));
}

interface Surroundings {
  readonly draft: Draft;
  readonly engine: Engine;
  readonly allowed: ReadonlySet<string>;
}

/** Those of `t.a` that `a` can stand for. */
function columns(refs: readonly Ref[], item: Item, { draft, engine, allowed }: Surroundings): Ref[] {
  const written = refs.filter(({ column }) => column !== undefined);
  const others = written.length > 0 ? otherOutputs(item.scope) : undefined;
  const isNoOutput = ({ clause, column = '' }: Ref): boolean =>
    (engine === 'pg' && clause !== undefined) || (others !== undefined && !others.has(column.toLowerCase()));
  return written.filter((ref) => isNoOutput(ref) && !allowed.has(ref.column ?? '') && standsAlone(ref.column ?? '', item, draft));
}

/** `t.*` in a select list is `*`. In an expression it is a row, which marks the item. */
const stars = (refs: readonly Ref[], { pinned: inExpression, kind }: Item): Ref[] =>
  inExpression || kind === 'function' ? [] : refs.filter(({ column }) => column === undefined);

function standsAlone(column: string, item: Item, draft: Draft): boolean {
  if (isGiven(column) || takesRows(column) || REDSHIFT_WORDS.has(column)) return false;
  if (item.kind === 'table' && column === item.node['relname']) return false;
  return column !== item.name || !pinned(item, draft);
}

/** Names of outputs that are more than the column of that name, in lower case; undefined where some are not known. */
function otherOutputs({ select }: Scope): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const target of targetsOf(select)) {
    if (isStar(target)) continue;
    const { name } = outputName(target);
    if (name === undefined) return undefined;
    if (name !== columnOf(target['val'])) names.add(name.toLowerCase());
  }
  return names;
}

const columnOf = (value: unknown): string | undefined => textOf(itemsOf(fieldsOf(value, 'ColumnRef')?.['fields']).at(-1));

