import { createHash } from 'node:crypto';
import type { RunOrder } from '../contracts/query.js';
import { sourceKeys } from './keys.js';
import { UnknownReply } from './replies.js';
import type { Hit, Look, Resolution, Stale } from './replies.js';
import type { Reply } from './script.js';

/** How old the rows of an entry may be. Times are seconds. */
export interface Freshness {
  /** Greatest age of the rows; absent: any. */
  readonly maxAge?: number;
  /** Of a source with a change feed: how old rows may be while the feed does not vouch for it. */
  readonly fallbackTtl?: number;
}

/** What a caller wants of a query. */
export interface ResolveRequest extends Freshness {
  readonly source: number;
  readonly key: string;
  readonly caller: string;
  /** The run to make if there is neither a hit nor a run to join; its id is part of it. */
  readonly order: RunOrder;
  /** `shared`: hit, join or claim. `fresh`: join or claim. `alone`: a run of its own, whatever there is. */
  readonly mode: 'shared' | 'fresh' | 'alone';
  /** Why it is not `shared`. */
  readonly why?: string;
  /** How long an expired entry may be served, in seconds; absent: not at all. */
  readonly maxStale?: number;
  /** Epochs that tables must have reached, by canonical name. */
  readonly minEpochs?: Readonly<Record<string, number>>;
  readonly job: string;
  /** Nothing may be run on the source just now: a hit or nothing. */
  readonly paused?: boolean;
}

/** Seconds that a job is readable in the index after its submission; the ledger has it for good. */
const KEEP_JOB = 7 * 86_400;

const milliseconds = (seconds: number | undefined): number | '' => (seconds === undefined ? '' : seconds * 1000);

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

type Sent = readonly [keys: readonly string[], args: readonly (string | number)[]];

/** Keys and arguments of `look`; `isOnlySeen`: it is to count as no hit. */
export function lookSent(now: string, source: number, key: string, { maxAge, fallbackTtl }: Freshness, isOnlySeen = false): Sent {
  const at = sourceKeys(source);
  return [
    [at.index, at.entry(key), at.epochs, at.hits, at.used, at.loads, at.loading],
    [now, key, milliseconds(maxAge), milliseconds(fallbackTtl), isOnlySeen ? '1' : ''],
  ];
}

/** Keys and arguments of `resolve`. */
export function resolveSent(now: string, request: ResolveRequest): Sent {
  const { key, order, job, mode, caller, why = '', paused, maxStale, minEpochs = {} } = request;
  const at = sourceKeys(request.source);
  const least = { tables: Object.keys(minEpochs), epochs: Object.values(minEpochs) };
  return [
    [
      at.index, at.entry(key), at.claim(key), at.epochs, at.callers(key), at.openRuns, at.run(order.run), at.job(job), at.hits,
      at.used, at.loads, at.loading, at.moved,
    ],
    [
      now, key, order.run, job, milliseconds(request.maxAge), mode, caller, JSON.stringify(order), KEEP_JOB, why, paused ? '1' : '',
      milliseconds(request.fallbackTtl), maxStale ? milliseconds(maxStale) : '',
      least.tables.length === 0 ? '' : JSON.stringify(least), digest(order.statement),
    ],
  ];
}

/** Reads a reply of `look`. */
export function lookOf(reply: Reply): Look {
  const [code] = reply;
  switch (code) {
    case 'hit':
      return hitOf(reply);
    case 'missed':
      return { outcome: 'missed', why: reply[1] ?? '' };
    case 'fenced':
    case 'removed':
      return { outcome: code };
    default:
      throw new UnknownReply('look', reply);
  }
}

/** Reads a reply of `resolve` that was to make this run. */
export function resolutionOf(reply: Reply, run: string): Resolution {
  const [code, first, second, third] = reply;
  switch (code) {
    case 'hit':
      return hitOf(reply);
    case 'stale':
      return staleOf(reply);
    case 'joined':
      return { outcome: 'joined', run: first ?? '', sourceJob: second ?? '', enqueued: third === '1' };
    case 'claimed':
      return { outcome: 'claimed', run, why: first ?? '' };
    case 'ahead':
      return { outcome: 'ahead', table: first ?? '', epoch: Number(second) };
    case 'fenced':
      return { outcome: 'fenced', history: first ?? '' };
    case 'paused':
    case 'removed':
      return { outcome: code };
    default:
      throw new UnknownReply('resolve', reply);
  }
}

const hitOf = ([, result, cachedAt, sourceJob, now]: Reply): Hit => ({
  outcome: 'hit', result: Number(result), cachedAt: Number(cachedAt), sourceJob: sourceJob ?? '', now: Number(now),
});

function staleOf(reply: Reply): Stale {
  const [why, refresh] = reply.slice(5);
  if (refresh !== 'claimed' && refresh !== 'under_way' && refresh !== 'paused') throw new UnknownReply('resolve', reply);
  return { ...hitOf(reply), outcome: 'stale', why: why ?? '', refresh };
}
