import type { Duplex } from 'node:stream';
import type { RowBatch } from '@onceql/shared';
import type { Connection } from 'pg';
import { BatchBuilder } from './batch-builder.js';
import { deferred } from './deferred.js';
import type { Conversation } from './exchange.js';

/** With more batches waiting than this, the socket is paused and the database waits. */
export const WAITING_BATCHES = 2;
/** A DataRow is a length, a count of values, and a length for each of them. */
const ROW_OVERHEAD = 6;
const VALUE_OVERHEAD = 4;

interface DataRow {
  readonly fields: readonly (string | null)[];
  readonly length: number;
}

/**
 * The rows of a prepared statement, all values as text. Memory is bounded by bytes: rows pile up to a batch, a
 * few batches wait, and beyond that the socket is not read. A cursor would bound it too, but costs a round trip
 * for every so many rows and a plan made for the first few of them.
 */
export class RowStream implements Conversation {
  readonly settled: Promise<void>;
  readonly #name: string;
  readonly #width: number;
  readonly #settle = deferred<void>();
  readonly #waiting: RowBatch[] = [];
  #filling: BatchBuilder;
  #socket: Duplex | undefined;
  #settled = false;
  #outcome: 'open' | 'complete' | { readonly error: Error } = 'open';
  #wake: (() => void) | undefined;

  /** `name` is that of the prepared statement, `width` the number of its columns. */
  constructor(name: string, width: number) {
    this.#name = name;
    this.#width = width;
    this.#filling = new BatchBuilder(width);
    this.settled = this.#settle.promise;
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** The next batch; undefined after the last one. @throws what ended the rows early, at once. */
  async next(): Promise<RowBatch | undefined> {
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
    connection.bind({ portal: '', statement: this.#name, values: [] }, true);
    connection.execute({ portal: '' }, true);
    connection.sync();
    this.#socket.uncork();
    return null;
  }

  /** Rows that still come are thrown away, so that the server is not kept from hearing that it shall stop. */
  drop(error = new Error('The rows are not wanted any more.')): void {
    if (this.#outcome === 'open') this.#end({ error });
    this.#socket?.resume();
  }

  handleDataRow(row: DataRow): void {
    if (this.#outcome !== 'open') return;
    this.#filling.add(row.fields, row.length - ROW_OVERHEAD - VALUE_OVERHEAD * this.#width);
    if (this.#filling.full) this.#cut();
  }

  handleRowDescription(): void {
    // The columns are known from the prepared statement.
  }

  handleCommandComplete(): void {
    if (this.#outcome === 'open' && !this.#filling.empty) this.#cut();
  }

  handleEmptyQuery(): void {
    // Ends with ReadyForQuery like any other.
  }

  handleError(error: Error): void {
    this.#settled = true;
    if (this.#outcome === 'open') this.#end({ error });
    this.#settle.resolve();
  }

  handleReadyForQuery(): void {
    this.#settled = true;
    if (this.#outcome === 'open') this.#end('complete');
    this.#settle.resolve();
  }

  #cut(): void {
    this.#waiting.push(this.#filling.build());
    this.#filling = new BatchBuilder(this.#width);
    if (this.#waiting.length > WAITING_BATCHES) this.#socket?.pause();
    this.#wake?.();
  }

  #end(outcome: 'complete' | { readonly error: Error }): void {
    this.#outcome = outcome;
    if (outcome !== 'complete') {
      this.#waiting.length = 0;
      this.#filling = new BatchBuilder(0);
    }
    this.#wake?.();
  }
}
