/** Types of Thrift's compact protocol, as they stand in the headers of fields and lists. */
const TRUE = 1;
const FALSE = 2;
const I8 = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/**
 * Writes one struct of Thrift's compact protocol, which Parquet's footer, indexes and page headers are made of. Fields are
 * written in the order of their numbers.
 */
export class ThriftWriter {
  private buffer = Buffer.allocUnsafe(256);
  private length = 0;
  private lastField = 0;

  /** The whole struct, or what is left of it, in memory of its own. */
  finish(): Uint8Array {
    this.byte(0);
    return this.take();
  }

  /** What was written so far, in memory of its own; the struct goes on behind it. */
  take(): Uint8Array {
    const bytes = Uint8Array.prototype.slice.call(this.buffer, 0, this.length);
    this.length = 0;
    return bytes;
  }

  bool(field: number, value: boolean): void {
    this.head(field, value ? TRUE : FALSE);
  }

  i8(field: number, value: number): void {
    this.head(field, I8);
    this.byte(value);
  }

  i16(field: number, value: number): void {
    this.head(field, I16);
    this.zigzag(value);
  }

  i32(field: number, value: number): void {
    this.head(field, I32);
    this.zigzag(value);
  }

  /** Exact up to 2^52. */
  i64(field: number, value: number): void {
    this.head(field, I64);
    this.zigzag(value);
  }

  binary(field: number, value: Uint8Array | string): void {
    this.head(field, BINARY);
    this.bytes(value);
  }

  struct(field: number, write: () => void): void {
    this.head(field, STRUCT);
    this.nested(write);
  }

  /** A struct that was encoded before. */
  encoded(field: number, struct: Uint8Array): void {
    this.head(field, STRUCT);
    this.raw(struct);
  }

  structs<T>(field: number, items: readonly T[], write: (item: T) => void): void {
    this.list(field, STRUCT, items.length);
    for (const item of items) this.nested(() => { write(item); });
  }

  encodedStructs(field: number, structs: readonly Uint8Array[]): void {
    this.list(field, STRUCT, structs.length);
    for (const struct of structs) this.raw(struct);
  }

  /** The head of a list of structs that are encoded elsewhere and come next. */
  structsAhead(field: number, count: number): void {
    this.list(field, STRUCT, count);
  }

  i32s(field: number, values: readonly number[]): void {
    this.list(field, I32, values.length);
    for (const value of values) this.zigzag(value);
  }

  i64s(field: number, values: readonly number[]): void {
    this.list(field, I64, values.length);
    for (const value of values) this.zigzag(value);
  }

  bools(field: number, values: readonly boolean[]): void {
    this.list(field, TRUE, values.length);
    for (const value of values) this.byte(value ? TRUE : FALSE);
  }

  binaries(field: number, values: readonly (Uint8Array | string)[]): void {
    this.list(field, BINARY, values.length);
    for (const value of values) this.bytes(value);
  }

  private nested(write: () => void): void {
    const outer = this.lastField;
    this.lastField = 0;
    write();
    this.byte(0);
    this.lastField = outer;
  }

  private head(field: number, type: number): void {
    const step = field - this.lastField;
    if (step <= 0 || step > 15) throw new Error(`Field ${field} does not follow field ${this.lastField}`);
    this.byte((step << 4) | type);
    this.lastField = field;
  }

  private list(field: number, type: number, size: number): void {
    this.head(field, LIST);
    if (size < 15) return this.byte((size << 4) | type);
    this.byte(0xf0 | type);
    this.varint(size);
  }

  private bytes(value: Uint8Array | string): void {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    this.varint(bytes.length);
    this.raw(bytes);
  }

  private zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  private varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) | 0x80);
    this.byte(rest);
  }

  private raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  private byte(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  private reserve(size: number): void {
    if (this.length + size <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.buffer.length, this.length + size));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
