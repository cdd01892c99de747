import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ResultGone, type TypedColumn } from '@onceql/shared';
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

async function roundTrip(columns: TypedColumn[], cells: Cells[]): Promise<Cells[]> {
  const stored = await store.write(order, columns, stream(batch(...cells)), quiet);
  return (await gather(store.read(stored, columns), columns.length)).columns;
}

describe('what is written is read back', () => {
  const odd = ['', ' ', 'undefined', 'null', '\\N', '\\.', '\u0001', '\uFEFFbom', 'é ß 漢字 🏴󠁧󠁢󠁥󠁮󠁧󠁿', '\uFFFD\uFFFF', 'a\r\nb\tc', '"', "'", '\u2028', null, '__proto__', 'x'.repeat(70_000)];

  it('keeps odd texts, and tells null from empty', async () => {
    expect(await roundTrip([column('t')], [odd])).toEqual([odd]);
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
    const short = store.write(order, [column('a')], stream({ ...batch(['1']), length: 2 }), quiet);
    await expect(short).rejects.toThrow('1 rows instead of 2');
  });
});

describe('read', () => {
  const columns = [column('n', 'integer'), column('t')];
  const numbers = Array.from({ length: 50_000 }, (_, i) => String(i));
  const texts = numbers.map((n) => (Number(n) % 5 === 0 ? null : `value ${n}`));

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
