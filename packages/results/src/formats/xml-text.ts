import type { Output } from './output.js';

/** Bytes that are escaped in one piece; each may become seven. */
const PIECE = 4096;
const LONGEST = 8;
const UNDERSCORE = 95;
const LETTER_X = 120;

const SAME = 0;
const ENTITY = 1;
const CODE = 2;
/** May be the beginning of what has to be escaped. */
const LOOK = 3;

const ENTITIES = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;']].map(([from = '', to = '']) => [from.charCodeAt(0), Buffer.from(to)]));

/** By byte. XML can hold no control characters but tab and line feed, and would turn a carriage return into a line feed. */
const WAYS = new Uint8Array(256).fill(CODE, 0, 32);
WAYS[9] = SAME;
WAYS[10] = SAME;
for (const byte of ENTITIES.keys()) WAYS[byte] = ENTITY;
WAYS[UNDERSCORE] = LOOK;
WAYS[0xef] = LOOK;

/**
 * Writes UTF-8 as the text of a spreadsheet's XML: what XML cannot hold becomes `_xHHHH_`, as Office writes it, and the
 * underscore before a text that looks like that becomes `_x005F_`.
 */
export function putXmlText(out: Output, bytes: Uint8Array, from = 0, to = bytes.length): void {
  for (let start = from; start < to; ) start = putPiece(out, bytes, start, Math.min(to, start + PIECE), to);
}

function putPiece(out: Output, bytes: Uint8Array, from: number, until: number, to: number): number {
  out.room(LONGEST * (until - from));
  let i = from;
  while (i < until) {
    const byte = bytes[i] ?? 0;
    const way = WAYS[byte];
    if (way === SAME) out.bytes[out.at++] = byte;
    else if (way === ENTITY) putShort(out, ENTITIES.get(byte) ?? AMPERSAND);
    else if (way === CODE) putCode(out, byte);
    else if (isNoCharacter(bytes, i, to)) {
      putCode(out, 0xff00 | ((bytes[i + 2] ?? 0) + 0x40));
      i += 2;
    } else if (isCode(bytes, i, to)) putCode(out, UNDERSCORE);
    else out.bytes[out.at++] = byte;
    i++;
  }
  return i;
}

const AMPERSAND = Buffer.from('&amp;');

/** U+FFFE and U+FFFF. */
const isNoCharacter = (bytes: Uint8Array, at: number, to: number): boolean =>
  at + 2 < to && bytes[at] === 0xef && bytes[at + 1] === 0xbf && (bytes[at + 2] ?? 0) >= 0xbe;

/** `_xHHHH_` */
function isCode(bytes: Uint8Array, at: number, to: number): boolean {
  if (at + 6 >= to || bytes[at] !== UNDERSCORE || bytes[at + 1] !== LETTER_X || bytes[at + 6] !== UNDERSCORE) return false;
  return /^[0-9A-Fa-f]{4}$/.test(Buffer.from(bytes.subarray(at + 2, at + 6)).toString('latin1'));
}

function putCode(out: Output, code: number): void {
  putShort(out, Buffer.from(`_x${code.toString(16).toUpperCase().padStart(4, '0')}_`));
}

function putShort(out: Output, bytes: Uint8Array): void {
  out.bytes.set(bytes, out.at);
  out.at += bytes.length;
}
