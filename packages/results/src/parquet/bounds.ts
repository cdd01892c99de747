import type { Order } from './layout.js';
import { lowerBound, upperBound } from './cut-bounds.js';

/** The least and the greatest value of a page or column chunk, or what lies beyond them, as Parquet's statistics have them. */
export interface Bounds {
  readonly min: Uint8Array;
  readonly max: Uint8Array;
  /** False where the bound was cut and is no value of the column. */
  readonly minExact: boolean;
  readonly maxExact: boolean;
}

/** Bounds of values of which there is at least one; undefined where there are none that may be told. */
export function boundsOf(order: Order, values: Uint8Array, count: number): Bounds | undefined {
  switch (order) {
    case 'boolean':
      return ofBooleans(values, count);
    case 'int32':
      return ofInt32(new Int32Array(values.buffer, values.byteOffset, count));
    case 'int64':
      return ofInt64(new Int32Array(values.buffer, values.byteOffset, 2 * count));
    case 'float32':
      return ofFloats(new Float32Array(values.buffer, values.byteOffset, count), Float32Array);
    case 'float64':
      return ofFloats(new Float64Array(values.buffer, values.byteOffset, count), Float64Array);
    case 'signed16':
    case 'unsigned16':
      return ofFixed(order, values, count);
    case 'bytes':
    case 'utf8':
      return ofBytes(order, values, count);
    case 'none':
      return undefined;
  }
}

/** How two bounds of a column compare, as `sort` wants it. */
export function compareBounds(order: Order, a: Uint8Array, b: Uint8Array): number {
  const left = new DataView(a.buffer, a.byteOffset);
  const right = new DataView(b.buffer, b.byteOffset);
  switch (order) {
    case 'int32':
      return left.getInt32(0, true) - right.getInt32(0, true);
    case 'int64':
      return Number(left.getBigInt64(0, true) - right.getBigInt64(0, true));
    case 'float32':
      return Math.sign(left.getFloat32(0, true) - right.getFloat32(0, true)) || 0;
    case 'float64':
      return Math.sign(left.getFloat64(0, true) - right.getFloat64(0, true)) || 0;
    case 'signed16':
      return left.getInt8(0) - right.getInt8(0) || Buffer.compare(a, b);
    default:
      return Buffer.compare(a, b);
  }
}

/** Bounds of two parts together. */
export function joinBounds(order: Order, a: Bounds, b: Bounds): Bounds {
  const low = compareBounds(order, a.min, b.min);
  const high = compareBounds(order, a.max, b.max);
  return {
    min: low <= 0 ? a.min : b.min,
    max: high >= 0 ? a.max : b.max,
    minExact: (low <= 0 && a.minExact) || (low >= 0 && b.minExact),
    maxExact: (high >= 0 && a.maxExact) || (high <= 0 && b.maxExact),
  };
}

function exactly(min: ArrayBufferView, max: ArrayBufferView): Bounds {
  return { min: bytesOf(min), max: bytesOf(max), minExact: true, maxExact: true };
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function ofBooleans(ones: Uint8Array, count: number): Bounds {
  const some = ones.subarray(0, count);
  return exactly(Uint8Array.of(some.includes(0) ? 0 : 1), Uint8Array.of(some.includes(1) ? 1 : 0));
}

function ofInt32(values: Int32Array): Bounds {
  let min = values[0] as number;
  let max = min;
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    else if (value > max) max = value;
  }
  return exactly(Int32Array.of(min), Int32Array.of(max));
}

/** Compares by halves, the high ones signed and the low ones not, so that no BigInt is made. */
function ofInt64(halves: Int32Array): Bounds {
  let minLow = (halves[0] as number) >>> 0;
  let minHigh = halves[1] as number;
  let maxLow = minLow;
  let maxHigh = minHigh;
  for (let i = 2; i < halves.length; i += 2) {
    const low = (halves[i] as number) >>> 0;
    const high = halves[i + 1] as number;
    if (high < minHigh || (high === minHigh && low < minLow)) {
      minLow = low;
      minHigh = high;
    } else if (high > maxHigh || (high === maxHigh && low > maxLow)) {
      maxLow = low;
      maxHigh = high;
    }
  }
  return exactly(Int32Array.of(minLow, minHigh), Int32Array.of(maxLow, maxHigh));
}

/** NaN is no bound. A zero is -0 below and +0 above, as readers may take the two for one (ColumnOrder in parquet.thrift). */
function ofFloats(values: Float32Array | Float64Array, form: typeof Float32Array | typeof Float64Array): Bounds | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return undefined;
  return exactly(form.of(min === 0 ? -0 : min), form.of(max === 0 ? 0 : max));
}

/** Values of NaN among floats. */
export function nansOf(order: Order, values: Uint8Array, count: number): number | undefined {
  if (order !== 'float32' && order !== 'float64') return undefined;
  const { buffer, byteOffset } = values;
  const floats = order === 'float32' ? new Float32Array(buffer, byteOffset, count) : new Float64Array(buffer, byteOffset, count);
  let nans = 0;
  for (let i = 0; i < count; i++) if (Number.isNaN(floats[i])) nans++;
  return nans;
}

function ofFixed(order: 'signed16' | 'unsigned16', values: Uint8Array, count: number): Bounds {
  // A sign bit that is turned over makes signed numbers compare as bytes do.
  const flip = order === 'signed16' ? 0x80 : 0;
  let min = 0;
  let max = 0;
  for (let at = 16; at < 16 * count; at += 16) {
    if (compareFixed(values, at, min, flip) < 0) min = at;
    else if (compareFixed(values, at, max, flip) > 0) max = at;
  }
  return exactly(values.slice(min, min + 16), values.slice(max, max + 16));
}

function compareFixed(values: Uint8Array, a: number, b: number, flip: number): number {
  const first = ((values[a] as number) ^ flip) - ((values[b] as number) ^ flip);
  if (first !== 0) return first;
  for (let i = 1; i < 16; i++) {
    const difference = (values[a + i] as number) - (values[b + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Over PLAIN values: each is its length in four bytes and its bytes. */
function ofBytes(order: 'bytes' | 'utf8', plain: Uint8Array, count: number): Bounds | undefined {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  let at = 0;
  let min = 0;
  let max = 0;
  for (let i = 0; i < count; i++) {
    if (comparePlain(view, at, min) < 0) min = at;
    else if (comparePlain(view, at, max) > 0) max = at;
    at += 4 + view.getUint32(at, true);
  }
  const low = lowerBound(valueAt(plain, min), order);
  const high = upperBound(valueAt(plain, max), order);
  return high && { min: low.bytes, max: high.bytes, minExact: low.exact, maxExact: high.exact };
}

/** Word by word, the greatest byte first, and the rest byte by byte. */
function comparePlain(plain: DataView, a: number, b: number): number {
  const lengthA = plain.getUint32(a, true);
  const lengthB = plain.getUint32(b, true);
  const end = 4 + Math.min(lengthA, lengthB);
  let i = 4;
  for (; i + 4 <= end; i += 4) {
    const difference = plain.getUint32(a + i) - plain.getUint32(b + i);
    if (difference !== 0) return difference;
  }
  for (; i < end; i++) {
    const difference = plain.getUint8(a + i) - plain.getUint8(b + i);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

function valueAt(plain: Uint8Array, at: number): Uint8Array {
  return plain.subarray(at + 4, at + 4 + lengthAt(plain, at));
}

export function lengthAt(plain: Uint8Array, at: number): number {
  return (plain[at] as number) | ((plain[at + 1] as number) << 8) | ((plain[at + 2] as number) << 16) | ((plain[at + 3] as number) << 24);
}
