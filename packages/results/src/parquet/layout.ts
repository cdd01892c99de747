import { decimalOf, type TypedColumn } from '@onceql/shared';
import type { ThriftWriter } from './thrift.js';

/** Parquet's numbers of things (parquet.thrift). */
export const TYPE = { BOOLEAN: 0, INT32: 1, INT64: 2, FLOAT: 4, DOUBLE: 5, BYTE_ARRAY: 6, FIXED_LEN_BYTE_ARRAY: 7 } as const;
export const ENCODING = { PLAIN: 0, RLE: 3, RLE_DICTIONARY: 8 } as const;
export const PAGE = { DATA: 0, DICTIONARY: 2 } as const;
export const SNAPPY = 1;

/** How bounds of a column are compared, and whether it has any. */
export type Order = 'boolean' | 'int32' | 'int64' | 'float32' | 'float64' | 'signed16' | 'unsigned16' | 'bytes' | 'utf8' | 'none';

/** How a column lies in the file. */
export interface Layout {
  readonly type: number;
  /** 32-bit words of a value; 0 where values are bits or bytes of any number. */
  readonly words: 0 | 1 | 2 | 4;
  readonly order: Order;
  /** ConvertedType, for readers that do not know logical types. */
  readonly converted?: number;
  readonly decimal?: { readonly precision: number; readonly scale: number };
  /** Writes the only field of the LogicalType. */
  readonly logical?: (thrift: ThriftWriter) => void;
}

const MICROS = 2;
const nothing = (): void => undefined;
const annotation = (field: number) => (thrift: ThriftWriter): void => { thrift.struct(field, nothing); };

const LAYOUTS: Readonly<Record<Exclude<TypedColumn['kind'], 'decimal'>, Layout>> = {
  boolean: { type: TYPE.BOOLEAN, words: 0, order: 'boolean' },
  int16: { type: TYPE.INT32, words: 1, order: 'int32', converted: 16, logical: int16 },
  int32: { type: TYPE.INT32, words: 1, order: 'int32' },
  int64: { type: TYPE.INT64, words: 2, order: 'int64' },
  float32: { type: TYPE.FLOAT, words: 1, order: 'float32' },
  float64: { type: TYPE.DOUBLE, words: 2, order: 'float64' },
  date: { type: TYPE.INT32, words: 1, order: 'int32', converted: 6, logical: annotation(6) },
  timestamp: { type: TYPE.INT64, words: 2, order: 'int64', converted: 10, logical: timestamp(false) },
  timestamptz: { type: TYPE.INT64, words: 2, order: 'int64', converted: 10, logical: timestamp(true) },
  uuid: { type: TYPE.FIXED_LEN_BYTE_ARRAY, words: 4, order: 'unsigned16', logical: annotation(14) },
  bytea: { type: TYPE.BYTE_ARRAY, words: 0, order: 'bytes' },
  // A bound that is cut is no JSON any more, so JSON has no bounds.
  json: { type: TYPE.BYTE_ARRAY, words: 0, order: 'none', converted: 19, logical: annotation(12) },
  text: { type: TYPE.BYTE_ARRAY, words: 0, order: 'utf8', converted: 0, logical: annotation(1) },
};

/** @throws Error for a decimal that Parquet cannot hold: such a column is to be text. */
export function layoutOf(column: TypedColumn): Layout {
  return column.kind === 'decimal' ? decimalLayout(column) : LAYOUTS[column.kind];
}

/** Digits that 64 bits hold. */
const NARROW = 18;

/** Whether a decimal of so many digits takes 16 bytes. */
export function isWide(precision: number): boolean {
  return precision > NARROW;
}

function decimalLayout({ databaseType }: TypedColumn): Layout {
  const decimal = decimalOf(databaseType);
  const fits = decimal && decimal.precision > 0 && decimal.precision <= 38 && decimal.scale >= 0 && decimal.scale <= decimal.precision;
  if (!fits) throw new Error(`A column of type ${databaseType} cannot be held as a decimal`);
  const { precision, scale } = decimal;
  const logical = (thrift: ThriftWriter): void => {
    thrift.struct(5, () => {
      thrift.i32(1, scale);
      thrift.i32(2, precision);
    });
  };
  const common = { converted: 5, decimal, logical };
  return isWide(precision)
    ? { ...common, type: TYPE.FIXED_LEN_BYTE_ARRAY, words: 4, order: 'signed16' }
    : { ...common, type: TYPE.INT64, words: 2, order: 'int64' };
}

function int16(thrift: ThriftWriter): void {
  thrift.struct(10, () => {
    thrift.i8(1, 16);
    thrift.bool(2, true);
  });
}

function timestamp(adjusted: boolean): (thrift: ThriftWriter) => void {
  return (thrift) => {
    thrift.struct(8, () => {
      thrift.bool(1, adjusted);
      thrift.struct(2, () => { thrift.struct(MICROS, nothing); });
    });
  };
}
