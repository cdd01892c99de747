import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from './tables.js';

/** What a script beside this file prints, run with a small heap: so what is seen is what is held and not what has not been collected yet. */
async function printedBy<T>(script: string): Promise<T> {
  const folder = await temporaryFolder();
  const heap = ['--max-old-space-size=48', '--max-semi-space-size=2'];
  const { stdout } = await promisify(execFile)(process.execPath, [...heap, fileURLToPath(new URL(script, import.meta.url)), folder.path]);
  await folder.dispose();
  return JSON.parse(stdout) as T;
}

it('writes and reads 90 MB in the memory of a row group, of 32 MB, and of what is made of it', async () => {
  const { rows, bytes, grownMb } = await printedBy<{ rows: number; bytes: number; grownMb: number }>('write-much.mjs');
  expect(rows).toBe(300_000);
  expect(bytes).toBe('a,b\r\n'.length + 300_000 * (2 * 150 + 1 + 2));
  expect(grownMb).toBeLessThan(100);
});

it('keeps nothing of values of 8 MB, however often they are read', async () => {
  const { readMb, grownMb } = await printedBy<{ readMb: number; grownMb: number }>('read-large.mjs');
  expect(readMb).toBe(512);
  expect(grownMb).toBeLessThan(128);
});
