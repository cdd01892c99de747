import type { ColumnBatch } from '@onceql/shared';
import type { Filler } from './filler.js';

/** A batch is cut when it has this many rows… */
export const BATCH_ROWS = 20_480;
/** …or when the values of a column take this many bytes… */
export const COLUMN_BYTES = 1 << 20;
/** …or those of all columns… */
export const BATCH_BYTES = 8 << 20;
/** Many columns make fewer rows: a cell takes room, however short its value is. */
const CELL_BYTES = 1;
const FIRST_ROWS = 64;
const GROWTH = 4;

/** Gathers rows into batches. */
export class BatchFiller {
  readonly #fillers: readonly Filler[];
  readonly #most: number;
  #rows = 0;
  #room = 0;
  #bytes = 0;
  /** Below this many bytes no column can be full. */
  #lookAt = COLUMN_BYTES;

  constructor(fillers: readonly Filler[]) {
    this.#fillers = fillers;
    const width = fillers.reduce((sum, one) => sum + one.width + CELL_BYTES, 0);
    this.#most = Math.max(1, Math.min(BATCH_ROWS, Math.floor(BATCH_BYTES / Math.max(1, width))));
  }

  get isEmpty(): boolean {
    return this.#rows === 0;
  }

  /** The number of the row that comes next, for which there is room. */
  begin(): number {
    if (this.#rows === this.#room) this.#makeRoom(Math.min(this.#most, Math.max(FIRST_ROWS, GROWTH * this.#room)));
    return this.#rows;
  }

  /** The row is there; its values took so many bytes. Answers whether the batch is full. */
  end(bytes: number): boolean {
    this.#rows += 1;
    this.#bytes += bytes;
    return this.#rows === this.#most || (this.#bytes >= this.#lookAt && this.#isLarge());
  }

  cut(): ColumnBatch {
    const length = this.#rows;
    const batch = { length, columns: this.#fillers.map((filler) => filler.cut(length)), bytes: this.#bytes };
    this.#rows = 0;
    this.#room = 0;
    this.#bytes = 0;
    this.#lookAt = COLUMN_BYTES;
    // What follows a full batch will most likely be one, too.
    if (length === this.#most) this.#makeRoom(length);
    return batch;
  }

  #makeRoom(rows: number): void {
    for (const filler of this.#fillers) filler.makeRoom(rows);
    this.#room = rows;
  }

  #isLarge(): boolean {
    const largest = this.#fillers.reduce((size, filler) => Math.max(size, filler.size), 0);
    this.#lookAt = Math.min(BATCH_BYTES, this.#bytes + COLUMN_BYTES - largest);
    return largest >= COLUMN_BYTES || this.#bytes >= BATCH_BYTES;
  }
}
