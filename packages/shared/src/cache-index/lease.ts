import { randomUUID } from 'node:crypto';
import { sourceKeys } from './keys.js';
import type { RedisClient } from './script.js';

/**
 * Lets one process of all do something in each period: whoever asks first gets the period, and nobody has to give it
 * back. Work that overlaps with that of a slow holder must be harmless.
 */
export async function takeTurn(redis: RedisClient, work: string, periodMs: number): Promise<boolean> {
  return take(redis, `onceql:turn:${work}`, periodMs);
}

/** The same for each source, on the Redis node that the source itself needs: no other node's death holds it up. */
export async function takeSourceTurn(redis: RedisClient, source: number, work: string, periodMs: number): Promise<boolean> {
  return take(redis, sourceKeys(source).turn(work), periodMs);
}

async function take(redis: RedisClient, key: string, periodMs: number): Promise<boolean> {
  return (await redis.set(key, randomUUID(), 'PX', periodMs, 'NX')) === 'OK';
}
