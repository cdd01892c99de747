import type { ChunkRecord } from './chunk-metadata.js';

/**
 * What the footer says of the column chunks of a row group, in one piece: a file of many columns and row groups has hundreds of
 * thousands of chunks, and what each has alone would take several times its bytes until the file is written.
 */
export interface ChunkRecords {
  readonly bytes: Uint8Array;
  /** Of metadata, column index and offset index by turns; 0 where there is no column index. */
  readonly lengths: Uint32Array;
}

export function packRecords(records: readonly ChunkRecord[]): ChunkRecords {
  const parts = records.flatMap(({ metadata, columnIndex, offsetIndex }) => [metadata, columnIndex ?? NOTHING, offsetIndex]);
  return { bytes: Buffer.concat(parts), lengths: Uint32Array.from(parts, ({ length }) => length) };
}

const NOTHING = new Uint8Array(0);

export function* unpackRecords({ bytes, lengths }: ChunkRecords): Generator<ChunkRecord> {
  let at = 0;
  const next = (length: number): Uint8Array => bytes.subarray(at, (at += length));
  for (let i = 0; i < lengths.length; i += 3) {
    const [metadata, columnIndex, offsetIndex] = [next(lengths[i] as number), next(lengths[i + 1] as number), next(lengths[i + 2] as number)];
    yield { metadata, columnIndex: columnIndex.length === 0 ? undefined : columnIndex, offsetIndex };
  }
}
