import { ResultGone, type TypedColumn } from '@onceql/shared';
import type { ObjectReader } from '../storage/storage.js';
import { KEYS, LAYOUT_VERSION, MAGIC } from './footer.js';
import type { ExactPlace } from './group-writer.js';
import { isSealed, SEAL_BYTES } from './seal.js';
import { ThriftReader } from './thrift-read.js';

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
  /** Its column chunks, read out of the footer: there may be many more of them in a file than anybody asks for. */
  chunks(): readonly ChunkPlace[];
  readonly exact: ExactPlace | undefined;
  /** CRC-32 of its offset indexes, which lie one behind the other. */
  readonly indexesCrc: number | undefined;
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
  const read = async ({ from, to }: Span): Promise<Uint8Array> => {
    if (from > to || to > object.size) throw new RangeError('A part lies outside of its file');
    return from >= tail.from ? tail.bytes.subarray(from - tail.from, to - tail.from) : new Uint8Array(await object.read(from, to - from));
  };
  const footer = unsealed(await read(footerSpan(object.size, tail.bytes)));
  const { rows, groups, values } = readFooter(footer);
  checkLayout(values);
  const columns = JSON.parse(values.get(KEYS.columns) ?? '') as TypedColumn[];
  const exact = new Map((JSON.parse(values.get(KEYS.exact) ?? '[]') as [group: number, ...ExactPlace][]).map(([group, ...place]) => [group, place]));
  const crcs = JSON.parse(values.get(KEYS.indexes) ?? '[]') as readonly number[];
  const width = columns.length;
  if (width > 0 && (groups.at(-1)?.end ?? 0) !== rows) throw new RangeError('Row groups have other rows than their file');
  if (groups.some((group) => group.width !== width)) throw new RangeError('A row group has other columns than its file');
  const places = groups.map(({ start, end, at }, g) => ({ start, end, exact: exact.get(g), indexesCrc: crcs[g], chunks: () => chunkPlaces(footer, at) }));
  return { columns, rows, groups: places, isNear: object.isNear, read };
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

/** The footer without its seal. @throws ResultGone for a file of another layout, which may have none */
function unsealed(bytes: Uint8Array): Uint8Array {
  const footer = bytes.subarray(0, -SEAL_BYTES);
  if (isSealed(footer, bytes.subarray(-SEAL_BYTES))) return footer;
  checkLayout(readFooter(bytes).values);
  throw new RangeError('A footer is damaged');
}

function checkLayout(values: ReadonlyMap<string, string>): void {
  if (values.get(KEYS.layout) !== LAYOUT_VERSION) throw new ResultGone('The file of this result is of another version');
}

/** A row group in the footer: its rows, how many column chunks it has, and where the list of them begins. */
interface FoundGroup {
  readonly start: number;
  readonly end: number;
  readonly width: number;
  readonly at: number;
}

/** FileMetaData, as far as it is asked for. */
function readFooter(footer: Uint8Array): { rows: number; groups: FoundGroup[]; values: Map<string, string> } {
  const reader = new ThriftReader(footer);
  const groups: FoundGroup[] = [];
  const values = new Map<string, string>();
  let rows: number | undefined;
  reader.fields((field) => {
    if (field === 3) rows = reader.number();
    else if (field === 4) reader.structs(() => groups.push(readGroupHead(reader, groups.at(-1)?.end ?? 0)));
    else if (field === 5) reader.structs(() => values.set(...keyValue(reader)));
    else return false;
    return true;
  });
  return { rows: present(rows), groups, values };
}

/** RowGroup */
function readGroupHead(reader: ThriftReader, start: number): FoundGroup {
  let [at, width, rows]: (number | undefined)[] = [];
  reader.fields((field) => {
    if (field === 1) {
      at = reader.at;
      width = reader.structs(() => { reader.passStruct(); });
    } else if (field === 3) rows = reader.number();
    else return false;
    return true;
  });
  return { start, end: start + present(rows), width: present(width), at: present(at) };
}

function keyValue(reader: ThriftReader): [key: string, value: string] {
  const pair: [string, string] = ['', ''];
  reader.fields((field) => {
    if (field > 2) return false;
    const { buffer, byteOffset, byteLength } = reader.binary();
    pair[field - 1] = Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
    return true;
  });
  return pair;
}

function chunkPlaces(footer: Uint8Array, at: number): ChunkPlace[] {
  const reader = new ThriftReader(footer, at);
  const places: ChunkPlace[] = [];
  reader.structs(() => places.push(chunkPlace(reader)));
  return places;
}

/** ColumnChunk, and in its field 3 the ColumnMetaData. */
function chunkPlace(reader: ThriftReader): ChunkPlace {
  let [data, dictionary, from, length]: (number | undefined)[] = [];
  const inMetadata = (field: number): boolean => {
    if (field === 9) data = reader.number();
    else if (field === 11) dictionary = reader.number();
    else return false;
    return true;
  };
  reader.fields((field) => {
    if (field === 3) reader.fields(inMetadata);
    else if (field === 4) from = reader.number();
    else if (field === 5) length = reader.number();
    else return false;
    return true;
  });
  const indexFrom = present(from);
  return {
    dictionary: dictionary === undefined ? undefined : { from: dictionary, to: present(data) },
    offsetIndex: { from: indexFrom, to: indexFrom + present(length) },
  };
}

/** @throws RangeError where a field that every file of ours has is missing */
function present(value: number | undefined): number {
  if (value === undefined) throw new RangeError('A field is missing');
  return value;
}
