import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { seededRandom } from '@onceql/testing';
import type { ResultStore, StoredRows } from '@onceql/shared';
import { findEqual, recordShared, removeCondemned, removeUnused, setDamagedAside } from '../src/shared-files.js';
import { reconcileFiles } from '../src/reconcile-files.js';
import { sweep } from '../src/sweep.js';
import { Ground } from './ground.js';

const NO_GRACE = { graceSeconds: 0 };

let ground: Ground;

beforeAll(async () => {
  ground = await Ground.start();
});
afterAll(() => ground.stop());
beforeEach(async () => {
  await ground.redis.flushall();
  await ground.records.query('truncate onceql.results, onceql.files');
  for (const path of await ground.files()) await ground.results.remove(path);
});

/** Stores and records a result as an attempt does. Equal contents make equal files. */
async function add(content: number, ports: Pick<Ground, 'ledger' | 'results' | 'log'> = ground, run = ground.index.newRunId()): Promise<{ id: number; wrote: string; path: string }> {
  const stored = await store(content, run);
  const { id, stored: { path } } = await recordShared(ports, recordOf(run, stored), await findEqual(ports, ground.source, stored));
  return { id, wrote: stored.path, path };
}

const store = (content: number, run: string): Promise<StoredRows> => ground.store({ source: ground.source, run }, `content ${content}`);

const recordOf = (run: string, stored: StoredRows): Parameters<typeof recordShared>[1] => ({
  sourceId: ground.source, key: 'k', runId: run, statement: '', queryHash: '', columns: [], stored, snapshotAt: new Date(), runtime: 0, epochs: {}, incarnation: '',
});

/** Forgets a result, and deletes its file where nobody else has it. */
async function drop({ id, path }: { id: number; path: string }, ports: Pick<Ground, 'ledger' | 'results' | 'log'> = ground): Promise<void> {
  await ports.ledger.dropResult(id);
  await removeUnused(ports, [path]);
}

describe('results with equal content', () => {
  test('share one file until the last of them goes', async () => {
    const [first, again, other] = [await add(1), await add(1), await add(2)];
    expect(again.path).toBe(first.path);
    expect(await ground.files()).toEqual([first.path, other.path].sort());
    expect((await ground.ledger.findResult(again.id))?.stored).toMatchObject({ path: first.path, contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await drop(first);
    expect(await ground.files()).toEqual([first.path, other.path].sort());
    await drop(again);
    expect(await ground.files()).toEqual([other.path]);
    expect(await add(1)).not.toMatchObject({ path: first.path });
  });

  test('are told apart by what a source returns of its own', async () => {
    const { stored } = recordOf('', await store(1, 'r'));
    expect(await ground.ledger.findFile(ground.source + 1, stored.contentHash ?? '')).toBeUndefined();
  });

  test('a re-run of a key keeps its file while the result that it replaced is retired and swept', async () => {
    const entry = async (): Promise<{ id: number; path: string; bytes: number }> => {
      const order = await ground.claim('k'.repeat(64));
      const token = await ground.begin(order, ['public.a']);
      const written = await store(1, order.run);
      const { id, stored } = await recordShared(ground, { ...recordOf(order.run, written), key: order.key }, await findEqual(ground, ground.source, written));
      await ground.publish(order, token, id, stored, ['public.a']);
      await ground.ledger.recordEnd(order.run, { state: 'published', result: id, reason: '', at: new Date() });
      await ground.redis.hset(ground.at(`entry:${order.key}`), 'ttl', '1');
      return { id, path: stored.path, bytes: stored.bytes };
    };
    const replaced = await entry();
    const present = await entry();
    expect(present.path).toBe(replaced.path);
    await ground.redis.hdel(ground.at(`entry:${'k'.repeat(64)}`), 'ttl');
    await sweep(ground, NO_GRACE);
    expect(await reconcileFiles(ground)).toMatchObject({ retired: 1 });
    expect(await sweep(ground, NO_GRACE)).toMatchObject({ files: 0 });
    expect(await ground.files()).toEqual([present.path]);
    expect(await ground.results.has(present.path, present.bytes)).toBe(true);
    await ground.index.sweep.drop(ground.source, 'k'.repeat(64), { why: 'deleted' });
    await sweep(ground, NO_GRACE);
    await reconcileFiles(ground);
    expect(await sweep(ground, NO_GRACE)).toMatchObject({ files: 1 });
    expect(await ground.files()).toEqual([]);
  });

  test('a record that is sent twice is one, whichever file it got', async () => {
    const first = await add(1);
    const record = recordOf('twice', await store(1, 'twice'));
    const [one, two] = [await ground.ledger.addResult(record, first.path), await ground.ledger.addResult(record)];
    expect(two).toEqual(one);
    expect(one.stored.path).toBe(first.path);
  });

  test('one that cannot be recorded leaves no file', async () => {
    const stored = await store(1, 'odd');
    await expect(recordShared(ground, { ...recordOf('odd', stored), statement: 'odd \ud800 text' }, undefined)).rejects.toThrow(TypeError);
    expect(await ground.files()).toEqual([]);
  });

  test('a file that was deleted by hand is shared with nobody', async () => {
    const first = await add(1);
    await ground.results.remove(first.path);
    const second = await add(1);
    expect(second.path).toBe(second.wrote);
    await drop(first);
    expect((await add(1)).path).toBe(second.path);
  });
});

describe('a damaged file', () => {
  const damage = (path: string): Promise<void> => truncate(join(ground.folder, path), 100);

  test('of another size is shared with nobody: a run with equal content keeps its own, and that is shared from then on', async () => {
    const first = await add(1);
    await damage(first.path);
    const second = await add(1);
    expect(second.path).toBe(second.wrote);
    expect((await add(1)).path).toBe(second.path);
    expect(await ground.files()).toEqual([first.path, second.path].sort());
  });

  test('that was found while it was read is shared no more, also by who had found it before, and its entry goes', async () => {
    const key = 'd'.repeat(64);
    const { id, path } = await ground.run(key, ['public.a']);
    const result = await ground.ledger.findResult(id);
    if (!result) throw new Error('no result');
    await setDamagedAside(ground, result);
    expect(await ground.index.sweep.named(ground.source, [{ id, key }])).toEqual(new Set());
    const own = await ground.store({ source: ground.source, run: 'again' });
    expect((await ground.ledger.addResult(recordOf('again', own), path)).stored.path).toBe(own.path);
  });

  test('of another size is no file of an entry to the slow round', async () => {
    const { id, path } = await ground.run('e'.repeat(64), ['public.a']);
    expect(await reconcileFiles(ground)).toMatchObject({ entries: 0 });
    await damage(path);
    expect(await reconcileFiles(ground)).toMatchObject({ entries: 1 });
    expect(await ground.index.sweep.named(ground.source, [{ id, key: 'e'.repeat(64) }])).toEqual(new Set());
  });
});

describe('between the ledger and the deletion', () => {
  test('who has a file in hand is waited for, and keeps it', async () => {
    const first = await add(1);
    await ground.ledger.dropResult(first.id);
    const client = await ground.records.connect();
    try {
      await client.query('begin');
      await client.query('select from onceql.files where path = $1 for update', [first.path]);
      let isOver = false;
      const condemning = ground.ledger.condemnFiles([first.path]).finally(() => (isOver = true));
      await client.query(
        `insert into onceql.results (source_id, key, run_id, statement, query_hash, columns, path, written, rows, bytes, snapshot_at, runtime, epochs, incarnation)
         values ($1, '', 'r', '', '', '[]', $2, 'w', 0, 0, now(), 0, '{}', '')`, [ground.source, first.path],
      );
      expect(isOver).toBe(false);
      await client.query('commit');
      expect(await condemning).toEqual([]);
    } finally {
      client.release();
    }
  });

  test('what is condemned is referred to by nobody, and deleted by the next sweep', async () => {
    const first = await add(1);
    await ground.ledger.dropResult(first.id);
    expect(await ground.ledger.condemnFiles([first.path])).toEqual([first.path]);
    const second = await add(1);
    expect(second.path).toBe(second.wrote);
    await expect(ground.ledger.addResult(recordOf('late', { ...(await store(1, 'late')), path: first.path }))).rejects.toThrow("its file was nobody's");
    expect(await removeCondemned(ground, 10)).toBe(1);
    expect(await ground.files()).toContain(second.path);
    expect(await ground.files()).not.toContain(first.path);
    expect(await ground.ledger.condemnedFiles('', 10)).toEqual([]);
  });
});

test('condemned files that cannot be deleted hold up no others', async () => {
  const condemned = [await add(1), await add(2), await add(3)].map(({ id, path }) => ({ id, path })).sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { id } of condemned) await ground.ledger.dropResult(id);
  const paths = condemned.map(({ path }) => path);
  await ground.ledger.condemnFiles(paths);
  const remove = (path: string): Promise<void> => (path === paths[2] ? ground.results.remove(path) : Promise.reject(new Error('denied')));
  const ports = Object.defineProperty(Object.create(ground) as Ground, 'results', { value: { ...ground.results, remove } });
  expect(await removeCondemned(ports, 2)).toBe(1);
  expect(await ground.files()).toEqual(paths.slice(0, 2));
  expect(await removeCondemned(ground, 1)).toBe(2);
});

const SEEDS = process.env['ONCEQL_SEED'] === undefined ? [5, 17, 29] : [Number(process.env['ONCEQL_SEED'])];

test.each(SEEDS)('whoever writes, shares, drops and dies at once: no file goes that is referred to, and none stays for ever (seed %i)', async (seed) => {
  const random = seededRandom(seed);
  const living = new Map<number, string>();
  const faults: string[] = [];
  const pauses = async (): Promise<void> => {
    for (let left = Math.floor(random() * 4); left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve));
  };
  // Deletes as the store does, and looks whether anybody has the file at that very moment.
  const remove: ResultStore['remove'] = async (path) => {
    await pauses();
    const { rows } = await ground.records.query('select id from onceql.results where path = $1 and removed_at is null', [path]);
    if (rows.length > 0) faults.push(`${path} is referred to by ${JSON.stringify(rows)}`);
    await ground.results.remove(path);
  };
  const has: ResultStore['has'] = async (path, bytes) => {
    const is = await ground.results.has(path, bytes);
    await pauses();
    return is;
  };
  const ports = Object.defineProperty(Object.create(ground) as Ground, 'results', { value: { ...ground.results, remove, has } });
  const steps: (() => Promise<unknown>)[] = [
    async () => {
      const { id, path } = await add(Math.floor(random() * 2), ports);
      living.set(id, path);
    },
    async () => {
      const [id, path] = [...living][Math.floor(random() * living.size)] ?? [0, ''];
      if (!living.delete(id)) return;
      await ports.ledger.dropResult(id);
      await pauses();
      const dies = random();
      if (dies < 0.1) return;
      if (dies < 0.2) await ports.ledger.condemnFiles([path]);
      else await removeUnused(ports, [path]);
    },
    () => removeCondemned(ports, 5),
    async () => removeUnused(ports, (await ground.files()).filter((path) => [...living.values()].includes(path))),
  ];
  for (let round = 0; round < 60; round += 1) {
    await Promise.all(Array.from({ length: 8 }, async () => steps[[0, 0, 0, 1, 1, 1, 2, 3][Math.floor(random() * 8)] ?? 0]?.()));
    const files = new Set(await ground.files());
    for (const [id, path] of living) if (!files.has(path)) faults.push(`result ${id} has lost ${path}`);
    expect(faults).toEqual([]);
  }
  for (const [id, path] of living) await drop({ id, path });
  await removeUnused(ports, await ground.files());
  await removeCondemned(ports, 1000);
  expect(await ground.files()).toEqual([]);
  expect((await ground.records.query("select path from onceql.files where state = 'deleting'")).rows).toEqual([]);
});
