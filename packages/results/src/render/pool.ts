import { availableParallelism } from 'node:os';
import { RenderThread } from './caller.js';
import type { Copied, CopyTarget, ThreadSettings } from './messages.js';
import type { RenderOrder } from './rendering.js';

/** One core is left to those who are served out of memory. */
const MOST_THREADS = 4;

/** Threads that render results, so that who serves small answers is not held up. They start with the first work. */
export class RenderPool {
  readonly #settings: ThreadSettings;
  readonly #size: number;
  #threads: RenderThread[] = [];

  constructor(settings: ThreadSettings, size = Math.max(1, Math.min(MOST_THREADS, availableParallelism() - 1))) {
    this.#settings = settings;
    this.#size = size;
  }

  /** How many renderings are under way, or have not closed their files yet. */
  get busy(): number {
    return this.#threads.reduce((sum, { busy }) => sum + busy, 0);
  }

  /**
   * As {@link RenderThread.render}, by the thread that has least to do: in chunks that are good until the next one is asked for.
   * Who keeps one copies it.
   */
  render(order: RenderOrder, signal: AbortSignal, copyTo?: CopyTarget, onEnd?: (copied: Copied) => void): AsyncGenerator<Uint8Array> {
    return this.#thread().render(order, signal, copyTo, onEnd);
  }

  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    await Promise.all(threads.map((thread) => thread.close()));
  }

  #thread(): RenderThread {
    this.#threads = this.#threads.filter(({ hasEnded }) => !hasEnded);
    const free = this.#threads.find(({ busy }) => busy === 0);
    if (free) return free;
    if (this.#threads.length < this.#size) {
      const started = new RenderThread(this.#settings);
      this.#threads.push(started);
      return started;
    }
    return this.#threads.reduce((least, thread) => (thread.busy < least.busy ? thread : least));
  }
}
