import type { Redis } from 'ioredis';

/** A copy of all that a Redis holds, to be put back later. */
export async function copyOf(redis: Redis): Promise<(to: Redis) => Promise<void>> {
  const keys = await redis.keys('*');
  const held = await Promise.all(keys.map(async (key) => [key, await redis.dumpBuffer(key), await redis.pttl(key)] as const));
  return async (to) => {
    await to.flushall();
    await Promise.all(held.map(([key, value, ttl]) => to.restore(key, Math.max(ttl, 0), value as Buffer)));
  };
}

/** Lets the server begin a new history, as one that was started again or promoted does; its data stays. */
export async function beginHistory(redis: Redis): Promise<void> {
  await redis.replicaof('127.0.0.1', 1);
  await redis.replicaof('NO', 'ONE');
}
