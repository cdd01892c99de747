import type { ColumnType, TypedColumn } from '@onceql/shared';
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

/**
 * The columns of a statement, with how their values are held.
 * @param databaseTypes format_type's words for the fields, in their order.
 * @param printing How the session prints values.
 */
export function typedColumns(fields: readonly Field[], databaseTypes: readonly string[], printing: Printing): TypedColumn[] {
  return fields.map((field, at) => {
    const databaseType = databaseTypes[at] ?? '???';
    return { name: field.name, type: TYPES.get(field.dataTypeID) ?? 'string', databaseType, kind: kindOf(field, databaseType, printing) };
  });
}
