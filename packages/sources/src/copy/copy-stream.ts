import type { Connection } from 'pg';
import { BatchFiller } from '../cells/batch-filler.js';
import { fillerOf, fillersOf } from '../cells/filler-of.js';
import type { Filler } from '../cells/filler.js';
import { BatchStream } from '../connection/batch-stream.js';
import { type CopySink, type Tap, tapOf } from '../connection/tap.js';
import type { Read } from './read.js';
import type { CopyPlan } from './plan.js';
import { readerOf } from './readers.js';

/** Before the first row: signature, flags, and the length of an extension that nobody has made yet. */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const FLAGS = 4;
const LENGTH = 4;
const COUNT = 2;
/** In place of a row's count of values, after the last row. */
const END = -1;

/** The rows of a COPY … (FORMAT binary), out of the bytes of the protocol's messages into columns. */
export class CopyStream extends BatchStream implements CopySink {
  readonly #text: string;
  readonly #fillers: readonly Filler[];
  readonly #readers: readonly Read[];
  readonly #filling: BatchFiller;
  #begun = false;
  /** The chunk that rows come from, and how its numbers are read. */
  #bytes: Uint8Array | undefined;
  #source: DataView = new DataView(new ArrayBuffer(0));
  #tap: Tap | undefined;

  constructor({ text, columns }: CopyPlan) {
    const targets = columns.map(({ column }) => fillerOf(column));
    const fillers = fillersOf(targets);
    const filling = new BatchFiller(fillers);
    super(filling);
    this.#text = text;
    this.#fillers = fillers;
    this.#filling = filling;
    this.#readers = targets.map((target, at) => readerOf(target, columns[at]?.binary));
  }

  copyData(bytes: Uint8Array, from: number, to: number): void {
    if (!this.isOpen) return;
    if (bytes !== this.#bytes) this.#source = new DataView((this.#bytes = bytes).buffer, bytes.byteOffset, bytes.length);
    const source = this.#source;
    let at = this.#begun ? from : this.#begin(bytes, source, from);
    while (at < to) {
      if (source.getInt16(at) === END) return;
      const end = this.#row(source, at);
      // What a row is longer than its lengths and its count.
      if (this.#filling.end(end - at - COUNT - LENGTH * this.#readers.length)) this.cut();
      at = end;
    }
  }

  protected ask(connection: Connection): void {
    this.#tap = tapOf(connection.stream);
    this.#tap.divert(this);
    connection.parse({ name: '', text: this.#text, types: [] }, true);
    connection.bind({ portal: '', statement: '', values: [] }, true);
    connection.execute({ portal: '' }, true);
  }

  protected override close(): void {
    this.#tap?.divert(undefined);
  }

  #begin(bytes: Uint8Array, source: DataView, at: number): number {
    if (SIGNATURE.compare(bytes, at, at + SIGNATURE.length) !== 0) throw new Error('The server sends something else than a binary COPY.');
    this.#begun = true;
    const extension = at + SIGNATURE.length + FLAGS;
    return extension + LENGTH + source.getInt32(extension);
  }

  /** Takes in the row at `from` and answers where it ends. */
  #row(source: DataView, from: number): number {
    const width = this.#readers.length;
    if (source.getInt16(from) !== width) throw new Error(`A row has ${String(source.getInt16(from))} values instead of ${String(width)}.`);
    const row = this.#filling.begin();
    let at = from + COUNT;
    for (let column = 0; column < width; column++) {
      const length = source.getInt32(at);
      at += LENGTH;
      if (length < 0) {
        (this.#fillers[column] as Filler).setNull(row);
        continue;
      }
      (this.#readers[column] as Read)(source, at, length, row);
      at += length;
    }
    return at;
  }
}
