import { ResultGone, type TypedColumn } from '@onceql/shared';
import type { ObjectReader } from '../storage/storage.js';
import { KEYS, LAYOUT_VERSION, MAGIC } from './footer.js';
import type { ExactPlace } from './group-writer.js';
import { bytesIn, numberIn, structIn, structsIn, ThriftReader, type ThriftStruct } from './thrift-read.js';

/** Bytes `from` up to `to` of a file. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the footer says of a column chunk. */
export interface ChunkPlace {
  readonly dictionary: Span | undefined;
  readonly offsetIndex: Span;
}

/** What the footer says of a row group. */
export interface GroupPlace {
  /** Its first row, counted from the first row of the file, and the one behind its last. */
  readonly start: number;
  readonly end: number;
  readonly chunks: readonly ChunkPlace[];
  readonly exact: ExactPlace | undefined;
}

/** What a file says of itself. */
export interface FileIndex {
  readonly columns: readonly TypedColumn[];
  readonly rows: number;
  readonly groups: readonly GroupPlace[];
  /** As its object's. */
  readonly isNear: boolean;
  /** Reads from the file; its end out of memory. */
  read(span: Span): Promise<Uint8Array>;
}

/** Holds the footer and the page indexes of a result of a few million rows. */
const TAIL_BYTES = 128 * 1024;

/** @throws ResultGone for a file of another layout; whatever else is wrong is a RangeError, TypeError or SyntaxError. */
export async function readFileIndex(object: ObjectReader): Promise<FileIndex> {
  const tail = await tailOf(object);
  const read = async ({ from, to }: Span): Promise<Uint8Array> =>
    from >= tail.from ? tail.bytes.subarray(from - tail.from, to - tail.from) : new Uint8Array(await object.read(from, to - from));
  const footer = await read(footerSpan(object.size, tail.bytes));
  const metadata = new ThriftReader(footer).struct();
  const values = keyValues(metadata);
  if (values.get(KEYS.layout) !== LAYOUT_VERSION) throw new ResultGone('The file of this result is of another version');
  const columns = JSON.parse(values.get(KEYS.columns) ?? '') as TypedColumn[];
  const exact = JSON.parse(values.get(KEYS.exact) ?? '[]') as [group: number, ...ExactPlace][];
  const groups = groupPlaces(metadata, new Map(exact.map(([group, ...place]) => [group, place])));
  const rows = numberIn(metadata, 3);
  const width = columns.length;
  if (width > 0 && (groups.at(-1)?.end ?? 0) !== rows) throw new RangeError('Row groups have other rows than their file');
  if (groups.some(({ chunks }) => chunks.length !== width)) throw new RangeError('A row group has other columns than its file');
  return { columns, rows, groups, isNear: object.isNear, read };
}

async function tailOf(object: ObjectReader): Promise<{ from: number; bytes: Uint8Array }> {
  const length = Math.min(object.size, TAIL_BYTES);
  const from = object.size - length;
  return { from, bytes: new Uint8Array(await object.read(from, length)) };
}

function footerSpan(size: number, tail: Uint8Array): Span {
  const end = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).subarray(-8);
  if (end.length < 8 || !end.subarray(4).equals(MAGIC)) throw new RangeError('Not a Parquet file');
  const from = size - 8 - end.readUInt32LE(0);
  if (from < MAGIC.length) throw new RangeError('A footer is longer than its file');
  return { from, to: size - 8 };
}

function keyValues(metadata: ThriftStruct): Map<string, string> {
  return new Map(structsIn(metadata, 5).map((pair) => [textIn(pair, 1), textIn(pair, 2)]));
}

function textIn(struct: ThriftStruct, field: number): string {
  const { buffer, byteOffset, byteLength } = bytesIn(struct, field);
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

function groupPlaces(metadata: ThriftStruct, exact: ReadonlyMap<number, ExactPlace>): GroupPlace[] {
  let start = 0;
  return structsIn(metadata, 4).map((group, g) => {
    const end = start + numberIn(group, 3);
    const place = { start, end, chunks: structsIn(group, 1).map(chunkPlace), exact: exact.get(g) };
    start = end;
    return place;
  });
}

function chunkPlace(chunk: ThriftStruct): ChunkPlace {
  const metadata = structIn(chunk, 3);
  const dictionary = metadata.has(11) ? { from: numberIn(metadata, 11), to: numberIn(metadata, 9) } : undefined;
  const from = numberIn(chunk, 4);
  return { dictionary, offsetIndex: { from, to: from + numberIn(chunk, 5) } };
}
