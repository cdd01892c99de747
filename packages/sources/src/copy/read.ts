/** Puts the value that begins at `at` into a row. A view reads a number at any place in one step. */
export type Read = (source: DataView, at: number, length: number, row: number) => void;
