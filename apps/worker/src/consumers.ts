import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { RunConsumer } from '@onceql/queue';
import type { AttemptHandler, QueueTelemetry, RunQueues } from '@onceql/queue';
import type { Source, Sources } from '@onceql/shared';

/**
 * One consumer for every source there is. Sources that are added, changed or removed while the worker runs are picked
 * up; what is under way on a removed one may end.
 */
export class Consumers {
  readonly #redis: Redis;
  readonly #queues: RunQueues;
  readonly #sources: Sources;
  readonly #handler: AttemptHandler;
  readonly #log: Logger;
  readonly #telemetry: QueueTelemetry | undefined;
  readonly #running = new Map<number, { consumer: RunConsumer; concurrency: number }>();
  readonly #dropped = new Set<Promise<void>>();
  #following: Promise<void> = Promise.resolve();
  #closed = false;
  #hasFollowed = false;

  constructor(parts: { redis: Redis; queues: RunQueues; sources: Sources; handler: AttemptHandler; log: Logger; telemetry: QueueTelemetry | undefined }) {
    this.#redis = parts.redis;
    this.#queues = parts.queues;
    this.#sources = parts.sources;
    this.#handler = parts.handler;
    this.#log = parts.log;
    this.#telemetry = parts.telemetry;
  }

  /** Makes the consumers match the list of sources. One call after the other; throws if the list cannot be read. */
  async follow(): Promise<void> {
    const following = this.#following.catch(() => undefined).then(() => this.#match());
    this.#following = following;
    await following;
  }

  /** Whether the runs of every source that is known are taken. */
  get areConsuming(): boolean {
    return this.#hasFollowed && !this.#closed && [...this.#running.values()].every(({ consumer }) => consumer.isConsuming);
  }

  /** Takes no more runs; see {@link RunConsumer.close}. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    await this.#following.catch(() => undefined);
    await Promise.all([...this.#dropped, ...[...this.#running.values()].map(({ consumer }) => consumer.close(graceMs))]);
    this.#running.clear();
  }

  async #match(): Promise<void> {
    if (this.#closed) return;
    const sources = await this.#sources.list();
    const wanted = new Map(sources.map((source) => [source.id, source]));
    for (const [id, { consumer, concurrency }] of this.#running) {
      if (wanted.get(id)?.options.concurrency !== concurrency) {
        this.#drop(id, consumer);
        continue;
      }
      wanted.delete(id);
      // The limit lives in Redis, which may have come back without it.
      await RunConsumer.limit(this.#queues, id, concurrency);
    }
    // The ledger says what is paused; Redis may have come back without it.
    for (const { id, paused } of sources) await this.#queues.setPaused(id, paused !== undefined);
    for (const source of wanted.values()) await this.#start(source);
    this.#hasFollowed = true;
  }

  #drop(id: number, consumer: RunConsumer): void {
    this.#running.delete(id);
    const closed = consumer
      .close(0)
      .catch((error: unknown) => this.#log.error({ err: error, source: id }, 'consumer not closed'))
      .finally(() => this.#dropped.delete(closed));
    this.#dropped.add(closed);
    this.#log.info({ source: id, outcome: 'unfollowed' }, 'source no longer consumed');
  }

  async #start({ id, options: { concurrency } }: Source): Promise<void> {
    await RunConsumer.limit(this.#queues, id, concurrency);
    const onError = (error: Error): void => this.#log.warn({ err: error, source: id }, 'queue in trouble');
    const consumer = new RunConsumer(this.#redis, { id, concurrency }, this.#handler, onError, this.#telemetry);
    this.#running.set(id, { consumer, concurrency });
    await consumer.ready();
    this.#log.info({ source: id, concurrency, outcome: 'followed' }, 'source consumed');
  }
}
