import { SourceFailure, type TypedColumn, orLate } from '@onceql/shared';
import type { PoolClient } from 'pg';
import { CopyStream } from '../copy/copy-stream.js';
import type { CopyPlan } from '../copy/plan.js';
import { TextStream } from '../texts/text-stream.js';
import type { Canceller } from './canceller.js';
import { orAborted, settlesWithin } from './settling.js';
import type { Endpoint } from './endpoint.js';
import { type Answer, type Conversation, Exchange, type Step } from './exchange.js';
import { cancelled, statementFailure } from './failure.js';

/** Statements that each connection remembers. */
const remembered = new WeakMap<PoolClient, Set<string>>();
const FORGET: Step = { act: 'execute', text: 'DEALLOCATE ALL' };

/** How long the last words on a connection may take before it is destroyed instead. */
const FAREWELL_MS = 5_000;
/** By how much a database may overrun the statement timeout, before it is taken for one that will say nothing any more. */
const SILENT_MS = 15_000;

export interface WireParts {
  readonly client: PoolClient;
  readonly pid: number;
  readonly signal: AbortSignal;
  readonly canceller: Canceller;
  readonly endpoint: Endpoint;
  /** The statement timeout in seconds: the database ends what takes longer, and says so. */
  readonly limit: number;
}

/**
 * One session's connection, taken from the pool. Once its signal is aborted, what is under way is cancelled on
 * the database and nothing more is begun. A connection that was cancelled on, or that broke, is not used again:
 * a late cancel would hit its next user.
 */
export class Wire {
  readonly pid: number;
  readonly #parts: WireParts;
  #active: Conversation | undefined;
  #halting: Promise<void> | undefined;
  #broken = false;
  #mustForget = false;
  #released = false;

  constructor(parts: WireParts) {
    this.#parts = parts;
    this.pid = parts.pid;
    parts.client.on('error', this.#onBroken);
    parts.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** @throws SourceFailure */
  async exchange(steps: readonly Step[]): Promise<Answer> {
    const exchange = this.#begin(new Exchange(steps, this.#remembered()));
    try {
      return await orAborted(this.heard(exchange.answer), this.#parts.signal, cancelled);
    } catch (error) {
      // Nobody knows which of its statements the server has come to remember.
      this.forget();
      throw this.failure(error);
    }
  }

  /** Runs a prepared statement. Errors of the rows come from `next`, for `failure` to name. */
  stream(name: string, columns: readonly TypedColumn[]): TextStream {
    return this.#begin(new TextStream(name, columns));
  }

  /** Brings the rows of a COPY as {@link stream} does those of a prepared statement. */
  copy(plan: CopyPlan): CopyStream {
    return this.#begin(new CopyStream(plan));
  }

  /** What the database has to say; one that stands still, with its connection open, is waited for no longer. @throws SourceFailure */
  heard<T>(answer: Promise<T>): Promise<T> {
    const { limit, endpoint } = this.#parts;
    const silent = (): Error => new SourceFailure('connection', `${endpoint.host}:${String(endpoint.port)} has said nothing for ${String(limit + SILENT_MS / 1000)} s.`);
    return orLate(limit * 1000 + SILENT_MS, answer, silent);
  }

  failure(error: unknown): Error {
    return this.#parts.signal.aborted ? cancelled() : statementFailure(error, this.#parts.endpoint, this.#parts.limit);
  }

  /** Lets the server forget every prepared statement at the end. */
  forget(): void {
    this.#mustForget = true;
  }

  /** Stops what is under way, if anything is. Never throws. */
  async halt(): Promise<void> {
    const active = this.#active;
    if (active && !active.isSettled) {
      active.drop();
      this.#halting ??= this.#parts.canceller.stop(this.#parts, active.settled);
    }
    await this.#halting;
  }

  /** Says these last words and gives the connection back, or destroys it. Never throws; again: nothing. */
  async release(farewell: readonly Step[]): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#parts.signal.removeEventListener('abort', this.#onAbort);
    await this.halt();
    const clean = !this.#halting && !this.#broken && (await this.#farewell(farewell));
    this.#parts.client.release(!clean);
    this.#parts.client.off('error', this.#onBroken);
  }

  async #farewell(steps: readonly Step[]): Promise<boolean> {
    const exchange = new Exchange(this.#mustForget ? [...steps, FORGET] : steps);
    if (this.#mustForget) remembered.delete(this.#parts.client);
    this.#parts.client.query(exchange);
    const said = exchange.answer.then(() => true, () => false);
    return (await settlesWithin(said, FAREWELL_MS)) && said;
  }

  #remembered(): Set<string> {
    const known = remembered.get(this.#parts.client) ?? new Set<string>();
    remembered.set(this.#parts.client, known);
    return known;
  }

  #begin<C extends Conversation>(conversation: C): C {
    if (this.#parts.signal.aborted) throw cancelled();
    if (this.#active?.isSettled === false || this.#released) throw new Error('This connection is in use or was given back.');
    this.#active = conversation;
    return this.#parts.client.query(conversation);
  }

  readonly #onAbort = (): void => {
    void this.halt();
  };

  readonly #onBroken = (): void => {
    this.#broken = true;
  };
}
