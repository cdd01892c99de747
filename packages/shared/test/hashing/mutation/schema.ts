/** What the grammar knows of a type: which operators and constants go with it. */
export type Kind = 'int' | 'numeric' | 'float' | 'text' | 'bool' | 'date' | 'time' | 'jsonb' | 'ints' | 'texts' | 'row' | 'other';

export interface Column {
  readonly name: string;
  readonly kind: Kind;
  /** Of a composite column: its attributes. */
  readonly parts?: readonly Column[];
}

export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
}

export type Schema = readonly Table[];

/** Of every relation on the search path its columns with their types, in an order that is always the same. */
export const COLUMNS = `
  SELECT c.relname AS relation, a.attname AS name, t.typname AS type, t.typcategory AS category, p.attname AS part, pt.typname AS part_type, pt.typcategory AS part_category
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attribute p ON t.typtype = 'c' AND p.attrelid = t.typrelid AND p.attnum > 0 AND NOT p.attisdropped
  LEFT JOIN pg_type pt ON pt.oid = p.atttypid
  WHERE c.relkind IN ('r', 'v', 'p', 'm') AND pg_table_is_visible(c.oid) AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  ORDER BY c.relname COLLATE "C", a.attnum, p.attnum`;

/** A row that COLUMNS gives. */
export interface ColumnRow {
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
]);

const kindOf = (type: string, category: string): Kind => BY_TYPE.get(type) ?? (category === 'C' ? 'row' : 'other');

export function schemaOf(rows: readonly ColumnRow[]): Schema {
  const tables = new Map<string, Map<string, Column & { parts?: Column[] }>>();
  for (const row of rows) {
    const columns = tables.get(row.relation) ?? new Map<string, Column & { parts?: Column[] }>();
    tables.set(row.relation, columns);
    const column = columns.get(row.name) ?? { name: row.name, kind: kindOf(row.type, row.category), parts: [] };
    columns.set(row.name, column);
    if (row.part === null) continue;
    column.parts?.push({ name: row.part, kind: kindOf(row.part_type ?? '', row.part_category ?? '') });
  }
  return [...tables].map(([name, columns]) => ({ name, columns: [...columns.values()] }));
}
