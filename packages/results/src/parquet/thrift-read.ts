/** A struct of Thrift's compact protocol by field number: numbers, booleans, bytes, lists and structs. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;
export type ThriftValue = number | boolean | Uint8Array | ThriftStruct | readonly ThriftValue[];

/** Reads structs of Thrift's compact protocol one after the other. @throws RangeError where the bytes are none. */
export class ThriftReader {
  private readonly bytes: Uint8Array;
  /** Where the next struct begins. */
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  struct(): ThriftStruct {
    const fields = new Map<number, ThriftValue>();
    let field = 0;
    for (let head = this.byte(); head !== 0; head = this.byte()) {
      const step = head >> 4;
      field = step === 0 ? this.zigzag() : field + step;
      const type = head & 15;
      fields.set(field, type <= 2 ? type === 1 : this.value(type));
    }
    return fields;
  }

  /**
   * Reads the next struct field by field. `take` reads what it wants of one with the methods below and answers true; what it
   * does not want is passed over, which takes a fraction of the time and no memory.
   */
  fields(take: (field: number) => boolean): void {
    let field = 0;
    for (let head = this.byte(); head !== 0; head = this.byte()) {
      const step = head >> 4;
      field = step === 0 ? this.zigzag() : field + step;
      if (!take(field)) this.pass(head & 15, true);
    }
  }

  /** The number of a field that holds one. */
  number(): number {
    return this.zigzag();
  }

  /** The text or the bytes of a field. */
  binary(): Uint8Array {
    return this.skip(this.varint());
  }

  /** Reads a list of structs one by one, each with a call that leaves `at` behind it. Answers how many they are. */
  structs(each: () => void): number {
    const head = this.byte();
    if ((head & 15) !== 12) throw new RangeError('A list holds something else than structs');
    const size = head >> 4 === 15 ? this.varint() : head >> 4;
    for (let i = 0; i < size; i++) each();
    return size;
  }

  /** Passes over the struct that is next. */
  passStruct(): void {
    for (let head = this.byte(); head !== 0; head = this.byte()) {
      if (head >> 4 === 0) this.varint();
      this.pass(head & 15, true);
    }
  }

  /** @param isField the value of a boolean stands in the head of its field, but not in a list */
  private pass(type: number, isField: boolean): void {
    if (type === 1 || type === 2) this.at += isField ? 0 : 1;
    else if (type >= 4 && type <= 6) while (this.byte() >= 0x80);
    else if (type === 8) this.skip(this.varint());
    else if (type === 9 || type === 10) this.passList();
    else if (type === 12) this.passStruct();
    else this.value(type);
  }

  private passList(): void {
    const head = this.byte();
    const size = head >> 4 === 15 ? this.varint() : head >> 4;
    if (size > this.bytes.length) throw new RangeError('A list is longer than its file');
    for (let i = 0; i < size; i++) this.pass(head & 15, false);
  }

  private value(type: number): ThriftValue {
    switch (type) {
      case 1:
      case 2:
        return this.byte() === 1;
      case 3:
        return (this.byte() << 24) >> 24;
      case 4:
      case 5:
      case 6:
        return this.zigzag();
      case 7:
        return this.skip(8);
      case 8:
        return this.skip(this.varint());
      case 9:
      case 10:
        return this.list();
      case 12:
        return this.struct();
      default:
        throw new RangeError(`Not a type of Thrift: ${type}`);
    }
  }

  private list(): ThriftValue[] {
    const head = this.byte();
    const size = head >> 4 === 15 ? this.varint() : head >> 4;
    if (size > this.bytes.length) throw new RangeError('A list is longer than its file');
    return Array.from({ length: size }, () => this.value(head & 15));
  }

  private zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  private varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      if (scale > 2 ** 56) throw new RangeError('A number is too long');
    }
  }

  private skip(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) throw new RangeError('A value ends behind its file');
    const value = this.bytes.subarray(this.at, end);
    this.at = end;
    return value;
  }

  private byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError('A struct ends behind its file');
    return byte;
  }
}

/** The number in a field. @throws RangeError where there is none. */
export function numberIn(struct: ThriftStruct, field: number): number {
  const value = struct.get(field);
  if (typeof value !== 'number') throw new RangeError(`Field ${field} is not a number`);
  return value;
}

export function structIn(struct: ThriftStruct, field: number): ThriftStruct {
  return asStruct(struct.get(field));
}

/** The structs of a list; none where there is no such field. */
export function structsIn(struct: ThriftStruct, field: number): ThriftStruct[] {
  const value = struct.get(field) ?? [];
  if (!Array.isArray(value)) throw new RangeError(`Field ${field} is not a list`);
  return value.map(asStruct);
}

function asStruct(value: ThriftValue | undefined): ThriftStruct {
  if (!(value instanceof Map)) throw new RangeError('A struct is missing');
  return value as ThriftStruct;
}
