import { randomUUID } from 'node:crypto';
import type { RunProgress } from '../contracts/attempt.js';
import type { RunOrder } from '../contracts/query.js';
import type { SourceOptions } from '../contracts/source.js';
import { EntrySweep } from './entry-sweep.js';
import { IndexReader, number, pair } from './index-reader.js';
import { jobId, sourceKeys, sourceOfJob } from './keys.js';
import { keepRendered } from './rendered.js';
import type { Keeping, RenderedResult } from './rendered.js';
import { UnknownReply } from './replies.js';
import type { Beginning, EndedState, Failing, JobView, Leaving, Look, Publication, Resolution, Taking } from './replies.js';
import { lookOf, lookSent, resolutionOf, resolveSent } from './resolving.js';
import type { Freshness, ResolveRequest } from './resolving.js';
import { runCommand } from './script.js';
import type { CommandName, RedisClient, Reply } from './script.js';

export interface Attempt {
  readonly source: number;
  readonly key: string;
  readonly run: string;
  /** Fencing token: greater than that of every attempt before. */
  readonly token: number;
}

/** Seconds that a run is readable here after its end; the ledger has it for good. */
const KEEP_RUN = 86_400;
/** A job moves to a run of its own once. */
const MOST_MOVES = 5;
export const CANCELLED = 'Query cancelled by user.';

/**
 * The index of what is cached and what is under way, in Redis. Every decision is one Lua command; this class gives
 * the commands their keys and their replies names. All methods throw only where Redis does.
 */
export class CacheIndex extends IndexReader {
  /** Takes entries out. */
  readonly sweep: EntrySweep;
  readonly #redis: RedisClient;
  readonly #now: () => string;

  /** @param now Stands in for Redis's clock in tests: milliseconds since 1970 as a string, '' for the real one. */
  constructor(redis: RedisClient, now: () => string = () => '') {
    super(redis, now);
    this.sweep = new EntrySweep(redis, now);
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

  /** A hit, or nothing: for submissions that expect one, so that they need not bring a run along. */
  async look(source: number, key: string, freshness: Freshness = {}): Promise<Look> {
    return lookOf(await this.#run('look', ...lookSent(this.#now(), source, key, freshness)));
  }

  /** Decides what becomes of a submission, in one round trip. */
  async resolve(request: ResolveRequest): Promise<Resolution> {
    return resolutionOf(await this.#run('resolve', ...resolveSent(this.#now(), request)), request.order.run);
  }

  /** Notes that a run stands in the queue. */
  async enqueued(source: number, key: string, run: string): Promise<void> {
    await this.#run('enqueued', [sourceKeys(source).claim(key)], [run]);
  }

  /** Says that this attempt has taken the run up: failures of earlier ones are not believed any more. */
  async take({ source, run, token }: Attempt): Promise<Taking> {
    const at = sourceKeys(source);
    const reply = await this.#run('take', [at.index, at.run(run)], [token]);
    const [code, first] = reply;
    if (code === 'ended') return { outcome: 'ended', state: first as EndedState };
    if (code === 'taken' || code === 'superseded' || code === 'gone') return { outcome: code };
    throw new UnknownReply('take', reply);
  }

  /**
   * Captures the epochs of `tables` for an attempt; the statement's snapshot must be taken after the answer. Until
   * `joinUntil` the run may be joined, in whole ms since 1970 by Redis's clock; absent: for as long as it goes on.
   */
  async begin(
    attempt: Attempt,
    details: {
      tables: readonly string[]; pid: number; shareable: boolean; loadPolicy?: SourceOptions['load_policy']; joinUntil?: number | undefined;
    },
  ): Promise<Beginning> {
    const at = sourceKeys(attempt.source);
    const reply = await this.#run(
      'begin',
      [at.index, at.run(attempt.run), at.claim(attempt.key), at.epochs, at.callers(attempt.key), at.loads, at.loading],
      [
        this.#now(), attempt.run, attempt.token, details.pid, JSON.stringify(details.tables),
        details.shareable ? '1' : '0', details.loadPolicy === 'wait' ? '1' : '',
        details.joinUntil ?? '',
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
      case 'loading':
        return { outcome: 'loading', table: first ?? '', until: Number(second) };
      case 'fenced':
        return { outcome: 'fenced', history: first ?? '' };
      case 'superseded':
      case 'gone':
        return { outcome: code };
      default:
        throw new UnknownReply('begin', reply);
    }
  }

  /**
   * Makes a stored result readable; `uncacheable` is the reason why it may be no entry, '' if it may. `ttl` is how long
   * the entry is served and `replicaLag` how far the database may lag behind the one that is refreshed, in seconds. `endsMs`
   * after the snapshot, in whole ms, nobody is served the entry any more, not even as a stale one. `replaced` is what
   * {@link restedOn} has answered not long before; where it is not known it is asked for.
   */
  async publish(
    attempt: Attempt,
    result: {
      id: number; path: string; rows: number; bytes: number; runtime: number;
      tables: readonly string[]; replaced?: readonly string[] | undefined; uncacheable: string; ttl?: number; replicaLag?: number; endsMs?: number | undefined;
    },
  ): Promise<Publication> {
    const at = sourceKeys(attempt.source);
    const { key, run } = attempt;
    const left = (result.replaced ?? (await this.restedOn(attempt))).filter((table) => !result.tables.includes(table));
    const reply = await this.#run(
      'publish',
      [
        at.index, at.run(run), at.claim(key), at.entry(key), at.epochs, at.callers(key), at.openRuns, at.ended,
        at.entries, at.hits, at.used, at.moved, at.loading,
        at.rendered, at.renderedUsed, at.renderedUntil, ...result.tables.map(at.byTable), ...left.map(at.byTable),
      ],
      [
        this.#now(), run, key, attempt.token, result.uncacheable, result.id, result.path, result.rows, result.bytes,
        result.runtime, KEEP_RUN, at.ends, result.tables.length,
        result.ttl === undefined ? '' : result.ttl * 1000, result.replicaLag === undefined ? '' : result.replicaLag * 1000,
        result.endsMs ?? '',
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

  /** Tables that the present entry of a key rests on. */
  async restedOn({ source, key }: Pick<Attempt, 'source' | 'key'>): Promise<string[]> {
    return JSON.parse((await this.#redis.hget(sourceKeys(source).entry(key), 'tables')) ?? '[]') as string[];
  }

  /** Ends a run with an error. `token` absent: no attempt has begun. */
  async fail(attempt: Omit<Attempt, 'token'> & { token: number | undefined }, error: string): Promise<Failing> {
    const at = sourceKeys(attempt.source);
    const reply = await this.#run(
      'fail',
      [at.run(attempt.run), at.claim(attempt.key), at.callers(attempt.key), at.openRuns, at.ended],
      [this.#now(), attempt.run, attempt.token ?? '', error, KEEP_RUN, at.ends],
    );
    const [code] = reply;
    if (code === 'failed' || code === 'ended' || code === 'superseded' || code === 'gone') return { outcome: code };
    throw new UnknownReply('fail', reply);
  }

  /** Takes a job out of its run; the last one to leave cancels the run. */
  async leave(job: Pick<JobView, 'id' | 'run' | 'key'>): Promise<Leaving> {
    const source = sourceOfJob(job.id);
    if (source === undefined) return { outcome: 'gone' };
    const at = sourceKeys(source);
    let [run, reply]: [string, Reply] = [job.run, ['']];
    for (let tries = 0; tries < MOST_MOVES; tries += 1) {
      reply = await this.#run(
        'leave',
        [at.job(job.id), at.run(run), at.claim(job.key), at.callers(job.key), at.openRuns, at.ended],
        [this.#now(), job.id, run, CANCELLED, KEEP_RUN, at.ends],
      );
      const [code, first] = reply;
      if (code === 'left') return { outcome: 'left', run, last: first === 'last' };
      if (code === 'ended' || code === 'gone') return { outcome: code };
      if (code !== 'moved') break;
      run = first ?? '';
    }
    throw new UnknownReply('leave', reply);
  }

  /** Moves a job out of a run that may not be shared, into the run of `order`. False: it has left, or was moved before. */
  async detach(job: string, from: string, order: RunOrder): Promise<boolean> {
    const at = sourceKeys(order.source);
    const [code] = await this.#run(
      'detach',
      [at.job(job), at.callers(order.key), at.run(order.run), at.openRuns, at.run(from), at.claim(order.key), at.ended, at.index],
      [this.#now(), job, from, order.run, order.key, JSON.stringify(order), at.ends, CANCELLED, KEEP_RUN],
    );
    return code === 'detached';
  }

  /** Notes that an attempt gave its session back in good order, so that nobody looks for its statement. */
  async sessionEnded({ source, run, token }: Attempt): Promise<void> {
    await this.#run('session-ended', [sourceKeys(source).run(run)], [token]);
  }

  /** Keeps a small result for those who wait, to be sent before `publish`, which leaves it to the entry; or for those whom one serves. */
  async keepRendered(rendered: RenderedResult, keeping: Omit<Keeping, 'now'>): Promise<void> {
    await keepRendered(this.#redis, rendered, { ...keeping, now: this.#now() });
  }

  /** Makes readable how far a run under way has come, and tells whoever follows it. */
  async progress(source: number, run: string, { phase, rows, bytes }: RunProgress): Promise<void> {
    const at = sourceKeys(source);
    await this.#run('progress', [at.run(run)], [phase, rows ?? '', bytes ?? '', run, at.ends]);
  }

  /** Notes that the ledger has the end of a run. */
  async recorded(source: number, run: string): Promise<void> {
    await this.#redis.zrem(sourceKeys(source).ended, run);
  }

  /** From now on nothing is resolved or begun on a source that was removed; its id is never used again. */
  async close(source: number): Promise<void> {
    await this.#redis.hset(sourceKeys(source).index, 'removed', '1');
  }

  /** Deletes what the index holds of a closed source, but for the mark that it is closed. */
  async forget(source: number): Promise<void> {
    const at = sourceKeys(source);
    const [keys, tables, aside] = await Promise.all([
      this.#redis.zrange(at.entries, '0', '-1'), this.#redis.hkeys(at.epochs), this.#redis.zrange(at.toSweep, '0', '-1'),
    ]);
    const names = [at.epochs, at.moved, at.loads, at.loading, at.openRuns, at.ended, at.entries, at.hits, at.used, at.feed, at.toSweep, at.rendered, at.renderedUsed, at.renderedUntil, ...aside, ...keys.map(at.entry), ...tables.map(at.byTable)];
    for (let from = 0; from < names.length; from += 1000) await this.#redis.unlink(...names.slice(from, from + 1000));
  }

  #run(name: CommandName, keys: readonly string[], args: readonly (string | number)[]): Promise<Reply> {
    return runCommand(this.#redis, name, keys, args);
  }
}
