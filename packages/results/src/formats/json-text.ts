import type { Output } from './output.js';

const QUOTE = 34;
const BACKSLASH = 92;
const LETTER_U = 117;
const ZERO = 48;
const HEX = Buffer.from('0123456789abcdef');

/** Bytes that are escaped in one piece; each may become six. */
const PIECE = 4096;

/** By byte: 0 where it stays, the letter behind the backslash, or `u` for one that has no letter of its own. */
const ESCAPES = new Uint8Array(256).fill(LETTER_U, 0, 32);
for (const [byte, letter] of [[8, 'b'], [9, 't'], [10, 'n'], [12, 'f'], [13, 'r'], [QUOTE, '"'], [BACKSLASH, '\\']] as const) {
  ESCAPES[byte] = letter.charCodeAt(0);
}

/** Writes UTF-8 as a JSON string, escaped as `JSON.stringify` does. */
export function putJsonString(out: Output, bytes: Uint8Array, from = 0, to = bytes.length): void {
  out.byte(QUOTE);
  for (let start = from; start < to; start += PIECE) putPiece(out, bytes, start, Math.min(to, start + PIECE));
  out.byte(QUOTE);
}

function putPiece(out: Output, bytes: Uint8Array, from: number, to: number): void {
  out.room(6 * (to - from));
  const target = out.bytes;
  let at = out.at;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] ?? 0;
    const escape = ESCAPES[byte] ?? 0;
    if (escape === 0) {
      target[at++] = byte;
      continue;
    }
    target[at++] = BACKSLASH;
    target[at++] = escape;
    if (escape === LETTER_U) at = putCode(target, at, byte);
  }
  out.at = at;
}

function putCode(target: Uint8Array, at: number, byte: number): number {
  target[at] = ZERO;
  target[at + 1] = ZERO;
  target[at + 2] = HEX[byte >> 4] ?? 0;
  target[at + 3] = HEX[byte & 15] ?? 0;
  return at + 4;
}

const MINUS = 45;
const PLUS = 43;
const POINT = 46;
const NINE = 57;
/** Turns a letter into its small form. */
const SMALL = 32;
const LETTER_E = 101;

/** Whether ASCII text is a number as JSON writes it. */
export function isJsonNumber(bytes: Uint8Array, from: number, to: number): boolean {
  const start = bytes[from] === MINUS ? from + 1 : from;
  let at = afterDigits(bytes, start, to);
  if (at === start || (bytes[start] === ZERO && at > start + 1)) return false;
  if (at < to && bytes[at] === POINT) {
    const fraction = at + 1;
    at = afterDigits(bytes, fraction, to);
    if (at === fraction) return false;
  }
  if (at < to && ((bytes[at] ?? 0) | SMALL) === LETTER_E) {
    const sign = bytes[at + 1];
    const exponent = at + 1 + (sign === MINUS || sign === PLUS ? 1 : 0);
    at = afterDigits(bytes, exponent, to);
    if (at === exponent) return false;
  }
  return at === to;
}

function afterDigits(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] ?? 0) >= ZERO && (bytes[at] ?? 0) <= NINE) at++;
  return at;
}
