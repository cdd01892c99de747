import type { ColumnCells } from '@onceql/shared';
import { packBits } from './bits.js';

/** Buffers that a large page has made larger than this are not kept. */
const KEPT_BYTES = 4 << 20;
/** Up to here a loop copies a value faster than a call does. */
const SHORT = 64;

/** The values of a page that are not null, as they gather. */
export interface PageValues {
  readonly count: number;
  /** Takes rows `from` up to `to`, of which `nulls` are null. */
  append(cells: ColumnCells, from: number, to: number, nulls: number): void;
  /** In PLAIN encoding, but booleans a byte each. Valid until the next `append` or `clear`. */
  gathered(): Uint8Array;
  /** In PLAIN encoding. */
  plain(): Uint8Array;
  clear(): void;
}

/** Values of one size, moved by 32-bit words. */
export class WordsValues implements PageValues {
  count = 0;
  private readonly words: number;
  private target = new Int32Array(64);

  constructor(words: 1 | 2 | 4) {
    this.words = words;
  }

  append(cells: ColumnCells, from: number, to: number, nulls: number): void {
    const { words } = this;
    this.reserve(to - from - nulls);
    const source = wordsOf(cells, from * words * 4, to * words * 4);
    if (nulls === 0) this.target.set(source, this.count * words);
    else this.compact(source, (cells.present as Uint8Array).subarray(from, to));
    this.count += to - from - nulls;
  }

  gathered(): Uint8Array {
    return new Uint8Array(this.target.buffer, 0, this.count * this.words * 4);
  }

  plain(): Uint8Array {
    return this.gathered();
  }

  clear(): void {
    this.count = 0;
  }

  private compact(source: Int32Array, present: Uint8Array): void {
    const { words, target } = this;
    let at = this.count * words;
    for (let r = 0, from = 0; r < present.length; r++, from += words) {
      if (present[r] === 0) continue;
      for (let w = 0; w < words; w++) target[at++] = source[from + w] as number;
    }
  }

  private reserve(values: number): void {
    const needed = (this.count + values) * this.words;
    if (needed <= this.target.length) return;
    const larger = new Int32Array(Math.max(2 * this.target.length, needed));
    larger.set(this.target.subarray(0, this.count * this.words));
    this.target = larger;
  }
}

/** A part of a column's values as words; copied where 16-byte values do not begin at a word. */
function wordsOf(cells: ColumnCells, start: number, end: number): Int32Array {
  if (!('values' in cells)) throw new Error(`A column of kind ${cells.kind} has no values of one size`);
  const { buffer, byteOffset } = cells.values;
  if (byteOffset % 4 === 0) return new Int32Array(buffer, byteOffset + start, (end - start) / 4);
  return new Int32Array(buffer.slice(byteOffset + start, byteOffset + end));
}

/** Booleans. */
export class BitsValues implements PageValues {
  count = 0;
  private ones = new Uint8Array(64);

  append(cells: ColumnCells, from: number, to: number, nulls: number): void {
    if (cells.kind !== 'boolean') throw new Error(`A column of kind ${cells.kind} is not boolean`);
    this.ones = withRoom(this.ones, this.count, to - from - nulls);
    if (nulls === 0) {
      this.ones.set(cells.values.subarray(from, to), this.count);
      this.count += to - from;
      return;
    }
    const present = cells.present as Uint8Array;
    for (let r = from; r < to; r++) if (present[r] !== 0) this.ones[this.count++] = cells.values[r] as number;
  }

  gathered(): Uint8Array {
    return this.ones.subarray(0, this.count);
  }

  plain(): Uint8Array {
    const bits = new Uint8Array(Math.ceil(this.count / 8));
    packBits(bits, 0, this.ones, this.count);
    return bits;
  }

  clear(): void {
    this.count = 0;
  }
}

/** Texts and bytes: each as its length in four bytes, then itself. */
export class BytesValues implements PageValues {
  count = 0;
  private target = new Uint8Array(256);
  private length = 0;

  append(cells: ColumnCells, from: number, to: number, nulls: number): void {
    if (!('offsets' in cells)) throw new Error(`A column of kind ${cells.kind} has no bytes`);
    const size = (cells.offsets[to] as number) - (cells.offsets[from] as number);
    this.target = withRoom(this.target, this.length, size + 4 * (to - from - nulls));
    this.interleave(cells, from, to, nulls === 0 ? undefined : cells.present);
    this.count += to - from - nulls;
  }

  gathered(): Uint8Array {
    return this.target.subarray(0, this.length);
  }

  plain(): Uint8Array {
    return this.gathered();
  }

  clear(): void {
    this.count = 0;
    this.length = 0;
    if (this.target.length > KEPT_BYTES) this.target = new Uint8Array(256);
  }

  private interleave({ offsets, bytes }: Extract<ColumnCells, { offsets: Uint32Array }>, from: number, to: number, present: Uint8Array | undefined): void {
    const { target } = this;
    const view = viewOf(target);
    const source = viewOf(bytes);
    let at = this.length;
    let start = offsets[from] as number;
    for (let r = from; r < to; r++) {
      const end = offsets[r + 1] as number;
      if (present !== undefined && present[r] === 0) {
        start = end;
        continue;
      }
      const length = end - start;
      view.setUint32(at, length, true);
      at += 4;
      if (length <= SHORT) copyShort(view, at, source, start, length);
      else target.set(bytes.subarray(start, end), at);
      at += length;
      start = end;
    }
    this.length = at;
  }
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** By words, and the rest by bytes. */
function copyShort(target: DataView, to: number, source: DataView, from: number, length: number): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) target.setInt32(to + i, source.getInt32(from + i));
  for (; i < length; i++) target.setUint8(to + i, source.getUint8(from + i));
}

function withRoom(bytes: Uint8Array<ArrayBuffer>, used: number, more: number): Uint8Array<ArrayBuffer> {
  if (used + more <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.max(2 * bytes.length, used + more));
  larger.set(bytes.subarray(0, used));
  return larger;
}
