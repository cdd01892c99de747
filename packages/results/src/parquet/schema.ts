import type { Column } from '@onceql/shared';
import type { KeyValue, SchemaElement } from 'hyparquet';
import { uniqueNames } from '../formats/names.js';
import { cellKind } from './cells.js';

/** Key of the footer's metadata: the columns as the database described them, JSON. */
export const COLUMNS_KEY = 'onceql.columns';
/** Key of the footer's metadata: where exact texts lie, JSON of `[row group, byte offset, byte length][]`. */
export const EXACT_KEY = 'onceql.exact';

/** Parquet wants names that are unique and not empty. */
export function parquetNames(columns: readonly Column[]): string[] {
  return uniqueNames(columns.map((column) => ({ name: column.name || 'column' })));
}

/** Every column is nullable; text is marked as UTF-8 in both the old and the new way. */
export function parquetSchema(columns: readonly Column[]): SchemaElement[] {
  const names = parquetNames(columns);
  const leaves = columns.map((column, i): SchemaElement => {
    const type = cellKind(column).parquet;
    const leaf: SchemaElement = { name: names[i] ?? '', type, repetition_type: 'OPTIONAL' };
    return type === 'BYTE_ARRAY' ? { ...leaf, converted_type: 'UTF8', logical_type: { type: 'STRING' } } : leaf;
  });
  return [{ name: 'root', num_children: columns.length }, ...leaves];
}

export function columnsMetadata(columns: readonly Column[]): KeyValue {
  const described = columns.map(({ name, type, databaseType }) => ({ name, type, databaseType }));
  return { key: COLUMNS_KEY, value: JSON.stringify(described) };
}
