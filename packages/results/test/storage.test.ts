import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { openResultStore } from '../src/index.js';
import { openFileStorage } from '../src/storage/file.js';
import type { Storage } from '../src/storage/storage.js';
import { isLeftBehind, temporaryName, thisWriter } from '../src/storage/temporary.js';
import { temporaryFolder } from './tables.js';
import { describeStorage } from './storage-conformance.js';

describeStorage('files', async () => {
  const folder = await temporaryFolder();
  return {
    storage: await openFileStorage(folder.path),
    async objects() {
      const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder.path, join(entry.parentPath, entry.name)));
    },
    keepsReaders: true,
    dispose: folder.dispose,
  };
});

const HOUR = 3600_000;

describe('whether a temporary file was left behind', () => {
  it('asks whether the process lives, and is the same one', () => {
    expect(isLeftBehind(temporaryName('a'), 100 * HOUR)).toBe(false);
    expect(isLeftBehind(temporaryName('a', { ...thisWriter, start: '1' }), 0)).toBe(true);
    // Above the kernel's limit of pids.
    expect(isLeftBehind(temporaryName('a', { ...thisWriter, pid: 2 ** 22 + 1 }), 0)).toBe(true);
  });

  it('goes by age where the writer cannot be asked', () => {
    const elsewhere = temporaryName('a', { machine: '0123456789ab', pid: process.pid, start: thisWriter.start });
    for (const name of [elsewhere, '.tmp-something']) {
      expect(isLeftBehind(name, 47 * HOUR)).toBe(false);
      expect(isLeftBehind(name, 49 * HOUR)).toBe(true);
    }
  });
});

describe('a folder of files', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.dispose());

  it('is for its owner only', async () => {
    const storage = await openFileStorage(join(folder.path, 'results'));
    const object = await storage.createObject('ds1/2024/a');
    const [name = ''] = await readdir(join(folder.path, 'results/ds1/2024'));
    expect(name).toMatch(/^\.tmp-/);
    expect((await stat(join(folder.path, 'results/ds1/2024', name))).mode & 0o777).toBe(0o600);
    await object.commit();
    expect((await stat(join(folder.path, 'results/ds1/2024/a'))).mode & 0o777).toBe(0o600);
    for (const path of ['results', 'results/ds1', 'results/ds1/2024']) {
      expect((await stat(join(folder.path, path))).mode & 0o777).toBe(0o700);
    }
  });

  it.each([
    ['write', (storage: Storage) => storage.createObject('ds1/2024/01/next').then((next) => next.abort())],
    ['cleaning', (storage: Storage) => storage.cleanTemporary()],
  ])('is cleaned by the next %s of what could not be deleted when it was given up', async (_, later) => {
    const storage = await openFileStorage(folder.path);
    const object = await storage.createObject('ds1/2024/01/a');
    await rename(join(folder.path, 'ds1'), join(folder.path, 'away'));
    await writeFile(join(folder.path, 'ds1'), '');
    await expect(object.abort()).rejects.toThrow('ENOTDIR');
    await rm(join(folder.path, 'ds1'));
    await rename(join(folder.path, 'away'), join(folder.path, 'ds1'));
    expect(await folder.files()).toHaveLength(1);
    await later(storage);
    expect(await folder.files()).toEqual([]);
  });

  it('is cleaned of what dead writers left, wherever it lies', async () => {
    const storage = await openFileStorage(folder.path);
    await mkdir(join(folder.path, 'ds1/2024/01'), { recursive: true });
    const dead = temporaryName('a', { ...thisWriter, pid: 2 ** 22 + 1 });
    const [old, fresh] = ['b', 'c'].map((name) => temporaryName(name, { machine: '0123456789ab', pid: 1, start: '1' }));
    for (const name of [dead, old, fresh, 'kept.parquet']) await writeFile(join(folder.path, 'ds1/2024/01', name ?? ''), 'x');
    const longAgo = new Date(Date.now() - 72 * HOUR);
    await utimes(join(folder.path, 'ds1/2024/01', old ?? ''), longAgo, longAgo);
    expect(await storage.cleanTemporary()).toBe(2);
    expect((await folder.files()).toSorted()).toEqual([fresh, 'kept.parquet']);
  });
});

describe('RESULTS_URL', () => {
  it.each(['s3:bucket', 's3://', 's3://bu', 's3://u:p@bucket', 's3://Bucket', 's3://bucket/../x', 's3://bucket/a//b', 's3://bucket/a?b', '/tmp/x', 'file:relative', 'file://host/x', 'http://x/', '', 'file:///a?b', 'file:///a#b', 'file:///a%00b', 'file:///a%2Fb'])(
    'refuses %s in one line',
    async (url) => {
      const message = await openResultStore(url).then(() => '', (error: Error) => error.message);
      expect(message).toMatch(/^RESULTS_URL .*$/);
    },
  );

  it('may hold encoded characters, and its folder is made', async () => {
    const folder = await temporaryFolder();
    await openResultStore(`file://${folder.path}/with%20space/ä`);
    expect((await stat(join(folder.path, 'with space/ä'))).isDirectory()).toBe(true);
    await folder.dispose();
  });

  it('says why a folder cannot be used', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    await expect(openResultStore(`file://${folder.path}/file/x`)).rejects.toThrow(
      `Cannot use ${folder.path}/file/x for results: the path of the storage is not a folder (ENOTDIR)`,
    );
    await folder.dispose();
  });
});
