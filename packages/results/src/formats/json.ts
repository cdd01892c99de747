import type { Column, RowBatch } from '@onceql/shared';
import { textChunks } from './chunks.js';
import { JSON_VALUES } from './json-values.js';
import { uniqueNames } from './names.js';
import { ALL_ROWS, checkRange, rowsInRange, type RowRange } from './range.js';

/** UTF-16 units from which on a value is rendered in pieces: longer than any number. */
const LONG = 1 << 20;

/**
 * The `data` object of a query_result, `{"columns":[…],"rows":[…]}`, as UTF-8 in chunks of about 64 KB.
 *
 * @param range of the rows that `batches` give. A store's `read` takes a range too and is the cheaper place for it;
 *   give it to one of the two.
 * @throws RangeError for a range that is none
 */
export function renderJson(
  batches: AsyncIterable<RowBatch>,
  columns: readonly Column[],
  range: RowRange = ALL_ROWS,
): AsyncIterable<Buffer> {
  const names = uniqueNames(columns);
  const described = columns.map(({ type }, c) => ({ name: names[c], friendly_name: names[c], type }));
  const head = `{"columns":${JSON.stringify(described)},"rows":[`;
  const rows = range === ALL_ROWS ? batches : rowsInRange(batches, checkRange(range));
  return textChunks(head, rows, rowRenderer(columns, names), ']}');
}

function rowRenderer(columns: readonly Column[], names: readonly string[]): (batch: RowBatch) => Iterable<string> {
  const keys = names.map((name, c) => `${c === 0 ? '' : ','}${JSON.stringify(name)}:`);
  let separator = '';
  return function* (batch) {
    if (batch.columns.some((values) => values.some(isLong))) {
      for (let r = 0; r < batch.length; r++) {
        yield `${separator}{`;
        for (const [c, { type }] of columns.entries()) yield* piecesOf(keys[c] ?? '', batch.columns[c]?.[r] ?? null, JSON_VALUES[type]);
        yield '}';
        separator = ',';
      }
      return;
    }
    const rendered = columns.map(({ type }, c) => renderColumn(batch.columns[c] ?? [], keys[c] ?? '', JSON_VALUES[type]));
    for (let r = 0; r < batch.length; r++) {
      let row = `${separator}{`;
      for (const values of rendered) row += values[r] ?? '';
      yield `${row}}`;
      separator = ',';
    }
  };
}

const isLong = (value: string | null): boolean => value !== null && value.length > LONG;

/** A long value in several pieces: escaped as a whole it could be longer than a string can be. */
function* piecesOf(key: string, value: string | null, render: (text: string) => string): Generator<string> {
  if (value === null || !isLong(value)) return yield key + (value === null ? 'null' : render(value));
  // What is this long is no number and no date, so it is a string whatever its type.
  yield `${key}"`;
  for (let from = 0; from < value.length; ) {
    const to = pieceEnd(value, from + LONG);
    yield JSON.stringify(value.slice(from, to)).slice(1, -1);
    from = to;
  }
  yield '"';
}

/** Never between the halves of a character. */
function pieceEnd(text: string, end: number): number {
  const before = text.charCodeAt(end - 1);
  return before >= 0xd800 && before < 0xdc00 ? end + 1 : end;
}

/** A column at a time: a loop over values of one type is what the engine makes fast. */
function renderColumn(values: readonly (string | null)[], key: string, render: (text: string) => string): string[] {
  const nothing = `${key}null`;
  return values.map((value) => (value === null ? nothing : key + render(value)));
}
