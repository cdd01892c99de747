import { mayBeTie } from '@onceql/shared';
import type { Output } from './output.js';
import { putNumber } from './digits.js';
import { float32Parts, float64Parts, shortestBetween } from './shortest.js';

const ZERO = 48;
const MINUS = 45;
const PLUS = 43;
const POINT = 46;
const LETTER_E = 101;

/** Bytes of a float at most: 17 digits, or 15 with zeros before or behind, and what stands between. */
const LONGEST = 32;

const NAN = Buffer.from('NaN');
const INFINITY = Buffer.from('Infinity');
const MINUS_INFINITY = Buffer.from('-Infinity');

/** From which power of ten on Postgres writes an exponent (d2s.c and f2s.c, `double_to_shortest_decimal`). */
const FLOAT8_EXPONENT = 15;
const FLOAT4_EXPONENT = 6;

/** Of float4: below it six digits are not always told apart. */
const SMALLEST_NORMAL = 2 ** -126;

/** The digits of a number that was taken apart last. Its value is `0.DIGITS * 10^point`. */
const digits = new Uint8Array(24);
let count = 0;
let point = 0;

/** Writes a float8 as Postgres does: the shortest digits that read back as it, an exponent below 1e-4 and from 1e15 on. */
export function putFloat64(out: Output, value: number): void {
  out.room(LONGEST);
  if (putOdd(out, value) || putShort(out, value)) return;
  const magnitude = Math.abs(value);
  takeApart(mayBeTie(magnitude) ? shortestBetween(float64Parts(magnitude), magnitude) : String(magnitude));
  putDigits(out, value < 0, FLOAT8_EXPONENT);
}

/** Writes a float4 in the same way, with an exponent from 1e6 on. */
export function putFloat32(out: Output, value: number): void {
  out.room(LONGEST);
  if (putOdd(out, value)) return;
  const magnitude = Math.abs(value);
  takeApart(float32Digits(magnitude));
  putDigits(out, value < 0, FLOAT4_EXPONENT);
}

/** NaN, infinities and zeros. */
function putOdd(out: Output, value: number): boolean {
  if (value === 0) {
    if (Object.is(value, -0)) out.bytes[out.at++] = MINUS;
    out.bytes[out.at++] = ZERO;
  } else if (Number.isNaN(value)) out.put(NAN);
  else if (value === Infinity) out.put(INFINITY);
  else if (value === -Infinity) out.put(MINUS_INFINITY);
  else return false;
  return true;
}

/** Amounts and counts: whole numbers, and those with up to four digits behind the point. False: none of these. */
function putShort(out: Output, value: number): boolean {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e10 || magnitude < 1e-3) return false;
  let power = 1;
  for (let places = 0; places <= 4; places++) {
    const whole = Math.round(magnitude * power);
    // At most 15 digits in all, so no other number of so few digits reads back as it, and none of fewer did.
    if (whole / power === magnitude) {
      putPlaces(out, value < 0, whole, places);
      return true;
    }
    power *= 10;
  }
  return false;
}

function putPlaces(out: Output, isNegative: boolean, whole: number, places: number): void {
  if (isNegative) out.bytes[out.at++] = MINUS;
  if (places === 0) return putNumber(out, whole);
  const power = 10 ** places;
  const above = Math.floor(whole / power);
  putNumber(out, above);
  out.bytes[out.at++] = POINT;
  let rest = whole - above * power;
  for (let at = out.at + places - 1; at >= out.at; at--) {
    const next = (rest / 10) | 0;
    out.bytes[at] = ZERO + rest - next * 10;
    rest = next;
  }
  out.at += places;
}

/** The shortest digits of a float4, which JavaScript cannot tell. */
function float32Digits(magnitude: number): string {
  const parts = float32Parts(magnitude);
  // The middles to both neighbours are doubles, so a text that reads as a double between them lies between them.
  const half = 2 ** (parts.exponent - 1);
  for (let precision = 6; precision <= 9 && !parts.isEdge && magnitude >= SMALLEST_NORMAL; precision++) {
    const text = magnitude.toPrecision(precision);
    const distance = Math.abs(Number(text) - magnitude);
    if (distance < half && !isMiddle(magnitude, precision)) return text;
    if (distance <= half) break;
  }
  return shortestBetween(parts, magnitude);
}

/** Whether it lies in the middle of two numbers of so many digits: JavaScript takes the greater one then, Postgres the even one. */
function isMiddle(magnitude: number, precision: number): boolean {
  const text = magnitude.toPrecision(precision + 1);
  return Number(text) === magnitude && /5(?:e.*)?$/.test(text);
}

/** Reads what JavaScript prints: `123.45`, `0.00012`, `1.5e-7`, `12e+30`. */
function takeApart(text: string): void {
  count = 0;
  point = 0;
  let at = 0;
  let hasPoint = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LETTER_E) break;
    if (code === POINT) hasPoint = true;
    else if (code === ZERO && count === 0) point -= hasPoint ? 1 : 0;
    else {
      digits[count++] = code;
      point += hasPoint ? 0 : 1;
    }
  }
  if (at < text.length) point += Number(text.slice(at + 1));
  while (count > 1 && digits[count - 1] === ZERO) count--;
}

function putDigits(out: Output, isNegative: boolean, exponentFrom: number): void {
  if (isNegative) out.bytes[out.at++] = MINUS;
  if (point <= -4 || point > exponentFrom) return putScientific(out);
  if (point <= 0) {
    out.bytes[out.at++] = ZERO;
    out.bytes[out.at++] = POINT;
    for (let i = point; i < 0; i++) out.bytes[out.at++] = ZERO;
  }
  for (let i = 0; i < Math.max(count, point); i++) {
    if (i === point && i > 0) out.bytes[out.at++] = POINT;
    out.bytes[out.at++] = i < count ? (digits[i] ?? 0) : ZERO;
  }
}

/** An exponent has two digits at least. */
function putScientific(out: Output): void {
  out.bytes[out.at++] = digits[0] ?? 0;
  if (count > 1) out.bytes[out.at++] = POINT;
  for (let i = 1; i < count; i++) out.bytes[out.at++] = digits[i] ?? 0;
  const exponent = point - 1;
  out.bytes[out.at++] = LETTER_E;
  out.bytes[out.at++] = exponent < 0 ? MINUS : PLUS;
  if (Math.abs(exponent) < 10) out.bytes[out.at++] = ZERO;
  putNumber(out, Math.abs(exponent));
}
