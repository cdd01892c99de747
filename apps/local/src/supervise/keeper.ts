import { setTimeout as pause } from 'node:timers/promises';

/** A process that was started and can be stopped. */
export interface Running {
  readonly pid: number;
  /** Resolves to how it ended. */
  readonly exited: Promise<string>;
  stop(boundMs?: number): Promise<void>;
}

export interface KeeperOrder<R extends Running> {
  /** For a person: "worker 1". */
  readonly name: string;
  start(): Promise<R>;
  /** Called for every process that was started. */
  onStart(running: R): void;
  say(line: string): void;
  readonly backOff?: BackOff;
}

/** Milliseconds: before the first new start, at most, and how long one must live to be taken for well again. */
export interface BackOff {
  readonly first: number;
  readonly most: number;
  readonly calm: number;
}

/** For one that was just started when all was to stop. */
const STOP_MS = 5_000;

const BACK_OFF: BackOff = { first: 200, most: 10_000, calm: 30_000 };

/** Keeps one process running: when it dies it is started again, later each time, until it is stopped. */
export class Keeper<R extends Running = Running> {
  readonly #order: KeeperOrder<R>;
  readonly #backOff: BackOff;
  readonly #stopping = new AbortController();
  #running: R;
  #startedAt = 0;
  #delay: number;
  #watch: Promise<void>;

  private constructor(order: KeeperOrder<R>, running: R) {
    this.#order = order;
    this.#backOff = order.backOff ?? BACK_OFF;
    this.#delay = this.#backOff.first;
    this.#running = running;
    this.#took(running);
    this.#watch = this.#keep();
  }

  /** Starts it for the first time. @throws whatever `start` throws: what never ran is not tried again. */
  static async start<R extends Running>(order: KeeperOrder<R>): Promise<Keeper<R>> {
    return new Keeper(order, await order.start());
  }

  /** The present process, or the last one. */
  get running(): R {
    return this.#running;
  }

  /** Stops it for good. Called again with a shorter bound, it hurries. */
  async stop(boundMs: number): Promise<void> {
    this.#stopping.abort();
    await this.#running.stop(boundMs);
    await this.#watch;
  }

  #took(running: R): void {
    this.#running = running;
    this.#startedAt = Date.now();
    this.#order.onStart(running);
  }

  async #keep(): Promise<void> {
    const { name, say } = this.#order;
    for (;;) {
      const how = await this.#running.exited;
      if (this.#stopping.signal.aborted) return;
      say(`${name} (pid ${this.#running.pid}) died (${how}): starting it again`);
      if (Date.now() - this.#startedAt > this.#backOff.calm) this.#delay = this.#backOff.first;
      while (!(await this.#startAgain())) if (this.#stopping.signal.aborted) return;
    }
  }

  /** Answers whether it runs again. */
  async #startAgain(): Promise<boolean> {
    const { name, say, start } = this.#order;
    await this.#wait();
    if (this.#stopping.signal.aborted) return false;
    try {
      this.#took(await start());
    } catch (error) {
      say(`${name} did not start: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
    if (this.#stopping.signal.aborted) await this.#running.stop(STOP_MS);
    else say(`${name} runs again (pid ${this.#running.pid})`);
    return true;
  }

  async #wait(): Promise<void> {
    await pause(this.#delay, undefined, { signal: this.#stopping.signal }).catch(() => {});
    this.#delay = Math.min(this.#delay * 2, this.#backOff.most);
  }
}
