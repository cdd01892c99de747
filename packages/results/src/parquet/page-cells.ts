import { decimalOf, type ColumnCells, type TypedColumn } from '@onceql/shared';
import { readHybrid, unpackBits } from './bits.js';
import { lengthAt } from './bounds.js';
import { ENCODING, layoutOf, TYPE } from './layout.js';
import { readLevels, type RawPage } from './page-reader.js';

/** Values that a page's indexes stand for. */
export interface Values {
  /** Values of one size. */
  readonly words: Int32Array;
  /** Of texts and bytes: value `i` lies in `bytes` from `offsets[i]` to `offsets[i + 1]`. */
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
}

/** Decodes the pages of one column. */
export interface PageDecoder {
  dictionary(page: RawPage): Values;
  /** @throws RangeError where the page needs a dictionary and has none */
  cells(page: RawPage, dictionary: Values | undefined): ColumnCells;
}

const NO_WORDS = new Int32Array(0);
const NO_OFFSETS = new Uint32Array(1);
const NO_BYTES = new Uint8Array(0);

export function pageDecoder(column: TypedColumn): PageDecoder {
  const { type, words } = layoutOf(column);
  const plain = words === 0 ? plainBytes : (bytes: Uint8Array, count: number) => plainWords(bytes, count * words);
  return {
    dictionary: ({ bytes, count }) => plain(bytes, count),
    cells(page, dictionary) {
      const { present, at } = readLevels(page);
      const rows = page.count;
      const kept = typeof present === 'string' ? undefined : present;
      const count = present === 'all' ? rows : kept ? ones(kept) : 0;
      const nulls = present === 'none' ? { present: new Uint8Array(rows) } : kept ? { present: kept } : {};
      if (type === TYPE.BOOLEAN) return { kind: 'boolean', values: spreadBytes(unpackBits(page.bytes, at, count), rows, nulls.present), ...nulls };
      const indexes = page.encoding === ENCODING.RLE_DICTIONARY ? pageIndexes(page.bytes, at, count) : undefined;
      const source = indexes ? dictionary : plain(page.bytes.subarray(at), count);
      if (!source) throw new RangeError('A dictionary is missing');
      if (words === 0) return { ...bytesForm(column, spreadTexts(source, rows, indexes, nulls.present)), ...nulls };
      return { ...wordsForm(column, spreadWords(source.words, rows, words, indexes, nulls.present)), ...nulls };
    },
  };
}

function ones(present: Uint8Array): number {
  let count = 0;
  for (let r = 0; r < present.length; r++) count += present[r] as number;
  return count;
}

function pageIndexes(bytes: Uint8Array, at: number, count: number): Int32Array {
  return readHybrid(bytes, at + 1, bytes.length, count, bytes[at] as number);
}

/** Copied, as words must begin where words may. */
function plainWords(bytes: Uint8Array, length: number): Values {
  const copy = Uint8Array.prototype.slice.call(bytes, 0, 4 * length);
  if (copy.length < 4 * length) throw new RangeError('Values end too early');
  return { words: new Int32Array(copy.buffer), offsets: NO_OFFSETS, bytes: NO_BYTES };
}

/** Up to here a loop copies a value faster than a call does. */
const SHORT = 40;

/** Takes the lengths out from between the values. */
function plainBytes(plain: Uint8Array, count: number): Values {
  const offsets = new Uint32Array(count + 1);
  const bytes = new Uint8Array(Math.max(0, plain.length - 4 * count));
  let from = 0;
  let to = 0;
  for (let i = 0; i < count; i++) {
    const start = from + 4;
    const length = lengthAt(plain, from);
    from = start + length;
    if (length < 0 || from > plain.length) throw new RangeError('Values end too early');
    if (length <= SHORT) for (let at = start; at < from; at++) bytes[to++] = plain[at] as number;
    else {
      bytes.set(plain.subarray(start, from), to);
      to += length;
    }
    offsets[i + 1] = to;
  }
  return { words: NO_WORDS, offsets, bytes };
}

function spreadBytes(values: Uint8Array, rows: number, present: Uint8Array | undefined): Uint8Array {
  if (!present) return values;
  const spread = new Uint8Array(rows);
  for (let r = 0, i = 0; r < rows; r++) if (present[r] !== 0) spread[r] = values[i++] as number;
  return spread;
}

/** Puts each value into its row. */
function spreadWords(values: Int32Array, rows: number, words: number, indexes: Int32Array | undefined, present: Uint8Array | undefined): Int32Array {
  if (!present && !indexes) return values;
  const spread = new Int32Array(rows * words);
  for (let r = 0, i = 0; r < rows; r++) {
    if (present !== undefined && present[r] === 0) continue;
    const from = (indexes === undefined ? i : (indexes[i] as number)) * words;
    if (from >= values.length) throw new RangeError('A value is missing');
    for (let w = 0; w < words; w++) spread[r * words + w] = values[from + w] as number;
    i++;
  }
  return spread;
}

type Texts = Pick<Values, 'offsets' | 'bytes'>;

function spreadTexts(values: Texts, rows: number, indexes: Int32Array | undefined, present: Uint8Array | undefined): Texts {
  if (indexes) return spreadEntries(values, rows, indexes, present);
  if (!present) return values;
  const offsets = new Uint32Array(rows + 1);
  for (let r = 0, i = 0; r < rows; r++) {
    if (present[r] !== 0) i++;
    offsets[r + 1] = values.offsets[i] as number;
  }
  return { offsets, bytes: values.bytes };
}

function spreadEntries(entries: Texts, rows: number, indexes: Int32Array, present: Uint8Array | undefined): Texts {
  const offsets = new Uint32Array(rows + 1);
  const bytes = new Uint8Array(lengthOf(entries, indexes));
  let to = 0;
  for (let r = 0, i = 0; r < rows; r++) {
    if (present === undefined || present[r] !== 0) {
      const entry = indexes[i++] as number;
      const start = entries.offsets[entry] as number;
      const end = entries.offsets[entry + 1] as number;
      if (end - start <= SHORT) for (let at = start; at < end; at++) bytes[to++] = entries.bytes[at] as number;
      else {
        bytes.set(entries.bytes.subarray(start, end), to);
        to += end - start;
      }
    }
    offsets[r + 1] = to;
  }
  return { offsets, bytes };
}

function lengthOf({ offsets }: Texts, indexes: Int32Array): number {
  let length = 0;
  for (let i = 0; i < indexes.length; i++) {
    const entry = indexes[i] as number;
    if (entry >= offsets.length - 1) throw new RangeError('An index lies beyond its dictionary');
    length += (offsets[entry + 1] as number) - (offsets[entry] as number);
  }
  return length;
}

function bytesForm({ kind }: TypedColumn, { offsets, bytes }: Texts): ColumnCells {
  if (kind === 'text' || kind === 'json' || kind === 'bytea') return { kind, offsets, bytes };
  throw new RangeError(`A column of kind ${kind} has no bytes`);
}

/** The words as the kind sees them. */
function wordsForm({ kind, databaseType }: TypedColumn, words: Int32Array): ColumnCells {
  const { buffer, byteOffset, length } = words;
  switch (kind) {
    case 'int16':
    case 'int32':
    case 'date':
      return { kind, values: words };
    case 'int64':
    case 'timestamp':
    case 'timestamptz':
      return { kind, values: new BigInt64Array(buffer, byteOffset, length / 2) };
    case 'float32':
      return { kind, values: new Float32Array(buffer, byteOffset, length) };
    case 'float64':
      return { kind, values: new Float64Array(buffer, byteOffset, length / 2) };
    case 'uuid':
      return { kind, values: new Uint8Array(buffer, byteOffset, 4 * length) };
    case 'decimal': {
      const { precision, scale } = decimalOf(databaseType) ?? { precision: 0, scale: 0 };
      return precision > 18
        ? { kind, scale, wide: true, values: new Uint8Array(buffer, byteOffset, 4 * length) }
        : { kind, scale, wide: false, values: new BigInt64Array(buffer, byteOffset, length / 2) };
    }
    default:
      throw new RangeError(`A column of kind ${kind} has no values of one size`);
  }
}
