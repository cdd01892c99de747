import type { Redis } from 'ioredis';
import { ENDS_PATTERN, SOURCES_CHANNEL } from './keys.js';
import type { RedisClient } from './script.js';

type RunListener = (state: string) => void;

/**
 * Tells, over pub/sub, what became of runs and that the list of sources has changed. A message may be missed while the
 * connection is down: after every reconnect all listeners are called with `'reconnected'` and must look for themselves.
 */
export class Events {
  readonly #subscriber: Redis;
  readonly #runs = new Map<string, Set<RunListener>>();
  readonly #sources = new Set<() => void>();

  /** @param subscriber A connection of its own: it can do nothing else from now on. */
  constructor(subscriber: Redis) {
    this.#subscriber = subscriber;
  }

  async start(): Promise<void> {
    this.#subscriber.on('pmessage', (_pattern, _channel, message: string) => this.#tell(message));
    this.#subscriber.on('message', () => this.#tellSources());
    await this.#subscribe();
    this.#subscriber.on('ready', () => {
      // Whoever looks for himself must look after the subscription stands again; a failure brings another 'ready'.
      this.#subscribe().then(() => this.#reconnected(), () => undefined);
    });
  }

  /** Calls `listener` with what happens to a run: an ended state, `left` (a job left it), `reconnected`. */
  onRun(run: string, listener: RunListener): () => void {
    const listeners = this.#runs.get(run) ?? new Set();
    this.#runs.set(run, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#runs.delete(run);
    };
  }

  onSources(listener: () => void): () => void {
    this.#sources.add(listener);
    return () => this.#sources.delete(listener);
  }

  async stop(): Promise<void> {
    if (this.#subscriber.status === 'end') return;
    this.#subscriber.disconnect();
  }

  async #subscribe(): Promise<void> {
    await this.#subscriber.psubscribe(ENDS_PATTERN);
    await this.#subscriber.subscribe(SOURCES_CHANNEL);
  }

  #tell(message: string): void {
    const [run = '', state = ''] = message.split(' ');
    for (const listener of [...(this.#runs.get(run) ?? [])]) listener(state);
  }

  #tellSources(): void {
    for (const listener of this.#sources) listener();
  }

  #reconnected(): void {
    for (const listeners of [...this.#runs.values()]) for (const listener of [...listeners]) listener('reconnected');
    this.#tellSources();
  }
}

/** Tells every process that a source was added, changed or removed. */
export async function announceSources(redis: RedisClient): Promise<void> {
  await redis.publish(SOURCES_CHANNEL, 'changed');
}
