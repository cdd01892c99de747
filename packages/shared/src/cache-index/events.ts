import { ENDS_PATTERN, SOURCES_CHANNEL } from './keys.js';
import type { RedisClient } from './script.js';
import { Subscriber } from './subscriber.js';

type RunListener = (state: string) => void;

/**
 * Tells, over pub/sub, what became of runs and that the list of sources has changed. A message may be missed while a
 * connection is down, and be heard twice on a cluster: after every reconnect all listeners are called with
 * `'reconnected'` and must look for themselves.
 */
export class Events {
  readonly #subscriber: Subscriber;
  readonly #runs = new Map<string, Set<RunListener>>();
  readonly #sources = new Set<() => void>();

  /** @param redis A connection of its own: it can do nothing else from now on. */
  constructor(redis: RedisClient) {
    this.#subscriber = new Subscriber(redis, { channels: [SOURCES_CHANNEL], patterns: [ENDS_PATTERN] }, {
      message: (channel, message) => (channel === SOURCES_CHANNEL ? this.#tellSources() : this.#tell(message)),
      restored: () => this.#reconnected(),
    });
  }

  async start(): Promise<void> {
    await this.#subscriber.start();
  }

  /** Calls `listener` with what happens to a run: an ended state, `left` (a job left it), `progress`, `reconnected`. */
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
    this.#subscriber.stop();
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
