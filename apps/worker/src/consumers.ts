import type { Logger } from 'pino';
import { RunConsumer } from '@onceql/queue';
import type { AttemptHandler, QueueTelemetry, RunQueues } from '@onceql/queue';
import type { RedisClient, Source, Sources } from '@onceql/shared';
import { PerSource } from './per-source.js';

/** Milliseconds that a source whose Redis node does not answer may hold up whoever wants the list followed. */
const PATIENCE = 5_000;

/**
 * One consumer for every source there is. Sources that are added, changed or removed while the worker runs are picked
 * up; what is under way on a removed one may end.
 */
export class Consumers {
  readonly #redis: RedisClient;
  readonly #queues: RunQueues;
  readonly #sources: Sources;
  readonly #handler: AttemptHandler;
  readonly #log: Logger;
  readonly #telemetry: QueueTelemetry | undefined;
  readonly #running = new Map<number, { consumer: RunConsumer; concurrency: number }>();
  readonly #dropped = new Set<Promise<void>>();
  readonly #following: PerSource;
  #matching: Promise<void> = Promise.resolve();
  #closed = false;
  #hasFollowed = false;

  constructor(parts: { redis: RedisClient; queues: RunQueues; sources: Sources; handler: AttemptHandler; log: Logger; telemetry: QueueTelemetry | undefined }) {
    this.#redis = parts.redis;
    this.#queues = parts.queues;
    this.#sources = parts.sources;
    this.#handler = parts.handler;
    this.#log = parts.log;
    this.#telemetry = parts.telemetry;
    this.#following = new PerSource((error, source) => this.#log.error({ err: error, source }, 'source not followed'));
  }

  /**
   * Makes the consumers match the list of sources. One call after the other; throws if the list cannot be read. A source
   * whose Redis node is down is consumed when the node is back.
   */
  async follow(): Promise<void> {
    const matching = this.#matching.catch(() => undefined).then(() => this.#match());
    this.#matching = matching;
    await matching;
  }

  /** Whether the runs of every source that is known are taken. */
  get areConsuming(): boolean {
    return this.#hasFollowed && !this.#closed && [...this.#running.values()].every(({ consumer }) => consumer.isConsuming);
  }

  /** Takes no more runs; see {@link RunConsumer.close}. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    await this.#matching.catch(() => undefined);
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
      }
    }
    for (const source of sources) this.#following.begin(source.id, () => this.#keep(source));
    await this.#following.settled(PATIENCE);
    this.#hasFollowed = true;
  }

  /** The ledger says what is paused and how wide a source is; Redis may have come back without it. */
  async #keep(source: Source): Promise<void> {
    await this.#queues.setPaused(source.id, source.paused !== undefined);
    await RunConsumer.limit(this.#queues, source.id, source.options.concurrency);
    if (!this.#closed && !this.#running.has(source.id)) await this.#start(source);
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
    const onError = (error: Error): void => this.#log.warn({ err: error, source: id }, 'queue in trouble');
    const consumer = new RunConsumer(this.#redis, { id, concurrency }, this.#handler, onError, this.#telemetry);
    this.#running.set(id, { consumer, concurrency });
    await consumer.ready();
    this.#log.info({ source: id, concurrency, outcome: 'followed' }, 'source consumed');
  }
}
