import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { RunOrder, StoredRows } from '@onceql/shared';
import { reconcileFiles } from '../src/reconcile-files.js';
import { sweep } from '../src/sweep.js';
import { Ground } from './ground.js';

/** Both rounds, one after the other: what they took away of results that nobody could read, and of files. */
async function rounds(now: () => number = Date.now, stop = new AbortController().signal): Promise<{ results: number; files: number }> {
  const { results } = await sweep(ground, { graceSeconds: 3600, stop });
  const { files } = await reconcileFiles(ground, { stop }, now);
  return { results, files };
}

let ground: Ground;
/** A run with a file of an attempt that never published, and that attempt's token. */
let order: RunOrder;
let left: StoredRows;
let token: number;

beforeAll(async () => {
  ground = await Ground.start();
});
afterAll(() => ground.stop());
beforeEach(async () => {
  await rounds(() => Date.now() + 7_200_000);
  order = await ground.claim();
  token = await ground.begin(order);
  left = await ground.store(order);
});

/** Another attempt publishes, and records the run's end. */
async function published(): Promise<{ id: number; path: string }> {
  const later = await ground.begin(order);
  const stored = await ground.store(order);
  const id = await ground.record(order, stored);
  expect(await ground.publish(order, later, id, stored)).toBe('published');
  await ground.ledger.recordEnd(order.run, { state: 'published', result: id, reason: '', at: new Date() });
  return { id, path: stored.path };
}

test('a file whose run is open stays, however old it is', async () => {
  expect(await rounds(() => Date.now() + 7_200_000)).toEqual({ results: 0, files: 0 });
  expect(await ground.files()).toContain(left.path);
});

test('a file that no result names goes when its run has ended; the one that callers read stays', async () => {
  const { id, path } = await published();
  expect(await rounds()).toEqual({ results: 0, files: 1 });
  const files = await ground.files();
  expect(files).toContain(path);
  expect(files).not.toContain(left.path);
  expect(await ground.ledger.findResult(id)).toBeDefined();
});

test('a result that was recorded and never published goes with its file when its run has ended with another', async () => {
  const id = await ground.record(order, left);
  expect(await rounds()).toEqual({ results: 0, files: 0 });
  const kept = await published();
  expect(await rounds()).toEqual({ results: 1, files: 0 });
  expect([await ground.ledger.findResult(id), (await ground.ledger.findResult(kept.id))?.id]).toEqual([undefined, kept.id]);
  expect(await ground.files()).not.toContain(left.path);
});

test('and when its run has failed', async () => {
  const id = await ground.record(order, left);
  await ground.index.fail({ ...order, token }, 'no');
  await ground.ledger.recordEnd(order.run, { state: 'failed', error: 'no', at: new Date() });
  expect(await rounds()).toEqual({ results: 1, files: 0 });
  expect(await ground.ledger.findResult(id)).toBeUndefined();
});

test('a writer that wakes up when its file is gone is refused, and what it records goes', async () => {
  await published();
  await rounds();
  const id = await ground.record(order, left);
  expect(await ground.publish(order, token, id, left)).toBe('ended');
  expect(await rounds()).toEqual({ results: 1, files: 0 });
  expect(await ground.ledger.findResult(id)).toBeUndefined();
});

test('what a Redis with older data ended with once more stays', async () => {
  await ground.ledger.recordEnd(order.run, { state: 'failed', error: 'the end that Redis has forgotten', at: new Date() });
  const id = await ground.record(order, left);
  expect(await rounds()).toEqual({ results: 0, files: 0 });
  expect(await ground.publish(order, token, id, left)).toBe('published');
  expect(await rounds()).toEqual({ results: 0, files: 0 });
  expect(await ground.ledger.findResult(id)).toBeDefined();
  expect(await ground.files()).toContain(left.path);
});

test('the file of a run that nobody knows goes after an hour', async () => {
  const { path } = await ground.store({ source: ground.source, run: ground.index.newRunId() });
  expect(await rounds()).toEqual({ results: 0, files: 0 });
  expect(await ground.files()).toContain(path);
  expect(await rounds(() => Date.now() + 3_700_000)).toEqual({ results: 0, files: 1 });
  expect(await ground.files()).not.toContain(path);
});

/** Rounds that have to stop as soon as they have removed a file. */
function sweepOne(): Promise<unknown> {
  const stop = new AbortController();
  const remove = jest.spyOn(ground.results, 'remove').mockImplementation((path) => (stop.abort(), remove.mockRestore(), ground.results.remove(path)));
  return rounds(Date.now, stop.signal);
}

test('one that has to stop in its midst leaves the rest to the next', async () => {
  for (let at = 0; at < 2; at += 1) await ground.record(order, await ground.store(order));
  await ground.store(order);
  await published();
  expect(await sweepOne()).toEqual({ results: 1, files: 0 });
  expect(await sweepOne()).toEqual({ results: 1, files: 0 });
  expect(await sweepOne()).toEqual({ results: 0, files: 1 });
  const before = (await ground.files()).length;
  await rounds();
  expect((await ground.files()).length).toBe(before - 1);
});

test('more results and files than are looked at together', async () => {
  const records = Array.from({ length: 1100 }, async () => ground.ledger.addResult({
    sourceId: order.source, key: order.key, runId: order.run, statement: '', queryHash: '', columns: [],
    stored: { path: `ds1/none/${ground.index.newRunId()}`, rows: 0, bytes: 0 }, snapshotAt: new Date(), runtime: 0, epochs: {}, incarnation: '',
  }));
  await Promise.all(records);
  for (let at = 0; at < 600; at += 1) await ground.store(order);
  await published();
  expect(await rounds()).toEqual({ results: 1100, files: 601 });
  expect(await rounds()).toEqual({ results: 0, files: 0 });
});
