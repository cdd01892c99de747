import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE, resultOf } from '@onceql/testing';
import type { Client, Hold, JobBody, Process } from '@onceql/testing';
import { MANY_ROWS, RECOVERY_MS, SWEEPING, endedAfter, expectClean, expectFree, few, many, plain, present, rowCount, rowsOf } from './ground.js';

/** Where a worker is killed while it has a run of its own at each of them. */
const WORKER_POINTS = ['attempt.taken', 'attempt.begun', 'rows.streaming', 'rows.stored', 'result.recorded', 'run.published'] as const;
/** Workers that a run may cost before it is given up. */
const LIVES = 4;

const marked = (point: string): string => `k_${point.replace('.', '_')}`;
const queryAt = (point: string): string => (point === 'rows.streaming' ? many(marked(point)) : few(marked(point)));

let stack: Stack;
let victim: Client;
let api: Client;
let source: number;
let worker: Process;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [victim, api, worker] = await Promise.all([stack.api(), stack.api(), stack.worker(SWEEPING)]);
  source = await stack.source(api, { concurrency: 12 });
});
afterAll(() => stack.stop());

describe('an API process killed', () => {
  let kill: number;
  let waited: JobBody;
  let held: Hold;

  beforeAll(async () => {
    held = stack.checkpoints.hold('attempt.taken', 'k_waiting');
    waited = await victim.submit(source, few('k_waiting'));
    const points = [
      stack.checkpoints.hold('submit.claimed', 'k_claimed'), stack.checkpoints.hold('submit.enqueued', 'k_enqueued'),
      stack.checkpoints.hold('job.waiting', waited.id),
    ];
    const unanswered = Promise.allSettled([
      victim.query(source, few('k_claimed')), victim.query(source, few('k_enqueued')), victim.ended(waited.id),
    ]);
    await Promise.all(points.map((point) => point.reached()));
    await victim.process.end('SIGKILL');
    kill = Date.now();
    expect((await unanswered).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    for (const point of points) point.release();
  });
  afterAll(() => held.release());

  test.each([['submit.claimed', 'k_claimed'], ['submit.enqueued', 'k_enqueued']])(
    'at %s: who asks another one is served by the same run',
    async (_point, mark) => {
      const answer = await api.query(source, few(mark));
      expect(Date.now() - kill).toBeLessThan(RECOVERY_MS);
      expect(['joined', 'hit']).toContain(answer.headers.get('x-onceql-cache'));
      expect(plain(resultOf(answer))).toEqual(await present(stack));
      await expectFree(stack, api, source, few(mark));
    },
  );

  test('at job.waiting: another one serves the caller', async () => {
    expect(await api.get(`/api/jobs/${waited.id}`)).toMatchObject({ status: 200, json: { job: { status: 1 } } });
    held.release();
    const job = await api.ended(waited.id);
    expect(job).toMatchObject({ status: 3, error: '' });
    expect(await rowsOf(api, job)).toEqual(await present(stack));
  });
});

describe('a worker killed', () => {
  const jobs = new Map<string, JobBody>();
  let poison: Hold;
  let poisoned: JobBody;
  let kill: number;

  beforeAll(async () => {
    const points = WORKER_POINTS.map((point) => stack.checkpoints.hold(point, marked(point)));
    poison = stack.checkpoints.hold('rows.streaming', 'k_poison');
    for (const point of WORKER_POINTS) jobs.set(point, await api.submit(source, queryAt(point), { max_age: 0 }));
    poisoned = await api.submit(source, many('k_poison'));
    const pids = await Promise.all([...points, poison].map((point) => point.reached()));
    expect(new Set(pids)).toEqual(new Set([worker.child.pid]));
    expect((await stack.statements()).length).toBeGreaterThan(0);
    await worker.end('SIGKILL');
    kill = Date.now();
    for (const point of points) point.release();
    worker = await stack.worker(SWEEPING);
  });

  test.each(WORKER_POINTS)('at %s: another one ends the run', async (point) => {
    const { job, ms } = await endedAfter(api, jobs.get(point)?.id ?? '', kill);
    expect(job).toMatchObject({ status: 3, error: '' });
    expect(ms).toBeLessThan(RECOVERY_MS);
    if (point === 'rows.streaming') expect(await rowCount(stack, job)).toBe(MANY_ROWS);
    else expect(await rowsOf(api, job)).toEqual(await present(stack));
    await expectFree(stack, api, source, queryAt(point));
  });

  test('by a query that kills every one: the run is given up, with the reason, and the next worker lives', async () => {
    for (let died = 1; died < LIVES; ) {
      const pid = await poison.reached(died + 1, RECOVERY_MS);
      expect(pid).toBe(worker.child.pid);
      await worker.end('SIGKILL');
      died += 1;
      worker = await stack.worker(SWEEPING);
    }
    const { job } = await endedAfter(api, poisoned.id, kill);
    expect(job).toMatchObject({ status: 4, error: 'Four workers died, or fell silent, while they ran this query. It is not tried again.' });
    expect(poison.pids()).toHaveLength(LIVES);
    poison.release();
    await expectFree(stack, api, source, many('k_poison'));
    expect(worker.child.exitCode).toBeNull();
  });
});

test('nothing is left over', () => expectClean(stack, source));
