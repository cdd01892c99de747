import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ResultGone } from '@onceql/shared';
import type { ObjectReader, Storage } from '../src/storage/storage.js';

/** A storage to test, and what an outsider sees in it: the paths of all objects. */
export interface StorageUnderTest {
  readonly storage: Storage;
  objects(): Promise<string[]>;
  /** Whether who reads is not disturbed when the object is removed; else he is told that it is gone. */
  readonly keepsReaders: boolean;
  dispose(): Promise<void>;
}

/** What every driver must do. */
export function describeStorage(name: string, make: () => Promise<StorageUnderTest>): void {
  describe(`storage: ${name}`, () => {
    let it_: StorageUnderTest;
    beforeEach(async () => {
      it_ = await make();
    });
    afterEach(() => it_.dispose());

    async function put(path: string, ...chunks: string[]): Promise<void> {
      const object = await it_.storage.createObject(path);
      for (const chunk of chunks) await object.write(Buffer.from(chunk));
      await object.commit();
    }
    async function text(reader: ObjectReader, offset: number, length: number): Promise<string> {
      return Buffer.from(await reader.read(offset, length)).toString();
    }

    it('gives back what was written, in ranges', async () => {
      await put('ds1/2024/a.parquet', 'first,', 'second,', 'third');
      const reader = await it_.storage.open('ds1/2024/a.parquet');
      expect(reader.size).toBe(18);
      expect(await text(reader, 0, 18)).toBe('first,second,third');
      expect(await text(reader, 6, 6)).toBe('second');
      expect(await text(reader, 18, 0)).toBe('');
      await reader.close();
      await reader.close();
    });

    it('does not answer with fewer bytes than asked for', async () => {
      await put('a', 'short');
      const reader = await it_.storage.open('a');
      await expect(reader.read(3, 5)).rejects.toThrow();
      await reader.close();
    });

    it('lets a chunk be reused once it was written', async () => {
      const object = await it_.storage.createObject('a');
      const chunk = Buffer.from('one');
      await object.write(chunk);
      chunk.write('two');
      await object.write(chunk);
      await object.commit();
      const reader = await it_.storage.open('a');
      expect(await text(reader, 0, 6)).toBe('onetwo');
      await reader.close();
    });

    it('shows nothing before commit, and nothing after abort', async () => {
      const object = await it_.storage.createObject('ds1/a');
      await object.write(Buffer.from('half'));
      await expect(it_.storage.open('ds1/a')).rejects.toThrow(ResultGone);
      await object.sync();
      await expect(it_.storage.open('ds1/a')).rejects.toThrow(ResultGone);
      await object.abort();
      await object.abort();
      await expect(it_.storage.open('ds1/a')).rejects.toThrow(ResultGone);
      expect(await it_.objects()).toEqual([]);
    });

    it('keeps a committed object through a late abort', async () => {
      const object = await it_.storage.createObject('ds1/a');
      await object.commit();
      await object.abort();
      expect(await it_.objects()).toEqual(['ds1/a']);
    });

    it('removes, also what is being read, also twice', async () => {
      await put('ds1/a', 'text');
      const reader = await it_.storage.open('ds1/a');
      await it_.storage.remove('ds1/a');
      await it_.storage.remove('ds1/a');
      await it_.storage.remove('ds9/never');
      if (it_.keepsReaders) expect(await text(reader, 0, 4)).toBe('text');
      else await expect(reader.read(0, 4)).rejects.toThrow(ResultGone);
      await reader.close();
      await expect(it_.storage.open('ds1/a')).rejects.toThrow(ResultGone);
    });

    it('holds what is larger than one request, and shows it only when it is whole', async () => {
      const chunk = Buffer.alloc(3_000_000);
      const object = await it_.storage.createObject('ds1/large');
      for (let at = 0; at < 7; at += 1) {
        await object.write(chunk.fill(at));
        await expect(it_.storage.open('ds1/large')).rejects.toThrow(ResultGone);
      }
      await object.commit();
      const reader = await it_.storage.open('ds1/large');
      expect(reader.size).toBe(21_000_000);
      for (let at = 0; at < 7; at += 1) {
        const bytes = Buffer.from(await reader.read(at * 3_000_000 - (at === 0 ? 0 : 1), 2));
        expect([...bytes]).toEqual(at === 0 ? [0, 0] : [at - 1, at]);
      }
      await reader.close();
      expect(await it_.objects()).toEqual(['ds1/large']);
    });

    it('leaves nothing of what is larger than one request, either', async () => {
      const object = await it_.storage.createObject('ds1/large');
      await object.write(Buffer.alloc(17_000_000));
      await object.abort();
      await expect(it_.storage.open('ds1/large')).rejects.toThrow(ResultGone);
      expect(await it_.objects()).toEqual([]);
    });

    it('lists all there is, with sizes and times', async () => {
      const began = Date.now();
      const paths = Array.from({ length: 12 }, (_, at) => `ds${at % 3}/2024/${String(at).padStart(2, '0')}`);
      for (const path of paths) await put(path, path);
      const listed = [];
      for await (const { path, bytes, modifiedAt } of it_.storage.list()) {
        expect(bytes).toBe(Buffer.byteLength(path));
        expect(Math.abs(modifiedAt.getTime() - began)).toBeLessThan(60_000);
        listed.push(path);
      }
      expect(listed.toSorted()).toEqual(paths.toSorted());
    });

    it('leaves living writers and finished objects alone when it cleans up', async () => {
      await put('ds1/done', 'x');
      const object = await it_.storage.createObject('ds1/a');
      await object.write(Buffer.from('x'));
      expect(await it_.storage.cleanTemporary()).toBe(0);
      await object.commit();
      expect((await it_.objects()).toSorted()).toEqual(['ds1/a', 'ds1/done']);
    });

    it('refuses a path that leads elsewhere', async () => {
      for (const path of ['', '..', 'a/../b', '/a', 'a/', 'a\\b/../..', '.tmp-a', 'a\0']) {
        await expect((async () => it_.storage.createObject(path))()).rejects.toThrow('Not a path of a result');
      }
    });
  });
}
