import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { soak } from '../src/soak/soak.js';
import type { SoakOptions } from '../src/soak/options.js';
import type { SoakReport } from '../src/soak/soak.js';

const seed = Number(process.env['ONCEQL_SOAK_SEED'] ?? Date.now() % 1_000_000);
const folders: string[] = [];

const run = async (name: string, more: Pick<SoakOptions, 'seconds' | 'lie' | 'enough' | 'cried'>): Promise<SoakReport> => {
  const folder = join(tmpdir(), `onceql-soak-${name}-${seed}-${process.pid}`);
  const report = await soak({ seed, readers: 50, folder, say: () => undefined, ...more });
  folders.push(folder);
  return report;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

// What a failure shows must be enough to look further: the folder of one that failed is kept.
test('twenty seconds of changes told by call, by load and by nobody: no reader is served what is no longer true', async () => {
  const { violations, missing, folder } = await run('told', { seconds: 20, lie: false });
  if (violations.length + missing.length > 0) folders.pop();
  expect({ seed, folder, violations, missing }).toEqual({ seed, folder, violations: [], missing: [] });
});

test('the readers cry when changes are told too late', async () => {
  const stale = new AbortController();
  const { violations } = await run('lie', { seconds: 60, lie: true, enough: stale.signal, cried: ({ fault }) => { if (fault === 'stale') stale.abort(); } });
  expect(violations.map(({ fault }) => fault)).toContain('stale');
});
