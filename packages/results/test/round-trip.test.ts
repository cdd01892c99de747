import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResultGone, type Column } from '@onceql/shared';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultStore } from '@onceql/shared';
import { openResultStore } from '../src/index.js';
import { batch, column, gather, stream, temporaryFolder, type Cells } from './tables.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: ResultStore;
beforeAll(async () => {
  folder = await temporaryFolder();
  store = await openResultStore(`file://${folder.path}`);
});
afterAll(() => folder.dispose());

const order = { source: 7, run: 'run_1' };
const quiet = (): void => undefined;

async function roundTrip(columns: Column[], cells: Cells[]): Promise<Cells[]> {
  const stored = await store.write(order, columns, stream(batch(...cells)), quiet);
  return (await gather(store.read(stored, columns), columns.length)).columns;
}

describe('what is written is read back', () => {
  const odd = ['', ' ', 'undefined', 'null', '\\N', '\\.', '\u0001', '\uFEFFbom', 'é ß 漢字 🏴󠁧󠁢󠁥󠁮󠁧󠁿', '\uFFFD\uFFFF', 'a\r\nb\tc', '"', "'", '\u2028', null, '__proto__', 'x'.repeat(70_000)];

  it('keeps odd texts, and tells null from empty', async () => {
    expect(await roundTrip([column('t')], [odd])).toEqual([odd]);
  });

  it.each([
    ['smallint', ['-32768', '32767', '0', null]],
    ['integer', ['-2147483648', '2147483647', '0', null, '-1']],
    ['bigint', ['-9223372036854775808', '9223372036854775807', '9007199254740993', null, '0']],
    ['boolean', ['t', 'f', null, 't']],
    ['real', ['0.1', '1e+06', '999999', '3.4028235e+38', '1e-45', 'NaN', '-Infinity', '-0', null]],
    ['double precision', ['0', '-0', '0', 'NaN', 'Infinity', '-Infinity', '1e+308', '5e-324', '0.0001', '1e-05', '1e+15', '999999999999999.9', '1.7976931348623157e+308', null]],
    ['numeric', ['12345678901234567890.123456789012345678901234567890', 'NaN', '0.00', null]],
  ])('keeps %s', async (type, texts) => {
    expect(await roundTrip([column('x', type)], [texts])).toEqual([texts]);
  });

  it.each(['smallint', 'integer', 'bigint', 'boolean', 'real', 'double precision'])(
    'keeps the text of a %s that its typed value would not print like that',
    async (type) => {
      const texts = ['0.10000000000000001', '007', '', ' 1', '0x10', '1e5', 'true', '99999999999999999999', 'infinity', '-0', null, 'f', '1'];
      expect(await roundTrip([column('x', type), column('y', type)], [texts, texts.toReversed()])).toEqual([texts, texts.toReversed()]);
    },
  );

  it('keeps zero and minus zero apart where they repeat', async () => {
    const zeros = Array.from({ length: 1000 }, (_, i) => (i % 3 ? '0' : '-0'));
    expect(await roundTrip([column('x', 'double precision'), column('y', 'real')], [zeros, zeros])).toEqual([zeros, zeros]);
  });

  it('keeps exact texts apart over many row groups', async () => {
    const texts = Array.from({ length: 45_000 }, (_, i) => (i % 1000 === 0 ? `${i}.0` : String(i)));
    expect(await roundTrip([column('x', 'double precision')], [texts])).toEqual([texts]);
  });

  it('keeps columns of nulls only, of one value only, and names that repeat or are empty', async () => {
    const columns = [column('a'), column('a', 'integer'), column(''), column('', 'boolean'), column('a1'), column('__proto__'), column('x.y', 'bigint')];
    const cells = [[null, null], ['5', '5'], ['s', 's'], [null, null], ['', ''], ['p', 'q'], ['1', null]];
    expect(await roundTrip(columns, cells)).toEqual(cells);
  });

  it('keeps a field of 10 MB', async () => {
    const large = 'ab漢'.repeat(3_500_000);
    const [cells] = await roundTrip([column('t')], [['before', large, 'after']]);
    expect(cells?.map((text) => text?.length)).toEqual([6, large.length, 5]);
    expect(cells?.[1] === large).toBe(true);
  });

  it('keeps zero rows', async () => {
    expect(await roundTrip([column('a'), column('b', 'integer')], [[], []])).toEqual([[], []]);
  });

  it('keeps rows without columns', async () => {
    const rows = { length: 12_001, columns: [], bytes: 0 };
    const stored = await store.write(order, [], stream(rows, rows), quiet);
    expect(stored.rows).toBe(24_002);
    expect(await gather(store.read(stored, []), 0)).toEqual({ length: 24_002, columns: [] });
    expect(await gather(store.read(stored, [], { offset: 24_000, limit: 9 }), 0)).toEqual({ length: 2, columns: [] });
  });
});

describe('write', () => {
  it('puts each result under its source and month, and reports rows and bytes', async () => {
    const progress: [number, number][] = [];
    const parts = [batch(['one', 'two']), batch(['three'])];
    const stored = await store.write(order, [column('t')], stream(...parts), (...so) => progress.push(so));
    const month = new Date().toISOString().slice(0, 7).replace('-', '/');
    expect(stored.path).toMatch(new RegExp(`^ds7/${month}/run_1-[0-9a-f]{12}\\.parquet$`));
    expect(stored.rows).toBe(3);
    expect(progress).toEqual([[2, 6], [3, 11]]);
  });

  it('refuses a batch that is not as wide or as long as it says', async () => {
    const narrow = store.write(order, [column('a'), column('b')], stream(batch(['1'])), quiet);
    await expect(narrow).rejects.toThrow('1 columns instead of 2');
    const short = store.write(order, [column('a')], stream({ length: 2, columns: [['1']], bytes: 1 }), quiet);
    await expect(short).rejects.toThrow('1 rows instead of 2');
  });
});

describe('read', () => {
  const columns = [column('n', 'integer'), column('t')];
  const numbers = Array.from({ length: 50_000 }, (_, i) => String(i));
  const texts = numbers.map((n) => (Number(n) % 5 === 0 ? null : `value ${n}`));

  it('gives batches of at most 5,000 rows with the bytes of their texts', async () => {
    const stored = await store.write(order, columns, stream(batch(numbers, texts)), quiet);
    let bytes = 0;
    for await (const part of store.read(stored, columns)) {
      expect(part.length).toBeLessThanOrEqual(5_000);
      bytes += part.bytes;
    }
    expect(bytes).toBe(batch(numbers, texts).bytes);
  });

  it.each([
    [0, 1],
    [19_999, 2],
    [20_000, 20_000],
    [49_990, 100],
    [50_000, 1],
    [12, 0],
    [39_999, Infinity],
  ])('gives the rows of offset %d and limit %d', async (offset, limit) => {
    const stored = await store.write(order, columns, stream(batch(numbers, texts)), quiet);
    const rows = await gather(store.read(stored, columns, { offset, limit }), 2);
    expect(rows.columns).toEqual([numbers.slice(offset, offset + limit), texts.slice(offset, offset + limit)]);
  });

  it('refuses what is no range', () => {
    const stored = { path: 'ds7/a.parquet', rows: 0, bytes: 0 };
    expect(() => store.read(stored, columns, { offset: -1, limit: 1 })).toThrow(RangeError);
    expect(() => store.read(stored, columns, { offset: 0, limit: 1.5 })).toThrow(RangeError);
  });

  it('says ResultGone when the file has been removed, and remove does not mind', async () => {
    const stored = await store.write(order, columns, stream(batch(['1'], ['x'])), quiet);
    await store.remove(stored.path);
    await store.remove(stored.path);
    await expect(gather(store.read(stored, columns), 2)).rejects.toThrow(ResultGone);
  });

  it('reads on to the end when the file is removed meanwhile', async () => {
    const stored = await store.write(order, columns, stream(batch(numbers, texts)), quiet);
    let rows = 0;
    for await (const part of store.read(stored, columns)) {
      if (rows === 0) await store.remove(stored.path);
      rows += part.length;
    }
    expect(rows).toBe(50_000);
  });

  it('does not take a damaged file for a result', async () => {
    const stored = await store.write(order, columns, stream(batch(['1'], ['x'])), quiet);
    await appendFile(join(folder.path, stored.path), 'x');
    await expect(gather(store.read(stored, columns), 2)).rejects.toThrow('damaged');
  });

  it('does not leave the root', async () => {
    for (const path of ['../etc/passwd', '/etc/passwd', 'ds1/../../x', '.tmp-x', 'ds1//x']) {
      await expect(gather(store.read({ path, rows: 0, bytes: 0 }, columns), 2)).rejects.toThrow('Not a path of a result');
      await expect(store.remove(path)).rejects.toThrow('Not a path of a result');
    }
  });
});
