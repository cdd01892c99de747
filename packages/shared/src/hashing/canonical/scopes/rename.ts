import { isGiven, stringNode, type Draft, type Item, type Node, type Scope, type WithList } from './draft.js';

/**
 * What a name stands for decides the answer, not the name: WITH queries become `_with1`…, tables go by their own name
 * where that is said once in the whole statement, everything else in FROM by `_t1`…, counted from the outermost query
 * inwards, so that no name hides another one in sight.
 *
 * It is the same statement as long as each reference is renamed with what it refers to, and no new name is taken for
 * something else, or something else for it. Hence an alias stays where it shows in the result or may do so: where it
 * also stands alone (`SELECT t FROM t`: a whole row, called `t`), before `.*` in an expression (`(t.*)::text` is called
 * `t`, too), before the name of a schema-qualified column and in NATURAL or USING joins. On a function it may name its
 * column as well: there it stays with `*`, too, and where a column of that name is used. New names are none that a name
 * standing alone, or one that stays, could be.
 *
 * False where names are in use that only a rewrite gives: the statement has to stay.
 */
export function rename(draft: Draft): boolean {
  const isPinned = (item: Item): boolean => pinned(item, draft);
  const staying = new Set(draft.scopes.flatMap(({ items }) => items.filter(isPinned).map(({ name }) => name)));
  for (const name of staying) if (name !== undefined && isGiven(name)) return false;
  nameQueries(draft.withs);
  const own = ownNames(draft, staying);
  const before = new Map<Scope, number>();
  for (const scope of draft.scopes) {
    const around = scope.outer?.scope;
    const base = around ? (before.get(around) ?? 0) + around.items.length : 0;
    before.set(scope, base);
    scope.items.forEach((item, index) => {
      if (isPinned(item)) keepName(item, draft);
      else nameItem(item, own(item) ?? `_t${base + index + 1}`);
    });
  }
  return true;
}

/** Whether an item has to keep its name. */
export function pinned({ kind, name, pinned: marked, node, scope, refs }: Item, { bare, schemaQualified }: Draft): boolean {
  if (marked || name === undefined || scope.merges || bare.has(name)) return true;
  if (kind === 'function') return scope.star || refs.some(({ column }) => column === undefined || column === name);
  return kind === 'table' && node['alias'] === undefined && schemaQualified.has(name);
}

function nameQueries(lists: readonly WithList[]): void {
  const before = new Map<WithList, number>();
  for (const list of lists) {
    const base = list.outer ? (before.get(list.outer) ?? 0) + list.outer.queries.length : 0;
    before.set(list, base);
    list.queries.forEach((query, index) => {
      query.node['ctename'] = `_with${base + index + 1}`;
    });
  }
}

/**
 * The name that an item needs no alias for, if it is said once, or by an item that nothing refers to, and cannot be taken
 * for something else.
 */
function ownNames(draft: Draft, staying: ReadonlySet<string | undefined>): (item: Item) => string | undefined {
  const { scopes, bare, unqualified, schemaQualified } = draft;
  const said = new Map<string, number>();
  for (const { items } of scopes) {
    for (const { kind, node } of items) {
      const relation = String(node['relname']);
      if (kind === 'table') said.set(relation, (said.get(relation) ?? 0) + 1);
    }
  }
  return ({ kind, node, query, scope, refs }) => {
    if (kind === 'with') return query?.uses.length === 1 ? String(query.node['ctename']) : undefined;
    const name = String(node['relname']);
    const alone = said.get(name) === 1 || (refs.length === 0 && scope.items.length === 1);
    const free = kind === 'table' && ![bare, unqualified, schemaQualified, staying].some((names) => names.has(name));
    return alone && free ? name : undefined;
  };
}

/** An alias goes that is the table's own name. A WITH query is renamed all the same; what used its name for want of an alias needs one now. */
function keepName({ kind, node, name, query }: Item, { schemaQualified }: Draft): void {
  if (kind === 'table' && name === node['relname'] && !schemaQualified.has(name ?? '')) setAlias(node, String(name));
  if (query === undefined) return;
  node['relname'] = query.node['ctename'];
  if (node['alias'] === undefined) setAlias(node, String(name));
}

function nameItem({ kind, node, refs, query }: Item, name: string): void {
  if (kind === 'with') node['relname'] = query?.node['ctename'];
  setAlias(node, name);
  for (const { node: reference } of refs) (reference['fields'] as Node[])[0] = stringNode(name);
}

/** Without one where it says nothing: no list of columns, and the name is the relation's own. */
function setAlias(node: Node, name: string): void {
  const before = node['alias'] as Node | undefined;
  const colnames = before?.['colnames'];
  if (colnames === undefined && node['relname'] === name) delete node['alias'];
  else node['alias'] = colnames === undefined ? { aliasname: name } : { aliasname: name, colnames };
}
