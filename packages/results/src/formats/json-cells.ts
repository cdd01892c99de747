import type { ColumnCells, ColumnType } from '@onceql/shared';
import { textWriter } from './cell-text.js';
import type { CellWriter } from './cell-text.js';
import { putIsoTimestamp, putTimestamp } from './dates.js';
import type { Zone } from './dates.js';
import { halvesOf } from './halves.js';
import { isJsonNumber, putJsonString } from './json-text.js';
import type { Output } from './output.js';

/** Writes the database's text of a value, UTF-8, as JSON. */
type TextValue = (out: Output, bytes: Uint8Array, from: number, to: number) => void;

const QUOTE = 34;
const BACKSLASH = 92;
const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NOT_FINITE = /^(?:NaN|[+-]?Infinity)$/;
/** A time stamp as Postgres prints it under DateStyle ISO, of the years 1 to 9999 after Christ. */
const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d(?::\d\d){0,2})?$/;
/** A text that is longer is none of these. */
const LONGEST_WORD = 64;

/**
 * Writes values, none of them null, as JSON: all digits of numbers, null for NaN and infinities, ISO 8601 for time stamps of
 * years with four digits, strings for all else.
 * @param type decides how a column is told that is held as text, and whether numbers are quoted
 */
export function jsonWriter(cells: ColumnCells, type: ColumnType): CellWriter {
  switch (cells.kind) {
    case 'boolean':
      return (out, row) => out.put(cells.values[row] === 1 ? TRUE : FALSE);
    case 'float32':
    case 'float64':
      return type === 'string' ? quoted(cells) : finite(cells);
    case 'int16':
    case 'int32':
    case 'int64':
    case 'decimal':
      return type === 'string' ? quoted(cells) : textWriter(cells);
    case 'timestamp':
    case 'timestamptz':
      return timestampWriter(cells.values, cells.kind);
    case 'text':
    case 'json':
      return bytesWriter(cells, TEXT_VALUES[type]);
    default:
      return quoted(cells);
  }
}

/** Writes what is not present: null, or the database's text where the typed form could not hold it. */
export function absentJsonWriter({ exact }: ColumnCells, type: ColumnType): CellWriter {
  return (out, row) => {
    const text = exact?.get(row);
    if (text === undefined) return out.put(NULL);
    const bytes = Buffer.from(text);
    TEXT_VALUES[type](out, bytes, 0, bytes.length);
  };
}

/** Texts in which nothing has to be escaped but the backslash of a bytea. */
function quoted(cells: ColumnCells): CellWriter {
  const write = textWriter(cells);
  const isBytea = cells.kind === 'bytea';
  return (out, row) => {
    out.byte(QUOTE);
    if (isBytea) out.byte(BACKSLASH);
    write(out, row);
    out.byte(QUOTE);
  };
}

function finite(cells: Extract<ColumnCells, { kind: 'float32' | 'float64' }>): CellWriter {
  const write = textWriter(cells);
  return (out, row) => (Number.isFinite(cells.values[row]) ? write(out, row) : out.put(NULL));
}

function timestampWriter(values: BigInt64Array, kind: 'timestamp' | 'timestamptz'): CellWriter {
  const halves = halvesOf(values);
  const [iso, plain]: [Zone, Zone] = kind === 'timestamptz' ? ['minutes', 'hours'] : ['none', 'none'];
  return (out, row) => {
    const low = halves[2 * row] ?? 0;
    const high = halves[2 * row + 1] ?? 0;
    out.byte(QUOTE);
    if (!putIsoTimestamp(out, low, high, iso)) putTimestamp(out, low, high, plain);
    out.byte(QUOTE);
  };
}

function bytesWriter({ bytes, offsets }: { readonly bytes: Uint8Array; readonly offsets: Uint32Array }, put: TextValue): CellWriter {
  return (out, row) => put(out, bytes, offsets[row] ?? 0, offsets[row + 1] ?? 0);
}

/** JSON has no NaN and no infinities, they are null. Whatever else is no JSON number is a string rather than broken JSON. */
const putNumberText: TextValue = (out, bytes, from, to) => {
  if (isJsonNumber(bytes, from, to)) out.put(bytes, from, to);
  else if (NOT_FINITE.test(wordOf(bytes, from, to))) out.put(NULL);
  else putJsonString(out, bytes, from, to);
};

const putBooleanText: TextValue = (out, bytes, from, to) => {
  const word = wordOf(bytes, from, to);
  if (word === 't' || word === 'true') out.put(TRUE);
  else if (word === 'f' || word === 'false') out.put(FALSE);
  else putJsonString(out, bytes, from, to);
};

/** The zone gets minutes, as ISO 8601 asks for; seconds in it (local mean times) stay. What has no ISO form stays as it is. */
const putTimestampText: TextValue = (out, bytes, from, to) => {
  const [, date, time, zone] = TIMESTAMP.exec(wordOf(bytes, from, to)) ?? [];
  if (date === undefined) return putJsonString(out, bytes, from, to);
  const minutes = zone?.length === 3 ? ':00' : '';
  out.put(Buffer.from(`"${date}T${time}${zone ?? ''}${minutes}"`));
};

const TEXT_VALUES: Readonly<Record<ColumnType, TextValue>> = {
  integer: putNumberText,
  float: putNumberText,
  boolean: putBooleanText,
  datetime: putTimestampText,
  date: putJsonString,
  string: putJsonString,
};

/** A short text; empty for one that is too long to be a word of any type. */
const wordOf = (bytes: Uint8Array, from: number, to: number): string =>
  to - from > LONGEST_WORD ? '' : Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
