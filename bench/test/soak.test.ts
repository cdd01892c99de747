import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { soak } from '../src/soak/soak.js';
import type { SoakReport } from '../src/soak/soak.js';

const seed = Number(process.env['ONCEQL_SOAK_SEED'] ?? Date.now() % 1_000_000);
const folders: string[] = [];

const run = async (name: string, seconds: number, lie: boolean): Promise<SoakReport> => {
  const folder = join(tmpdir(), `onceql-soak-${name}-${seed}-${process.pid}`);
  const report = await soak({ seed, seconds, readers: 50, lie, folder, say: () => undefined });
  folders.push(folder);
  return report;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

// What a failure shows must be enough to look further: the folder of one that failed is kept.
test('twenty seconds of changes told by call, by load and by nobody: no reader is served what is no longer true', async () => {
  const { violations, missing, folder } = await run('told', 20, false);
  if (violations.length + missing.length > 0) folders.pop();
  expect({ seed, folder, violations, missing }).toEqual({ seed, folder, violations: [], missing: [] });
});

test('the readers cry when changes are told too late', async () => {
  const { violations } = await run('lie', 10, true);
  expect(violations.map(({ fault }) => fault)).toContain('stale');
});
