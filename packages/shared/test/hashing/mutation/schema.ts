/** What the grammar knows of a type: which operators and constants go with it. */
export type Kind = 'int' | 'numeric' | 'float' | 'text' | 'bool' | 'date' | 'time' | 'jsonb' | 'ints' | 'texts' | 'row' | 'other' | 'lopsided';

export interface Column {
  readonly name: string;
  readonly kind: Kind;
  /** Of a composite column: its attributes. */
  readonly parts?: readonly Column[];
}

export interface Table {
  /** Where it is off the search path; it is to be named then. */
  readonly schema?: string;
  readonly name: string;
  readonly columns: readonly Column[];
}

export type Schema = readonly Table[];

/** Of every relation on the search path its columns with their types, in an order that is always the same. */
export const COLUMNS = `
  SELECT CASE WHEN n.nspname <> 'public' THEN n.nspname END AS schema, c.relname AS relation, a.attname AS name, t.typname AS type, t.typcategory AS category, p.attname AS part, pt.typname AS part_type, pt.typcategory AS part_category
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attribute p ON t.typtype = 'c' AND p.attrelid = t.typrelid AND p.attnum > 0 AND NOT p.attisdropped
  LEFT JOIN pg_type pt ON pt.oid = p.atttypid
  WHERE c.relkind IN ('r', 'v', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  ORDER BY n.nspname, c.relname COLLATE "C", a.attnum, p.attnum`;

/** A row that COLUMNS gives. */
export interface ColumnRow {
  readonly schema: string | null;
  readonly relation: string;
  readonly name: string;
  readonly type: string;
  readonly category: string;
  readonly part: string | null;
  readonly part_type: string | null;
  readonly part_category: string | null;
}

const BY_TYPE: ReadonlyMap<string, Kind> = new Map([
  ['int2', 'int'], ['int4', 'int'], ['int8', 'int'], ['numeric', 'numeric'], ['float4', 'float'], ['float8', 'float'],
  ['text', 'text'], ['varchar', 'text'], ['bpchar', 'text'], ['bool', 'bool'], ['date', 'date'],
  ['timestamp', 'time'], ['timestamptz', 'time'], ['jsonb', 'jsonb'], ['_int4', 'ints'], ['_text', 'texts'],
  // Their comparisons are other ones from the other side, or have no opposite: a worker shares nothing that rests on them.
  ['json', 'lopsided'], ['xid', 'lopsided'], ['box', 'lopsided'],
]);

const kindOf = (type: string, category: string): Kind => BY_TYPE.get(type) ?? (category === 'C' ? 'row' : 'other');

interface Draft extends Table {
  readonly byName: Map<string, Column & { parts: Column[] }>;
}

export function schemaOf(rows: readonly ColumnRow[]): Schema {
  const tables = new Map<string, Draft>();
  for (const row of rows) {
    const id = `${row.schema ?? ''}.${row.relation}`;
    const table = tables.get(id) ?? { ...(row.schema !== null && { schema: row.schema }), name: row.relation, columns: [], byName: new Map() };
    tables.set(id, table);
    const column = table.byName.get(row.name) ?? { name: row.name, kind: kindOf(row.type, row.category), parts: [] };
    table.byName.set(row.name, column);
    if (row.part !== null) column.parts.push({ name: row.part, kind: kindOf(row.part_type ?? '', row.part_category ?? '') });
  }
  return [...tables.values()].map(({ byName, ...table }) => ({ ...table, columns: [...byName.values()] }));
}
