import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE, until } from '@onceql/testing';
import type { Client, JobBody, Process } from '@onceql/testing';
import { MANY_ROWS, RECOVERY_MS, SWEEPING, endedAfter, expectClean, expectFree, few, many, present, rowCount, rowsOf } from './ground.js';

/** Where a worker is stopped; with the table `orders` it is refreshed while the worker is stopped. */
const CASES = (['rows.streaming', 'rows.stored', 'result.recorded'] as const).flatMap((point) =>
  ['regions', 'orders'].map((table) => ({ point, table, mark: `s_${table}_${point.replace('.', '_')}` })),
);
type Case = (typeof CASES)[number];

const queryOf = ({ point, table, mark }: Case): string => (point === 'rows.streaming' ? many : few)(mark, table);

let stack: Stack;
let api: Client;
let source: number;
let sleeper: Process;
let stopped: number;
/** Of the jobs that the stopped worker had, and of those that were submitted after the refresh. */
const early = new Map<string, JobBody>();
const late = new Map<string, JobBody>();

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [api, sleeper] = await Promise.all([stack.api(), stack.worker(SWEEPING)]);
  source = await stack.source(api, { concurrency: 12 });
  const points = CASES.map(({ point, mark }) => stack.checkpoints.hold(point, mark));
  for (const each of CASES) early.set(each.mark, await api.submit(source, queryOf(each)));
  await Promise.all(points.map((point) => point.reached()));
  sleeper.child.kill('SIGSTOP');
  stopped = Date.now();
  for (const point of points) point.release();
  await stack.warehouse.query('UPDATE orders SET amount = amount + 1000');
  expect((await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['orders'] })).status).toBe(200);
  await stack.worker(SWEEPING);
  for (const each of CASES) if (each.table === 'orders') late.set(each.mark, await api.submit(source, queryOf(each)));
});
afterAll(() => stack.stop());

test.each(CASES.filter(({ table }) => table === 'orders'))('stopped at $point: who asks after a refresh gets a run of his own at once', async ({ mark, point }) => {
  const job = await api.ended(late.get(mark)?.id ?? '');
  expect(job).toMatchObject({ status: 3, error: '', source_job_id: null });
  if (point !== 'rows.streaming') expect(await rowsOf(api, job)).toEqual(await present(stack));
});

test.each(CASES)('stopped at $point, $table: another worker ends the run', async ({ mark, point, table }) => {
  const { job, ms } = await endedAfter(api, early.get(mark)?.id ?? '', stopped);
  expect(job).toMatchObject({ status: 3, error: '' });
  expect(ms).toBeLessThan(RECOVERY_MS);
  if (point === 'rows.streaming') expect(await rowCount(stack, job)).toBe(MANY_ROWS);
  else expect(await rowsOf(api, job)).toEqual(await present(stack, table));
});

test('when it goes on, what it brings is dropped, and nothing that callers see changes', async () => {
  await until(async () => (await stack.redis.zcard(`onceql:{ds${source}}:open-runs`)) === 0, RECOVERY_MS);
  const before = await visible();
  sleeper.child.kill('SIGCONT');
  for (const { mark, point } of CASES) {
    if (point === 'rows.streaming') continue;
    const run = await stack.redis.hget(`onceql:{ds${source}}:job:${early.get(mark)?.id}`, 'run');
    await sleeper.logged((line) => line['run'] === run && line['msg'] === 'result dropped');
  }
  // It ends in good order only when all its attempts have.
  await sleeper.end('SIGTERM');
  expect(sleeper.child.exitCode).toBe(0);
  expect(sleeper.log.filter(({ msg }) => msg === 'run ended')).toEqual([]);
  expect(await visible()).toEqual(before);
  await expectClean(stack, source);
});

test.each(CASES)('at $point, $table: the key is free', async (each) => {
  await expectFree(stack, api, source, queryOf(each), each.table);
});

/** Everything that callers can see of what was made. */
async function visible(): Promise<unknown> {
  const keys = (await stack.redis.keys(`onceql:{ds${source}}:entry:*`)).sort();
  const entries = await Promise.all(keys.map((key) => stack.redis.hmget(key, 'result', 'run', 'cached_at')));
  const { rows } = await stack.metadata.query('SELECT id, state, result_id, reason, error, ended_at FROM onceql.runs ORDER BY id');
  return { entries, rows };
}
