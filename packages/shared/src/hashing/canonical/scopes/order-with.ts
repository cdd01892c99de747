import { itemsOf } from '../../tree/walk.js';
import { type Draft, type Item, type With, type WithList } from './draft.js';

/**
 * WITH queries stand in the order in which they are first used, each after those that it uses itself: a query is found
 * by its name, wherever it stands before its use. Not where one is never used (it is still checked for errors, and has no
 * place in that order) and not in WITH RECURSIVE, whose queries see one another.
 */
export function orderQueries({ withs, scopes }: Draft): void {
  if (!withs.some(({ queries, recursive }) => queries.length > 1 && !recursive)) return;
  const uses = scopes.flatMap(({ items }) => items.filter(({ query }) => query !== undefined));
  for (const list of withs) {
    if (list.queries.length < 2 || list.recursive || list.queries.some((query) => query.uses.length === 0)) continue;
    list.queries = inOrderOfUse(list, uses);
    list.node['ctes'] = list.queries.map(({ wrapped }) => wrapped);
  }
}

function inOrderOfUse(list: WithList, uses: readonly Item[]): With[] {
  const usedBy = new Map<With | undefined, With[]>();
  for (const { query, within } of uses) {
    if (query?.list !== list) continue;
    const user = memberAround(list, within);
    const used = usedBy.get(user);
    if (used) used.push(query);
    else usedBy.set(user, [query]);
  }
  const ordered = new Set<With>();
  const add = (query: With): void => {
    if (ordered.has(query)) return;
    for (const used of usedBy.get(query) ?? []) add(used);
    ordered.add(query);
  };
  for (const query of usedBy.get(undefined) ?? []) add(query);
  return ordered.size === itemsOf(list.queries).length ? [...ordered] : list.queries;
}

/** The query of the list in whose text something stands; undefined for the statement that the list belongs to. */
function memberAround(list: WithList, within: With | undefined): With | undefined {
  for (let query = within; query; query = query.list.within) if (query.list === list) return query;
  return undefined;
}
