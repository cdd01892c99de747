import type { Column, ColumnType, TypedColumn } from '@onceql/shared';
import { kindOf, type Printing } from '../cells/kinds.js';
import type { Field } from './exchange.js';

/** Built-in type oids; they are part of Postgres's protocol and the same on Redshift. */
const TYPES: ReadonlyMap<number, ColumnType> = new Map([
  [16, 'boolean'],
  [20, 'integer'],
  [21, 'integer'],
  [23, 'integer'],
  [26, 'integer'],
  [700, 'float'],
  [701, 'float'],
  [1700, 'float'],
  [1082, 'date'],
  [1114, 'datetime'],
  [1184, 'datetime'],
]);

/** `databaseTypes` are format_type's words for the fields, in their order. */
export function columnsOf(fields: readonly Field[], databaseTypes: readonly string[]): Column[] {
  return fields.map((field, at) => ({
    name: field.name,
    type: TYPES.get(field.dataTypeID) ?? 'string',
    databaseType: databaseTypes[at] ?? '???',
  }));
}

/** The same with how their values are held, by how the session prints them. */
export function typedColumns(fields: readonly Field[], databaseTypes: readonly string[], printing: Printing): TypedColumn[] {
  return columnsOf(fields, databaseTypes).map((column, at) => ({ ...column, kind: kindOf(fields[at], column.databaseType, printing) }));
}
