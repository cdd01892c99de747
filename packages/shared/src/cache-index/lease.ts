import { randomUUID } from 'node:crypto';
import { sourceKeys } from './keys.js';
import { runCommand } from './script.js';
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

/**
 * Lets one process keep a source's work for as long as it asks again within `forMs`; answers whether it has it. With 0 it
 * gives the work back. A holder that was stopped may believe it has work that another one has by now.
 */
export async function holdSourceTurn(redis: RedisClient, source: number, work: string, holder: string, forMs: number): Promise<boolean> {
  const [code] = await runCommand(redis, 'hold', [sourceKeys(source).turn(work)], [holder, forMs]);
  return code === 'held';
}

async function take(redis: RedisClient, key: string, periodMs: number): Promise<boolean> {
  return (await redis.set(key, randomUUID(), 'PX', periodMs, 'NX')) === 'OK';
}
