import type { Result } from '../contracts/result.js';
import { sourceKeys } from './keys.js';
import type { RedisClient } from './script.js';

/** A small result that was just made, whole: those who waited for it need neither the ledger nor the file. */
export interface FreshResult {
  readonly result: Result;
  /** Its `data` object as JSON. */
  readonly data: string;
}

/** Milliseconds; whoever comes later reads the file. */
const KEEP = 30_000;

/** Keeps a result for those who wait. Sent before the result is published, on the same client, it is there when they hear of it. */
export async function keepFresh(redis: RedisClient, { result, data }: FreshResult): Promise<void> {
  // JSON has no line breaks of its own: the first one ends the record.
  await redis.set(sourceKeys(result.sourceId).fresh(result.id), `${JSON.stringify(result)}\n${data}`, 'PX', KEEP);
}

/** The result, if it was made just now and is small. */
export async function readFresh(redis: RedisClient, source: number, id: number): Promise<FreshResult | undefined> {
  const text = await redis.get(sourceKeys(source).fresh(id));
  if (text === null) return undefined;
  const end = text.indexOf('\n');
  const record = JSON.parse(text.slice(0, end)) as Omit<Result, 'snapshotAt'> & { readonly snapshotAt: string };
  return { result: { ...record, snapshotAt: new Date(record.snapshotAt) }, data: text.slice(end + 1) };
}
