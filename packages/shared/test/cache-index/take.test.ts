import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { IndexBench, startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';

let server: RedisBench;
let bench: IndexBench;
let source = 0;

beforeAll(async () => {
  server = await startRedisBench();
});
afterAll(() => server.stop());
beforeEach(async () => {
  source += 1;
  bench = new IndexBench(server.redis, source);
  await bench.open();
});

test('a failure of an attempt whose run a later one has taken up is not believed', async () => {
  const { run } = await bench.claim();
  const [early, late] = [bench.attempt('k', run), bench.attempt('k', run)];
  await bench.begin(early);
  expect(await bench.index.take(late)).toEqual({ outcome: 'taken' });
  expect(await bench.index.take(late)).toEqual({ outcome: 'taken' });
  expect(await bench.index.fail(early, 'canceling statement due to user request')).toEqual({ outcome: 'superseded' });
  expect(await bench.begin(early)).toMatchObject({ outcome: 'go' }); // what it was told before
  expect(await bench.index.take(early)).toEqual({ outcome: 'superseded' });
  expect(await bench.begin(late)).toMatchObject({ outcome: 'go', previousPid: 4711 });
  expect(await bench.publish(late, 7)).toMatchObject({ outcome: 'published' });
});

test('its rows are, until the later one begins', async () => {
  const { run } = await bench.claim();
  const [early, late] = [bench.attempt('k', run), bench.attempt('k', run)];
  await bench.begin(early);
  await bench.index.take(late);
  expect(await bench.publish(early, 7)).toMatchObject({ outcome: 'published' });
  expect(await bench.index.take(late)).toEqual({ outcome: 'ended', state: 'published' });
});

test('an attempt that has not begun may not begin after a later one has taken the run up', async () => {
  const { run } = await bench.claim();
  const [early, late] = [bench.attempt('k', run), bench.attempt('k', run)];
  await bench.index.take(late);
  expect(await bench.begin(early)).toEqual({ outcome: 'superseded' });
});

test('the reconcile can fail a run whose last attempt died before it began', async () => {
  const { run } = await bench.claim();
  const late = bench.attempt('k', run);
  await bench.index.take(late);
  const view = await bench.index.readRun(source, run);
  expect(await bench.index.fail({ source, key: 'k', run, token: view?.token }, 'gave up')).toEqual({ outcome: 'failed' });
});

test('there is nothing to take up of a run that nobody knows, or of a source that was removed', async () => {
  expect(await bench.index.take(bench.attempt('k', 'nobody'))).toEqual({ outcome: 'gone' });
  const { run } = await bench.claim();
  await bench.index.close(source);
  expect(await bench.index.take(bench.attempt('k', run))).toEqual({ outcome: 'gone' });
});
