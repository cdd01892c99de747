import type { Column } from './result.js';

/**
 * How the values of a column are held in memory and stored, chosen once for a result so that the database's text can be
 * told again from it. `text` holds whatever has no exact typed form: the database's own text.
 */
export type ValueKind =
  | 'boolean' | 'int16' | 'int32' | 'int64' | 'float32' | 'float64'
  | 'decimal' | 'date' | 'timestamp' | 'timestamptz' | 'uuid' | 'bytea' | 'json' | 'text';

/** A column of a result together with how it is held. */
export interface TypedColumn extends Column {
  readonly kind: ValueKind;
}

/** What all columns of a batch have. */
interface Cells {
  /** 1 for a row that has a value, 0 for null; undefined where no row is null. */
  readonly present?: Uint8Array;
  /**
   * The database's text of values that the typed form cannot hold (infinity as a date, NaN as a decimal), by row. `present`
   * is 0 there: who reads types alone sees null, who reads texts sees these.
   */
  readonly exact?: ReadonlyMap<number, string>;
}

/** `boolean`: 0 or 1 a row. */
export interface ByteCells extends Cells {
  readonly values: Uint8Array;
}

/** `int16`, `int32`, and `date` as days since 1970-01-01. */
export interface Int32Cells extends Cells {
  readonly values: Int32Array;
}

/**
 * `int64`; `timestamp` and `timestamptz` as microseconds since 1970-01-01 (UTC); `decimal` of up to 18 digits as the number
 * without its point. An Int32Array over the same buffer gives low and high halves in turn, which costs no BigInt.
 */
export interface Int64Cells extends Cells {
  readonly values: BigInt64Array;
}

/** `uuid`; `decimal` of 19 to 38 digits as a two's complement, the greatest byte first. 16 bytes a row. */
export interface Fixed16Cells extends Cells {
  readonly values: Uint8Array;
}

/** `text` and `json` as UTF-8, `bytea` as it is. The value of row `r` lies from `offsets[r]` to `offsets[r + 1]`; that of a null is empty. */
export interface BytesCells extends Cells {
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}

/** The column of a batch with the kind that tells its form. */
export type ColumnCells =
  | ({ readonly kind: 'boolean' } & ByteCells)
  | ({ readonly kind: 'int16' | 'int32' | 'date' } & Int32Cells)
  | ({ readonly kind: 'int64' | 'timestamp' | 'timestamptz' } & Int64Cells)
  | ({ readonly kind: 'decimal'; readonly scale: number; readonly wide: false } & Int64Cells)
  | ({ readonly kind: 'decimal'; readonly scale: number; readonly wide: true } & Fixed16Cells)
  | ({ readonly kind: 'float32'; readonly values: Float32Array } & Cells)
  | ({ readonly kind: 'float64'; readonly values: Float64Array } & Cells)
  | ({ readonly kind: 'uuid' } & Fixed16Cells)
  | ({ readonly kind: 'text' | 'json' | 'bytea' } & BytesCells);

/** Some rows, column by column. `length` is the number of rows, also where there are no columns. */
export interface ColumnBatch {
  readonly length: number;
  readonly columns: readonly ColumnCells[];
  /** Size of the values, in bytes as they came over the wire. */
  readonly bytes: number;
}

/**
 * Bytes that a batch counts for where a limit is judged: its values, and one for each value and each row, as nulls and empty
 * texts are not for nothing.
 */
export const weightOf = ({ bytes, length, columns }: ColumnBatch): number => bytes + length * (columns.length + 1);

/** Digits before and behind the point of a `numeric(precision,scale)`; undefined where the database type has none. */
export function decimalOf(databaseType: string): { readonly precision: number; readonly scale: number } | undefined {
  const [, precision, scale] = /^numeric\((\d+),(-?\d+)\)$/.exec(databaseType) ?? [];
  return precision === undefined ? undefined : { precision: Number(precision), scale: Number(scale) };
}
