import type { ColumnCells } from '@onceql/shared';
import { Filler, type Marks } from './filler.js';

/** From this length on a copy by the runtime costs less than one word by word. */
const LONG = 64;
/** Bytes to begin with, and at most, however many the last batch had. */
const FIRST_BYTES = 1 << 10;
const MOST_BYTES = 5 << 18;
/** A character takes three bytes at most for each of its UTF-16 units. */
const BYTES_PER_UNIT = 3;

/** Values of any length, one behind the other. */
export class BytesFiller extends Filler {
  readonly width = 4;
  readonly #kind: 'text' | 'json' | 'bytea';
  #offsets = new Uint32Array(1);
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = viewOf(this.#bytes);
  #used = 0;

  constructor(kind: 'text' | 'json' | 'bytea') {
    super();
    this.#kind = kind;
  }

  override get size(): number {
    return this.#used;
  }

  put(row: number, source: DataView, at: number, length: number): void {
    const used = this.#used;
    if (used + length > this.#bytes.length) this.#extend(used + length);
    if (length < LONG) copyShort(this.#view, used, source, at, length);
    else this.#bytes.set(new Uint8Array(source.buffer, source.byteOffset + at, length), used);
    this.#used = used + length;
    this.#offsets[row + 1] = this.#used;
  }

  putText(row: number, text: string, encoding: 'utf8' | 'latin1' | 'hex' = 'utf8'): void {
    const most = this.#used + BYTES_PER_UNIT * text.length;
    if (most > this.#bytes.length) this.#extend(most);
    this.#used += this.#bytes.write(text, this.#used, encoding);
    this.#offsets[row + 1] = this.#used;
  }

  override setNull(row: number): void {
    super.setNull(row);
    this.#offsets[row + 1] = this.#used;
  }

  protected grow(rows: number): void {
    const offsets = new Uint32Array(rows + 1);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
  }

  protected take(rows: number, marks: Marks): ColumnCells {
    const offsets = this.#offsets.subarray(0, rows + 1);
    const bytes = this.#bytes.subarray(0, this.#used);
    this.#offsets = new Uint32Array(1);
    this.#bytes = Buffer.allocUnsafeSlow(Math.min(Math.max(FIRST_BYTES, Math.ceil(this.#used * 1.1)), MOST_BYTES));
    this.#view = viewOf(this.#bytes);
    this.#used = 0;
    return { kind: this.#kind, offsets, bytes, ...marks };
  }

  #extend(needed: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(bytes, 0, 0, this.#used);
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView => new DataView(buffer, byteOffset, length);

/** By words, and the rest by bytes. */
function copyShort(target: DataView, to: number, source: DataView, from: number, length: number): void {
  let i = 0;
  for (; i + 4 <= length; i += 4) target.setInt32(to + i, source.getInt32(from + i));
  for (; i < length; i++) target.setUint8(to + i, source.getUint8(from + i));
}
