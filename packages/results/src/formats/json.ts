import type { Column, RowBatch } from '@onceql/shared';
import { textChunks } from './chunks.js';
import { JSON_VALUES } from './json-values.js';
import { uniqueNames } from './names.js';
import { ALL_ROWS, checkRange, rowsInRange, type RowRange } from './range.js';

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
    const rendered = columns.map(({ type }, c) => renderColumn(batch.columns[c] ?? [], keys[c] ?? '', JSON_VALUES[type]));
    for (let r = 0; r < batch.length; r++) {
      let row = `${separator}{`;
      for (const values of rendered) row += values[r] ?? '';
      yield `${row}}`;
      separator = ',';
    }
  };
}

/** A column at a time: a loop over values of one type is what the engine makes fast. */
function renderColumn(values: readonly (string | null)[], key: string, render: (text: string) => string): string[] {
  const nothing = `${key}null`;
  return values.map((value) => (value === null ? nothing : key + render(value)));
}
