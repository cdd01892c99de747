import { Command, Redis } from 'ioredis';
import type { Cluster } from 'ioredis';

const RETRY = 100;
const LONGEST = 2_000;
const WRONG_PLACE = /^(MOVED|READONLY|CLUSTERDOWN|LOADING) /;

/**
 * A connection for blocking commands of one source to the master of a cluster that has its slot; it follows the slot
 * when another master takes it. A plain connection, because a cluster's client that BullMQ resets while a node is down
 * may never come back (https://github.com/taskforcesh/bullmq/issues/4138).
 * @param name Shown by CLIENT LIST; its hash tag is that of the source.
 */
export function blockingConnection(cluster: Cluster, name: string): Redis {
  const slot = new Command('exists', [name]).getSlot();
  const redis: Redis = new Redis({
    ...cluster.options.redisOptions,
    ...masterOf(cluster, slot),
    connectionName: name,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => {
      // The connection is made to what the options say then.
      cluster.refreshSlotsCache(() => void Object.assign(redis.options, masterOf(cluster, slot)));
      return Math.min(times * RETRY, LONGEST);
    },
    reconnectOnError: (error) => (WRONG_PLACE.test(error.message) ? 2 : false),
  });
  return redis;
}

function masterOf(cluster: Cluster, slot: number): { host?: string; port?: number } {
  const master = cluster.slots[slot]?.[0];
  if (master === undefined) return {};
  const at = master.lastIndexOf(':');
  return { host: master.slice(0, at), port: Number(master.slice(at + 1)) };
}
