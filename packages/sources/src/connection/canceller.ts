import type { Log } from '../policy.js';
import { settlesWithin } from './deferred.js';
import type { Door } from './door.js';

/** Between two requests to cancel. One alone could come before the statement has begun, and be lost. */
const AGAIN_AFTER_MS = 150;
/** Requests before the backend is told to end altogether, and before we let go. */
const TERMINATE_FROM = 10;
const GIVE_UP_AFTER = 20;
/** Milliseconds for one request, and for all of them, where the database does not even answer those. */
const REQUEST_MS = 2_000;
const PATIENCE_MS = 10_000;

/** Stops what a backend does, over connections of its own, so that it works when all others are busy. */
export class Canceller {
  readonly #control: Door;
  readonly #log: Log | undefined;

  constructor(control: Door, log?: Log) {
    this.#control = control;
    this.#log = log;
  }

  /** Cancels until `settled`. Never throws; gives up after some seconds, then the connection must be destroyed. */
  async stop(pid: number, settled: Promise<void>): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    for (let request = 0; request < GIVE_UP_AFTER && performance.now() < end; request++) {
      await this.#request(pid, request >= TERMINATE_FROM);
      if (await settlesWithin(settled, AGAIN_AFTER_MS)) return;
    }
    this.#log?.warn({ pid }, 'the database did not stop a statement');
  }

  async #request(pid: number, terminate: boolean): Promise<void> {
    try {
      await this.#control.query(`SELECT pg_${terminate ? 'terminate' : 'cancel'}_backend($1)`, [pid], REQUEST_MS);
    } catch (error) {
      this.#log?.warn({ pid, error: String(error) }, 'a request to cancel failed');
    }
  }
}
