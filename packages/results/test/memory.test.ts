import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from './tables.js';

const script = fileURLToPath(new URL('write-much.mjs', import.meta.url));

it('writes and reads 90 MB in the memory of a few row groups, of 32 MB each', async () => {
  const folder = await temporaryFolder();
  // A small heap, so that what is seen is what is held and not what has not been collected yet.
  const heap = ['--max-old-space-size=48', '--max-semi-space-size=2'];
  const { stdout } = await promisify(execFile)(process.execPath, [...heap, script, folder.path]);
  const { rows, bytes, grownMb } = JSON.parse(stdout) as { rows: number; bytes: number; grownMb: number };
  expect(rows).toBe(300_000);
  expect(bytes).toBe('a,b\r\n'.length + 300_000 * (2 * 150 + 1 + 2));
  expect(grownMb).toBeLessThan(256);
  await folder.dispose();
});
