import type { Result } from '../contracts/result.js';
import { sourceKeys } from './keys.js';
import { runCommand } from './script.js';
import type { RedisClient } from './script.js';

/** A small result, whole: whoever has it needs neither the ledger nor the file. */
export interface RenderedResult {
  readonly result: Result;
  /** Its `data` object as JSON. */
  readonly data: string;
}

/** Bytes of JSON up to which a result is kept rendered. */
export const MOST_RENDERED = 256 * 1024;
/** Bytes of all that are kept of a source. */
const TOTAL = 32 * 1024 * 1024;

/** For how long those who wait find a result that no entry names: far longer than it takes them once they are told. */
const WAITERS_MS = 60_000;
/** Results that are forgotten in one command, at most: nobody else waits for long. */
const AT_ONCE = 100;

/** How a rendered result is kept. */
export interface Keeping {
  /** By Redis's clock, milliseconds since 1970; '' for its present time. */
  readonly now: string;
  /** Somebody may wait for it. Otherwise it is kept only if an entry names it. */
  readonly isAwaited: boolean;
  /** Bytes that all of the source's may have; the least recently read go. */
  readonly total?: number | undefined;
}

/**
 * Keeps a result under its id: with the entry that names it, else for a minute. Sent before the result is published, on the
 * same client, it is there when its readers hear of it. What an id names never changes: whoever has learnt it from an entry
 * or a run cannot find anything else here.
 */
export async function keepRendered(redis: RedisClient, rendered: RenderedResult, { now, isAwaited, total = TOTAL }: Keeping): Promise<void> {
  const { sourceId, id, key } = rendered.result;
  const at = sourceKeys(sourceId);
  await runCommand(
    redis,
    'keep-rendered',
    [at.index, at.entry(key), at.rendered, at.renderedUsed, at.renderedUntil],
    [now, id, recordOf(rendered), total, isAwaited ? WAITERS_MS : ''],
  );
}

/** Forgets what no entry names and nobody waits for any more. Answers how many results. */
export async function forgetRendered(redis: RedisClient, source: number, now: string): Promise<number> {
  const at = sourceKeys(source);
  for (let total = 0; ; ) {
    const [, forgotten] = await runCommand(redis, 'forget-rendered', [at.rendered, at.renderedUsed, at.renderedUntil], [now, AT_ONCE]);
    total += Number(forgotten);
    if (Number(forgotten) < AT_ONCE) return total;
  }
}

/** As one text. JSON has no line breaks of its own: the first one ends the part without the data. */
export const recordOf = ({ result, data }: RenderedResult): string => `${JSON.stringify(result)}\n${data}`;

/**
 * The result, if it is kept.
 * @param readAt milliseconds since 1970 by Redis's clock, of a hit that keeps it for longer; undefined: none does
 */
export async function readRendered(redis: RedisClient, source: number, id: number, readAt?: number): Promise<RenderedResult | undefined> {
  const at = sourceKeys(source);
  const reading = redis.hget(at.rendered, String(id));
  // Without its note it goes a little earlier, no more.
  if (readAt !== undefined) redis.zadd(at.renderedUsed, 'XX', readAt, id).catch(() => undefined);
  const text = await reading;
  if (text === null) return undefined;
  const end = text.indexOf('\n');
  const record = JSON.parse(text.slice(0, end)) as Omit<Result, 'snapshotAt'> & { readonly snapshotAt: string };
  return { result: { ...record, snapshotAt: new Date(record.snapshotAt) }, data: text.slice(end + 1) };
}
