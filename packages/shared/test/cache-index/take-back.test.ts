import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sourceKeys } from '../../src/cache-index/keys.js';
import { IndexBench, orderOf, startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';

/** A submission that joined, was taken back for want of an answer, and reaches Redis once more with its leave. */
let server: RedisBench;
let bench: IndexBench;
let source = 0;
let first: { run: string; job: string };
let job: string;

beforeAll(async () => {
  server = await startRedisBench();
});
afterAll(() => server.stop());
beforeEach(async () => {
  source += 1;
  bench = new IndexBench(server.redis, source);
  await bench.open();
  first = await bench.claim();
  job = bench.index.newJobId(source);
});

async function submitAndTakeBack(): Promise<void> {
  await bench.index.resolve({ source, key: 'k', caller: 'bob', order: orderOf(source, 'k', 'of-bob'), mode: 'shared', job });
  await bench.index.leave({ id: job, key: 'k', run: 'of-bob' });
}

test('it does not wait for the run again: who leaves last still cancels it', async () => {
  await submitAndTakeBack();
  await submitAndTakeBack();
  expect(await bench.index.jobsOf(source, 'k', first.run)).toEqual([{ job: first.job, caller: 'ann' }]);
  expect(await bench.index.leave({ id: first.job, key: 'k', run: first.run })).toMatchObject({ outcome: 'left', last: true });
});

test('nor does it claim a run for nobody when the one it joined has ended', async () => {
  await submitAndTakeBack();
  await bench.index.fail({ source, key: 'k', run: first.run, token: undefined }, 'no');
  await submitAndTakeBack();
  expect(await server.redis.zcard(sourceKeys(source).openRuns)).toBe(0);
  expect(await bench.submit('k')).toMatchObject({ outcome: 'claimed' });
});
