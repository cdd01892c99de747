import { randomUUID } from 'node:crypto';
import type { RunOrder } from '../contracts/query.js';
import { jobId, sourceKeys, sourceOfJob } from './keys.js';
import { UnknownReply, isEnded } from './replies.js';
import type { Beginning, EndedState, Failing, JobView, Leaving, Publication, Resolution, RunView } from './replies.js';
import { runCommand } from './script.js';
import type { CommandName, RedisClient, Reply } from './script.js';

/** What a caller wants of a query. */
export interface ResolveRequest {
  readonly source: number;
  readonly key: string;
  readonly caller: string;
  /** The run to make if there is neither a hit nor a run to join; its id is part of it. */
  readonly order: RunOrder;
  /** `shared`: hit, join or claim. `fresh`: join or claim. `alone`: a run of its own, whatever there is. */
  readonly mode: 'shared' | 'fresh' | 'alone';
  /** Why it is not `shared`. */
  readonly why?: string;
  /** Greatest age of the rows, in seconds; absent: any. */
  readonly maxAge?: number;
  readonly job: string;
}

export interface Attempt {
  readonly source: number;
  readonly key: string;
  readonly run: string;
  /** Fencing token: greater than that of every attempt before. */
  readonly token: number;
}

const DAY = 86_400;
/** Seconds that a run is readable here after its end, and a job after its submission; the ledger has both for good. */
const KEEP_RUN = DAY;
const KEEP_JOB = 7 * DAY;
export const CANCELLED = 'Query cancelled by user.';

const number = (text: string | null | undefined): number | undefined =>
  text === null || text === undefined || text === '' ? undefined : Number(text);

/** Pairs the tables with the epochs that a command captured for them. */
function pair(tables: readonly string[], epochs: string): Record<string, number> {
  const captured = JSON.parse(epochs) as string[];
  return Object.fromEntries(tables.map((table, at) => [table, Number(captured[at])]));
}

/**
 * The index of what is cached and what is under way, in Redis. Every decision is one Lua command; this class gives
 * the commands their keys and their replies names. All methods throw only where Redis does.
 */
export class CacheIndex {
  readonly #redis: RedisClient;
  readonly #now: () => string;

  /** @param now Stands in for Redis's clock in tests: milliseconds since 1970 as a string, '' for the real one. */
  constructor(redis: RedisClient, now: () => string = () => '') {
    this.#redis = redis;
    this.#now = now;
  }

  /** An id for a new run. No integer and without a colon, as BullMQ asks. */
  newRunId(): string {
    return randomUUID();
  }

  newJobId(source: number): string {
    return jobId(source, randomUUID());
  }

  /** Decides what becomes of a submission, in one round trip. */
  async resolve(request: ResolveRequest): Promise<Resolution> {
    const { key, order, job } = request;
    const at = sourceKeys(request.source);
    const reply = await this.#run(
      'resolve',
      [at.index, at.entry(key), at.claim(key), at.epochs, at.callers(key), at.openRuns, at.run(order.run), at.job(job)],
      [
        this.#now(), key, order.run, job, request.maxAge === undefined ? '' : request.maxAge * 1000, request.mode,
        request.caller, JSON.stringify(order), KEEP_JOB, request.why ?? '',
      ],
    );
    const [code, first, second, third, snapshotAt, cachedAt, sourceJob, now] = reply;
    switch (code) {
      case 'hit':
        return {
          outcome: 'hit',
          result: Number(first),
          epochs: pair(JSON.parse(second ?? '[]') as string[], third ?? '[]'),
          snapshotAt: Number(snapshotAt),
          cachedAt: Number(cachedAt),
          sourceJob: sourceJob ?? '',
          now: Number(now),
        };
      case 'joined':
        return { outcome: 'joined', run: first ?? '', sourceJob: second ?? '', enqueued: third === '1' };
      case 'claimed':
        return { outcome: 'claimed', run: order.run, why: first ?? '' };
      case 'fenced':
        return { outcome: 'fenced' };
      default:
        throw new UnknownReply('resolve', reply);
    }
  }

  /** Notes that a run stands in the queue. */
  async enqueued(source: number, key: string, run: string): Promise<void> {
    await this.#run('enqueued', [sourceKeys(source).claim(key)], [run]);
  }

  /** Captures the epochs of `tables` for an attempt; the statement's snapshot must be taken after the answer. */
  async begin(
    attempt: Attempt,
    details: { tables: readonly string[]; pid: number; shareable: boolean },
  ): Promise<Beginning> {
    const at = sourceKeys(attempt.source);
    const reply = await this.#run(
      'begin',
      [at.index, at.run(attempt.run), at.claim(attempt.key), at.epochs, at.callers(attempt.key)],
      [
        this.#now(), attempt.run, attempt.token, details.pid, JSON.stringify(details.tables),
        details.shareable ? '1' : '0',
      ],
    );
    const [code, first, second, third, fourth] = reply;
    switch (code) {
      case 'go':
        return {
          outcome: 'go',
          snapshotAt: Number(first),
          incarnation: second ?? '',
          epochs: pair(details.tables, third ?? '[]'),
          previousPid: number(fourth),
        };
      case 'ended':
        return { outcome: 'ended', state: first as EndedState, result: number(second) };
      case 'superseded':
      case 'gone':
      case 'fenced':
        return { outcome: code };
      default:
        throw new UnknownReply('begin', reply);
    }
  }

  /** Makes a stored result readable; `uncacheable` is the reason why it may be no entry, '' if it may. */
  async publish(
    attempt: Attempt,
    result: {
      id: number; path: string; rows: number; bytes: number; runtime: number;
      tables: readonly string[]; uncacheable: string;
    },
  ): Promise<Publication> {
    const at = sourceKeys(attempt.source);
    const { key, run } = attempt;
    const reply = await this.#run(
      'publish',
      [
        at.index, at.run(run), at.claim(key), at.entry(key), at.epochs, at.callers(key), at.openRuns, at.entries,
        ...result.tables.map(at.byTable),
      ],
      [
        this.#now(), run, key, attempt.token, result.uncacheable, result.id, result.path, result.rows, result.bytes,
        result.runtime, KEEP_RUN, at.ends,
      ],
    );
    const [code, first] = reply;
    switch (code) {
      case 'published':
        return { outcome: 'published', cachedAt: Number(first) };
      case 'delivered':
        return { outcome: 'delivered', reason: first ?? '' };
      case 'ended':
        return { outcome: 'ended', state: first as EndedState };
      case 'superseded':
      case 'undivided':
      case 'gone':
        return { outcome: code };
      default:
        throw new UnknownReply('publish', reply);
    }
  }

  /** Ends a run with an error. `token` absent: no attempt has begun. */
  async fail(attempt: Omit<Attempt, 'token'> & { token: number | undefined }, error: string): Promise<Failing> {
    const at = sourceKeys(attempt.source);
    const reply = await this.#run(
      'fail',
      [at.run(attempt.run), at.claim(attempt.key), at.callers(attempt.key), at.openRuns],
      [this.#now(), attempt.run, attempt.token ?? '', error, KEEP_RUN, at.ends],
    );
    const [code] = reply;
    if (code === 'failed' || code === 'ended' || code === 'superseded' || code === 'gone') return { outcome: code };
    throw new UnknownReply('fail', reply);
  }

  /** Takes a job out of its run; the last one to leave cancels the run. */
  async leave(job: JobView): Promise<Leaving> {
    const source = sourceOfJob(job.id);
    if (source === undefined) return { outcome: 'gone' };
    const at = sourceKeys(source);
    let run = job.run;
    for (;;) {
      const reply = await this.#run(
        'leave',
        [at.job(job.id), at.run(run), at.claim(job.key), at.callers(job.key), at.openRuns],
        [this.#now(), job.id, run, CANCELLED, KEEP_RUN, at.ends],
      );
      const [code, first] = reply;
      if (code === 'moved') run = first ?? '';
      else if (code === 'left') return { outcome: 'left', run, last: first === 'last' };
      else if (code === 'already' || code === 'ended' || code === 'gone') return { outcome: code };
      else throw new UnknownReply('leave', reply);
    }
  }

  /** Jobs that wait for a run, with their callers. */
  async jobsOf(source: number, key: string, run: string): Promise<{ job: string; caller: string }[]> {
    const all = await this.#redis.hgetall(sourceKeys(source).callers(key));
    return Object.entries(all)
      .filter(([, held]) => held.startsWith(`${run} `))
      .map(([job, held]) => ({ job, caller: held.slice(run.length + 1) }));
  }

  /** Moves a job out of a run that may not be shared, into the run of `order`. False: it has left, or was moved before. */
  async detach(job: string, from: string, order: RunOrder): Promise<boolean> {
    const at = sourceKeys(order.source);
    const [code] = await this.#run(
      'detach',
      [at.job(job), at.callers(order.key), at.run(order.run), at.openRuns],
      [this.#now(), job, from, order.run, order.key, JSON.stringify(order), at.ends],
    );
    return code === 'detached';
  }

  /**
   * Notes that an attempt gave its session back in good order: its process id on the database may be another run's by
   * the time that the next attempt looks for orphans.
   */
  async sessionEnded(source: number, run: string): Promise<void> {
    await this.#redis.hdel(sourceKeys(source).run(run), 'pid');
  }

  /** Makes rows and bytes of a run under way readable. */
  async progress(source: number, run: string, rows: number, bytes: number): Promise<void> {
    await this.#redis.hset(sourceKeys(source).run(run), { rows, bytes });
  }

  async readJob(job: string): Promise<JobView | undefined> {
    const source = sourceOfJob(job);
    if (source === undefined) return undefined;
    const all = await this.#redis.hgetall(sourceKeys(source).job(job));
    if (!all['run']) return undefined;
    return {
      id: job,
      run: all['run'],
      key: all['key'] ?? '',
      caller: all['caller'] ?? '',
      how: all['how'] === 'joined' ? 'joined' : 'claimed',
      why: all['why'] ?? '',
      left: all['left_at'] !== undefined,
      createdAt: Number(all['created_at']),
    };
  }

  async readRun(source: number, run: string): Promise<RunView | undefined> {
    const all = await this.#redis.hgetall(sourceKeys(source).run(run));
    const state = all['state'];
    if (state !== 'queued' && state !== 'started' && !(state && isEnded(state))) return undefined;
    return {
      state,
      key: all['key'] ?? '',
      owner: all['owner'] ?? '',
      token: number(all['token']),
      result: number(all['result']),
      reason: all['reason'] ?? '',
      error: all['error'] ?? '',
      changedAt: Number(all['ended_at'] ?? all['started_at'] ?? all['created_at']),
      rows: number(all['rows']),
      bytes: number(all['bytes']),
    };
  }

  /** Runs that have not ended and were claimed more than `olderThan` ms ago, oldest first. */
  async openRuns(source: number, olderThan: number): Promise<string[]> {
    const now = Number(this.#now() || (await this.#time()));
    return this.#redis.zrangebyscore(sourceKeys(source).openRuns, '-inf', now - olderThan);
  }

  /** The order of an open run, as it was claimed. */
  async orderOf(source: number, run: string): Promise<RunOrder | undefined> {
    const order = await this.#redis.hget(sourceKeys(source).run(run), 'order');
    return order ? (JSON.parse(order) as RunOrder) : undefined;
  }

  /** The incarnation of a source's index and the present epochs of some tables. */
  async currentEpochs(
    source: number,
    tables: readonly string[],
  ): Promise<{ incarnation: string | undefined; epochs: Record<string, number> }> {
    const at = sourceKeys(source);
    const [incarnation, epochs] = await Promise.all([
      this.#redis.hget(at.index, 'incarnation'),
      tables.length === 0 ? [] : this.#redis.hmget(at.epochs, ...tables),
    ]);
    return {
      incarnation: incarnation ?? undefined,
      epochs: Object.fromEntries(tables.map((table, index) => [table, Number(epochs[index] ?? 0)])),
    };
  }

  /** Deletes all that the index holds of a source that was removed. */
  async forget(source: number): Promise<void> {
    const { index, epochs, openRuns, entries } = sourceKeys(source);
    await this.#redis.unlink(index, epochs, openRuns, entries);
  }

  async #time(): Promise<string> {
    const [seconds, micros] = await this.#redis.time();
    return String(Number(seconds) * 1000 + Math.floor(Number(micros) / 1000));
  }

  #run(name: CommandName, keys: readonly string[], args: readonly (string | number)[]): Promise<Reply> {
    return runCommand(this.#redis, name, keys, args);
  }
}
