import type { RowBatch } from '@onceql/shared';

/** A batch is cut when its values and cells take this many bytes… */
export const BATCH_BYTES = 1 << 20;
/** …or when it has this many rows. */
export const BATCH_ROWS = 5_000;
/** What a cell takes in memory however short its value is, null too. */
const CELL_BYTES = 16;

/** Gathers rows into columns. */
export class BatchBuilder {
  readonly #columns: (string | null)[][];
  #length = 0;
  #bytes = 0;

  constructor(width: number) {
    this.#columns = Array.from({ length: width }, () => []);
  }

  get full(): boolean {
    return this.#bytes + CELL_BYTES * this.#columns.length * this.#length >= BATCH_BYTES || this.#length >= BATCH_ROWS;
  }

  get empty(): boolean {
    return this.#length === 0;
  }

  add(values: readonly (string | null)[], bytes: number): void {
    for (let c = 0; c < this.#columns.length; c++) this.#columns[c]?.push(values[c] ?? null);
    this.#length += 1;
    this.#bytes += bytes;
  }

  build(): RowBatch {
    return { length: this.#length, columns: this.#columns, bytes: this.#bytes };
  }
}
