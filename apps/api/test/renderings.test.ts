import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RenderPool, openResultStore } from '@onceql/results';
import type { RenderOrder } from '@onceql/results';
import { until } from '@onceql/testing';
import type { ColumnBatch, Result, ResultStore, TypedColumn } from '@onceql/shared';
import { Bodies } from '../src/caches/bodies.js';
import { Renderings } from '../src/caches/renderings.js';

const MB = 1024 * 1024;
const COLUMNS: readonly TypedColumn[] = [{ name: 'text', type: 'string', databaseType: 'text', kind: 'text' }];
const ROWS = 30_000;
const LENGTH = 100;

let folder: string;
let pool: RenderPool;
let store: ResultStore;
let order: RenderOrder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onceql-renderings-'));
  const url = pathToFileURL(join(folder, 'results')).href;
  store = await openResultStore(url);
  const stored = await store.write({ source: 1, run: 'r' }, COLUMNS, someRows(), () => undefined);
  order = { stored, columns: COLUMNS, range: { offset: 0, limit: Infinity }, rendering: { format: 'json' } };
  pool = new RenderPool({ url });
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function* someRows(): AsyncGenerator<ColumnBatch> {
  const offsets = Uint32Array.from({ length: ROWS + 1 }, (_, row) => LENGTH * row);
  yield { length: ROWS, columns: [{ kind: 'text', bytes: Buffer.alloc(LENGTH * ROWS, 'x'), offsets }], bytes: LENGTH * ROWS };
}

/** Bytes that copies take now: they have no names. */
async function copied(): Promise<number> {
  const sizes = (await readdir('/proc/self/fd')).map(async (fd) => {
    const path = `/proc/self/fd/${fd}`;
    // Another one may be closed just as it is looked at.
    const isCopy = (await readlink(path).catch(() => '')).startsWith(join(folder, 'rendered'));
    return isCopy ? stat(path).then(({ size }) => size, () => 0) : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Takes bodies in turn, a chunk of each; answers the bytes of one, and the most that copies took meanwhile. */
async function take(renderings: Renderings, ...names: string[]): Promise<{ bytes: number; most: number }> {
  const all = await Promise.all(names.map((name) => renderings.of(order, name, new AbortController().signal)));
  const left = all.map(({ chunks }) => chunks[Symbol.asyncIterator]());
  let bytes = 0;
  let most = 0;
  for (let isOver = false; !isOver; ) {
    for (const chunks of left) {
      const next = await chunks.next();
      if (chunks === left[0]) bytes += next.value?.length ?? 0;
      isOver = next.done ?? false;
    }
    most = Math.max(most, await copied());
  }
  return { bytes, most };
}

test('a body becomes a copy, and no copies take more room than they may while they are made', async () => {
  await mkdir(join(folder, 'rendered'));
  // A process was killed before it took the name of its copy away; the other file is none of ours.
  for (const name of ['0123456789abcdef01234567', 'notes']) await writeFile(join(folder, 'rendered', name), '');
  const roomy = new Renderings(pool, join(folder, 'rendered'), 100 * MB);
  const { bytes } = await take(roomy, 'a');
  await until(async () => roomy.lengthOf('a') === bytes);
  expect(await readdir(join(folder, 'rendered'))).toEqual(['notes']);
  expect(bytes).toBeGreaterThan(3 * MB);
  const before = await copied();
  const narrow = new Renderings(pool, join(folder, 'rendered'), MB);
  const taken = await take(narrow, 'a', 'b', 'c');
  expect(taken.bytes).toBe(bytes);
  expect(taken.most - before).toBeLessThanOrEqual(MB);
  expect(narrow.lengthOf('a')).toBeUndefined();
  // The file of a copy that is let go is closed after its last reader has ended.
  await until(async () => (await copied()) === before);
});

test('what turned out too large to be copied is not tried again; what found too little room is', async () => {
  const narrow = new Renderings(pool, join(folder, 'rendered'), MB);
  const before = await copied();
  expect((await take(narrow, 'a', 'b')).most).toBeGreaterThan(before);
  await until(async () => (await copied()) === before);
  expect((await take(narrow, 'a')).most).toBe(before);
  expect((await take(narrow, 'b')).most).toBeGreaterThan(before);
});

test('a small file of much text is not taken for a small body; one of which no more is known is tried once', async () => {
  const { stored } = order;
  expect(stored).toMatchObject({ bytes: expect.any(Number), valueBytes: ROWS * (LENGTH + 2) });
  expect(stored.bytes).toBeLessThan(MB / 4);
  const result = (id: number, of: typeof stored): Result => ({
    id, stored: of, columns: COLUMNS, sourceId: 1, key: 'k', runId: 'r', statement: '', queryHash: '', snapshotAt: new Date(0), runtime: 0, epochs: {}, incarnation: 'i',
  });
  const bodies = new Bodies(store, pool);
  expect(bodies.mayHave(result(1, stored))).toBe(false);
  const { valueBytes: _, ...old } = stored;
  expect(bodies.mayHave(result(2, old))).toBe(true);
  expect(await bodies.of(result(2, old))).toBeUndefined();
  expect(bodies.mayHave(result(2, old))).toBe(false);
});

test('no more are begun on a thread than it can hold, and the next one when another is over', async () => {
  const single = new RenderPool({ url: pathToFileURL(join(folder, 'results')).href }, 1);
  const begin = (): AsyncGenerator<Uint8Array> => single.render(order, new AbortController().signal);
  const crowd = Array.from({ length: 50 }, begin);
  await Promise.all(crowd.map((chunks) => chunks.next()));
  await expect(begin().next()).rejects.toThrow('So many results are being sent');
  await crowd.pop()?.return(undefined);
  await until(async () => single.busy < 50);
  await expect(begin().next()).resolves.toMatchObject({ done: false });
  await single.close();
});
