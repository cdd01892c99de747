import type { ColumnBatch, ColumnCells } from '@onceql/shared';

type Texts = readonly (string | null)[];

/** Which rows have a value; undefined where all have. */
function presentOf(texts: Texts): { present?: Uint8Array } {
  return texts.includes(null) ? { present: Uint8Array.from(texts, (text) => (text === null ? 0 : 1)) } : {};
}

/** A column of texts, JSON or raw bytes. */
export function bytesColumn(texts: Texts, kind: 'text' | 'json' | 'bytea' = 'text', encoding: BufferEncoding = 'utf8'): ColumnCells {
  const values = texts.map((text) => Buffer.from(text ?? '', encoding));
  const offsets = new Uint32Array(texts.length + 1);
  values.forEach((value, r) => (offsets[r + 1] = (offsets[r] ?? 0) + value.length));
  return { kind, offsets, bytes: new Uint8Array(Buffer.concat(values)), ...presentOf(texts) };
}

/** A column of 64-bit numbers, from their digits. */
export function longColumn(kind: 'int64' | 'timestamp' | 'timestamptz', texts: Texts): ColumnCells {
  return { kind, values: BigInt64Array.from(texts, (text) => BigInt(text ?? 0)), ...presentOf(texts) };
}

/** A column of 32-bit numbers, from their digits. */
export function intColumn(kind: 'int16' | 'int32' | 'date', texts: Texts): ColumnCells {
  return { kind, values: Int32Array.from(texts, (text) => Number(text ?? 0)), ...presentOf(texts) };
}

/** A column of decimals, from their digits without the point. */
export function decimalColumn(scale: number, wide: boolean, texts: Texts): ColumnCells {
  const present = presentOf(texts);
  if (!wide) return { kind: 'decimal', scale, wide, values: BigInt64Array.from(texts, (text) => BigInt(text ?? 0)), ...present };
  const hex = texts.map((text) => BigInt.asUintN(128, BigInt(text ?? 0)).toString(16).padStart(32, '0'));
  return { kind: 'decimal', scale, wide, values: new Uint8Array(Buffer.from(hex.join(''), 'hex')), ...present };
}

/** A batch of columns, which are of one length. */
export function columnBatch(length: number, ...columns: ColumnCells[]): ColumnBatch {
  return { length, columns, bytes: 0 };
}

export async function* columnBatches(...batches: ColumnBatch[]): AsyncGenerator<ColumnBatch> {
  yield* batches;
}

export async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString('utf8');
}
