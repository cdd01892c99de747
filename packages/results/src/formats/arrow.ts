import { decimalOf } from '@onceql/shared';
import type { ColumnBatch, ColumnCells, TypedColumn } from '@onceql/shared';
import { Binary, Bool, DateDay, Decimal, Field, FixedSizeBinary, Float32, Float64, Int16, Int32, Int64, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct, TimestampMicrosecond, Utf8 } from 'apache-arrow';
import type { Data, DataType } from 'apache-arrow';
import { halvesOf } from './halves.js';
import { uniqueNames } from './names.js';
import { Output } from './output.js';

/** Key of a field's metadata: the database's type. */
const TYPE_KEY = 'onceql.type';
/** How Arrow marks what has a type beyond its own (https://arrow.apache.org/docs/format/CanonicalExtensions.html). */
const EXTENSION_KEY = 'ARROW:extension:name';
const EXTENSIONS: Readonly<Partial<Record<TypedColumn['kind'], string>>> = { uuid: 'arrow.uuid', json: 'arrow.json' };

/**
 * The rows as an Arrow IPC stream, a record batch for each batch, in the chunks of an output. Names are made unique. Values that
 * the typed form cannot hold (infinity as a date, NaN as a decimal) are null.
 */
export async function* renderArrow(batches: AsyncIterable<ColumnBatch>, columns: readonly TypedColumn[], out = new Output()): AsyncGenerator<Uint8Array> {
  const writer = new Writer(out);
  const schema = schemaOf(columns);
  writer.reset(undefined, schema);
  for await (const batch of batches) {
    writer.write(recordBatch(schema, batch));
    yield* out.take();
  }
  writer.finish();
  yield* out.end();
}

/** Writes where it is told to: the sink that Arrow brings takes everything in at once. */
class Writer extends RecordBatchStreamWriter {
  readonly #out: Output;

  constructor(out: Output) {
    super();
    this.#out = out;
  }

  protected override _write(chunk: ArrayBufferView): this {
    this.#out.put(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    return this;
  }
}

function schemaOf(columns: readonly TypedColumn[]): Schema {
  const names = uniqueNames(columns);
  return new Schema(
    columns.map((column, c) => {
      const extension = EXTENSIONS[column.kind];
      const metadata = new Map([[TYPE_KEY, column.databaseType]]);
      if (extension !== undefined) metadata.set(EXTENSION_KEY, extension);
      return new Field(names[c] ?? '', typeOf(column), true, metadata);
    }),
  );
}

function typeOf({ kind, databaseType }: TypedColumn): DataType {
  switch (kind) {
    case 'boolean': return new Bool();
    case 'int16': return new Int16();
    case 'int32': return new Int32();
    case 'int64': return new Int64();
    case 'float32': return new Float32();
    case 'float64': return new Float64();
    case 'date': return new DateDay();
    case 'timestamp': return new TimestampMicrosecond();
    case 'timestamptz': return new TimestampMicrosecond('UTC');
    case 'uuid': return new FixedSizeBinary(16);
    case 'bytea': return new Binary();
    case 'text':
    case 'json': return new Utf8();
    case 'decimal': {
      const { precision, scale } = decimalOf(databaseType) ?? { precision: 38, scale: 0 };
      return new Decimal(scale, precision, 128);
    }
  }
}

function recordBatch(schema: Schema, { length, columns }: ColumnBatch): RecordBatch {
  const children = schema.fields.map(({ type }, c) => dataOf(type, columns[c], length));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

function dataOf(type: DataType, cells: ColumnCells | undefined, length: number): Data {
  if (cells === undefined) throw new Error('A batch has fewer columns than its result');
  const { nullCount, nullBitmap } = nullsOf(cells.present, length);
  // The library's types know each kind of data apart; which one it is has been decided by the kind of the column.
  const make = (buffers: object): Data => makeData({ type, length, nullCount, nullBitmap, ...buffers } as unknown as Parameters<typeof makeData>[0]);
  switch (cells.kind) {
    case 'boolean': return make({ data: packed(cells.values, length) });
    case 'int16': return make({ data: Int16Array.from(cells.values.subarray(0, length)) });
    case 'text':
    case 'json':
    case 'bytea': return make({ data: cells.bytes, valueOffsets: new Int32Array(cells.offsets.buffer, cells.offsets.byteOffset, length + 1) });
    case 'decimal': return make({ data: cells.wide ? turned(cells.values, length) : widened(cells.values, length) });
    default: return make({ data: cells.values });
  }
}

function nullsOf(present: Uint8Array | undefined, length: number): { nullCount: number; nullBitmap: Uint8Array | null } {
  if (present === undefined) return { nullCount: 0, nullBitmap: null };
  let nullCount = 0;
  for (let row = 0; row < length; row++) nullCount += 1 - (present[row] ?? 0);
  return { nullCount, nullBitmap: packed(present, length) };
}

/** Eight rows a byte, the first one the lowest bit. */
function packed(bytes: Uint8Array, length: number): Uint8Array {
  const bits = new Uint8Array((length + 7) >> 3);
  for (let row = 0; row < length; row++) bits[row >> 3] = (bits[row >> 3] ?? 0) | ((bytes[row] ?? 0) << (row & 7));
  return bits;
}

/** 64 bits as 128, the lowest four bytes first. */
function widened(values: BigInt64Array, length: number): Uint32Array {
  const halves = halvesOf(values);
  const words = new Uint32Array(4 * length);
  for (let row = 0; row < length; row++) {
    const high = halves[2 * row + 1] ?? 0;
    words[4 * row] = halves[2 * row] ?? 0;
    words[4 * row + 1] = high;
    words[4 * row + 2] = high >> 31;
    words[4 * row + 3] = high >> 31;
  }
  return words;
}

/** 16 bytes a row, the other way round. */
function turned(values: Uint8Array, length: number): Uint32Array {
  const bytes = new Uint8Array(16 * length);
  for (let row = 0; row < length; row++) for (let i = 0; i < 16; i++) bytes[16 * row + i] = values[16 * row + 15 - i] ?? 0;
  return new Uint32Array(bytes.buffer);
}
