import { randomUUID } from 'node:crypto';
import type { RedisClient } from './script.js';

/**
 * Lets one process in the cluster do something in each period: whoever asks first gets the period, and nobody has to
 * give it back. Work that overlaps with that of a slow holder must be harmless.
 */
export async function takeTurn(redis: RedisClient, work: string, periodMs: number): Promise<boolean> {
  return (await redis.set(`onceql:turn:${work}`, randomUUID(), 'PX', periodMs, 'NX')) === 'OK';
}
