import { describe, expect, it } from '@jest/globals';
import type { ColumnBatch, ColumnCells, TypedColumn } from '@onceql/shared';
import { tableFromIPC } from 'apache-arrow';
import ExcelJS from 'exceljs';
import { renderArrow } from '../src/formats/arrow.js';
import { renderXlsx } from '../src/formats/xlsx.js';
import { cellFault, mayBeLarge, sheetFault } from '../src/formats/xlsx-limits.js';
import { bytesColumn, columnBatch, columnBatches, decimalColumn, intColumn, longColumn } from './column-batches.js';
import { column } from './tables.js';

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

const typed = (name: string, databaseType: string, cells: ColumnCells): { column: TypedColumn; cells: ColumnCells } => ({ column: { ...column(name, databaseType), kind: cells.kind }, cells });

const FAR: ColumnCells = { kind: 'date', values: Int32Array.of(0, 0, 0), present: Uint8Array.of(0, 0, 1), exact: new Map([[1, 'infinity']]) };

/** Three rows of every kind; the second one is null, or has no typed form. */
const EVERYTHING = [
  typed('flag', 'boolean', { kind: 'boolean', values: Uint8Array.of(1, 0, 0), present: Uint8Array.of(1, 0, 1) }),
  typed('i2', 'smallint', intColumn('int16', ['-32768', null, '7'])),
  typed('i4', 'integer', intColumn('int32', ['2147483647', null, '-1'])),
  typed('i8', 'bigint', longColumn('int64', ['9007199254740993', null, '999999999999999'])),
  typed('f4', 'real', { kind: 'float32', values: Float32Array.of(0.5, 0, 3.25), present: Uint8Array.of(1, 0, 1) }),
  typed('f8', 'double precision', { kind: 'float64', values: Float64Array.of(0.1, 0, NaN), present: Uint8Array.of(1, 0, 1) }),
  typed('money', 'numeric(12,2)', decimalColumn(2, false, ['-1234', null, '5'])),
  typed('wide', 'numeric(38,10)', decimalColumn(10, true, ['-12345678901234567890', null, '1'])),
  typed('day', 'date', intColumn('date', ['19782', null, '-30000'])),
  typed('far', 'date', FAR),
  typed('at', 'timestamp without time zone', longColumn('timestamp', ['1704110400500000', null, '-62135596800000000'])),
  typed('atz', 'timestamp with time zone', longColumn('timestamptz', ['1704110400123456', null, '253402300800000000'])),
  typed('id', 'uuid', { kind: 'uuid', values: new Uint8Array(48).fill(171), present: Uint8Array.of(1, 0, 1) }),
  typed('raw', 'bytea', bytesColumn(['00ff', null, ''], 'bytea', 'hex')),
  typed('doc', 'jsonb', bytesColumn(['{"a": 1}', null, 'null'], 'json')),
  typed('text', 'text', bytesColumn(['a <b> & "c"', null, ''])),
  typed('text', 'numeric', bytesColumn(['1.5', null, '1234567890.123456789'])),
];
const COLUMNS = EVERYTHING.map((each) => each.column);
const batches = (): AsyncIterable<ColumnBatch> => columnBatches(columnBatch(3, ...EVERYTHING.map((each) => each.cells)), columnBatch(3, ...EVERYTHING.map((each) => each.cells)));

describe('Arrow', () => {
  it('carries every kind, with the types of the database beside them', async () => {
    const table = tableFromIPC(await bytesOf(renderArrow(batches(), COLUMNS)));
    expect(table.numRows).toBe(6);
    expect(table.batches.length).toBe(2);
    expect(table.schema.fields.map(({ name, type, metadata }) => `${name} ${String(type)} ${metadata.get('onceql.type')}`)).toEqual([
      'flag Bool boolean', 'i2 Int16 smallint', 'i4 Int32 integer', 'i8 Int64 bigint', 'f4 Float32 real', 'f8 Float64 double precision',
      'money Decimal[12e+2] numeric(12,2)', 'wide Decimal[38e+10] numeric(38,10)', 'day Date32<DAY> date', 'far Date32<DAY> date',
      'at Timestamp<MICROSECOND> timestamp without time zone', 'atz Timestamp<MICROSECOND, UTC> timestamp with time zone',
      'id FixedSizeBinary[16] uuid', 'raw Binary bytea', 'doc Utf8 jsonb', 'text Utf8 text', 'text1 Utf8 numeric',
    ]);
    const cell = (name: string, row: number): unknown => table.getChild(name)?.get(row);
    for (const { column: { name } } of EVERYTHING) expect([name, cell(name, 1), cell(name, 4)]).toEqual([name, null, null]);
    expect([cell('flag', 0), cell('flag', 2), cell('flag', 3), cell('i2', 0), cell('i4', 5), cell('i8', 0)]).toEqual([true, false, true, -32768, -1, 9007199254740993n]);
    expect([cell('f4', 2), cell('f8', 0), cell('f8', 2), Number(cell('day', 0)), cell('doc', 0), cell('text', 5), cell('text1', 3)]).toEqual([3.25, 0.1, NaN, 19782 * 86_400_000, '{"a": 1}', '', '1.5']);
    expect([cell('money', 0), cell('wide', 0)].map(signed)).toEqual([-1234n, -12345678901234567890n]);
    expect(table.getChild('atz')?.data[0]?.values).toEqual(BigInt64Array.of(1704110400123456n, 0n, 253402300800000000n));
    expect([cell('id', 0), cell('raw', 0), cell('raw', 2)]).toEqual([new Uint8Array(16).fill(171), Uint8Array.of(0, 255), new Uint8Array()]);
    expect(cell('far', 5)).not.toBeNull();
  });

  it('has a schema without rows, and rows without columns', async () => {
    const empty = tableFromIPC(await bytesOf(renderArrow(columnBatches(), COLUMNS)));
    expect([empty.numRows, empty.schema.fields.length]).toEqual([0, COLUMNS.length]);
    expect(tableFromIPC(await bytesOf(renderArrow(columnBatches(columnBatch(2)), []))).numRows).toBe(2);
  });
});

/** Four words, the lowest first. */
function signed(words: unknown): bigint {
  const [a = 0n, b = 0n, c = 0n, d = 0n] = [...(words as Uint32Array)].map(BigInt);
  return BigInt.asIntN(128, a | (b << 32n) | (c << 64n) | (d << 96n));
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function sheetOf(chunks: AsyncIterable<Uint8Array>): Promise<ExcelJS.Worksheet> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(await bytesOf(chunks) as unknown as ExcelJS.Buffer);
  const [sheet] = workbook.worksheets;
  if (!sheet) throw new Error('no sheet');
  return sheet;
}

const PLAIN = { defuse: false, modifiedAt: new Date(0), mayBeLarge: false };

describe('XLSX', () => {
  it('has numbers, dates and texts in their cells', async () => {
    const sheet = await sheetOf(renderXlsx(batches(), COLUMNS, PLAIN));
    const row = (n: number): unknown[] => EVERYTHING.map((_, c) => sheet.getCell(n, c + 1).value);
    expect(row(1)).toEqual(COLUMNS.map(({ name }) => name));
    expect(row(2)).toEqual([
      true, -32768, 2147483647, '9007199254740993', 0.5, 0.1, -12.34, '-1234567890.1234567890', new Date('2024-02-29'), null,
      new Date('2024-01-01T12:00:00.500Z'), new Date('2024-01-01T12:00:00.123Z'), 'abababab-abab-abab-abab-abababababab', '\\x00ff', '{"a": 1}', 'a <b> & "c"', 1.5,
    ]);
    expect(row(3)).toEqual(COLUMNS.map(({ name }) => (name === 'far' ? 'infinity' : null)));
    expect(row(4)).toEqual([
      false, 7, -1, 999999999999999, 3.25, 'NaN', 0.05, '0.0000000001', '1887-11-12', new Date('1970-01-01'),
      '0001-01-01 00:00:00', '10000-01-01 00:00:00+00', 'abababab-abab-abab-abab-abababababab', '\\x', 'null', null, '1234567890.123456789',
    ]);
    expect(row(7)).toEqual(row(4));
    expect(sheet.getCell(2, 9).numFmt).toBe('yyyy-mm-dd');
  });

  it('keeps every character of texts, and defuses formulas where asked', async () => {
    const texts = ['=1+1', '-2', 'tab\tline\nreturn\r', 'bell\u0007', '_x0041_', '_x', '\uffff', '漢 🙂', ' a ', '_'.repeat(5000)];
    const batch = (): AsyncIterable<ColumnBatch> => columnBatches(columnBatch(texts.length, bytesColumn(texts)));
    const read = async (defuse: boolean): Promise<unknown[]> => {
      const sheet = await sheetOf(renderXlsx(batch(), [column('x')], { ...PLAIN, defuse }));
      // exceljs leaves to others what Excel does with `_xHHHH_`.
      return texts.map((_, r) => String(sheet.getCell(r + 2, 1).value).replaceAll(/_x([0-9A-F]{4})_/g, (_code, hex: string) => String.fromCharCode(parseInt(hex, 16))));
    };
    expect(await read(false)).toEqual(texts);
    expect((await read(true)).slice(0, 3)).toEqual(["'=1+1", "'-2", 'tab\tline\nreturn\r']);
  });

  it('says before it begins what does not fit', async () => {
    expect(sheetFault([column('x')], 1_048_575)).toBeUndefined();
    expect(sheetFault([column('x')], 1_048_576)).toMatch(/1048575 rows/);
    expect(sheetFault(Array.from({ length: 16_385 }, () => column('x')), 1)).toMatch(/16384 columns/);
    const fault = (texts: string[], defuse = false): Promise<string | undefined> =>
      cellFault(columnBatches(columnBatch(1, bytesColumn(['short'])), columnBatch(texts.length, bytesColumn(texts))), [column('x')], defuse);
    expect(await fault(['漢'.repeat(32_767), '🙂'.repeat(16_383)])).toBeUndefined();
    expect(await fault(['', 'x'.repeat(32_768)])).toMatch(/column "x" has more in row 3/);
    expect(await fault(['🙂'.repeat(16_384)])).toMatch(/row 2/);
    expect(await fault(['x'.repeat(32_767), `=${'x'.repeat(32_765)}`], true)).toBeUndefined();
    expect(await fault([`=${'x'.repeat(32_766)}`], true)).toMatch(/row 2/);
  });

  it('writes a sheet that may need ZIP64 as such in the header before it, where Excel looks for it, and in the list of all', async () => {
    const versionsOf = async (large: boolean): Promise<number[]> => {
      const file = await bytesOf(renderXlsx(columnBatches(columnBatch(1, bytesColumn(['text']))), [column('x')], { ...PLAIN, mayBeLarge: large }));
      expect((await sheetOf(oneChunk(file))).getCell(2, 1).value).toBe('text');
      const [before, listed] = [file.indexOf('xl/worksheets/sheet1.xml') - 26, file.lastIndexOf('xl/worksheets/sheet1.xml') - 40];
      return [file.readUInt16LE(before), file.readUInt16LE(listed)];
    };
    expect([await versionsOf(false), await versionsOf(true)]).toEqual([[20, 20], [45, 45]]);
    const large = (rows: number, valueBytes: number | undefined): boolean => mayBeLarge([column('x'), column('y')], rows, valueBytes);
    expect([large(1_000_000, 100_000_000), large(1_000_000, 600_000_000), large(1000, undefined), large(10_000, undefined)]).toEqual([false, true, false, true]);
  });

  it('stops reading when nobody asks for more', async () => {
    let ended: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (ended = resolve));
    async function* endless(): AsyncGenerator<ColumnBatch> {
      try {
        for (;;) yield columnBatch(1000, bytesColumn(Array.from({ length: 1000 }, (_, i) => `value ${Math.random()} ${i}`)));
      } finally {
        ended();
      }
    }
    let bytes = 0;
    for await (const chunk of renderXlsx(endless(), [column('x')], PLAIN)) {
      bytes += chunk.length;
      if (bytes > 200_000) break;
    }
    await stopped;
  });
});
