import type { RowBatch } from '@onceql/shared';

/** When a row group is full: whichever comes first. */
export interface RowGroupLimits {
  readonly rows: number;
  /** UTF-16 units of all values, and some for each cell; a single larger row makes a row group of its own. */
  readonly characters: number;
}

export const ROW_GROUP: RowGroupLimits = { rows: 20_000, characters: 8_000_000 };

/** What a cell counts however short its value is, null too. */
const CELL_CHARACTERS = 16;

/** Rows that are written together, column by column. */
export interface RowGroupTexts {
  readonly length: number;
  readonly columns: readonly (readonly (string | null)[])[];
}

/** Cuts and joins batches of any size into row groups. Holds one row group and one batch at a time. */
export async function* rowGroups(
  batches: AsyncIterable<RowBatch>,
  width: number,
  limits: RowGroupLimits = ROW_GROUP,
): AsyncGenerator<RowGroupTexts> {
  let group = new GrowingGroup(width);
  for await (const batch of batches) {
    const weights = rowWeights(batch, width);
    for (let from = 0; from < batch.length; ) {
      const to = group.roomUntil(weights, from, limits);
      if (to > from) group.take(batch, weights, from, to);
      from = to;
      if (from < batch.length) {
        yield group;
        group = new GrowingGroup(width);
      }
    }
  }
  if (group.length > 0) yield group;
}

class GrowingGroup implements RowGroupTexts {
  length = 0;
  readonly columns: (string | null)[][];
  private characters = 0;

  constructor(width: number) {
    this.columns = Array.from({ length: width }, () => []);
  }

  /** The row before which this group is full. At least one row fits into an empty group. */
  roomUntil(weights: Float64Array, from: number, limits: RowGroupLimits): number {
    let characters = this.characters;
    let to = from;
    for (; to < weights.length && this.length + to - from < limits.rows; to++) {
      characters += weights[to] ?? 0;
      if (characters > limits.characters && this.length + to - from > 0) break;
    }
    return to;
  }

  take(batch: RowBatch, weights: Float64Array, from: number, to: number): void {
    this.columns.forEach((column, c) => {
      const values = batch.columns[c] ?? [];
      for (let r = from; r < to; r++) column.push(values[r] ?? null);
    });
    for (let r = from; r < to; r++) this.characters += weights[r] ?? 0;
    this.length += to - from;
  }
}

/** @throws where the batch is not as wide and as long as it should be: rows would be lost silently. */
function rowWeights(batch: RowBatch, width: number): Float64Array {
  if (batch.columns.length !== width) throw new Error(`A batch has ${batch.columns.length} columns instead of ${width}`);
  const weights = new Float64Array(batch.length).fill(CELL_CHARACTERS * width);
  for (const values of batch.columns) {
    if (values.length !== batch.length) throw new Error(`A column has ${values.length} rows instead of ${batch.length}`);
    for (let r = 0; r < values.length; r++) weights[r] = (weights[r] ?? 0) + (values[r]?.length ?? 0);
  }
  return weights;
}
