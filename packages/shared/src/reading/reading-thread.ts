import { Worker } from 'node:worker_threads';
import { ServiceUnavailable } from '../contracts/errors.js';
import type { Asked, Told } from './messages.js';
import type { Given, Read, ReadingName } from './readings.js';

export interface ThreadOptions {
  /** Milliseconds after which a reading is given up, with its thread: what is within bounds takes a hundredth of it. */
  readonly patienceMs: number;
  /** The same of a thread's start. */
  readonly startMs: number;
  /** Memory that a thread may take. */
  readonly megabytes: number;
  /** Readings that may wait, and how many characters they may have together. */
  readonly mostWaiting: number;
  readonly mostCharacters: number;
  /** Told why a thread has ended that nobody closed. */
  readonly onDeath: (error: Error) => void;
}

const DEFAULTS: ThreadOptions = {
  patienceMs: 10_000, startMs: 60_000, megabytes: 512, mostWaiting: 200, mostCharacters: 16_000_000, onDeath: () => undefined,
};

/** A reading that somebody waits for. */
interface Call {
  readonly asked: Asked;
  readonly characters: number;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that reads statements one after the other. One that dies takes the statement along that it was reading, and no other. */
export class ReadingThread {
  readonly #options: ThreadOptions;
  readonly #waiting: Call[] = [];
  #characters = 0;
  #current: Call | undefined;
  #worker: Worker | undefined;
  #isReady = false;
  #isClosed = false;
  #isLate = false;
  #deadline: NodeJS.Timeout | undefined;

  constructor(options: Partial<ThreadOptions> = {}) {
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Starts the thread ahead of its first work. */
  start(): void {
    if (this.#worker || this.#isClosed) return;
    const worker = new Worker(new URL('./thread.js', import.meta.url), { name: 'onceql-read', resourceLimits: { maxOldGenerationSizeMb: this.#options.megabytes } });
    this.#worker = worker;
    let death = new Error('the thread has ended');
    worker.on('message', (told: Told) => this.#hear(told));
    worker.on('error', (error) => (death = error instanceof Error ? error : new Error(String(error))));
    worker.once('exit', () => this.#bury(worker, death));
    // A process that has nothing else to do may end: the deadline holds it while somebody waits.
    worker.unref();
    this.#await(this.#options.startMs);
    if (this.#waiting.length === 0) this.#deadline?.unref();
  }

  /**
   * What a reading gives.
   * @param characters Length of the texts that it holds.
   * @throws ServiceUnavailable where too many wait, or the thread died of it
   */
  ask<Name extends ReadingName>(name: Name, given: Given<Name>, characters: number): Promise<Read<Name>> {
    const { mostWaiting, mostCharacters } = this.#options;
    if (this.#isClosed || this.#waiting.length >= mostWaiting || this.#characters + characters > mostCharacters) {
      return Promise.reject(new ServiceUnavailable('Too many long statements are being read. Try again in a moment.'));
    }
    return new Promise<Read<Name>>((resolve, reject) => {
      this.#waiting.push({ asked: { name, given }, characters, resolve, reject });
      this.#characters += characters;
      this.start();
      this.#deadline?.ref();
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #next(): void {
    while (this.#isReady && !this.#current && this.#waiting.length > 0) {
      this.#current = this.#waiting.shift();
      this.#await(this.#options.patienceMs);
      try {
        this.#worker?.postMessage(this.#current?.asked);
      } catch (error) {
        // What cannot be sent is its caller's alone: the thread has not heard of it.
        clearTimeout(this.#deadline);
        this.#take()?.reject(error);
      }
    }
  }

  /** What is not done by then will not be: the thread goes, and another one comes. */
  #await(milliseconds: number): void {
    clearTimeout(this.#deadline);
    this.#isLate = false;
    this.#deadline = setTimeout(() => {
      this.#isLate = true;
      void this.#worker?.terminate();
    }, milliseconds);
  }

  #hear(told: Told): void {
    clearTimeout(this.#deadline);
    if (told.told === 'ready') this.#isReady = true;
    else if (told.told === 'read') this.#take()?.resolve(told.value as never);
    else this.#take()?.reject(told.error);
    this.#next();
  }

  #take(): Call | undefined {
    const call = this.#current;
    this.#current = undefined;
    this.#characters -= call?.characters ?? 0;
    return call;
  }

  /** One that never was ready is not replaced before somebody asks again: the next would do no better. */
  #bury(worker: Worker, error: Error): void {
    if (worker !== this.#worker) return;
    clearTimeout(this.#deadline);
    const wasReady = this.#isReady;
    this.#worker = undefined;
    this.#isReady = false;
    if (!this.#isClosed) this.#options.onDeath(this.#isLate ? new Error('it took too long') : error);
    this.#take()?.reject(new ServiceUnavailable('The statement could not be read just now. Try again in a moment.'));
    if (wasReady && !this.#isClosed) this.start();
    else this.#turnAway();
  }

  #turnAway(): void {
    for (const { reject, characters } of this.#waiting.splice(0)) {
      this.#characters -= characters;
      reject(new ServiceUnavailable('Long statements cannot be read just now. Try again in a moment.'));
    }
  }
}
