import { eachChild, isFields, itemsOf, nodesOfType, stringsOf, walk, type Fields } from './walk.js';

/** A name behind a dot. */
export interface WrittenAttribute {
  readonly name: string;
  /**
   * Whether it may be a call on a scalar: Postgres reads `(x).f` as `f(x)` where no column is called so. Behind a
   * plain `t.` it may not, unless `t` is a function in FROM: other relations are rows.
   */
  readonly callable: boolean;
}

/** Names behind dots, outer ones first; those of relations, functions and types are none of them. */
export function attributesIn(statement: unknown): WrittenAttribute[] {
  const scalars = scalarsIn(statement);
  const found: WrittenAttribute[] = [];
  walk(statement, (type, node) => {
    if (type === 'A_Indirection') {
      for (const name of stringsOf(node['indirection'])) found.push({ name, callable: true });
    } else if (type === 'ColumnRef') {
      const name = attributeOf(node);
      if (name !== undefined) found.push({ name, callable: scalars.size > 0 && callsScalar(stringsOf(node['fields']), scalars) });
    }
  });
  return found;
}

/** The last part of `t.name`; undefined for `name` and for `t.*`. */
function attributeOf(reference: Fields): string | undefined {
  const fields = reference['fields'];
  if (!Array.isArray(fields) || fields.length < 2) return undefined;
  return stringsOf([fields.at(-1)])[0];
}

/** The columns that functions in FROM are known to have, by the name they go by there. */
type Scalars = ReadonlyMap<string, readonly ReadonlySet<string>[]>;

/** What a function in FROM is called that is not called anything by the statement. */
const UNNAMED = '';

function scalarsIn(statement: unknown): Scalars {
  const found = new Map<string, ReadonlySet<string>[]>();
  for (const node of nodesOfType(statement, 'RangeFunction')) {
    const name = nameOf(node);
    found.set(name, [...(found.get(name) ?? []), new Set(columnsOf(node, name))]);
  }
  return found;
}

function nameOf(range: Fields): string {
  if (isFields(range['alias'])) return String(range['alias']['aliasname']);
  const calls: (string | undefined)[] = [];
  eachChild({ functions: range['functions'] }, (_type, pair) => {
    eachChild({ first: itemsOf(pair['items'])[0] }, (type, node) => {
      calls.push(type === 'FuncCall' ? stringsOf(node['funcname']).at(-1) : undefined);
    });
  });
  return calls[0] ?? UNNAMED;
}

/** A function that returns a scalar has one column, called like itself where the statement says nothing else. */
function columnsOf(range: Fields, name: string): string[] {
  const listed = isFields(range['alias']) ? stringsOf(range['alias']['colnames']) : [];
  const all = [...listed, ...itemsOf(range['coldeflist']).flatMap(columnDefined)];
  return all.length > 0 ? all : [name];
}

function columnDefined(definition: unknown): string[] {
  const column = isFields(definition) ? definition['ColumnDef'] : undefined;
  return isFields(column) && typeof column['colname'] === 'string' ? [column['colname']] : [];
}

function callsScalar(parts: readonly string[], scalars: Scalars): boolean {
  if (scalars.has(UNNAMED)) return true;
  const columns = parts.length === 2 ? scalars.get(parts[0] ?? '') : undefined;
  return columns?.some((known) => !known.has(parts[1] ?? '')) ?? false;
}
