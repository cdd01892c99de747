import { mapNodes, type Change, type Wrapped } from '../../../src/hashing/canonical/map-nodes.js';
import type { Rewrite } from '../../../src/hashing/canonical/rewrite.js';
import { stringsOf, type Fields } from '../../../src/hashing/tree/walk.js';

/** A rewrite of single nodes. */
const nodes = (name: string, change: Change): Rewrite => ({ name, apply: (statement) => mapNodes(statement, change) });

const without = (fields: Fields, field: string): Fields => ({ ...fields, [field]: undefined });

const byText = (list: unknown): unknown => (Array.isArray(list) ? (list as unknown[]).map(text).sort().map((each) => JSON.parse(each) as unknown) : list);
const text = (node: unknown): string => JSON.stringify(node, (field, value: unknown) => (field === 'location' ? undefined : value));

const inSelect = (name: string, edit: (select: Fields) => Fields): Rewrite =>
  nodes(name, (type, fields) => (type === 'SelectStmt' ? { SelectStmt: edit(fields) } : undefined));

/** Aliases by their order, and qualifiers with them; but nobody looks for whole rows. */
function renamed(statement: Fields): Fields {
  const names = new Map<string, string>();
  mapNodes(statement, (type, fields) => void (type === 'Alias' && names.set(String(fields['aliasname']), `$${names.size}`)));
  return mapNodes(statement, (type, fields): Wrapped | undefined => {
    if (type === 'Alias') return { Alias: { ...fields, aliasname: names.get(String(fields['aliasname'])) } };
    const [first, ...more] = type === 'ColumnRef' ? (fields['fields'] as unknown[]) : [];
    const name = names.get(stringsOf([first])[0] ?? '');
    return name === undefined || more.length === 0 ? undefined : { ColumnRef: { fields: [{ String: { sval: name } }, ...more] } };
  });
}

/** A rewrite that looks harmless and merges statements that are answered differently, with mutations that lead to such. */
export interface Planted {
  readonly rewrite: Rewrite;
  readonly by: readonly string[];
}

export const PLANTED: readonly Planted[] = [
  { rewrite: inSelect('drops DISTINCT', (select) => without(select, 'distinctClause')), by: ['tree: DISTINCT or not'] },
  { rewrite: inSelect('drops ORDER BY', (select) => without(select, 'sortClause')), by: ['tree: another order', 'tree: a clause gone'] },
  {
    rewrite: inSelect('sorts what is in FROM, whatever names its columns', (select) => ({ ...select, fromClause: byText(select['fromClause']) })),
    by: ['tree: FROM in another order'],
  },
  {
    rewrite: nodes('sorts the operands of AND that can raise errors', (type, fields) => (type === 'BoolExpr' ? { BoolExpr: { ...fields, args: byText(fields['args']) } } : undefined)),
    by: ['tree: AND, OR and IN in another order'],
  },
  {
    rewrite: nodes('commutes the operands of -', (type, fields) => {
      if (type !== 'A_Expr' || stringsOf(fields['name'])[0] !== '-' || fields['lexpr'] === undefined) return undefined;
      const [lexpr, rexpr] = byText([fields['lexpr'], fields['rexpr']]) as unknown[];
      return { A_Expr: { ...fields, lexpr, rexpr } };
    }),
    by: ['tree: operands swapped'],
  },
  {
    rewrite: nodes('drops LEFT', (type, fields) => (type === 'JoinExpr' && fields['jointype'] === 'JOIN_LEFT' ? { JoinExpr: { ...fields, jointype: 'JOIN_INNER' } } : undefined)),
    by: ['tree: another kind of join', 'token: a word of joins, sets or orders instead of another'],
  },
  {
    rewrite: nodes('trims strings', (type, fields) => {
      const sval = type === 'A_Const' ? (fields['sval'] as Fields | undefined)?.['sval'] : undefined;
      return typeof sval === 'string' ? { A_Const: { sval: { sval: sval.trim() } } } : undefined;
    }),
    by: ['tree: another constant', 'token: a string nearly the same'],
  },
  {
    rewrite: nodes('swaps the bounds of BETWEEN', (type, fields) => {
      const list = type === 'A_Expr' && fields['kind'] === 'AEXPR_BETWEEN' ? (fields['rexpr'] as { List?: Fields }).List : undefined;
      return list ? { A_Expr: { ...fields, rexpr: { List: { items: byText(list['items']) } } } } : undefined;
    }),
    by: ['tree: bounds swapped'],
  },
  {
    rewrite: nodes('drops qualifiers', (type, fields) => {
      const parts = type === 'ColumnRef' ? (fields['fields'] as unknown[]) : [];
      return parts.length === 2 && stringsOf(parts).length === 2 ? { ColumnRef: { fields: parts.slice(1) } } : undefined;
    }),
    by: ['tree: a column without its qualifier', 'token: a qualifier'],
  },
  { rewrite: { name: 'renames aliases without looking for whole rows', apply: renamed }, by: ['tree: an alias renamed, whole rows not', 'tree: an alias renamed alone'] },
];
