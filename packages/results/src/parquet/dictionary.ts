import { lengthAt } from './bounds.js';
import { HashSlots } from './hash-slots.js';

/** More makes indexes wide and misses the processor's caches. */
const MOST_VALUES = 8192;
const MOST_BYTES = 256 * 1024;
/** After so many values of a column's first page most of them must have been met before. */
const TRIAL = 4096;

/** The distinct values of a column chunk. */
export interface Dictionary {
  /** Distinct values so far. */
  readonly size: number;
  /** They, in PLAIN encoding. */
  readonly plain: Uint8Array;
  /**
   * The index of each of `count` values in PLAIN encoding; undefined where there are too many distinct ones. What these
   * brought is forgotten then, and nothing may be added any more.
   * @param fresh whether the values are the first, so that they decide if a dictionary pays at all
   */
  indexes(values: Uint8Array, count: number, fresh: boolean): Int32Array | undefined;
}

/** Whether a dictionary of so many values is given up after so many were tried. */
function tooMany(size: number, tried: number, fresh: boolean): boolean {
  return size > MOST_VALUES || (fresh && tried === TRIAL && 2 * size > TRIAL);
}

/** Of values of one size, told apart by their bits: -0 is not 0, and a NaN is itself. */
export class WordsDictionary implements Dictionary {
  size = 0;
  private readonly words: number;
  private readonly most: number;
  private readonly slots = new HashSlots();
  private entries = new Int32Array(256);

  constructor(words: 1 | 2 | 4) {
    this.words = words;
    this.most = MOST_BYTES / (4 * words);
  }

  get plain(): Uint8Array {
    return new Uint8Array(this.entries.buffer, 0, this.size * this.words * 4);
  }

  indexes(plain: Uint8Array, count: number, fresh: boolean): Int32Array | undefined {
    const values = new Int32Array(plain.buffer, plain.byteOffset, count * this.words);
    const indexes = new Int32Array(count);
    const before = this.size;
    for (let i = 0; i < count; i++) {
      indexes[i] = this.indexOf(values, i * this.words);
      if (this.size <= this.most && !tooMany(this.size, i + 1, fresh)) continue;
      this.size = before;
      return undefined;
    }
    return indexes;
  }

  private indexOf(values: Int32Array, at: number): number {
    let hash = values[at] as number;
    for (let w = 1; w < this.words; w++) hash = (Math.imul(hash, 31) + (values[at + w] as number)) | 0;
    let slot = this.slots.first(hash);
    for (; ; slot = this.slots.next(slot)) {
      const index = this.slots.at(slot);
      if (index < 0) return this.add(values, at, hash, slot);
      if (this.is(index, values, at)) return index;
    }
  }

  private is(index: number, values: Int32Array, at: number): boolean {
    const entry = index * this.words;
    for (let w = 0; w < this.words; w++) if (this.entries[entry + w] !== values[at + w]) return false;
    return true;
  }

  private add(values: Int32Array, at: number, hash: number, slot: number): number {
    const entry = this.size * this.words;
    if (entry === this.entries.length) {
      const larger = new Int32Array(2 * entry);
      larger.set(this.entries);
      this.entries = larger;
    }
    for (let w = 0; w < this.words; w++) this.entries[entry + w] = values[at + w] as number;
    this.slots.put(slot, hash, this.size);
    return this.size++;
  }
}

/** Of texts and bytes. */
export class BytesDictionary implements Dictionary {
  size = 0;
  private bytes = 0;
  private readonly slots = new HashSlots();
  private entries = new Uint8Array(1024);
  private starts = new Int32Array(128);

  get plain(): Uint8Array {
    return this.entries.subarray(0, this.bytes);
  }

  indexes(plain: Uint8Array, count: number, fresh: boolean): Int32Array | undefined {
    const indexes = new Int32Array(count);
    const { size, bytes } = this;
    for (let i = 0, at = 0; i < count; i++) {
      const end = at + 4 + lengthAt(plain, at);
      if (end - at <= MOST_BYTES) indexes[i] = this.indexOf(plain, at, end);
      if (end - at > MOST_BYTES || this.bytes > MOST_BYTES || tooMany(this.size, i + 1, fresh)) {
        this.size = size;
        this.bytes = bytes;
        return undefined;
      }
      at = end;
    }
    return indexes;
  }

  private indexOf(values: Uint8Array, at: number, end: number): number {
    let hash = 0;
    for (let i = at; i < end; i++) hash = (Math.imul(hash, 31) + (values[i] as number)) | 0;
    let slot = this.slots.first(hash);
    for (; ; slot = this.slots.next(slot)) {
      const index = this.slots.at(slot);
      if (index < 0) return this.add(values, at, end, hash, slot);
      if (this.slots.hash(index) === hash && this.is(index, values, at, end)) return index;
    }
  }

  /** Both begin with their lengths, so nothing beyond an entry is compared. */
  private is(index: number, values: Uint8Array, at: number, end: number): boolean {
    const start = (this.starts[index] as number) - at;
    for (let i = at; i < end; i++) if (this.entries[start + i] !== values[i]) return false;
    return true;
  }

  private add(values: Uint8Array, at: number, end: number, hash: number, slot: number): number {
    if (this.size === this.starts.length) {
      const larger = new Int32Array(2 * this.size);
      larger.set(this.starts);
      this.starts = larger;
    }
    const needed = this.bytes + end - at;
    if (needed > this.entries.length) {
      const larger = new Uint8Array(Math.max(2 * this.entries.length, needed));
      larger.set(this.entries);
      this.entries = larger;
    }
    this.entries.set(values.subarray(at, end), this.bytes);
    this.starts[this.size] = this.bytes;
    this.bytes = needed;
    this.slots.put(slot, hash, this.size);
    return this.size++;
  }
}
