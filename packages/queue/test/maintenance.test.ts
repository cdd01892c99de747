import { afterAll, afterEach, beforeAll, expect, test, describe } from '@jest/globals';
import { connectRedis } from '@onceql/shared';
import type { RedisClient } from '@onceql/shared';
import { testRedis, until } from '@onceql/testing';
import type { Lent } from '@onceql/testing';
import { Redis } from 'ioredis';
import { Maintenance, maintenanceQueue } from '../src/index.js';
import type { Chore } from '../src/index.js';

describe.each(['single', 'cluster'] as const)('chores on a %s Redis', (kind) => {
  let server: Lent;
  let redis: RedisClient;
  const open: Maintenance[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    server = await testRedis(kind);
    redis = await connectRedis(server.url, 'test', 'forever', () => undefined);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close(5_000)));
    await maintenanceQueue(redis).obliterate({ force: true });
    errors.length = 0;
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  async function join(chores: Record<string, Chore>): Promise<Maintenance> {
    const made = new Maintenance(redis, chores, (error, chore) => errors.push(`${chore}: ${error.message}`));
    open.push(made);
    await made.start();
    return made;
  }

  test('are done again and again, one at a time whoever takes part', async () => {
    let now = 0;
    let most = 0;
    let rounds = 0;
    const queue = maintenanceQueue(redis);
    const work = async (signal: AbortSignal): Promise<string> => {
      now += 1;
      most = Math.max(most, now);
      // Until the next round waits, and two processes are free to take it.
      await until(async () => signal.aborted || (await queue.getWaitingCount()) > 0);
      now -= 1;
      rounds += 1;
      return 'done';
    };
    for (let at = 0; at < 3; at += 1) await join({ one: { everyMs: 100, work }, two: { everyMs: 100, work } });
    await until(() => Promise.resolve(rounds >= 6));
    expect(most).toBe(1);
  });

  test('one that fails is told, and goes on', async () => {
    let rounds = 0;
    const work = (): Promise<string> => ((rounds += 1) === 1 ? Promise.reject(new Error('no')) : Promise.resolve(''));
    await join({ one: { everyMs: 100, work } });
    await until(() => Promise.resolve(rounds >= 3));
    expect(errors).toEqual(['one: no']);
  });

  test('the one under way is told to end, and nothing is left waiting', async () => {
    let begun = false;
    let ended = false;
    const work = (signal: AbortSignal) => new Promise<string>((resolve) => {
      begun = true;
      signal.addEventListener('abort', () => resolve(((ended = true), 'stopped')));
    });
    const made = await join({ one: { everyMs: 100, work } });
    await until(() => Promise.resolve(begun));
    await made.close(30_000);
    expect(ended).toBe(true);
    expect(await maintenanceQueue(redis).getActiveCount()).toBe(0);
  });

  test('a period that was changed counts, and a Redis that came back empty is told again', async () => {
    let rounds = 0;
    const work = (): Promise<string> => Promise.resolve(String((rounds += 1)));
    await join({ one: { everyMs: 3_600_000, work } });
    const made = await join({ one: { everyMs: 100, work } });
    await until(() => Promise.resolve(rounds >= 3));
    const nodes = redis instanceof Redis ? [redis] : redis.nodes('master');
    for (const node of nodes) await node.flushall();
    const before = rounds;
    await made.keep();
    await until(() => Promise.resolve(rounds >= before + 3));
    await made.keep();
    expect((await maintenanceQueue(redis).getJobSchedulers()).map(({ key, every }) => [key, every])).toEqual([['one', 100]]);
  });
});
