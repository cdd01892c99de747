import { Queue, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import { within } from '@onceql/shared';
import type { RedisClient } from '@onceql/shared';
import { LIVENESS } from './liveness.js';

/** The queue's own hash tag, so that a cluster has all of it in one place. */
const AT = { prefix: 'onceql:{maintenance}' } as const;
const NAME = 'maintenance';
/** Ended rounds that Bull Board shows. */
const SHOWN = 100;

/** Work that is done again and again, by one process of all. */
export interface Chore {
  readonly everyMs: number;
  /** Answers what was done, for Bull Board. Aborting `signal` lets it end early; another process may do the next round. */
  readonly work: (signal: AbortSignal) => Promise<string>;
}

/** The queue of the chores, for dashboards; it is the caller's to close. */
export function maintenanceQueue(redis: RedisClient): Queue {
  const queue = new Queue(NAME, { connection: redis, ...AT });
  queue.on('error', () => undefined); // ioredis reports its own connection; an unheard 'error' would end the process
  return queue;
}

/**
 * Chores by BullMQ's job schedulers. A scheduler makes the job of the next round when one begins, so rounds do not pile
 * up, and one that was missed is not made up for. One chore at a time goes on in the whole cluster; a round whose process
 * died is begun again by another one as a stalled job, so a chore must bear being done twice, or by two at once.
 */
export class Maintenance {
  readonly #queue: Queue;
  readonly #worker: Worker;
  readonly #chores: ReadonlyMap<string, Chore>;
  readonly #stopping = new AbortController();
  #ready: Promise<unknown> | undefined;

  /**
   * @param redis A connection of the worker's; BullMQ duplicates it for blocking.
   * @param onError Told of what a chore throws, and of faults of the queue itself.
   */
  constructor(redis: RedisClient, chores: Readonly<Record<string, Chore>>, onError: (error: Error, chore: string | undefined) => void) {
    this.#chores = new Map(Object.entries(chores));
    this.#queue = maintenanceQueue(redis);
    this.#worker = new Worker(NAME, (job) => this.#do(job), { connection: redis, concurrency: 1, autorun: false, ...AT, ...LIVENESS });
    this.#worker.on('error', (error) => onError(error, undefined));
    this.#worker.on('failed', (job, error) => onError(error, job?.name));
  }

  /** Plans the chores by this process's periods, and takes part in them. */
  async start(): Promise<void> {
    await this.#queue.setGlobalConcurrency(1);
    for (const [name, { everyMs }] of this.#chores) await this.#plan(name, everyMs);
    this.#ready = this.#worker.run().catch(() => undefined);
  }

  /** Plans again what a Redis that lost data has forgotten. The periods that others gave stay. */
  async keep(): Promise<void> {
    await this.#queue.setGlobalConcurrency(1);
    for (const [name, { everyMs }] of this.#chores) {
      const planned = await this.#queue.getJobScheduler(name);
      const isLate = (planned?.next ?? 0) < Date.now() - 2 * (planned?.every ?? everyMs);
      // A round that is late for good has lost its job; one that only waits is replaced by its like.
      if (!planned || isLate) await this.#plan(name, planned?.every ?? everyMs);
    }
  }

  /** Takes no more rounds, lets the one under way end early, and waits for it, `boundMs` at most. Twice is fine. */
  async close(boundMs: number): Promise<void> {
    this.#stopping.abort();
    await within(boundMs, Promise.all([this.#worker.close(), this.#ready]).then(() => this.#queue.close()), undefined);
  }

  async #plan(name: string, everyMs: number): Promise<void> {
    const opts = { removeOnComplete: { count: SHOWN }, removeOnFail: { count: SHOWN } };
    await this.#queue.upsertJobScheduler(name, { every: everyMs }, { name, opts });
  }

  async #do(job: Job): Promise<string> {
    const chore = this.#chores.get(job.name);
    // A process of another version may plan what this one cannot do.
    return chore ? chore.work(this.#stopping.signal) : 'unknown here';
  }
}
