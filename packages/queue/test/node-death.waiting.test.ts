import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectRedis } from '@onceql/shared';
import type { RedisClient, RunOrder } from '@onceql/shared';
import { startRedisCluster, until } from '@onceql/testing';
import type { RunningCluster } from '@onceql/testing';
import { RunConsumer, RunQueues } from '../src/index.js';

/** BullMQ resets a connection that has blocked for longer; it must come back from that. */
const BLOCKED_MS = 12_000;

let cluster: RunningCluster;
let redis: RedisClient;
let queues: RunQueues;
let consumer: RunConsumer;

beforeAll(async () => {
  cluster = await startRedisCluster({ replicas: 1 });
  redis = await connectRedis(cluster.url, 'test', 'forever', () => undefined);
  queues = new RunQueues(redis);
  consumer = new RunConsumer(redis, { id: 1, concurrency: 1 }, async () => ({ then: 'complete', summary: '' }), () => undefined);
  await consumer.ready();
});
afterAll(async () => {
  await consumer.close(0);
  await queues.close();
  redis.disconnect();
  await cluster.stop();
});

async function isMade(run: string): Promise<void> {
  const order = { run, key: 'k', source: 1, statement: 'SELECT 1' } as RunOrder;
  await queues.enqueue(order, []);
  await until(async () => (await queues.state(1, run)).state === 'completed');
}

test('a consumer goes on after its node was away for long, and after a replica took over', async () => {
  await isMade('before');
  const node = await cluster.ownerOf('{ds1}');
  const replica = cluster.replicas[cluster.masters.indexOf(node)];
  if (!replica) throw new Error('every master has a replica');
  await replica.ask((each) => each.config('SET', 'cluster-replica-no-failover', 'yes'));
  await node.kill();
  const killed = Date.now();
  await until(async () => Date.now() - killed > BLOCKED_MS, 2 * BLOCKED_MS);
  await node.restart();
  await isMade('after it came back');
  await until(() => replica.ask(async (each) => (await each.info('replication')).includes('master_link_status:up')));
  await node.kill();
  await replica.ask((each) => each.cluster('FAILOVER', 'TAKEOVER'));
  await isMade('on the replica');
  expect(await queues.counts(1)).toMatchObject({ completed: 3, waiting: 0 });
});
