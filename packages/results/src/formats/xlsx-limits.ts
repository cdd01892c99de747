import type { Column, ColumnBatch, ColumnCells } from '@onceql/shared';
import { defused, isNumeric } from './formulas.js';

/** What an Excel sheet can hold: rows with the one of the names, columns, and UTF-16 units of a cell. */
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;
const MOST_CHARACTERS = 32_767;

/** Bytes of XML that zip can count without ZIP64. */
const MOST_BYTES = 0xffff_ffff;
/** What XML takes at most: around a row, around a cell with what is not measured by its bytes, and for a byte of a text. */
const AROUND_ROW = 40;
const AROUND_CELL = 120;
const ESCAPED = 7;

/** Of a UTF-16 unit as UTF-8, at most. */
const BYTES_OF_CHARACTER = 3;

const ELSE = 'Take it as .csv or .parquet';

/** Why a result of so many rows and columns does not fit into a sheet; undefined: it may. */
export function sheetFault(columns: readonly Column[], rows: number): string | undefined {
  if (rows >= MOST_ROWS) return `An Excel sheet holds ${MOST_ROWS - 1} rows below the names, and this result has ${rows}. ${ELSE}, or in pages with offset and limit.`;
  if (columns.length > MOST_COLUMNS) return `An Excel sheet holds ${MOST_COLUMNS} columns, and this result has ${columns.length}. ${ELSE}.`;
  return undefined;
}

/** Whether the XML of a sheet may be larger than zip can count without ZIP64. @param valueBytes of all values together; undefined: not known */
export function mayBeLarge(columns: readonly Column[], rows: number, valueBytes: number | undefined): boolean {
  const values = valueBytes ?? rows * columns.length * MOST_CHARACTERS * BYTES_OF_CHARACTER;
  return rows * (AROUND_ROW + AROUND_CELL * columns.length) + ESCAPED * values >= MOST_BYTES;
}

/** Reads all rows for one value that is longer than a cell may be, and says which; undefined: there is none. */
export async function cellFault(batches: AsyncIterable<ColumnBatch>, columns: readonly Column[], defuse: boolean): Promise<string | undefined> {
  let before = 0;
  for await (const batch of batches) {
    for (const [c, cells] of batch.columns.entries()) {
      const column = columns[c];
      const row = longRow(cells, column !== undefined && isNumeric(column), batch.length, defuse);
      if (row === undefined) continue;
      return `A cell of an Excel sheet holds ${MOST_CHARACTERS} characters, and column "${column?.name ?? ''}" has more in row ${before + row + 1}. ${ELSE}.`;
    }
    before += batch.length;
  }
  return undefined;
}

function longRow(cells: ColumnCells, isNumber: boolean, length: number, defuse: boolean): number | undefined {
  for (const [row, text] of cells.exact ?? []) if (text.length > MOST_CHARACTERS) return row;
  if (cells.kind !== 'text' && cells.kind !== 'json' && cells.kind !== 'bytea') return undefined;
  const { offsets, bytes } = cells;
  for (let row = 0; row < length; row++) {
    const from = offsets[row] ?? 0;
    const to = offsets[row + 1] ?? 0;
    if (cells.kind === 'bytea') {
      if (2 * (to - from) + 2 > MOST_CHARACTERS) return row;
      continue;
    }
    // No text has more UTF-16 units than bytes.
    if (to - from < MOST_CHARACTERS) continue;
    const mark = defuse && defused(bytes, from, to, isNumber) ? 1 : 0;
    if (unitsOf(bytes, from, to) + mark > MOST_CHARACTERS) return row;
  }
  return undefined;
}

/** One for each character, two for one of four bytes. */
function unitsOf(bytes: Uint8Array, from: number, to: number): number {
  let units = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] ?? 0;
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}
