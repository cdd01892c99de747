import type { KindFiller } from '../cells/filler-of.js';
import type { Read } from './read.js';

type Decimal = Extract<KindFiller, { kind: 'decimal' }>;

/** A numeric is its count of digits to the base of 10,000, the weight of the first, sign, digits behind the point, digits. */
const WEIGHT = 2;
const SIGN = 4;
const SCALE = 6;
const DIGITS = 8;
const NEGATIVE = 0x4000;
const SPECIAL: ReadonlyMap<number, string> = new Map([[0xc000, 'NaN'], [0xd000, 'Infinity'], [0xf000, '-Infinity']]);
/** Powers of ten up to what no digit reaches. */
const TENS = [1, 10, 100, 1000, 10_000];
/** Decimal digits that every double tells apart. */
const EXACT_DIGITS = 15;
const HALF = 2 ** 32;

/** The reader of a column's decimals. What its declared size does not fit is kept as text. */
export function decimalReader(target: Decimal): Read {
  return target.precision <= EXACT_DIGITS && !target.wide ? smallReader(target) : largeReader(target);
}

function smallReader({ filler, precision, scale }: Extract<Decimal, { wide: false }>): Read {
  const { lowest, shift, unit } = layoutOf(scale);
  return (source, at, _, row) => {
    const count = source.getUint16(at);
    const weight = source.getInt16(at + WEIGHT);
    if (!isPlain(source, at, precision, scale, lowest)) return filler.setExact(row, numericText(source, at));
    let value = 0;
    for (let place = weight, i = 0; place >= lowest; place--, i++) {
      const digit = i < count ? source.getInt16(at + DIGITS + 2 * i) : 0;
      value = place === lowest ? value * shift + digit / unit : value * 10_000 + digit;
    }
    if (source.getUint16(at + SIGN) === NEGATIVE) value = -value;
    filler.put(row, value | 0, Math.floor(value / HALF));
  };
}

function largeReader(target: Decimal): Read {
  const { precision, scale, filler } = target;
  const { lowest, shift, unit } = layoutOf(scale);
  return (source, at, _, row) => {
    if (!isPlain(source, at, precision, scale, lowest)) return filler.setExact(row, numericText(source, at));
    const count = source.getUint16(at);
    words.fill(0);
    for (let place = source.getInt16(at + WEIGHT), i = 0; place >= lowest; place--, i++) {
      const digit = i < count ? source.getInt16(at + DIGITS + 2 * i) : 0;
      if (place === lowest) append(shift, digit / unit);
      else append(10_000, digit);
    }
    if (source.getUint16(at + SIGN) === NEGATIVE) negate();
    if (target.wide) target.filler.put(row, greatestFirst(), 0);
    else target.filler.put(row, word(0), word(1));
  };
}

/** The last place that counts, and what part of its four digits does. */
function layoutOf(scale: number): { lowest: number; shift: number; unit: number } {
  const part = scale % 4;
  return { lowest: -Math.ceil(scale / 4), shift: part === 0 ? 10_000 : 10 ** part, unit: part === 0 ? 1 : 10 ** (4 - part) };
}

/** Whether it is a number with the digits that the column's type promises. */
function isPlain(source: DataView, at: number, precision: number, scale: number, lowest: number): boolean {
  const count = source.getUint16(at);
  const weight = source.getInt16(at + WEIGHT);
  const sign = source.getUint16(at + SIGN);
  if ((sign !== 0 && sign !== NEGATIVE) || source.getUint16(at + SCALE) !== scale || weight - count + 1 < lowest) return false;
  if (weight < 0 || count === 0) return true;
  return source.getInt16(at + DIGITS) < (TENS[Math.min(precision - scale - 4 * weight, 4)] ?? 0);
}

/** 128 bits, the least word first. */
const words = new Uint32Array(4);
const ordered = new DataView(new ArrayBuffer(16));
const word = (at: number): number => words[at] ?? 0;

function append(factor: number, digit: number): void {
  let carry = digit;
  for (let i = 0; i < 4; i++) {
    const product = word(i) * factor + carry;
    words[i] = product;
    carry = Math.floor(product / HALF);
  }
}

function negate(): void {
  let carry = 1;
  for (let i = 0; i < 4; i++) {
    const sum = (~word(i) >>> 0) + carry;
    words[i] = sum;
    carry = sum >= HALF ? 1 : 0;
  }
}

function greatestFirst(): DataView {
  for (let i = 0; i < 4; i++) ordered.setUint32(12 - 4 * i, word(i));
  return ordered;
}

/** As Postgres prints it. */
function numericText(source: DataView, at: number): string {
  const sign = source.getUint16(at + SIGN);
  const special = SPECIAL.get(sign);
  if (special !== undefined) return special;
  const scale = source.getUint16(at + SCALE);
  const weight = source.getInt16(at + WEIGHT);
  const digit = (place: number): string => {
    const i = weight - place;
    return String(i >= 0 && i < source.getUint16(at) ? source.getInt16(at + DIGITS + 2 * i) : 0).padStart(4, '0');
  };
  const places = (first: number, last: number): string => Array.from({ length: Math.max(0, first - last + 1) }, (_, i) => digit(first - i)).join('');
  const whole = places(Math.max(weight, 0), 0).replace(/^0+(?=\d)/, '');
  const fraction = places(-1, -Math.ceil(scale / 4)).slice(0, scale);
  return `${sign === NEGATIVE ? '-' : ''}${whole}${scale > 0 ? `.${fraction}` : ''}`;
}
