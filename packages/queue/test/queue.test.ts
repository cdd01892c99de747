import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connectRedis } from '@onceql/shared';
import type { AttemptEnd, RedisClient, RunAttempt, RunOrder } from '@onceql/shared';
import { testRedis, until } from '@onceql/testing';
import type { Lent } from '@onceql/testing';
import { RunConsumer, RunQueues } from '../src/index.js';

function orderOf(source: number, run: string): RunOrder {
  return {
    run, key: 'k', source, sourceVersion: 1, statement: 'SELECT 1', queryHash: '', settings: [], reader: 'tree',
    tables: [], functions: [], operators: [], attributes: [], clockCasts: [], reasons: [], shareable: true,
  };
}

describe.each(['single', 'cluster'] as const)('the queue on a %s Redis', (kind) => {
  let server: Lent;
  let redis: RedisClient;
  let queues: RunQueues;
  let source = 0;
  const consumers: RunConsumer[] = [];
  const errors: Error[] = [];

  beforeAll(async () => {
    server = await testRedis(kind);
    redis = await connectRedis(server.url, 'test', 'forever', (error) => errors.push(error));
    queues = new RunQueues(redis);
  });
  beforeEach(() => {
    source += 1;
  });
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.close(0)));
  });
  afterAll(async () => {
    await queues.close();
    redis.disconnect();
    await server.stop();
  });

  /** A consumer of this test's source. */
  async function consume(handler: (attempt: RunAttempt) => Promise<AttemptEnd>, concurrency = 5): Promise<RunConsumer> {
    await RunConsumer.limit(queues, source, concurrency);
    const consumer = new RunConsumer(redis, { id: source, concurrency }, handler, (error) => errors.push(error));
    consumers.push(consumer);
    await consumer.ready();
    return consumer;
  }

  const reaches = (run: string, wanted: string): Promise<unknown> =>
    until(async () => (await queues.state(source, run)).state === wanted);

  test('a run that is queued twice is made once, with its order', async () => {
    const taken: RunAttempt[] = [];
    await Promise.all([queues.enqueue(orderOf(source, 'one'), ['ann']), queues.enqueue(orderOf(source, 'one'), ['bob'])]);
    expect(await queues.state(source, 'one')).toEqual({ state: 'waiting' });
    await consume(async (attempt) => {
      taken.push(attempt);
      return { then: 'complete', summary: 'published' };
    });
    await reaches('one', 'completed');
    expect(taken.map(({ order, number, last }) => [order.run, order.statement, number, last])).toEqual([['one', 'SELECT 1', 1, false]]);
    expect(await queues.state(source, 'nothing')).toEqual({ state: 'missing' });
    expect(await queues.counts(source)).toMatchObject({ completed: 1, waiting: 0 });
  });

  test('an attempt that fails ends the run with its words; one that may be tried again is', async () => {
    await consume(async ({ order, number }) => {
      if (order.run === 'bad') return { then: 'fail', error: 'no such column' };
      return number === 1 ? { then: 'retry', error: 'the connection broke' } : { then: 'complete', summary: 'published' };
    });
    await queues.enqueue(orderOf(source, 'bad'), []);
    await queues.enqueue(orderOf(source, 'again'), []);
    await reaches('bad', 'failed');
    expect(await queues.state(source, 'bad')).toEqual({ state: 'failed', error: 'no such column' });
    await reaches('again', 'completed');
  });

  test('a consumer that closes hands back what is under way, and another takes it', async () => {
    const first = await consume(({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({ then: 'hand_back' }))));
    await queues.enqueue(orderOf(source, 'handed'), []);
    await reaches('handed', 'active');
    await first.close(0);
    await consume(async () => ({ then: 'complete', summary: 'published' }));
    await reaches('handed', 'completed');
  });

  test('a consumer that closes hands back what it is just being given, too', async () => {
    const runs = Array.from({ length: 40 }, (_, n) => `given ${n}`);
    for (const [n, run] of runs.entries()) {
      const leaving = await consume(({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({ then: 'hand_back' }))));
      await queues.enqueue(orderOf(source, run), []);
      for (let turns = 0; turns < n % 20; turns += 1) await turn();
      await leaving.close(0);
    }
    await consume(async () => ({ then: 'complete', summary: 'published' }), 40);
    await until(async () => (await queues.counts(source))['completed'] === runs.length);
  });

  test('the limit of a source holds over all consumers', async () => {
    let now = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const work = (): Promise<AttemptEnd> => {
      now += 1;
      most = Math.max(most, now);
      return new Promise((resolve) => release.push(() => {
        now -= 1;
        resolve({ then: 'complete', summary: '' });
      }));
    };
    await consume(work, 2);
    await consume(work, 2);
    const runs = ['a', 'b', 'c', 'd', 'e'];
    for (const run of runs) await queues.enqueue(orderOf(source, run), []);
    await until(async () => {
      release.splice(0).forEach((each) => each());
      return (await queues.counts(source))['completed'] === runs.length;
    });
    expect(most).toBeLessThanOrEqual(2);
  });

  test('a run is taken out, a line is written beside one that is there, and a removed source leaves nothing', async () => {
    await queues.enqueue(orderOf(source, 'out'), []);
    await queues.log(source, 'out', 'a line');
    await queues.log(source, 'nothing', 'a line');
    expect((await queues.of(source).getJobLogs('out')).logs).toEqual([expect.stringContaining('a line')]);
    await queues.remove(source, 'out');
    expect(await queues.state(source, 'out')).toEqual({ state: 'missing' });
    await queues.enqueue(orderOf(source, 'left'), []);
    await queues.obliterate(source);
    expect(await queues.state(source, 'left')).toEqual({ state: 'missing' });
  });
});
