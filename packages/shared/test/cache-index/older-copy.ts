import type { Redis } from 'ioredis';

/**
 * A copy of all that a Redis holds. Putting it back leaves the server as a fail-over to an older copy does: what came
 * later is gone, and a new history has begun.
 */
export async function copyOf(redis: Redis): Promise<() => Promise<void>> {
  const keys = await redis.keys('*');
  const held = await Promise.all(keys.map(async (key) => [key, await redis.dumpBuffer(key), await redis.pttl(key)] as const));
  return async () => {
    await redis.flushall();
    await Promise.all(held.map(([key, value, ttl]) => redis.restore(key, Math.max(ttl, 0), value as Buffer)));
    await redis.replicaof('127.0.0.1', 1);
    await redis.replicaof('NO', 'ONE');
  };
}
