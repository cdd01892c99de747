import type { ColumnCells } from '@onceql/shared';
import { Filler, type Marks } from './filler.js';

/** What is held in so many bits, and how a decimal is. */
type Int32Kind = 'int16' | 'int32' | 'date';
type LongForm = { readonly kind: 'int64' | 'timestamp' | 'timestamptz' } | { readonly kind: 'decimal'; readonly scale: number; readonly wide: false };
type FixedForm = { readonly kind: 'uuid' } | { readonly kind: 'decimal'; readonly scale: number; readonly wide: true };

export class ByteFiller extends Filler {
  readonly width = 1;
  #values = new Uint8Array();

  put(row: number, value: 0 | 1): void {
    this.#values[row] = value;
  }

  protected grow(rows: number): void {
    this.#values = grown(this.#values, new Uint8Array(rows));
  }

  protected take(rows: number, marks: Marks): ColumnCells {
    const values = this.#values.subarray(0, rows);
    this.#values = new Uint8Array();
    return { kind: 'boolean', values, ...marks };
  }
}

export class Int32Filler extends Filler {
  readonly width = 4;
  readonly #kind: Int32Kind;
  #values = new Int32Array();

  constructor(kind: Int32Kind) {
    super();
    this.#kind = kind;
  }

  put(row: number, value: number): void {
    this.#values[row] = value;
  }

  protected grow(rows: number): void {
    this.#values = grown(this.#values, new Int32Array(rows));
  }

  protected take(rows: number, marks: Marks): ColumnCells {
    const values = this.#values.subarray(0, rows);
    this.#values = new Int32Array();
    return { kind: this.#kind, values, ...marks };
  }
}

/** Takes 64 bits as two halves, which costs no BigInt. */
export class LongFiller extends Filler {
  readonly width = 8;
  readonly #form: LongForm;
  #halves = new Int32Array();

  constructor(form: LongForm) {
    super();
    this.#form = form;
  }

  put(row: number, low: number, high: number): void {
    this.#halves[2 * row] = low;
    this.#halves[2 * row + 1] = high;
  }

  putLong(row: number, value: bigint): void {
    this.put(row, Number(BigInt.asIntN(32, value)), Number(value >> 32n));
  }

  protected grow(rows: number): void {
    this.#halves = grown(this.#halves, new Int32Array(2 * rows));
  }

  protected take(rows: number, marks: Marks): ColumnCells {
    const values = new BigInt64Array(this.#halves.buffer, 0, rows);
    this.#halves = new Int32Array();
    return { ...this.#form, values, ...marks };
  }
}

/** Takes the bits of a float, so that each of them stays as it is. */
export class Float32Filler extends Filler {
  readonly width = 4;
  #bits = new Int32Array();

  put(row: number, bits: number): void {
    this.#bits[row] = bits;
  }

  protected grow(rows: number): void {
    this.#bits = grown(this.#bits, new Int32Array(rows));
  }

  protected take(rows: number, marks: Marks): ColumnCells {
    const values = new Float32Array(this.#bits.buffer, 0, rows);
    this.#bits = new Int32Array();
    return { kind: 'float32', values, ...marks };
  }
}

export class Float64Filler extends Filler {
  readonly width = 8;
  #halves = new Int32Array();

  put(row: number, low: number, high: number): void {
    this.#halves[2 * row] = low;
    this.#halves[2 * row + 1] = high;
  }

  protected grow(rows: number): void {
    this.#halves = grown(this.#halves, new Int32Array(2 * rows));
  }

  protected take(rows: number, marks: Marks): ColumnCells {
    const values = new Float64Array(this.#halves.buffer, 0, rows);
    this.#halves = new Int32Array();
    return { kind: 'float64', values, ...marks };
  }
}

/** 16 bytes a row. */
export class Fixed16Filler extends Filler {
  readonly width = 16;
  readonly #form: FixedForm;
  #values = new Uint8Array();
  #view = new DataView(this.#values.buffer);

  constructor(form: FixedForm) {
    super();
    this.#form = form;
  }

  put(row: number, source: DataView, at: number): void {
    for (let i = 0; i < 16; i += 4) this.#view.setInt32(16 * row + i, source.getInt32(at + i));
  }

  protected grow(rows: number): void {
    this.#values = grown(this.#values, new Uint8Array(16 * rows));
    this.#view = new DataView(this.#values.buffer);
  }

  protected take(rows: number, marks: Marks): ColumnCells {
    const values = this.#values.subarray(0, 16 * rows);
    this.#values = new Uint8Array();
    return { ...this.#form, values, ...marks };
  }
}

function grown<T extends Uint8Array | Int32Array>(before: T, after: T): T {
  after.set(before);
  return after;
}
