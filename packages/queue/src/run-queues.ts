import { Queue } from 'bullmq';
import type { Telemetry } from 'bullmq';
import { maintenanceQueue } from './maintenance.js';
import { sourcePrefix } from '@onceql/shared';
import type { QueueDepth, QueuedState, RedisClient, RunOrder, RunQueue } from '@onceql/shared';

/** Name of every source's queue; the prefix tells the sources apart. */
export const QUEUE_NAME = 'runs';

/** What a BullMQ job of ours carries; Bull Board shows it as it is. */
export interface RunJobData extends RunOrder {
  /** Who waits for the run, as far as was known when it was queued or begun. */
  readonly callers: readonly string[];
}

/** What BullMQ tells of its work, for traces. */
export type QueueTelemetry = Telemetry;

/** Runs that one command moves: none may hold Redis for long. */
const PROMOTED = 200;

const DAY = 86_400;
/** Tries of a run whose connection breaks: the first and three more, after 1, 2 and 4 s. */
const ATTEMPTS = 4;

/** BullMQ's words for a run whose workers fell silent once too often, in ours. */
const reasonOf = (failedReason: string | undefined): string => {
  if (/stalled/.test(failedReason ?? '')) return 'Four workers died, or fell silent, while they ran this query. It is not tried again.';
  return failedReason || 'The run failed.';
};

/** BullMQ behind the port {@link RunQueue}: one queue per source, all on one connection. */
export class RunQueues implements RunQueue {
  readonly #redis: RedisClient;
  readonly #telemetry: QueueTelemetry | undefined;
  readonly #queues = new Map<number, Queue<RunJobData>>();
  #maintenance: Queue | undefined;

  /**
   * @param redis An ioredis connection with `maxRetriesPerRequest: null`; it stays the caller's to close.
   * @param telemetry Carries a trace from whoever queues a run to the worker that makes it; undefined: no traces.
   */
  constructor(redis: RedisClient, telemetry?: QueueTelemetry) {
    this.#redis = redis;
    this.#telemetry = telemetry;
  }

  /** The queue of a source, for dashboards. */
  of(source: number): Queue<RunJobData> {
    const known = this.#queues.get(source);
    if (known) return known;
    const queue = new Queue<RunJobData>(QUEUE_NAME, {
      connection: this.#redis,
      prefix: sourcePrefix(source),
      ...(this.#telemetry && { telemetry: this.#telemetry }),
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: { type: 'exponential', delay: 1000 },
        removeOnComplete: { age: DAY, count: 1000 },
        removeOnFail: { age: 7 * DAY, count: 1000 },
      },
    });
    queue.on('error', () => undefined); // ioredis reports its own connection; an unheard 'error' would end the process
    this.#queues.set(source, queue);
    return queue;
  }

  /** The queue of the chores, for dashboards. */
  get maintenance(): Queue {
    return (this.#maintenance ??= maintenanceQueue(this.#redis));
  }

  async enqueue(order: RunOrder, callers: readonly string[]): Promise<void> {
    await this.of(order.source).add('run', { ...order, callers }, { jobId: order.run });
  }

  async state(source: number, run: string): Promise<QueuedState> {
    const job = await this.of(source).getJob(run);
    if (!job) return { state: 'missing' };
    const state = await job.getState();
    if (state === 'unknown') return { state: 'missing' };
    if (state === 'failed') return { state, error: reasonOf(job.failedReason) };
    if (state === 'completed' || state === 'active') return { state };
    return { state: 'waiting' };
  }

  async remove(source: number, run: string): Promise<void> {
    // 0: a worker holds it, or it is gone; either way there is nothing to take out.
    await this.of(source).remove(run);
  }

  async log(source: number, run: string, line: string): Promise<void> {
    await this.of(source)
      .addJobLog(run, `${new Date().toISOString()} ${line}`, 200)
      .catch((error: unknown) => {
        if (!(error instanceof Error) || !/missing/i.test(error.message)) throw error; // the run was removed by age
      });
  }

  async setPaused(source: number, paused: boolean): Promise<void> {
    const queue = this.of(source);
    // Each call leaves an event behind in Redis, so nothing is told that is so already.
    if ((await queue.isPaused()) === paused) return;
    await (paused ? queue.pause() : queue.resume());
  }

  /** Some wait for a connection and would have been tried again a few seconds later: it does them no harm. */
  async promote(source: number): Promise<void> {
    await this.of(source).promoteJobs({ count: PROMOTED });
  }

  /** Stops using the queues of sources that are no more. */
  async closeUnless(list: () => Promise<readonly { readonly id: number }[]>): Promise<void> {
    // Those that are opened while the list is read may be of sources that are not in it yet.
    const open = [...this.#queues.keys()];
    const living = new Set((await list()).map(({ id }) => id));
    for (const id of open) if (!living.has(id)) await this.#take(id).close();
  }

  /** Deletes all of a removed source's runs. */
  async obliterate(source: number): Promise<void> {
    const queue = this.#take(source);
    await queue.obliterate({ force: true });
    await queue.close();
  }

  /** The queue is the taker's to close. */
  #take(source: number): Queue<RunJobData> {
    const queue = this.of(source);
    this.#queues.delete(source);
    return queue;
  }

  /** Counts by state, for status pages. */
  async counts(source: number): Promise<Record<string, number>> {
    return this.of(source).getJobCounts('waiting', 'active', 'delayed', 'completed', 'failed');
  }

  /** How much stands in a source's queue now; the work does not grow with it. */
  async depth(source: number): Promise<QueueDepth> {
    const queue = this.of(source);
    const [isPaused, counts, [first]] = await Promise.all([
      queue.isPaused(),
      queue.getJobCounts('waiting', 'active', 'delayed'),
      queue.getRanges(['waiting'], 0, 0, true),
    ]);
    const { waiting = 0, active = 0, delayed = 0 } = counts;
    // A paused queue keeps its runs where they were.
    const standing = isPaused ? { waiting: 0, paused: waiting } : { waiting, paused: 0 };
    return { ...standing, active, delayed, oldestWaiting: first === undefined ? 0 : await this.#age(queue, first) };
  }

  /** Seconds since a run was queued; 0 if it has been taken meanwhile. */
  async #age(queue: Queue<RunJobData>, run: string): Promise<number> {
    const queuedAt = await this.#redis.hget(queue.toKey(run), 'timestamp');
    return queuedAt === null ? 0 : Math.max(0, Date.now() - Number(queuedAt)) / 1000;
  }

  async close(): Promise<void> {
    await Promise.all([this.#maintenance?.close(), ...[...this.#queues.values()].map((queue) => queue.close())]);
    this.#queues.clear();
  }
}
