import type { KindFiller } from '../cells/filler-of.js';
import { int16, type Read, uint16 } from './binary.js';

type Decimal = Extract<KindFiller, { kind: 'decimal' }>;

/** A numeric is its count of digits to the base of 10,000, the weight of the first, sign, digits behind the point, digits. */
const WEIGHT = 2;
const SIGN = 4;
const SCALE = 6;
const DIGITS = 8;
const NEGATIVE = 0x4000;
const SPECIAL: ReadonlyMap<number, string> = new Map([[0xc000, 'NaN'], [0xd000, 'Infinity'], [0xf000, '-Infinity']]);
/** Decimal digits that every double tells apart. */
const EXACT_DIGITS = 15;
const HALF = 2 ** 32;

/** The reader of a column's decimals. What its declared size does not fit is kept as text. */
export function decimalReader(target: Decimal): Read {
  return target.precision <= EXACT_DIGITS && !target.wide ? smallReader(target) : largeReader(target);
}

function smallReader({ filler, precision, scale }: Extract<Decimal, { wide: false }>): Read {
  const { lowest, shift, unit } = layoutOf(scale);
  return (bytes, at, _, row) => {
    const count = uint16(bytes, at);
    const weight = int16(bytes, at + WEIGHT);
    if (!isPlain(bytes, at, precision, scale, lowest)) return filler.setExact(row, numericText(bytes, at));
    let value = 0;
    for (let place = weight, i = 0; place >= lowest; place--, i++) {
      const digit = i < count ? int16(bytes, at + DIGITS + 2 * i) : 0;
      value = place === lowest ? value * shift + digit / unit : value * 10_000 + digit;
    }
    if (uint16(bytes, at + SIGN) === NEGATIVE) value = -value;
    filler.put(row, value | 0, Math.floor(value / HALF));
  };
}

function largeReader(target: Decimal): Read {
  const { precision, scale, filler } = target;
  const { lowest, shift, unit } = layoutOf(scale);
  return (bytes, at, _, row) => {
    if (!isPlain(bytes, at, precision, scale, lowest)) return filler.setExact(row, numericText(bytes, at));
    const count = uint16(bytes, at);
    words.fill(0);
    for (let place = int16(bytes, at + WEIGHT), i = 0; place >= lowest; place--, i++) {
      const digit = i < count ? int16(bytes, at + DIGITS + 2 * i) : 0;
      if (place === lowest) append(shift, digit / unit);
      else append(10_000, digit);
    }
    if (uint16(bytes, at + SIGN) === NEGATIVE) negate();
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
function isPlain(bytes: Uint8Array, at: number, precision: number, scale: number, lowest: number): boolean {
  const count = uint16(bytes, at);
  const weight = int16(bytes, at + WEIGHT);
  const sign = uint16(bytes, at + SIGN);
  if ((sign !== 0 && sign !== NEGATIVE) || uint16(bytes, at + SCALE) !== scale || weight - count + 1 < lowest) return false;
  if (weight < 0 || count === 0) return true;
  return 4 * weight + String(int16(bytes, at + DIGITS)).length <= precision - scale;
}

/** 128 bits, the least word first. */
const words = new Uint32Array(4);
const ordered = new Uint8Array(16);
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

function greatestFirst(): Uint8Array {
  for (let i = 0; i < 16; i++) ordered[15 - i] = word(i >> 2) >>> (8 * (i & 3));
  return ordered;
}

/** As Postgres prints it. */
function numericText(bytes: Uint8Array, at: number): string {
  const sign = uint16(bytes, at + SIGN);
  const special = SPECIAL.get(sign);
  if (special !== undefined) return special;
  const scale = uint16(bytes, at + SCALE);
  const weight = int16(bytes, at + WEIGHT);
  const digit = (place: number): string => {
    const i = weight - place;
    return String(i >= 0 && i < uint16(bytes, at) ? int16(bytes, at + DIGITS + 2 * i) : 0).padStart(4, '0');
  };
  const places = (first: number, last: number): string => Array.from({ length: Math.max(0, first - last + 1) }, (_, i) => digit(first - i)).join('');
  const whole = places(Math.max(weight, 0), 0).replace(/^0+(?=\d)/, '');
  const fraction = places(-1, -Math.ceil(scale / 4)).slice(0, scale);
  return `${sign === NEGATIVE ? '-' : ''}${whole}${scale > 0 ? `.${fraction}` : ''}`;
}
