import type { Column, ColumnBatch } from '@onceql/shared';
import { absentJsonWriter, jsonWriter } from './json-cells.js';
import { uniqueNames } from './names.js';
import type { Output } from './output.js';
import { renderRows } from './rows.js';

/** The `data` object of a query_result, `{"columns":[…],"rows":[…]}`, as UTF-8 in the chunks of an output, of about 64 KB. */
export function renderJsonRows(batches: AsyncIterable<ColumnBatch>, columns: readonly Column[], out?: Output): AsyncIterable<Uint8Array> {
  const names = uniqueNames(columns);
  const described = columns.map(({ type }, c) => ({ name: names[c], friendly_name: names[c], type }));
  const keys = names.map((name, c) => Buffer.from(`${c === 0 ? '' : ','}${JSON.stringify(name)}:`));
  return renderRows(batches, {
    head: Buffer.from(`{"columns":${JSON.stringify(described)},"rows":[`),
    between: Buffer.from(','),
    rowStart: Buffer.from('{'),
    rowEnd: Buffer.from('}'),
    tail: Buffer.from(']}'),
    fields: (batch) =>
      batch.columns.map((cells, c) => {
        const type = columns[c]?.type ?? 'string';
        return { present: cells.present, before: keys[c] ?? KEYLESS, write: jsonWriter(cells, type), writeAbsent: absentJsonWriter(cells, type) };
      }),
  }, out);
}

const KEYLESS = new Uint8Array();
