import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { soakResults } from '../src/soak/results/soak-results.js';

const seed = Number(process.env['ONCEQL_SOAK_SEED'] ?? Date.now() % 1_000_000);

// What a failure shows must be enough to look further: the folder of one that failed is kept.
test('twenty seconds of results of all sizes on a storage that fails: nothing wrong is served, and nothing is left or held', async () => {
  const folder = join(tmpdir(), `onceql-soak-results-${seed}-${process.pid}`);
  const { violations, missing } = await soakResults({ seed, seconds: 20, readers: 6, lie: false, folder, say: () => undefined });
  expect({ seed, folder, violations, missing }).toEqual({ seed, folder, violations: [], missing: [] });
  rmSync(folder, { recursive: true, force: true });
}, 300_000);
