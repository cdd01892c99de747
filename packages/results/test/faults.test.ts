import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openTargets } from '@onceql/testing';
import { SourceFailure, StorageFailure, type ColumnBatch } from '@onceql/shared';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openResultStore } from '../src/index.js';
import { openFileStorage } from '../src/storage/file.js';
import type { ObjectWriter, Storage } from '../src/storage/storage.js';
import { createResultStore } from '../src/store.js';
import { batch, column, gather, stream, temporaryFolder } from './tables.js';

const columns = [column('t')];
const order = { source: 1, run: 'r' };
const quiet = (): void => undefined;
const many = Array.from({ length: 60_000 }, (_, i) => `row ${i}`);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.dispose());

describe('when the rows break off', () => {
  it('leaves nothing and passes the error on', async () => {
    const store = await openResultStore(`file://${folder.path}`);
    const failure = new SourceFailure('connection', 'the database has gone');
    let onDisk = 0;
    async function* breaking(): AsyncGenerator<ColumnBatch> {
      for (let i = 0; i < 10; i++) yield batch(many);
      const [name = ''] = await folder.files();
      const [entry] = (await readdir(folder.path, { recursive: true })).filter((path) => path.endsWith(name));
      onDisk = (await stat(join(folder.path, entry ?? ''))).size;
      expect(name).toMatch(/^\.tmp-/);
      throw failure;
    }
    await expect(store.write(order, columns, breaking(), quiet)).rejects.toBe(failure);
    expect(onDisk).toBeGreaterThan(1000);
    expect(await folder.files()).toEqual([]);
  });

  it('leaves nothing when the listener throws', async () => {
    const store = await openResultStore(`file://${folder.path}`);
    const writing = store.write(order, columns, stream(batch(many)), () => {
      throw new Error('listener');
    });
    await expect(writing).rejects.toThrow('listener');
    expect(await folder.files()).toEqual([]);
  });

  it('shows nothing before all are sure of the rows, and leaves nothing where they are not', async () => {
    const store = await openResultStore(`file://${folder.path}`);
    const failure = new SourceFailure('connection', 'these are not the rows');
    const seen: boolean[] = [];
    const writing = store.write(order, columns, stream(batch(['a'])), quiet, async ({ path, bytes }) => {
      seen.push(await store.has(path, bytes));
      throw failure;
    });
    await expect(writing).rejects.toBe(failure);
    expect([seen, await folder.files()]).toEqual([[false], []]);
    let last: Promise<void> | undefined;
    const stored = await store.write(order, columns, stream(batch(['a'])), quiet, ({ path, bytes }) => (last = (async () => {
      for (let turn = 0; turn < 20; turn += 1) seen.push(await store.has(path, bytes));
    })()));
    await last;
    expect(seen).not.toContain(true);
    expect(await store.has(stored.path, stored.bytes)).toBe(true);
  });

  it('leaves only a temporary file when the writer is killed, and that can be cleaned away', async () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('write-and-die.mjs', import.meta.url)), folder.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const store = await openResultStore(`file://${folder.path}`);
    expect(await store.cleanTemporary()).toBe(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const files = await folder.files();
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/^\.tmp-/);
    expect(await store.cleanTemporary()).toBe(1);
    expect(await folder.files()).toEqual([]);
  });
});

describe('when the storage fails', () => {
  type Step = 'create' | 'write' | 'sync' | 'commit';

  /** Real files, but one step answers as a full or broken disk would. */
  async function failing(at: Step, code: string): Promise<Storage> {
    const storage = await openFileStorage(folder.path);
    const fail = (): Promise<never> => Promise.reject(Object.assign(new Error(`${code}: /secret/path`), { code }));
    return {
      ...storage,
      async createObject(path) {
        if (at === 'create') return fail();
        const object: ObjectWriter = await storage.createObject(path);
        return { ...object, [at]: fail };
      },
    };
  }

  it.each<[Step, string, string, boolean]>([
    ['create', 'EROFS', 'Cannot store the result: the storage is read-only (EROFS)', true],
    ['create', 'EACCES', 'Cannot store the result: access to the storage is refused (EACCES)', true],
    ['write', 'ENOSPC', 'Cannot store the result: the storage is full (ENOSPC)', true],
    ['commit', 'EIO', 'Cannot store the result: the storage reports an input/output error (EIO)', false],
  ])('in %s with %s, says so, and whether it lasts, and leaves nothing', async (at, code, message, lasting) => {
    const store = createResultStore(await failing(at, code));
    let ended = false;
    async function* rows(): AsyncGenerator<ColumnBatch> {
      try {
        for (let i = 0; i < 100; i++) yield batch(many);
      } finally {
        ended = true;
      }
    }
    const source = at === 'commit' ? stream(batch(many)) : rows();
    const error: unknown = await store.write(order, columns, source, quiet).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StorageFailure);
    expect(error).toMatchObject({ message, code, lasting });
    expect(ended).toBe(at === 'write');
    expect(await folder.files()).toEqual([]);
  });

  it('says so when what goes on beside the disk has ended, too', async () => {
    const store = createResultStore(await failing('sync', 'EIO'));
    let ended = false;
    const writing = store.write(order, columns, stream(batch(many)), quiet, async () => {
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      ended = true;
    });
    await expect(writing).rejects.toThrow('EIO');
    expect(ended).toBe(true);
    expect(await folder.files()).toEqual([]);
  });
});

describe('file handles', () => {
  async function openHandles(): Promise<number> {
    return (await openTargets('self')).filter((target) => target.startsWith(folder.path)).length;
  }

  it('are closed when a consumer stops early, throws, or asks for nothing', async () => {
    const store = await openResultStore(`file://${folder.path}`);
    const stored = await store.write(order, columns, stream(batch(many)), quiet);
    for await (const part of store.read(stored, columns)) {
      expect(part.length).toBeGreaterThan(0);
      expect(await openHandles()).toBe(1);
      break;
    }
    expect(await openHandles()).toBe(0);
    const throwing = async (): Promise<void> => {
      for await (const part of store.read(stored, columns)) throw new Error(`consumer at ${part.length}`);
    };
    await expect(throwing()).rejects.toThrow(/^consumer at \d+$/);
    await gather(store.read(stored, columns, { offset: 0, limit: 0 }), 1);
    store.read(stored, columns);
    expect(await openHandles()).toBe(0);
  });

  it('are closed when writing fails or succeeds', async () => {
    const store = await openResultStore(`file://${folder.path}`);
    await expect(store.write(order, [], stream(batch(many)), quiet)).rejects.toThrow();
    await store.write(order, columns, stream(batch(many)), quiet);
    expect(await openHandles()).toBe(0);
  });
});
