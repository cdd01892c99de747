import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { storm } from '../src/chaos/storm.js';
import type { StormOptions } from '../src/chaos/options.js';
import type { StormReport } from '../src/chaos/storm.js';

const seed = Number(process.env['ONCEQL_CHAOS_SEED'] ?? Date.now() % 1_000_000);
const folders: string[] = [];
const folderOf = (name: string): string => join(tmpdir(), `onceql-chaos-${name}-${seed}-${process.pid}`);

const blow = async (name: string, more: Pick<StormOptions, 'seconds' | 'lie' | 'enough' | 'cried'>): Promise<StormReport> => {
  const folder = folderOf(name);
  const report = await storm({ seed, callers: 20, workers: 3, folder, say: () => undefined, ...more });
  folders.push(folder);
  return report;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

// What a failure shows must be enough to look further: the folder of one that failed is kept.
test('twenty seconds of storm leave every answer right, every job ended and nothing behind', async () => {
  const { violations, counts, folder } = await blow('storm', { seconds: 20, lie: false });
  if (violations.length > 0) folders.pop();
  expect({ seed, folder, violations }).toEqual({ seed, folder, violations: [] });
  // A storm in which nothing happened proves nothing.
  expect(counts['judged']).toBeGreaterThan(100);
  expect(counts['served_hit']).toBeGreaterThan(10);
  expect(counts['versions']).toBeGreaterThan(10);
  expect(counts['refreshes']).toBeGreaterThan(5);
});

test('the checker cries when changes are told to nobody', async () => {
  const stale = new AbortController();
  const { violations } = await blow('lie', { seconds: 60, lie: true, enough: stale.signal, cried: ({ fault }) => { if (fault === 'stale') stale.abort(); } });
  expect(violations.map(({ fault }) => fault)).toContain('stale');
});
