import type { Column } from '@onceql/shared';
import { floatText, type ExponentFrom } from './floats.js';

/** A value as hyparquet takes and gives it. */
export type Cell = string | number | bigint | boolean;

/** How the values of a column are kept in Parquet. */
export interface CellKind {
  readonly parquet: 'BYTE_ARRAY' | 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN';
  /** The typed value nearest to the database's text, or null where there is none. */
  parse(text: string): Cell | null;
  /** The text that the database most likely printed for the value. */
  print(value: Cell): string;
}

const text: CellKind = { parquet: 'BYTE_ARRAY', parse: (value) => value, print: String };

const int32: CellKind = {
  parquet: 'INT32',
  parse(value) {
    const number = Number(value);
    return value !== '' && (number | 0) === number ? number : null;
  },
  print: String,
};

const int64: CellKind = {
  parquet: 'INT64',
  parse(value) {
    if (!/^-?\d{1,19}$/.test(value)) return null;
    const integer = BigInt(value);
    return BigInt.asIntN(64, integer) === integer ? integer : null;
  },
  print: String,
};

const bool: CellKind = {
  parquet: 'BOOLEAN',
  parse: (value) => (value === 't' ? true : value === 'f' ? false : null),
  print: (value) => (value ? 't' : 'f'),
};

const double = (exponentFrom: ExponentFrom): CellKind => ({
  parquet: 'DOUBLE',
  parse(value) {
    const number = Number(value);
    return value === 'NaN' || (value !== '' && !Number.isNaN(number)) ? number : null;
  },
  print: (value) => floatText(value as number, exponentFrom),
});

/** By `format_type`'s name. What is not listed is kept as the database's text. */
const KINDS: ReadonlyMap<string, CellKind> = new Map([
  ['smallint', int32],
  ['integer', int32],
  ['bigint', int64],
  ['real', double(1e6)],
  ['double precision', double(1e15)],
  ['boolean', bool],
]);

export function cellKind(column: Column): CellKind {
  return KINDS.get(column.databaseType) ?? text;
}

/** Rows of one column in one row group whose text the typed value alone would not give back. */
export interface ExactTexts {
  readonly rows: number[];
  readonly texts: string[];
}

/**
 * Types a column's texts. Each typed value is printed again and compared; the text of those that differ is returned
 * too. So what `decodeTexts` gives back is exactly what came in, whatever the database prints.
 */
export function encodeTexts(kind: CellKind, texts: readonly (string | null)[]): { cells: (Cell | null)[]; exact: ExactTexts } {
  const exact: ExactTexts = { rows: [], texts: [] };
  if (kind === text) return { cells: texts as (Cell | null)[], exact };
  const cells = texts.map((original, row) => {
    if (original === null) return null;
    const cell = kind.parse(original);
    if (cell === null || kind.print(cell) !== original) {
      exact.rows.push(row);
      exact.texts.push(original);
    }
    return cell;
  });
  return { cells, exact };
}

/**
 * The texts of `cells`, which are rows `firstRow…` of their row group.
 * @param exact text by row of the row group
 */
export function decodeTexts(
  kind: CellKind,
  cells: ArrayLike<Cell | null | undefined>,
  firstRow: number,
  exact: ReadonlyMap<number, string> | undefined,
): (string | null)[] {
  const texts = new Array<string | null>(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    const kept = exact?.get(firstRow + i);
    texts[i] = kept ?? (cell === null || cell === undefined ? null : kind.print(cell));
  }
  return texts;
}
