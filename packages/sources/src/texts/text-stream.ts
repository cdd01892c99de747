import type { TypedColumn } from '@onceql/shared';
import type { Connection } from 'pg';
import { BatchFiller } from '../cells/batch-filler.js';
import { fillerOf, fillersOf } from '../cells/filler-of.js';
import type { Filler } from '../cells/filler.js';
import { BatchStream } from '../connection/batch-stream.js';
import { parserOf, type ReadText } from './parsers.js';

/** A DataRow is a length, a count of values, and a length for each of them. */
const ROW_OVERHEAD = 6;
const VALUE_OVERHEAD = 4;

interface DataRow {
  readonly fields: readonly (string | null)[];
  readonly length: number;
}

/**
 * The rows of a prepared statement, whose values come as texts. A cursor would bound memory too, but costs a round trip
 * for every so many rows and a plan made for the first few of them.
 */
export class TextStream extends BatchStream {
  readonly #name: string;
  readonly #fillers: readonly Filler[];
  readonly #readers: readonly ReadText[];
  readonly #filling: BatchFiller;

  /** `name` is that of the prepared statement. */
  constructor(name: string, columns: readonly TypedColumn[]) {
    const targets = columns.map(fillerOf);
    const fillers = fillersOf(targets);
    const filling = new BatchFiller(fillers);
    super(filling);
    this.#name = name;
    this.#fillers = fillers;
    this.#filling = filling;
    this.#readers = targets.map(parserOf);
  }

  handleDataRow({ fields, length }: DataRow): void {
    if (!this.isOpen) return;
    const row = this.#filling.begin();
    for (const [column, read] of this.#readers.entries()) {
      const text = fields[column] ?? null;
      if (text === null) this.#fillers[column]?.setNull(row);
      else read(text, row);
    }
    if (this.#filling.end(length - ROW_OVERHEAD - VALUE_OVERHEAD * this.#readers.length)) this.cut();
  }

  protected ask(connection: Connection): void {
    connection.bind({ portal: '', statement: this.#name, values: [] }, true);
    connection.execute({ portal: '' }, true);
  }
}
