import type { ColumnCells } from './column-batch.js';

/** Rows `from` up to `to` of a column's cells; shares their memory. */
export function sliceCells(cells: ColumnCells, from: number, to: number): ColumnCells {
  const nulls = {
    ...(cells.present && { present: cells.present.subarray(from, to) }),
    ...(cells.exact && { exact: sliceExact(cells.exact, from, to) }),
  };
  switch (cells.kind) {
    case 'boolean':
      return { kind: cells.kind, values: cells.values.subarray(from, to), ...nulls };
    case 'int16':
    case 'int32':
    case 'date':
      return { kind: cells.kind, values: cells.values.subarray(from, to), ...nulls };
    case 'int64':
    case 'timestamp':
    case 'timestamptz':
      return { kind: cells.kind, values: cells.values.subarray(from, to), ...nulls };
    case 'float32':
      return { kind: cells.kind, values: cells.values.subarray(from, to), ...nulls };
    case 'float64':
      return { kind: cells.kind, values: cells.values.subarray(from, to), ...nulls };
    case 'decimal':
      return cells.wide
        ? { kind: cells.kind, scale: cells.scale, wide: true, values: cells.values.subarray(16 * from, 16 * to), ...nulls }
        : { kind: cells.kind, scale: cells.scale, wide: false, values: cells.values.subarray(from, to), ...nulls };
    case 'uuid':
      return { kind: cells.kind, values: cells.values.subarray(16 * from, 16 * to), ...nulls };
    case 'text':
    case 'json':
    case 'bytea':
      return { kind: cells.kind, offsets: cells.offsets.subarray(from, to + 1), bytes: cells.bytes, ...nulls };
  }
}

function sliceExact(exact: ReadonlyMap<number, string>, from: number, to: number): ReadonlyMap<number, string> {
  const some = new Map<number, string>();
  for (const [row, text] of exact) if (row >= from && row < to) some.set(row - from, text);
  return some;
}

/** Bytes of a column's values, those of nulls among them where all are of one size. */
export function sizeOf(cells: ColumnCells): number {
  if ('offsets' in cells) return (cells.offsets.at(-1) as number) - (cells.offsets[0] as number);
  return cells.values.byteLength;
}
