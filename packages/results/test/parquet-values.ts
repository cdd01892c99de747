import type { ColumnBatch, ColumnCells, ColumnType, TypedColumn, ValueKind } from '@onceql/shared';
import { decimalOf } from '@onceql/shared';
import type { ObjectReader, ObjectWriter } from '../src/storage/storage.js';

/** A value as tests write it: null, or what the kind's cells hold; `{ exact }` for what they cannot. */
export type Value = null | boolean | number | bigint | string | Uint8Array | { readonly exact: string };

const TYPES: Readonly<Record<ValueKind, readonly [databaseType: string, type: ColumnType]>> = {
  boolean: ['boolean', 'boolean'],
  int16: ['smallint', 'integer'],
  int32: ['integer', 'integer'],
  int64: ['bigint', 'integer'],
  float32: ['real', 'float'],
  float64: ['double precision', 'float'],
  decimal: ['numeric(12,2)', 'float'],
  date: ['date', 'date'],
  timestamp: ['timestamp without time zone', 'datetime'],
  timestamptz: ['timestamp with time zone', 'datetime'],
  uuid: ['uuid', 'string'],
  bytea: ['bytea', 'string'],
  json: ['jsonb', 'string'],
  text: ['text', 'string'],
};

export function typed(name: string, kind: ValueKind, databaseType = TYPES[kind][0]): TypedColumn {
  return { name, kind, databaseType, type: TYPES[kind][1] };
}

/** One batch out of columns of values. */
export function columnBatch(columns: readonly TypedColumn[], values: readonly (readonly Value[])[]): ColumnBatch {
  const cells = columns.map((column, c) => cellsOf(column, values[c] ?? []));
  return { length: values[0]?.length ?? 0, columns: cells, bytes: 8 * values.flat().length };
}

export function cellsOf({ kind, databaseType }: TypedColumn, values: readonly Value[]): ColumnCells {
  const exact = new Map(values.flatMap((value, row) => (isExact(value) ? [[row, value.exact] as const] : [])));
  const plain = values.map((value) => (isExact(value) ? null : value));
  const nulls = plain.includes(null) ? { present: Uint8Array.from(plain, (value) => (value === null ? 0 : 1)) } : {};
  const common = { ...nulls, ...(exact.size > 0 ? { exact } : {}) };
  const numbers = plain.map((value) => Number(value ?? 0));
  const bigints = (): BigInt64Array => BigInt64Array.from(plain, (value) => BigInt((value ?? 0) as bigint));
  switch (kind) {
    case 'boolean':
      return { kind, values: Uint8Array.from(numbers), ...common };
    case 'int16':
    case 'int32':
    case 'date':
      return { kind, values: Int32Array.from(numbers), ...common };
    case 'int64':
    case 'timestamp':
    case 'timestamptz':
      return { kind, values: bigints(), ...common };
    case 'float32':
      return { kind, values: Float32Array.from(numbers), ...common };
    case 'float64':
      return { kind, values: Float64Array.from(numbers), ...common };
    case 'uuid':
      return { kind, values: Uint8Array.from(Buffer.concat(plain.map((value) => (value ?? Buffer.alloc(16)) as Uint8Array))), ...common };
    case 'decimal': {
      const { precision = 0, scale = 0 } = decimalOf(databaseType) ?? {};
      if (precision <= 18) return { kind, scale, wide: false, values: bigints(), ...common };
      return { kind, scale, wide: true, values: Uint8Array.from(Buffer.concat(plain.map((value) => wide((value ?? 0n) as bigint)))), ...common };
    }
    default:
      return { kind, ...texts(plain), ...common };
  }
}

/** The values of cells, as `cellsOf` takes them. */
export function valuesOf(cells: ColumnCells, length: number): Value[] {
  return Array.from({ length }, (_, row) => {
    const exact = cells.exact?.get(row);
    if (exact !== undefined) return { exact };
    if (cells.present?.[row] === 0) return null;
    if ('offsets' in cells) {
      const bytes = cells.bytes.subarray(cells.offsets[row], cells.offsets[row + 1]);
      return cells.kind === 'bytea' ? bytes.slice() : Buffer.from(bytes).toString('utf8');
    }
    if (cells.kind === 'boolean') return cells.values[row] === 1;
    if (cells.kind === 'uuid') return cells.values.slice(16 * row, 16 * row + 16);
    if (cells.kind === 'decimal' && cells.wide) return narrow(cells.values.subarray(16 * row, 16 * row + 16));
    return cells.values[row] as number | bigint;
  });
}

/** All rows of batches, column by column. */
export async function gatherValues(batches: AsyncIterable<ColumnBatch>, width: number): Promise<Value[][]> {
  const columns = Array.from({ length: width }, (): Value[] => []);
  for await (const batch of batches) batch.columns.forEach((cells, c) => columns[c]?.push(...valuesOf(cells, batch.length)));
  return columns;
}

/** An object in memory, with a count of what is read of it. */
export function memoryObject(): { writer: ObjectWriter; bytes: () => Buffer; reader: (bytes?: Buffer, isNear?: boolean) => ObjectReader & { reads: [number, number][] } } {
  const chunks: Buffer[] = [];
  const all = (): Buffer => Buffer.concat(chunks);
  return {
    bytes: all,
    writer: {
      write: async (chunk) => void chunks.push(Buffer.from(chunk)),
      sync: async () => undefined,
      commit: async () => undefined,
      abort: async () => undefined,
    },
    reader(bytes = all(), isNear = false) {
      const reads: [number, number][] = [];
      return {
        reads,
        size: bytes.length,
        isNear,
        async read(offset, length) {
          reads.push([offset, length]);
          return Uint8Array.from(bytes.subarray(offset, offset + length)).buffer;
        },
        close: async () => undefined,
      };
    },
  };
}

function isExact(value: Value): value is { exact: string } {
  return typeof value === 'object' && value !== null && 'exact' in value;
}

function texts(values: readonly Value[]): { offsets: Uint32Array; bytes: Uint8Array } {
  const parts = values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : Buffer.from((value ?? '') as string)));
  const offsets = new Uint32Array(values.length + 1);
  parts.forEach((part, row) => (offsets[row + 1] = (offsets[row] as number) + part.length));
  return { offsets, bytes: Uint8Array.from(Buffer.concat(parts)) };
}

function wide(value: bigint): Buffer {
  return Buffer.from(BigInt.asUintN(128, value).toString(16).padStart(32, '0'), 'hex');
}

function narrow(bytes: Uint8Array): bigint {
  return BigInt.asIntN(128, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}
