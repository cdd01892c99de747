import type { Column, ColumnBatch, ColumnCells } from '@onceql/shared';
import { textWriter } from './cell-text.js';
import type { CellWriter } from './cell-text.js';
import { defused, isNumeric } from './formulas.js';
import { Output } from './output.js';
import { renderRows } from './rows.js';
import type { Field } from './rows.js';

/** How a CSV or TSV is written. */
export interface DelimitedOptions {
  /** One ASCII character between values. */
  readonly delimiter: ',' | '\t' | '|';
  /** A first line with the names of the columns. */
  readonly header: boolean;
  /** Quotes what has to be quoted; false: nothing is, whatever it holds. */
  readonly quoted: boolean;
  /** Puts a `'` before texts that a spreadsheet would take for a formula; numbers are left alone. */
  readonly defuse: boolean;
}

export const CSV: DelimitedOptions = { delimiter: ',', header: true, quoted: true, defuse: false };
export const TSV: DelimitedOptions = { ...CSV, delimiter: '\t' };

const QUOTE = 34;
const DOT = 46;
const BACKSLASH = 92;
const NOTHING = new Uint8Array();
const LINE_END = Buffer.from('\r\n');

/** Writes a text, from one offset of some bytes to another. */
type TextPutter = (out: Output, bytes: Uint8Array, from: number, to: number) => void;

/**
 * The rows as Postgres's `COPY … (FORMAT csv, HEADER)` writes them, but with CRLF at line ends: null is empty, the empty
 * string `""`. The quoting rule is that of `CopyAttributeOutCSV` in Postgres's copyto.c. UTF-8 in the
 * chunks of an output, of about 64 KB.
 */
export function renderDelimited(batches: AsyncIterable<ColumnBatch>, columns: readonly Column[], options: DelimitedOptions = CSV, out?: Output): AsyncIterable<Uint8Array> {
  const plain = textPutter(options, columns.length === 1);
  const putters = columns.map((column) => (options.defuse ? defusing(plain, isNumeric(column)) : plain));
  const before = columns.map((_, c) => (c === 0 ? NOTHING : Buffer.from(options.delimiter)));
  return renderRows(batches, {
    head: options.header ? headOf(columns, options, options.defuse ? defusing(plain, false) : plain) : NOTHING,
    between: NOTHING, rowStart: NOTHING, rowEnd: LINE_END, tail: NOTHING,
    fields: (batch) => batch.columns.map((cells, c) => fieldOf(cells, before[c] ?? NOTHING, putters[c] ?? plain)),
  }, out);
}

function headOf(columns: readonly Column[], { delimiter }: DelimitedOptions, put: TextPutter): Buffer {
  const out = new Output();
  for (const [c, { name }] of columns.entries()) {
    if (c > 0) out.put(Buffer.from(delimiter));
    const bytes = Buffer.from(name);
    put(out, bytes, 0, bytes.length);
  }
  out.put(LINE_END);
  return Buffer.concat(out.end());
}

function fieldOf(cells: ColumnCells, before: Uint8Array, put: TextPutter): Field {
  return { present: cells.present, before, write: writerOf(cells, put), writeAbsent: exactWriter(cells, put) };
}

/** Numbers, dates and the like hold nothing that would have to be quoted. */
function writerOf(cells: ColumnCells, put: TextPutter): CellWriter {
  if (cells.kind !== 'text' && cells.kind !== 'json') return textWriter(cells);
  const { bytes, offsets } = cells;
  return (out, row) => put(out, bytes, offsets[row] ?? 0, offsets[row + 1] ?? 0);
}

function exactWriter({ exact }: ColumnCells, put: TextPutter): CellWriter {
  return (out, row) => {
    const text = exact?.get(row);
    if (text === undefined) return;
    const bytes = Buffer.from(text);
    put(out, bytes, 0, bytes.length);
  };
}

function textPutter({ delimiter, quoted }: DelimitedOptions, isAlone: boolean): TextPutter {
  if (!quoted) return (out, bytes, from, to) => out.put(bytes, from, to);
  const special = new Uint8Array(256);
  for (const byte of Buffer.from(`"\r\n${delimiter}`)) special[byte] = 1;
  return (out, bytes, from, to) => {
    if (needsQuotes(special, isAlone, bytes, from, to)) putQuoted(out, bytes, from, to);
    else out.put(bytes, from, to);
  };
}

/** The empty string would read as null; a lone `\.` on a line would end the data for a reader of Postgres's. */
function needsQuotes(special: Uint8Array, isAlone: boolean, bytes: Uint8Array, from: number, to: number): boolean {
  if (from === to || (isAlone && to - from === 2 && bytes[from] === BACKSLASH && bytes[from + 1] === DOT)) return true;
  for (let i = from; i < to; i++) if (special[bytes[i] ?? 0] === 1) return true;
  return false;
}

/** In pieces that end with a quote, which is written twice. */
function putQuoted(out: Output, bytes: Uint8Array, from: number, to: number): void {
  out.byte(QUOTE);
  let start = from;
  for (let i = from; i < to; i++) {
    if (bytes[i] !== QUOTE) continue;
    out.put(bytes, start, i + 1);
    start = i;
  }
  out.put(bytes, start, to);
  out.byte(QUOTE);
}

function defusing(put: TextPutter, isNumber: boolean): TextPutter {
  return (out, bytes, from, to) => {
    const text = defused(bytes, from, to, isNumber);
    if (text) put(out, text, 0, text.length);
    else put(out, bytes, from, to);
  };
}
