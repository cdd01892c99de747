import type { ColumnCells } from '@onceql/shared';

/** What the cells of every kind have, see `ColumnCells`. */
export interface Marks {
  readonly present?: Uint8Array;
  readonly exact?: ReadonlyMap<number, string>;
}

/** Gathers the values of one column, row by row, in typed arrays. Rows are set in order and once each; room is made before. */
export abstract class Filler {
  #present: Uint8Array | undefined;
  #exact: Map<number, string> | undefined;
  #room = 0;

  /** Bytes of values whose length differs; 0 where all are of one length. */
  get size(): number {
    return 0;
  }

  /** Bytes that a row takes beside those of `size`. */
  abstract readonly width: number;

  /** Makes room for so many rows, more than there was before. */
  makeRoom(rows: number): void {
    this.grow(rows);
    if (this.#present) this.#present = allPresent(rows, this.#present);
    this.#room = rows;
  }

  setNull(row: number): void {
    this.#present ??= allPresent(this.#room);
    this.#present[row] = 0;
  }

  /** The database's text of a value that the typed form cannot hold. */
  setExact(row: number, text: string): void {
    this.setNull(row);
    this.#exact ??= new Map();
    this.#exact.set(row, text);
  }

  /** The first `rows` rows; room for the next ones has to be made anew. */
  cut(rows: number): ColumnCells {
    const present = this.#present?.subarray(0, rows);
    const cells = this.take(rows, { ...(present && { present }), ...(this.#exact && { exact: this.#exact }) });
    this.#present = undefined;
    this.#exact = undefined;
    this.#room = 0;
    return cells;
  }

  protected abstract grow(rows: number): void;
  protected abstract take(rows: number, marks: Marks): ColumnCells;
}

function allPresent(rows: number, before?: Uint8Array): Uint8Array {
  const present = new Uint8Array(rows).fill(1, before?.length ?? 0);
  if (before) present.set(before);
  return present;
}
