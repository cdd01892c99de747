import { describe, expect, it } from '@jest/globals';
import { ResultDamaged, ResultGone, type ColumnBatch, type TypedColumn } from '@onceql/shared';
import { LIMITS, type Limits } from '../src/parquet/limits.js';
import { openParquet } from '../src/parquet/reader.js';
import { writeParquetFile } from '../src/parquet/writer.js';
import { cellsOf, columnBatch, gatherValues, memoryObject, typed, type Value } from './parquet-values.js';

const ALL = { offset: 0, limit: Infinity };

async function* stream(...batches: ColumnBatch[]): AsyncGenerator<ColumnBatch> {
  yield* batches;
}

async function stored(columns: readonly TypedColumn[], ...batches: ColumnBatch[]): Promise<ReturnType<typeof memoryObject>> {
  const object = memoryObject();
  const { bytes, hash } = await writeParquetFile(object.writer, columns, stream(...batches));
  expect(bytes).toBe(object.bytes().length);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  return object;
}

async function roundTrip(columns: readonly TypedColumn[], values: readonly Value[][], limits?: Limits): Promise<Value[][]> {
  const object = memoryObject();
  await writeParquetFile(object.writer, columns, stream(columnBatch(columns, values)), limits);
  return gatherValues((await openParquet(object.reader())).batches(ALL), columns.length);
}

describe('what is written is read back', () => {
  it('keeps rows without columns, and columns without rows', async () => {
    const rows = { length: 12_001, columns: [], bytes: 0 };
    const file = await openParquet((await stored([], rows, rows)).reader());
    let read = 0;
    for await (const batch of file.batches({ offset: 24_000, limit: 9 })) read += batch.length;
    expect([file.rows, read]).toEqual([24_002, 2]);
    expect(await roundTrip([typed('a', 'text'), typed('b', 'int64')], [[], []])).toEqual([[], []]);
  });

  it('keeps 1,600 columns, some of nulls alone', async () => {
    const columns = Array.from({ length: 1_600 }, (_, c) => typed(`c${c}`, c % 2 ? 'text' : 'int64'));
    const values = columns.map((_, c): Value[] => (c % 5 === 4 ? [null, null] : c % 2 ? [`é${c}`, null] : [BigInt(c), null]));
    expect(await roundTrip(columns, values)).toEqual(values);
  });

  it('keeps cells of 10 MB', async () => {
    const large = 'ab漢'.repeat(2_000_000);
    const [found] = await roundTrip([typed('t', 'text')], [['before', large, null, large, 'after']]);
    expect(found?.map((text) => (text as string | null)?.length)).toEqual([6, large.length, undefined, large.length, 5]);
    expect(found?.[3] === large).toBe(true);
  });

  it('keeps a column that is dictionary at first and has many values later, over row groups of nulls', async () => {
    const columns = [typed('t', 'text'), typed('i', 'int64'), typed('n', 'float64')];
    const values = [
      Array.from({ length: 30_000 }, (_, i) => (i < 5_000 ? `few ${i % 7}` : `many ${i}`)),
      Array.from({ length: 30_000 }, (_, i) => (i < 5_000 ? BigInt(i % 7) : BigInt(i) << 40n)),
      Array.from({ length: 30_000 }, () => null),
    ];
    const found = await roundTrip(columns, values, { ...LIMITS, pageRows: 2_000, groupRows: 20_000 });
    for (const [c, column] of values.entries()) expect(Buffer.compare(Buffer.from(found[c]!.join()), Buffer.from(column.join()))).toBe(0);
  });

  it('keeps the bits of NaN, and 16-byte values that do not begin at a word', async () => {
    const nan = new Float64Array(Uint8Array.of(1, 2, 3, 4, 5, 6, 0xf4, 0xff, 9, 0, 0, 0, 0, 0, 0xf8, 0x7f).buffer);
    const uuids = Uint8Array.from({ length: 33 }, (_, i) => i).subarray(1);
    const columns = [typed('f', 'float64'), typed('u', 'uuid')];
    const batch: ColumnBatch = { length: 2, bytes: 48, columns: [{ kind: 'float64', values: nan }, { kind: 'uuid', values: uuids }] };
    for await (const read of (await openParquet((await stored(columns, batch)).reader())).batches(ALL)) {
      const [floats, ids] = read.columns.map((cells) => ('values' in cells ? cells.values : nan));
      expect(Buffer.from(floats!.buffer, floats!.byteOffset, 16)).toEqual(Buffer.from(nan.buffer));
      expect(Buffer.from(ids!.buffer, ids!.byteOffset, 32)).toEqual(Buffer.from(uuids));
    }
  });

  it('refuses batches that do not fit their columns', async () => {
    const int = typed('a', 'int32');
    const write = (columns: readonly TypedColumn[], batch: ColumnBatch): Promise<unknown> => writeParquetFile(memoryObject().writer, columns, stream(batch));
    await expect(write([int, int], columnBatch([int], [[1]]))).rejects.toThrow('1 columns instead of 2');
    await expect(write([int], { length: 2, columns: [cellsOf(int, [1])], bytes: 4 })).rejects.toThrow('1 rows instead of 2');
    await expect(write([typed('a', 'text')], columnBatch([int], [[1]]))).rejects.toThrow('kind text has cells of kind int32');
    await expect(write([typed('a', 'decimal', 'numeric')], columnBatch([int], [[1]]))).rejects.toThrow('cannot be held as a decimal');
  });
});

describe('a range', () => {
  it('is read out of its pages alone, with few requests', async () => {
    const columns = Array.from({ length: 10 }, (_, c) => typed(`c${c}`, 'int64'));
    const rows = 200_000;
    const values = BigInt64Array.from({ length: rows }, (_, i) => BigInt(i) * 7_919n);
    const object = await stored(columns, { length: rows, columns: columns.map(() => ({ kind: 'int64', values })), bytes: 0 });
    const reader = object.reader();
    const found = await gatherValues((await openParquet(reader)).batches({ offset: 180_000, limit: 1_000 }), 10);
    expect(found).toEqual(columns.map(() => Array.from(values.subarray(180_000, 181_000))));
    expect(reader.reads.length).toBeLessThanOrEqual(11);
    expect(reader.reads.reduce((sum, [, length]) => sum + length, 0)).toBeLessThan(reader.size / 4);
    const scan = object.reader();
    for await (const batch of (await openParquet(scan)).batches(ALL)) expect(batch.length).toBeLessThanOrEqual(10_240);
    // The end of the file, and the two row groups.
    expect(scan.reads).toHaveLength(3);
    const near = object.reader(undefined, true);
    expect(await gatherValues((await openParquet(near)).batches(ALL), 10)).toEqual(columns.map(() => Array.from(values)));
    // Where reads cost little no more than a page is read at once, and each once but for what lies across the end that is read first.
    expect(Math.max(...near.reads.map(([, length]) => length))).toBeLessThan(200_000);
    expect(near.reads.reduce((sum, [, length]) => sum + length, 0)).toBeLessThan(near.size + 400_000);
  });
});

describe('a file that is not as it was written', () => {
  const columns = [typed('t', 'text'), typed('d', 'date')];
  const values = [Array.from({ length: 500 }, (_, i) => `text ${i}`), Array.from({ length: 500 }, (_, i) => (i % 2 ? { exact: 'infinity' } : i))];
  const read = async (bytes: Buffer): Promise<unknown> => gatherValues((await openParquet(memoryObject().reader(bytes))).batches(ALL), 2);

  it('is a failure of the storage wherever a byte of its rows has turned', async () => {
    const bytes = (await stored(columns, columnBatch(columns, values))).bytes();
    const indexes = bytes.indexOf('text 0', bytes.indexOf('infinity'));
    for (let at = 4; at < indexes - 40; at += 97) {
      const turned = Buffer.from(bytes);
      turned[at] = (turned[at] as number) ^ 0x10;
      await expect(read(turned)).rejects.toThrow(ResultDamaged);
    }
    for (const length of [0, 4, 11, bytes.length - 1]) await expect(read(bytes.subarray(0, length))).rejects.toThrow('its file is damaged');
  });

  it('never has other rows, whatever bit of it has turned', async () => {
    const many = [typed('t', 'text'), typed('d', 'date'), typed('n', 'decimal', 'numeric(12,2)'), typed('i', 'int32')];
    const rows = Array.from({ length: 40 }, (_, i) => i);
    const batch = columnBatch(many, [rows.map((i) => (i % 5 ? `text ${i}` : null)), rows.map((i) => (i % 9 ? i : { exact: 'infinity' })), rows.map((i) => BigInt(i * 7)), rows.map((i) => i % 3)]);
    const bytes = (await stored(many, batch)).bytes();
    const asRead = async (file: Buffer): Promise<string> => {
      const parquet = await openParquet(memoryObject().reader(file));
      return text([parquet.columns, await gatherValues(parquet.batches(ALL), 4)]);
    };
    const right = await asRead(bytes);
    const other: number[] = [];
    for (let at = 0; at < bytes.length; at++) {
      const turned = Buffer.from(bytes);
      turned[at] = (turned[at] as number) ^ (1 << at % 8);
      const read = await asRead(turned).catch((error: unknown) => error);
      if (read !== right && !(read instanceof ResultDamaged) && !(read instanceof ResultGone)) other.push(at);
    }
    expect(other).toEqual([]);
  });

  it('is gone where it is of another layout', async () => {
    const bytes = (await stored(columns, columnBatch(columns, values))).bytes();
    const at = bytes.indexOf('onceql.layout') + 'onceql.layout'.length + 2;
    expect(bytes.toString('latin1', at, at + 1)).toBe('3');
    bytes.write('2', at);
    await expect(read(bytes)).rejects.toThrow(ResultGone);
  });
});

const text = (value: unknown): string => JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each));
