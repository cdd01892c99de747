import { fieldsOf, itemsOf, walk } from '../../tree/walk.js';
import { isNotVolatile } from '../built-ins.js';
import { type Draft, type Item, type Node, type With } from './draft.js';

/** Each may end up in the next: the statement must not become too deep to be read. */
const MOST_QUERIES = 50;

/**
 * A WITH query that is used once is the subquery in its place, as Postgres itself has it since version 12
 * (inline_cte in subselect.c), the least version that is served. Redshift makes no such promise: not there.
 *
 * Not where the query is MATERIALIZED or recursive; where it calls something that may be volatile, samples, or has a
 * LIMIT without an order, so that how it is planned might tell; nor where it would stand in sight of columns that it did
 * not see before, which its own could then be taken for. Tables and WITH queries that it names still mean the same:
 * names of WITH queries are unlike all others, and the draft knows what each refers to.
 *
 * Answers whether anything was inlined. The draft then no longer tells the truth and is to be read again.
 */
export function inlineQueries(draft: Draft): boolean {
  if (draft.withs.reduce((sum, { queries }) => sum + queries.length, 0) > MOST_QUERIES) return false;
  let inlined = false;
  for (const list of draft.withs) {
    if (list.recursive) continue;
    const gone = new Set(list.queries.filter(inlineOnce));
    if (gone.size === 0) continue;
    inlined = true;
    list.queries = list.queries.filter((query) => !gone.has(query));
    list.node['ctes'] = list.queries.map(({ wrapped }) => wrapped);
    if (list.queries.length === 0) delete list.select['withClause'];
  }
  if (inlined) nameApart(draft);
  return inlined;
}

function inlineOnce(query: With): boolean {
  const [use, ...more] = query.uses;
  if (use === undefined || more.length > 0 || !mayStandAt(query, use)) return false;
  const alias = aliasAt(query, use);
  delete use.wrapped['RangeVar'];
  use.wrapped['RangeSubselect'] = { subquery: query.node['ctequery'], alias };
  return true;
}

/** A table that is sampled is no FROM item by itself: there `use.wrapped` is not where a subquery can stand. */
function mayStandAt({ node, outer }: With, use: Item): boolean {
  if (node['ctematerialized'] === 'CTEMaterializeAlways' || use.sampled || use.node['inh'] !== true) return false;
  return use.scope.outer === outer && isCalm(node['ctequery']);
}

function isCalm(query: unknown): boolean {
  const select = fieldsOf(query, 'SelectStmt') ?? {};
  const limited = select['limitCount'] !== undefined || select['limitOffset'] !== undefined;
  if (limited && select['sortClause'] === undefined) return false;
  let calm = true;
  walk(query, (type, fields) => {
    if (type === 'RangeTableSample') calm = false;
    else if (type === 'FuncCall') calm &&= isNotVolatile(fields);
  });
  return calm;
}

/** The columns' names of the table's alias go before those of the WITH query itself. */
function aliasAt(query: With, { node, name }: Item): Node {
  const written = itemsOf((node['alias'] as Node | undefined)?.['colnames']);
  const colnames = [...written, ...itemsOf(query.node['aliascolnames']).slice(written.length)];
  return colnames.length > 0 ? { aliasname: name, colnames } : { aliasname: name };
}

/**
 * Whether a query is MATERIALIZED is said only where it decides: one that is used twice is without a word, and one that is
 * used once never is with NOT (inline_cte in subselect.c). Those of WITH RECURSIVE are left alone.
 */
export function dropMaterialized({ withs }: Draft): void {
  for (const { queries, recursive } of withs) {
    for (const { node, uses } of recursive ? [] : queries) {
      const said = uses.length > 1 ? 'CTEMaterializeAlways' : 'CTEMaterializeNever';
      if (uses.length > 0 && node['ctematerialized'] === said) node['ctematerialized'] = 'CTEMaterializeDefault';
    }
  }
}

/** What is left gets names that are one query's each, wherever it stands now. */
function nameApart({ withs }: Draft): void {
  const queries = withs.flatMap((list) => list.queries);
  queries.forEach((query, index) => {
    query.node['ctename'] = `_with${index + 1}`;
    for (const { node, name } of query.uses) {
      node['relname'] = query.node['ctename'];
      node['alias'] ??= { aliasname: name };
    }
  });
}

