import type { Column, RowBatch } from '@onceql/shared';
import { booleanWord } from './booleans.js';
import { textChunks } from './chunks.js';
import { uniqueNames } from './names.js';

const LINE_END = '\r\n';
const SPECIAL = /[",\r\n]/;

type CsvValue = (text: string) => string;

/**
 * The rows as CSV with a header, UTF-8 in chunks of about 64 KB: what Postgres's `COPY … (FORMAT csv, HEADER)` writes,
 * but with CRLF at line ends, unique column names, and true and false for booleans. Null is empty, the empty string
 * `""`. The quoting rule is that of `CopyAttributeOutCSV` in Postgres's copyto.c.
 */
export function renderCsv(batches: AsyncIterable<RowBatch>, columns: readonly Column[]): AsyncIterable<Buffer> {
  const quote = quoting(columns.length === 1);
  const head = uniqueNames(columns).map(quote).join(',') + LINE_END;
  const values = columns.map(({ type }) => (type === 'boolean' ? (text: string) => booleanWord(text) ?? quote(text) : quote));
  return textChunks(head, batches, (batch) => renderRows(batch, values), '');
}

function* renderRows(batch: RowBatch, values: readonly CsvValue[]): Generator<string> {
  const rendered = values.map((render, c) => renderColumn(batch.columns[c] ?? [], render, c === 0 ? '' : ','));
  for (let r = 0; r < batch.length; r++) {
    let row = '';
    for (const column of rendered) row += column[r] ?? '';
    yield row + LINE_END;
  }
}

function renderColumn(values: readonly (string | null)[], render: CsvValue, before: string): string[] {
  return values.map((value) => (value === null ? before : before + render(value)));
}

/** A lone `\.` on a line would end the data for a reader of Postgres's, so it is quoted where it stands alone. */
function quoting(singleColumn: boolean): CsvValue {
  return (text) => {
    const plain = text !== '' && !SPECIAL.test(text) && !(singleColumn && text === '\\.');
    return plain ? text : `"${text.replaceAll('"', '""')}"`;
  };
}
