import type { Duplex } from 'node:stream';
import { deferred, type ColumnBatch } from '@onceql/shared';
import type { Connection } from 'pg';
import type { BatchFiller } from '../cells/batch-filler.js';
import type { Conversation } from './exchange.js';

/** With more batches waiting than this, the socket is paused and the database waits. */
export const WAITING_BATCHES = 2;

/**
 * The rows of a statement as batches. Memory is bounded by bytes: rows pile up to a batch, a few batches wait, and beyond
 * that the socket is not read.
 */
export abstract class BatchStream implements Conversation {
  readonly settled: Promise<void>;
  readonly #filling: BatchFiller;
  readonly #settle = deferred<void>();
  readonly #waiting: ColumnBatch[] = [];
  #socket: Duplex | undefined;
  #settled = false;
  #outcome: 'open' | 'complete' | { readonly error: Error } = 'open';
  #wake: (() => void) | undefined;

  constructor(filling: BatchFiller) {
    this.#filling = filling;
    this.settled = this.#settle.promise;
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** Whether rows are still wanted. */
  protected get isOpen(): boolean {
    return this.#outcome === 'open';
  }

  /** The next batch; undefined after the last one. @throws what ended the rows early, at once. */
  async next(): Promise<ColumnBatch | undefined> {
    while (this.#waiting.length === 0 && this.#outcome === 'open') {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (typeof this.#outcome === 'object') throw this.#outcome.error;
    const batch = this.#waiting.shift();
    if (this.#waiting.length < WAITING_BATCHES) this.#socket?.resume();
    return batch;
  }

  submit(connection: Connection): null {
    this.#socket = connection.stream;
    this.#socket.cork();
    this.ask(connection);
    connection.sync();
    this.#socket.uncork();
    return null;
  }

  /** Rows that still come are thrown away, so that the server is not kept from hearing that it shall stop. */
  drop(error = new Error('The rows are not wanted any more.')): void {
    if (this.isOpen) this.#end({ error });
    this.#socket?.resume();
  }

  handleRowDescription(): void {
    // The columns are known from the prepared statement.
  }

  handleCommandComplete(): void {
    if (this.isOpen && !this.#filling.isEmpty) this.cut();
  }

  handleEmptyQuery(): void {
    // Ends with ReadyForQuery like any other.
  }

  handleError(error: Error): void {
    if (this.isOpen) this.#end({ error });
    this.#done();
  }

  handleReadyForQuery(): void {
    if (this.isOpen) this.#end('complete');
    this.#done();
  }

  /** Sends what makes the server send the rows. */
  protected abstract ask(connection: Connection): void;

  /** The server is done, or gone. */
  protected close(): void {
    // Whoever has something to give back does it here.
  }

  /** Lets the rows that were gathered wait to be taken. */
  protected cut(): void {
    this.#waiting.push(this.#filling.cut());
    if (this.#waiting.length > WAITING_BATCHES) this.#socket?.pause();
    this.#wake?.();
  }

  #done(): void {
    this.#settled = true;
    this.close();
    this.#settle.resolve();
  }

  #end(outcome: 'complete' | { readonly error: Error }): void {
    this.#outcome = outcome;
    if (outcome !== 'complete') this.#waiting.length = 0;
    this.#wake?.();
  }
}
