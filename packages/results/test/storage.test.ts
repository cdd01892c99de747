import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
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

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('whether a temporary file was left behind', () => {
  const untouched = (ms: number) => () => Promise.resolve(ms);

  it('asks whether the process lives, and is the same one', async () => {
    expect(await isLeftBehind(temporaryName('a'), untouched(100 * HOUR))).toBe(false);
    expect(await isLeftBehind(temporaryName('a', { ...thisWriter, start: '1' }), untouched(0))).toBe(true);
    // Above the kernel's limit of pids.
    expect(await isLeftBehind(temporaryName('a', { ...thisWriter, pid: 2 ** 22 + 1 }), untouched(0))).toBe(true);
  });

  it('goes by the last touch where the writer cannot be asked: ten minutes', async () => {
    const elsewhere = temporaryName('a', { machine: '0123456789ab', pid: process.pid, start: thisWriter.start });
    expect(await isLeftBehind(elsewhere, untouched(9 * MINUTE))).toBe(false);
    expect(await isLeftBehind(elsewhere, untouched(11 * MINUTE))).toBe(true);
  });

  it('cannot be said of what has another name than ours', async () => {
    expect(await isLeftBehind('.tmp-something', untouched(100 * HOUR))).toBeUndefined();
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
    const longAgo = new Date(Date.now() - 11 * MINUTE);
    for (const name of [dead, old, fresh, '.tmp-notes', 'kept.parquet']) await writeFile(join(folder.path, 'ds1/2024/01', name ?? ''), 'x');
    for (const name of [old, '.tmp-notes']) await utimes(join(folder.path, 'ds1/2024/01', name ?? ''), longAgo, longAgo);
    // The clock of this machine does not count.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + HOUR);
    expect(await storage.cleanTemporary().finally(() => clock.mockRestore())).toBe(2);
    expect((await folder.files()).toSorted()).toEqual([fresh, '.tmp-notes', 'kept.parquet'].toSorted());
  });

  it('shows by a file that its writer lives, though nothing comes to write', async () => {
    const storage = await openFileStorage(folder.path, 5);
    const object = await storage.createObject('a');
    const [name = ''] = await folder.files();
    const touched = async (): Promise<number> => (await stat(join(folder.path, name))).mtimeMs;
    const before = await touched();
    while ((await touched()) < before + 20) await setImmediate();
    expect(await touched()).toBeLessThan(Date.now() + 1_000);
    await object.abort();
    expect(await folder.files()).toEqual([]);
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
