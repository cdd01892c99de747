import type { Column, ColumnCells } from '@onceql/shared';
import { textWriter } from './cell-text.js';
import type { BytesColumn, CellWriter } from './cell-text.js';
import { putNumber } from './digits.js';
import { putFloat64 } from './floats.js';
import { defused, isNumeric } from './formulas.js';
import { halvesOf, wholeAt } from './halves.js';
import { isJsonNumber } from './json-text.js';
import { Output } from './output.js';
import { putXmlText } from './xml-text.js';

/** The style of a date and of a time stamp, as `xlsx.ts` lists them. */
export const DATE_STYLE = 1;
export const TIMESTAMP_STYLE = 2;

/** Days from 1899-12-30, on which the count begins, to 1970-01-01. Before March 1900 spreadsheets count a day that was not. */
const EPOCH = 25_569;
const FIRST_DAY = 61;
const END_OF_DAYS = 2_958_466;
const DAY_MICROS = 86_400_000_000;

/** Digits that a spreadsheet keeps of a number. */
const MOST_DIGITS = 15;
const MOST = 999_999_999_999_999;

const NUMBER = Buffer.from('"><v>');
const BOOLEAN = Buffer.from('" t="b"><v>');
const DATE = Buffer.from(`" s="${DATE_STYLE}"><v>`);
const TIMESTAMP = Buffer.from(`" s="${TIMESTAMP_STYLE}"><v>`);
const VALUE_END = Buffer.from('</v></c>');
const TEXT = Buffer.from('" t="inlineStr"><is><t xml:space="preserve">');
const TEXT_END = Buffer.from('</t></is></c>');

/** Writes a cell up to its value; the sheet knows its place. */
type Begin = (out: Output, row: number) => void;

/** Writes the cells of one column of a batch. */
export interface SheetColumn {
  readonly write: CellWriter;
  readonly writeAbsent: CellWriter;
}

/**
 * Numbers are numbers where they have 15 digits at most, or are doubles anyway; dates from March 1900 to 9999 are dates, with
 * UTC for time stamps with a zone. Everything else is text.
 */
export function sheetColumn(cells: ColumnCells, column: Column, begin: Begin, defuse: boolean): SheetColumn {
  const putText = textPutter(column, begin, defuse);
  return { write: writerOf(cells, column, begin, putText), writeAbsent: absentWriter(cells, putText) };
}

type PutText = (out: Output, row: number, bytes: Uint8Array, from: number, to: number) => void;

function textPutter(column: Column, begin: Begin, defuse: boolean): PutText {
  const isNumber = isNumeric(column);
  return (out, row, bytes, from, to) => {
    begin(out, row);
    out.put(TEXT);
    const harmless = defuse ? defused(bytes, from, to, isNumber) : undefined;
    if (harmless) putXmlText(out, harmless);
    else putXmlText(out, bytes, from, to);
    out.put(TEXT_END);
  };
}

function absentWriter({ exact }: ColumnCells, putText: PutText): CellWriter {
  return (out, row) => {
    const text = exact?.get(row);
    if (text === undefined) return;
    const bytes = Buffer.from(text);
    putText(out, row, bytes, 0, bytes.length);
  };
}

function writerOf(cells: ColumnCells, column: Column, begin: Begin, putText: PutText): CellWriter {
  const asValue = (mark: Uint8Array, write: CellWriter = textWriter(cells)): CellWriter => (out, row) => {
    begin(out, row);
    out.put(mark);
    write(out, row);
    out.put(VALUE_END);
  };
  const asText = printed(cells, putText);
  switch (cells.kind) {
    case 'boolean':
      return asValue(BOOLEAN, (out, row) => putNumber(out, cells.values[row] ?? 0));
    case 'int16':
    case 'int32':
      return asValue(NUMBER);
    case 'int64':
      return either(isShort(cells.values), asValue(NUMBER), asText);
    case 'decimal':
      return cells.wide ? asText : either(isShort(cells.values), asValue(NUMBER), asText);
    case 'float32':
    case 'float64':
      return either((row) => Number.isFinite(cells.values[row]), asValue(NUMBER), asText);
    case 'date':
      return either((row) => isDay((cells.values[row] ?? 0) + EPOCH), asValue(DATE, (out, row) => putNumber(out, (cells.values[row] ?? 0) + EPOCH)), asText);
    case 'timestamp':
    case 'timestamptz':
      return timestampWriter(cells.values, (write) => asValue(TIMESTAMP, write), asText);
    case 'text':
    case 'json':
      return textsWriter(cells, column, begin, putText);
    default:
      return asText;
  }
}

const either = (isFirst: (row: number) => boolean, first: CellWriter, second: CellWriter): CellWriter => (out, row) =>
  isFirst(row) ? first(out, row) : second(out, row);

const isDay = (serial: number): boolean => serial >= FIRST_DAY && serial < END_OF_DAYS;

/** Of numbers in two halves: whether they have 15 digits at most, which 2^53 has not. */
function isShort(values: BigInt64Array): (row: number) => boolean {
  const halves = halvesOf(values);
  return (row) => {
    const value = wholeAt(halves, row);
    return value >= -MOST && value <= MOST;
  };
}

function timestampWriter(values: BigInt64Array, asValue: (write: CellWriter) => CellWriter, asText: CellWriter): CellWriter {
  const halves = halvesOf(values);
  const serial = (row: number): number => wholeAt(halves, row) / DAY_MICROS + EPOCH;
  return either((row) => isDay(serial(row)), asValue((out, row) => putFloat64(out, serial(row))), asText);
}

/** The database's text of a typed value. */
function printed(cells: ColumnCells, putText: PutText): CellWriter {
  const write = textWriter(cells);
  return (out, row) => {
    const aside = new Output(1024);
    write(aside, row);
    const bytes = Buffer.concat(aside.end());
    putText(out, row, bytes, 0, bytes.length);
  };
}

function textsWriter(cells: BytesColumn, column: Column, begin: Begin, putText: PutText): CellWriter {
  const { bytes, offsets } = cells;
  const isNumber = isNumeric(column);
  return (out, row) => {
    const from = offsets[row] ?? 0;
    const to = offsets[row + 1] ?? 0;
    if (!isNumber || !isShortNumber(bytes, from, to)) return putText(out, row, bytes, from, to);
    begin(out, row);
    out.put(NUMBER);
    out.put(bytes, from, to);
    out.put(VALUE_END);
  };
}

const isShortNumber = (bytes: Uint8Array, from: number, to: number): boolean => to - from <= MOST_DIGITS && isJsonNumber(bytes, from, to);
