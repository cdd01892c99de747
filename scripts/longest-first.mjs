// The order of test files: those that take long come first, so that none of them begins when all others have ended.
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';

// It comes with jest, by way of its core.
const core = createRequire(createRequire(import.meta.url).resolve('jest')).resolve('@jest/core');
const { default: Sequencer } = createRequire(core)('@jest/test-sequencer');

/** Longest first. What is not listed takes less than fifteen seconds; of that larger files come first. */
const LONG = [
  'bench/test/chaos', 'bench/test/soak', 'packages/shared/test/cache-index/protocol', 'packages/shared/test/cache-index/mutants',
  'bench/test/soak-results', 'apps/api/test/page-run', 'apps/api/test/page-look', 'apps/api/test/page-tables', 'apps/api/test/promises',
  'packages/shared/test/hashing/mutation', 'packages/sources/test/limits', 'apps/api/test/ops/metrics', 'apps/api/test/refresh-reach',
  'apps/api/test/page-why', 'apps/local/test/stack', 'packages/shared/test/hashing/golden-text', 'apps/api/test/line',
  'apps/local/test/deploy/image', 'apps/api/test/formats',
  // Those that wait have a lane of their own.
  'apps/api/test/feed', 'apps/api/test/crash/feed', 'apps/api/test/crash/tellings', 'apps/api/test/crash/kills', 'apps/api/test/crash/storage',
  'apps/api/test/crash/redis', 'apps/api/test/redis-cluster', 'apps/api/test/crash/services', 'apps/api/test/loads',
  'packages/sources/test/cancelling', 'apps/api/test/pause', 'apps/api/test/s3', 'packages/results/test/s3', 'apps/api/test/ops/traces',
  'apps/api/test/crash/stops', 'packages/queue/test/node-death', 'apps/api/test/standby',
];

function placeOf(path) {
  const at = LONG.findIndex((name) => path.endsWith(`/${name}.test.ts`) || path.endsWith(`/${name}.waiting.test.ts`));
  return at < 0 ? LONG.length : at;
}

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const known = tests.map((test) => ({ test, place: placeOf(test.path), bytes: statSync(test.path).size }));
    return known.sort((one, other) => one.place - other.place || other.bytes - one.bytes).map(({ test }) => test);
  }
}
