import type { PoolClient } from 'pg';
import type { Log } from '../policy.js';
import { requestCancel } from './cancel-request.js';
import { settlesWithin } from './settling.js';
import type { Door } from './door.js';
import type { Endpoint } from './endpoint.js';

/** Between two requests to cancel. One alone could come before the statement has begun, and be lost. */
const AGAIN_AFTER_MS = 150;
/** Requests before the backend is told to end altogether, and before we let go. */
const TERMINATE_FROM = 10;
const GIVE_UP_AFTER = 20;
/** Requests that need no connection, where these come first. */
const QUIET_REQUESTS = 5;
/** Milliseconds for one request, and for all of them, where the database does not even answer those. */
const REQUEST_MS = 2_000;
const PATIENCE_MS = 10_000;

/** A connection whose statement is to be stopped. */
export interface Stopped {
  readonly pid: number;
  readonly client: PoolClient;
}

/** Stops what a backend does, over connections of its own, so that it works when all others are busy. */
export class Canceller {
  readonly #control: Door;
  readonly #log: Log | undefined;
  readonly #quiet: Endpoint | undefined;

  /** @param quiet Where to ask first in a way that needs no connection. */
  constructor(control: Door, log?: Log, quiet?: Endpoint) {
    this.#control = control;
    this.#log = log;
    this.#quiet = quiet;
  }

  /** Cancels until `settled`. Never throws; gives up after some seconds, then the connection must be destroyed. */
  async stop({ pid, client }: Stopped, settled: Promise<void>): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    for (let request = 0; request < GIVE_UP_AFTER && performance.now() < end; request++) {
      if (this.#quiet && request < QUIET_REQUESTS) await requestCancel(client, this.#quiet, REQUEST_MS);
      else await this.#request(pid, request >= TERMINATE_FROM);
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
