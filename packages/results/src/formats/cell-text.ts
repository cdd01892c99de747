import type { ColumnCells } from '@onceql/shared';
import { putDate, putTimestamp } from './dates.js';
import { putInt128, putInt64, putNumber } from './digits.js';
import { putFloat32, putFloat64 } from './floats.js';
import { halvesOf } from './halves.js';
import type { Output } from './output.js';

/** Writes the value of a row that is present. */
export type CellWriter = (out: Output, row: number) => void;

/** A column whose value of row `r` lies from `offsets[r]` to `offsets[r + 1]`. */
export type BytesColumn = Extract<ColumnCells, { kind: 'text' | 'json' | 'bytea' }>;

const LETTER_T = 116;
const LETTER_F = 102;
const DASH = 45;
const HEX = Buffer.from('0123456789abcdef');
const HEX_MARK = Buffer.from('\\x');

/** Bytes of a value that are turned into hex in one piece. */
const PIECE = 8192;

/** Writes values as the database prints them: all ASCII but for `text` and `json`, which are as they are. */
export function textWriter(cells: ColumnCells): CellWriter {
  switch (cells.kind) {
    case 'boolean':
      return (out, row) => out.byte(cells.values[row] === 1 ? LETTER_T : LETTER_F);
    case 'int16':
    case 'int32':
      return (out, row) => putNumber(out, cells.values[row] ?? 0);
    case 'date':
      return (out, row) => putDate(out, cells.values[row] ?? 0);
    case 'float32':
      return (out, row) => putFloat32(out, cells.values[row] ?? 0);
    case 'float64':
      return (out, row) => putFloat64(out, cells.values[row] ?? 0);
    case 'uuid':
      return (out, row) => putUuid(out, cells.values, 16 * row);
    case 'bytea':
      return (out, row) => putHex(out, cells, row);
    case 'text':
    case 'json':
      return (out, row) => out.put(cells.bytes, cells.offsets[row] ?? 0, cells.offsets[row + 1] ?? 0);
    case 'decimal':
      return decimalWriter(cells);
    default:
      return longWriter(cells);
  }
}

function decimalWriter(cells: Extract<ColumnCells, { kind: 'decimal' }>): CellWriter {
  const { scale } = cells;
  if (cells.wide) return (out, row) => putInt128(out, cells.values, 16 * row, scale);
  const halves = halvesOf(cells.values);
  return (out, row) => putInt64(out, halves[2 * row] ?? 0, halves[2 * row + 1] ?? 0, scale);
}

function longWriter(cells: Extract<ColumnCells, { kind: 'int64' | 'timestamp' | 'timestamptz' }>): CellWriter {
  const halves = halvesOf(cells.values);
  if (cells.kind === 'int64') return (out, row) => putInt64(out, halves[2 * row] ?? 0, halves[2 * row + 1] ?? 0);
  const zone = cells.kind === 'timestamptz' ? 'hours' : 'none';
  return (out, row) => putTimestamp(out, halves[2 * row] ?? 0, halves[2 * row + 1] ?? 0, zone);
}

function putUuid(out: Output, values: Uint8Array, from: number): void {
  out.room(36);
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) out.bytes[out.at++] = DASH;
    putHexByte(out, values[from + i] ?? 0);
  }
}

function putHex(out: Output, { bytes, offsets }: BytesColumn, row: number): void {
  out.put(HEX_MARK);
  const end = offsets[row + 1] ?? 0;
  for (let at = offsets[row] ?? 0; at < end; ) {
    const piece = Math.min(end, at + PIECE);
    out.room(2 * (piece - at));
    for (; at < piece; at++) putHexByte(out, bytes[at] ?? 0);
  }
}

function putHexByte(out: Output, value: number): void {
  out.bytes[out.at++] = HEX[value >> 4] ?? 0;
  out.bytes[out.at++] = HEX[value & 15] ?? 0;
}
