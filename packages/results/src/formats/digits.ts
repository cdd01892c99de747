import { wholeOf } from './halves.js';
import type { Output } from './output.js';

const ZERO = 48;
const MINUS = 45;
const POINT = 46;

/** Digits of a number at most, a wide decimal's being 39. */
const LONGEST = 40;
/** Bytes of a whole number of 64 bits at most, with its sign. */
const LONGEST_INT64 = 20;

/** The digits that were asked for last, at the end. Nothing is written between asking and copying. */
const scratch = new Uint8Array(LONGEST);
/** The parts of a number beyond 2^53, 16 bits each, the greatest first. */
const parts = new Uint16Array(8);

/** Puts the digits of a whole number from 0 to 2^53 into the scratch; answers where they begin. */
function digitsOf(value: number): number {
  let at = LONGEST;
  let rest = value;
  while (rest > 0x7fffffff) {
    const above = Math.floor(rest / 10_000);
    let four = rest - above * 10_000;
    rest = above;
    for (let i = 0; i < 4; i++) {
      scratch[--at] = ZERO + (four % 10);
      four = (four / 10) | 0;
    }
  }
  for (let small = rest | 0; ; ) {
    const above = (small / 10) | 0;
    scratch[--at] = ZERO + small - above * 10;
    small = above;
    if (small === 0) return at;
  }
}

/** The same of the number in `parts`, of which `count` count. */
function digitsOfParts(count: number): number {
  let at = LONGEST;
  for (let first = 0; ; ) {
    while (first < count && parts[first] === 0) first++;
    if (first === count) return at === LONGEST ? digitsOf(0) : at;
    let rest = 0;
    for (let i = first; i < count; i++) {
      const value = rest * 65_536 + (parts[i] ?? 0);
      const above = Math.floor(value / 10_000);
      parts[i] = above;
      rest = value - above * 10_000;
    }
    at = fourDigits(rest, at);
    while (isDone(first, count) && at < LONGEST && scratch[at] === ZERO) at++;
  }
}

function fourDigits(value: number, end: number): number {
  let four = value;
  let at = end;
  for (let i = 0; i < 4; i++) {
    scratch[--at] = ZERO + (four % 10);
    four = (four / 10) | 0;
  }
  return at;
}

function isDone(first: number, count: number): boolean {
  for (let i = first; i < count; i++) if (parts[i] !== 0) return false;
  return true;
}

/** The digits of a magnitude of 64 bits in two halves. */
function digitsOfHalves(low: number, high: number): number {
  if (high < 0x200000) return digitsOf(wholeOf(low, high));
  parts[0] = high >>> 16;
  parts[1] = high & 0xffff;
  parts[2] = low >>> 16;
  parts[3] = low & 0xffff;
  return digitsOfParts(4);
}

/** Writes a whole number whose magnitude is 2^53 at most. */
export function putNumber(out: Output, value: number): void {
  out.room(LONGEST_INT64);
  if (value < 0) out.bytes[out.at++] = MINUS;
  copy(out, digitsOf(value < 0 ? -value : value));
}

/** Writes a number of 64 bits in two's complement, whose point stands before the last `scale` digits. */
export function putInt64(out: Output, low: number, high: number, scale = 0): void {
  out.room(LONGEST_INT64 + Math.abs(scale) + 2);
  const isNegative = high < 0;
  if (isNegative) out.bytes[out.at++] = MINUS;
  const start = isNegative ? digitsOfHalves(-low >>> 0, (low === 0 ? -high : ~high) >>> 0) : digitsOfHalves(low >>> 0, high);
  if (scale === 0) copy(out, start);
  else copyScaled(out, start, scale);
}

/** Writes a two's complement of 16 bytes, the greatest first, whose point stands before the last `scale` digits. */
export function putInt128(out: Output, bytes: Uint8Array, from: number, scale: number): void {
  out.room(LONGEST + Math.abs(scale) + 3);
  const isNegative = (bytes[from] ?? 0) >= 128;
  if (isNegative) out.bytes[out.at++] = MINUS;
  let carry = isNegative ? 1 : 0;
  for (let i = 7; i >= 0; i--) {
    const part = ((bytes[from + 2 * i] ?? 0) << 8) | (bytes[from + 2 * i + 1] ?? 0);
    const magnitude = (isNegative ? part ^ 0xffff : part) + carry;
    parts[i] = magnitude;
    carry = magnitude >> 16;
  }
  copyScaled(out, digitsOfParts(8), scale);
}

/** Writes a number from 0 to 99 with two digits. */
export function putTwo(out: Output, value: number): void {
  const tens = (value / 10) | 0;
  out.bytes[out.at++] = ZERO + tens;
  out.bytes[out.at++] = ZERO + value - tens * 10;
}

/** Writes a number of up to 2^31 with at least `width` digits, for which there has to be room. */
export function putPadded(out: Output, value: number, width: number): void {
  const start = digitsOf(value);
  for (let missing = width - (LONGEST - start); missing > 0; missing--) out.bytes[out.at++] = ZERO;
  copy(out, start);
}

function copy(out: Output, start: number): void {
  const { bytes } = out;
  let at = out.at;
  for (let i = start; i < LONGEST; i++) bytes[at++] = scratch[i] ?? 0;
  out.at = at;
}

/** A scale below 0 stands for zeros that are not stored. */
function copyScaled(out: Output, start: number, scale: number): void {
  const { bytes } = out;
  let at = out.at;
  const point = LONGEST - scale;
  if (start >= point) bytes[at++] = ZERO;
  for (let i = start; i < Math.min(point, LONGEST); i++) bytes[at++] = scratch[i] ?? 0;
  const isZero = start === LONGEST - 1 && scratch[start] === ZERO;
  for (let i = LONGEST; i < point && !isZero; i++) bytes[at++] = ZERO;
  if (scale > 0) bytes[at++] = POINT;
  for (let i = point; scale > 0 && i < LONGEST; i++) bytes[at++] = i < start ? ZERO : (scratch[i] ?? 0);
  out.at = at;
}
