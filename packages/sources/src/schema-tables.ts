import type { SchemaTable } from '@onceql/shared';

/** Groups rows of (schema, relation, column or null, type), which come in order, by relation. */
export function schemaTables(rows: readonly (readonly unknown[])[]): SchemaTable[] {
  const tables: { schema: string; name: string; columns: { name: string; type: string }[] }[] = [];
  for (const [schema, name, column, type] of rows.map((row) => row.map(textOrNull))) {
    if (schema == null || name == null) continue;
    let table = tables.at(-1);
    if (table?.schema !== schema || table.name !== name) tables.push((table = { schema, name, columns: [] }));
    if (column != null) table.columns.push({ name: column, type: type ?? '???' });
  }
  return tables;
}

const textOrNull = (value: unknown): string | null => (value == null ? null : String(value));
