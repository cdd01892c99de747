import type { Engine } from '../../../contracts/source.js';
import { fieldsOf, isFields, itemsOf, stringsOf, walk, type Fields } from '../../tree/walk.js';
import type { NodeRewrite } from '../rewrite.js';
import { certainName } from './aliases.js';
import { isStar, outputName, targetsOf } from './output-names.js';
import { ordinals } from './ordinals.js';

/**
 * `(SELECT a, b FROM t) s (x, y)` is `(SELECT a AS x, b AS y FROM t) s`, and so is `WITH s (x, y) AS (…)`.
 *
 * Sound: both lists name the columns of the query in their order, and that is what an alias in its (first) select list
 * does as well. Inside, only ORDER BY, GROUP BY and DISTINCT ON can mean an output by its name: not where one of them
 * holds a name that the column had, or gets. Nor with `*`, which hides the order, with VALUES, which has no aliases, or with more
 * names than columns, which is an error.
 */
export const columnLists: NodeRewrite = {
  name: 'column lists',
  types: ['RangeSubselect', 'CommonTableExpr'],
  node(fields, type, { engine }) {
    if (engine !== 'pg') return undefined;
    return type === 'RangeSubselect' ? ofSubselect(fields) : ofQuery(fields);
  },
};

function ofSubselect(fields: Fields): { RangeSubselect: Fields } | undefined {
  const { alias } = fields;
  if (!isFields(alias) || alias['colnames'] === undefined) return undefined;
  const { colnames, ...name } = alias;
  const select = withNames(fieldsOf(fields['subquery'], 'SelectStmt'), stringsOf(colnames));
  return select && { RangeSubselect: { ...fields, subquery: { SelectStmt: select }, alias: name } };
}

function ofQuery(fields: Fields): { CommonTableExpr: Fields } | undefined {
  const { aliascolnames, ...rest } = fields;
  if (aliascolnames === undefined || fields['search_clause'] !== undefined || fields['cycle_clause'] !== undefined) return undefined;
  const select = withNames(fieldsOf(fields['ctequery'], 'SelectStmt'), stringsOf(aliascolnames));
  return select && { CommonTableExpr: { ...rest, ctequery: { SelectStmt: select } } };
}

/** Of a set operation, on its first arm. */
function withNames(written: Fields | undefined, names: readonly string[], around: ReadonlySet<string> = new Set()): Fields | undefined {
  if (written === undefined) return undefined;
  const select = ordinals(written, 'pg') ?? written;
  const meant = namesMeant(select, around);
  if (isFields(select['larg'])) {
    const larg = withNames(select['larg'], names, meant);
    return larg && { ...select, larg };
  }
  const targets = targetsOf(select);
  if (targets.length < names.length || targets.some(isStar)) return undefined;
  const free = names.every((name, at) => isFree(targets[at] ?? {}, name, meant));
  return free ? { ...select, targetList: targets.map((target, at) => named(target, names[at])) } : undefined;
}

const named = ({ val, ...old }: Fields, name = old['name']): Fields => ({ ResTarget: { ...old, ...(name !== undefined && { name }), val } });

function isFree(target: Fields, name: string, meant: ReadonlySet<string>): boolean {
  const old = outputName(target);
  return meant.size === 0 || (old.sure && (old.name === name || (!meant.has(name) && !meant.has(old.name ?? ''))));
}

/** Names of columns in clauses that may mean an output by its name. */
function namesMeant(select: Fields, around: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set(around);
  for (const clause of ['sortClause', 'groupClause', 'distinctClause']) {
    for (const item of itemsOf(select[clause])) {
      walk(item, (type, node) => {
        const name = type === 'ColumnRef' ? stringsOf(node['fields']).at(-1) : undefined;
        if (name !== undefined) names.add(name);
      });
    }
  }
  return names;
}

/**
 * The names of all columns of a query, with those that an alias gives them; undefined where one is not certain. Without
 * an alias's, those of VALUES are `column1`, `column2`….
 */
export function columnsOf(query: unknown, listed: readonly string[], engine: Engine): readonly string[] | undefined {
  let select = fieldsOf(query, 'SelectStmt') ?? {};
  while (isFields(select['larg'])) select = select['larg'];
  const values = itemsOf(fieldsOf(itemsOf(select['valuesLists'])[0], 'List')?.['items']);
  const names = values.length > 0 ? values.map((_value, at) => `column${at + 1}`) : targetNames(select, listed.length, engine);
  return names && names.length >= listed.length ? names.map((name, at) => listed[at] ?? name) : undefined;
}

/** Those of the first `unneeded` need not be known. */
function targetNames(select: Fields, unneeded: number, engine: Engine): readonly string[] | undefined {
  const targets = targetsOf(select);
  if (targets.length === 0 || targets.some(isStar)) return undefined;
  const names = targets.map((target, at) => {
    const written = target['name'];
    return typeof written === 'string' ? written : (certainName(target['val'], engine) ?? (at < unneeded ? '' : undefined));
  });
  return names.every((name) => name !== undefined) ? names : undefined;
}
