import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ColumnBatch, ColumnCells } from '@onceql/shared';
import { CSV, renderDelimited, TSV } from '../src/formats/delimited.js';
import { renderJsonRows } from '../src/formats/json-rows.js';
import { bytesColumn, columnBatch, columnBatches, decimalColumn, intColumn, longColumn, textOf } from './column-batches.js';
import { column } from './tables.js';
import { ThrowawayPostgres } from './throwaway-postgres.js';

describe('CSV and TSV', () => {
  let postgres: ThrowawayPostgres;
  beforeAll(() => {
    postgres = new ThrowawayPostgres();
  });
  afterAll(() => postgres.stop());

  const odd = ['', '\\.', '\\N', 'a,b', 'say "x"', '"', '""', '"a"b"', 'line\nfeed', 'carriage\rreturn', 'both\r\n', ' lead', 'trail ', ';', '\t', '|', '#', 'NULL', '漢字 🙂', "it's", '\\', '=1+1', '\u2028', `${'x'.repeat(70_000)}"`, null];

  async function compare(names: string[], cells: (string | null)[][]): Promise<void> {
    const literal = (text: string | null): string => (text === null ? 'null' : `'${text.replaceAll("'", "''")}'`);
    const rows = (cells[0] ?? []).map((_, r) => `(${cells.map((texts) => literal(texts[r] ?? null)).join(',')})`);
    const header = names.map((_, c) => `c${c}`).join(',');
    const chosen = names.map((name, c) => `c${c} as "${name.replaceAll('"', '""')}"`).join(',');
    const copy = `copy (select ${chosen} from (values ${rows.join(',')}) v(${header}))`;
    const [csv = '', tsv = ''] = postgres.run((path) => [`${copy} to '${path('csv')}' (format csv, header)`, `${copy} to '${path('tsv')}' (format csv, header, delimiter E'\\t')`], 'csv', 'tsv');
    const columns = names.map((name) => column(name));
    const batches = (): AsyncIterable<ColumnBatch> => columnBatches(columnBatch(cells[0]?.length ?? 0, ...cells.map((texts) => bytesColumn(texts))));
    expect(await textOf(renderDelimited(batches(), columns))).toBe(crlf(csv));
    expect(await textOf(renderDelimited(batches(), columns, TSV))).toBe(crlf(tsv));
  }

  /** No value ends a line but those that are quoted, so line ends are the line feeds outside of quotes. */
  const crlf = (text: string): string => text.replaceAll(/"(?:[^"]|"")*"|\n/g, (part) => (part === '\n' ? '\r\n' : part));

  it('are what COPY writes, with CRLF, also where names repeat', async () => {
    const other = odd.map((_, i) => (i % 3 ? odd[odd.length - 1 - i] ?? null : null));
    await compare(['plain', 'plain', 'a "quoted", name', '\\.'], [odd, other, odd.toReversed(), other]);
  });

  it('are what COPY writes for a single column', async () => {
    await compare(['\\.'], [odd]);
  });

  it('quote values whose typed form is missing, and have an empty line for each row without columns', async () => {
    const cells: ColumnCells = { kind: 'date', values: new Int32Array(3), present: new Uint8Array([0, 0, 1]), exact: new Map([[1, 'in,finity']]) };
    expect(await textOf(renderDelimited(columnBatches(columnBatch(3, cells)), [column('d', 'date')]))).toBe('d\r\n\r\n"in,finity"\r\n1970-01-01\r\n');
    expect(await textOf(renderDelimited(columnBatches(columnBatch(2)), []))).toBe('\r\n\r\n\r\n');
  });

  it('go without a header, without quotes, and with other delimiters', async () => {
    const batches = (): AsyncIterable<ColumnBatch> => columnBatches(columnBatch(2, bytesColumn(['a|"b', '']), intColumn('int32', ['1', null])));
    const columns = [column('x'), column('n', 'integer')];
    expect(await textOf(renderDelimited(batches(), columns, { ...CSV, delimiter: '|', header: false }))).toBe('"a|""b"|1\r\n""|\r\n');
    expect(await textOf(renderDelimited(batches(), columns, { ...CSV, quoted: false }))).toBe('x,n\r\na|"b,1\r\n,\r\n');
  });

  it('defuse names, too', async () => {
    const columns = [column('=cmd|x'), column('-1', 'integer')];
    const batch = columnBatch(1, bytesColumn(['a']), intColumn('int32', ['1']));
    expect(await textOf(renderDelimited(columnBatches(batch), columns, { ...CSV, defuse: true }))).toBe("'=cmd|x,'-1\r\na,1\r\n");
  });

  it('defuse formulas and leave numbers alone', async () => {
    const texts = ['=1+1', '+1', '-1', '@x', '\tx', '\rx', 'a=1', '', null, '=a,"b"'];
    const numbers = ['-1', '-Infinity', '-1.5e-7', '-x', null, '1', '1', '1', '1', '1'];
    const batch = columnBatch(texts.length, bytesColumn(texts), bytesColumn(numbers), intColumn('int32', numbers.map(() => '-5')));
    const columns = [column('x'), column('n', 'numeric'), column('i', 'integer')];
    const text = await textOf(renderDelimited(columnBatches(batch), columns, { ...CSV, header: false, defuse: true }));
    expect(text).toBe("'=1+1,-1,-5\r\n'+1,-Infinity,-5\r\n'-1,-1.5e-7,-5\r\n'@x,'-x,-5\r\n'\tx,,-5\r\n\"'\rx\",1,-5\r\na=1,1,-5\r\n\"\",1,-5\r\n,1,-5\r\n\"'=a,\"\"b\"\"\",1,-5\r\n");
  });
});

async function json(type: string, cells: ColumnCells, length: number): Promise<string> {
  const text = await textOf(renderJsonRows(columnBatches(columnBatch(length, cells)), [column('x', type)]));
  JSON.parse(text);
  return text.slice(text.indexOf('"rows":') + 7, -1);
}

const values = (...texts: string[]): string => `[${texts.map((text) => `{"x":${text}}`).join(',')}]`;

describe('JSON', () => {
  it('carries columns with names, friendly names and types, and rows by name', async () => {
    const columns = [column('id', 'bigint'), column('id'), column('say "x"', 'date')];
    const batch = columnBatch(2, longColumn('int64', ['1', '2']), bytesColumn(['a', null]), intColumn('date', ['19782', null]));
    expect(await textOf(renderJsonRows(columnBatches(batch, batch), columns))).toBe(
      '{"columns":[{"name":"id","friendly_name":"id","type":"integer"},{"name":"id1","friendly_name":"id1","type":"string"},' +
        '{"name":"say \\"x\\"","friendly_name":"say \\"x\\"","type":"date"}],' +
        '"rows":[{"id":1,"id1":"a","say \\"x\\"":"2024-02-29"},{"id":2,"id1":null,"say \\"x\\"":null},' +
        '{"id":1,"id1":"a","say \\"x\\"":"2024-02-29"},{"id":2,"id1":null,"say \\"x\\"":null}]}',
    );
  });

  it('carries all digits of numbers, unquoted, and null for what is none', async () => {
    expect(await json('bigint', longColumn('int64', ['9223372036854775807', '-9223372036854775808']), 2)).toBe(values('9223372036854775807', '-9223372036854775808'));
    expect(await json('numeric', decimalColumn(20, true, ['1234567890123456789012345678901234567', '-1']), 2)).toBe(values('12345678901234567.89012345678901234567', '-0.00000000000000000001'));
    const texts = ['12345678901234567890.12345678901234567890', '-0', '1e+308', '0.10', 'NaN', 'Infinity', '-Infinity', null];
    expect(await json('numeric', bytesColumn(texts), texts.length)).toBe(values('12345678901234567890.12345678901234567890', '-0', '1e+308', '0.10', 'null', 'null', 'null', 'null'));
    expect(await json('double precision', { kind: 'float64', values: Float64Array.of(0.1, 1e15, NaN, -Infinity, -0) }, 5)).toBe(values('0.1', '1e+15', 'null', 'null', '-0'));
  });

  it('quotes rather than breaks where a number column holds anything else', async () => {
    const texts = ['.5', '007', '1,5', '', '0x1F', '$1.00', '1e', '--1', '1.', '-'];
    expect(await json('integer', bytesColumn(texts), texts.length)).toBe(values(...texts.map((text) => JSON.stringify(text))));
  });

  it('knows booleans, bytea and uuid', async () => {
    expect(await json('boolean', { kind: 'boolean', values: Uint8Array.of(1, 0, 0), present: Uint8Array.of(1, 1, 0) }, 3)).toBe(values('true', 'false', 'null'));
    expect(await json('boolean', bytesColumn(['t', 'false', 'x']), 3)).toBe(values('true', 'false', '"x"'));
    expect(await json('bytea', bytesColumn(['00ff'], 'bytea', 'hex'), 1)).toBe(values('"\\\\x00ff"'));
    expect(await json('uuid', { kind: 'uuid', values: new Uint8Array(16).fill(171) }, 1)).toBe(values('"abababab-abab-abab-abab-abababababab"'));
  });

  const times: [string, string, string][] = [
    ['2024-01-01 12:00:00', '2024-01-01T12:00:00', '1704110400000000'],
    ['2024-01-01 12:00:00.5', '2024-01-01T12:00:00.5', '1704110400500000'],
    ['0001-01-01 00:00:00', '0001-01-01T00:00:00', '-62135596800000000'],
    ['9999-12-31 23:59:59.999999', '9999-12-31T23:59:59.999999', '253402300799999999'],
    ['0001-12-31 23:59:59 BC', '0001-12-31 23:59:59 BC', '-62135596801000000'],
    ['10000-01-01 00:00:00', '10000-01-01 00:00:00', '253402300800000000'],
  ];

  it('writes time stamps in ISO 8601 where they have four digits', async () => {
    const zoned = (text: string): string => (/ BC|^10000/.test(text) ? text.replace(/( BC)?$/, '+00$1') : `${text}+00:00`);
    const naive = 'timestamp without time zone';
    expect(await json(naive, bytesColumn(times.map(([text]) => text)), times.length)).toBe(values(...times.map(([, iso]) => `"${iso}"`)));
    expect(await json(naive, longColumn('timestamp', times.map(([, , micros]) => micros)), times.length)).toBe(values(...times.map(([, iso]) => `"${iso}"`)));
    expect(await json('timestamp with time zone', longColumn('timestamptz', times.map(([, , micros]) => micros)), times.length)).toBe(values(...times.map(([, iso]) => `"${zoned(iso)}"`)));
    const local = bytesColumn(['1880-01-01 00:00:00+00:53:28', '2024-01-01 12:00:00.5+01', '2024-01-01 12:00:00-03:30', 'infinity']);
    expect(await json('timestamp with time zone', local, 4)).toBe(values('"1880-01-01T00:00:00+00:53:28"', '"2024-01-01T12:00:00.5+01:00"', '"2024-01-01T12:00:00-03:30"', '"infinity"'));
    const exact: ColumnCells = { kind: 'timestamp', values: new BigInt64Array(2), present: new Uint8Array(2), exact: new Map([[1, '-infinity']]) };
    expect(await json(naive, exact, 2)).toBe(values('null', '"-infinity"'));
  });

  it('escapes strings as JSON.stringify does, also long ones', async () => {
    const texts = ['"', '\\', '\n\r\t\b\f\0\u001f\u007f', '\u2028\u2029', '漢 🙂', '\uFEFF', '</script>', '', `a${'😀'.repeat(600_000)}"`, '\u0001'.repeat(200_000)];
    expect(await json('text', bytesColumn(texts), texts.length)).toBe(JSON.stringify(texts.map((x) => ({ x }))));
  });

  it('stands with zero rows and with zero columns', async () => {
    expect(await textOf(renderJsonRows(columnBatches(), []))).toBe('{"columns":[],"rows":[]}');
    expect(await textOf(renderJsonRows(columnBatches(columnBatch(2)), []))).toBe('{"columns":[],"rows":[{},{}]}');
  });
});

it.each([['JSON', renderJsonRows], ['CSV', renderDelimited]] as const)('%s comes in chunks of about 64 KB, made while they are asked for', async (_, render) => {
  let pulled = 0;
  let ended = false;
  async function* endless(): AsyncGenerator<ColumnBatch> {
    try {
      for (;;) {
        pulled++;
        yield columnBatch(100, bytesColumn(Array.from({ length: 100 }, (_, i) => `漢 ${i}`.padEnd(200))));
      }
    } finally {
      ended = true;
    }
  }
  let chunks = 0;
  for await (const chunk of render(endless(), [column('x')])) {
    expect(chunk.length).toBeGreaterThan(60_000);
    expect(chunk.length).toBeLessThanOrEqual(65_536);
    if (++chunks === 3) break;
  }
  expect(pulled).toBeLessThan(15);
  expect(ended).toBe(true);
});
