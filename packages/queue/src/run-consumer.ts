import { DelayedError, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import { sourcePrefix } from '@onceql/shared';
import type { AttemptEnd, RedisClient, RunAttempt } from '@onceql/shared';
import { LIVENESS } from './liveness.js';
import { QUEUE_NAME } from './run-queues.js';
import type { QueueTelemetry, RunJobData, RunQueues } from './run-queues.js';

/** Makes one attempt at a run; a thrown error counts as `retry`. */
export type AttemptHandler = (attempt: RunAttempt) => Promise<AttemptEnd>;

/** Takes the runs of one source from its queue, a bounded number at a time over all workers. */
export class RunConsumer {
  readonly #worker: Worker<RunJobData>;
  readonly #active = new Set<AbortController>();
  #closing: Promise<void> | undefined;
  /** Nothing may go on any more. */
  #isOver = false;

  /**
   * @param redis A connection of the worker's; BullMQ duplicates it for blocking.
   * @param onError Told of faults of the queue itself; they are not the end of the consumer.
   * @param telemetry Goes on with the trace of whoever queued a run; undefined: no traces.
   */
  constructor(
    redis: RedisClient,
    source: { readonly id: number; readonly concurrency: number },
    handler: AttemptHandler,
    onError: (error: Error) => void,
    telemetry?: QueueTelemetry,
  ) {
    this.#worker = new Worker<RunJobData>(
      QUEUE_NAME,
      async (job, token) => this.#process(job, token ?? '', handler),
      { connection: redis, prefix: sourcePrefix(source.id), concurrency: source.concurrency, ...LIVENESS, ...(telemetry && { telemetry }) },
    );
    this.#worker.on('error', onError);
  }

  /** Sets how many of a source's runs may go on at once, over all workers. */
  static async limit(queues: RunQueues, source: number, concurrency: number): Promise<void> {
    await queues.of(source).setGlobalConcurrency(concurrency);
  }

  /** Resolves when the consumer takes runs. */
  async ready(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  /** Whether it takes runs now. */
  get isConsuming(): boolean {
    return this.#closing === undefined && this.#worker.isRunning();
  }

  /** Takes no more runs; those under way may go on for `graceMs`, then they are handed back. Twice is fine. */
  async close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    await this.#closing;
  }

  async #close(graceMs: number): Promise<void> {
    const deadline = setTimeout(() => {
      this.#isOver = true;
      for (const controller of this.#active) controller.abort();
    }, graceMs);
    await this.#worker.close();
    clearTimeout(deadline);
  }

  async #process(job: Job<RunJobData>, token: string, handler: AttemptHandler): Promise<string> {
    // What was taken before the queue was closed may come after everybody has been told to leave.
    if (this.#isOver) return this.#settle(job, token, { then: 'hand_back' });
    const controller = new AbortController();
    this.#active.add(controller);
    try {
      return await this.#settle(job, token, await handler(attemptOf(job, controller.signal)));
    } finally {
      this.#active.delete(controller);
    }
  }

  async #settle(job: Job<RunJobData>, token: string, end: AttemptEnd): Promise<string> {
    switch (end.then) {
      case 'complete':
        return end.summary;
      case 'fail':
        throw new UnrecoverableError(end.error);
      case 'retry':
        throw new Error(end.error);
      case 'postpone':
        await job.moveToDelayed(Date.now() + end.afterMs, token);
        throw new DelayedError();
      case 'hand_back':
        await job.moveToWait(token);
        throw new WaitingError();
    }
  }
}

function attemptOf(job: Job<RunJobData>, signal: AbortSignal): RunAttempt {
  return {
    order: job.data,
    number: job.attemptsStarted,
    last: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
    signal,
    progress: (progress) => job.updateProgress({ ...progress }),
    callers: (names) => job.updateData({ ...job.data, callers: names }),
    log: async (line) => {
      await job.log(`${new Date().toISOString()} ${line}`);
    },
  };
}
