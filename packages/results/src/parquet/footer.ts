import type { TypedColumn } from '@onceql/shared';
import { crc32 } from 'node:zlib';
import { uniqueNames } from '../formats/names.js';
import type { ChunkRecord } from './chunk-metadata.js';
import { unpackRecords } from './chunk-records.js';
import type { GroupRecord } from './group-writer.js';
import { layoutOf } from './layout.js';
import { sealOf } from './seal.js';
import type { HashingSink } from './sink.js';
import { ThriftWriter } from './thrift.js';

export const MAGIC = Buffer.from('PAR1');
/** Raised when files of before can no longer be read as they are meant. */
export const LAYOUT_VERSION = '3';
/** Keys of the footer's metadata. */
export const KEYS = {
  /** {@link LAYOUT_VERSION} */
  layout: 'onceql.layout',
  /** The columns as the database described them and the kinds they are held as, JSON. */
  columns: 'onceql.columns',
  /** Where exact texts lie, JSON of `[row group, byte offset, byte length, CRC-32][]`. */
  exact: 'onceql.exact',
  /** CRC-32 of the offset indexes of each row group, JSON. */
  indexes: 'onceql.indexes',
} as const;

/** Parquet wants names that are unique and not empty. */
export function fileNames(columns: readonly TypedColumn[]): string[] {
  return uniqueNames(columns.map((column) => ({ name: column.name || 'column' })));
}

/**
 * Writes page indexes and footer, the offset indexes last but one: who reads the end of the file has what seeks its pages. Behind
 * the metadata, where an encrypted file has its signature, stands their seal: no reader looks for more of them there.
 */
export async function writeFooter(sink: HashingSink, columns: readonly TypedColumn[], rows: number, groups: readonly GroupRecord[]): Promise<void> {
  const columnIndexes = await writeIndexes(sink, groups, ({ columnIndex }) => columnIndex);
  const offsetIndexes = await writeIndexes(sink, groups, ({ offsetIndex }) => offsetIndex);
  const from = sink.offset;
  let crc = 0;
  for (const part of metadata(columns, rows, groups, { columnIndexes, offsetIndexes })) {
    crc = crc32(part, crc);
    await sink.append(part);
  }
  await sink.append(sealOf(crc));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(sink.offset - from);
  for (const bytes of [length, MAGIC]) await sink.append(bytes);
}

/** Writes one index of each chunk, one behind the other. Answers where the first one lies. */
async function writeIndexes(sink: HashingSink, groups: readonly GroupRecord[], indexOf: (chunk: ChunkRecord) => Uint8Array | undefined): Promise<number> {
  const from = sink.offset;
  for (const { chunks } of groups) {
    for (const chunk of unpackRecords(chunks)) {
      const index = indexOf(chunk);
      if (index) await sink.append(index);
    }
  }
  return from;
}

/** Where the next index of each kind lies. */
interface Next {
  columnIndexes: number;
  offsetIndexes: number;
}

function rowGroup({ rows, offset, rawBytes, bytes, chunks }: GroupRecord, ordinal: number, next: Next): Uint8Array {
  const thrift = new ThriftWriter();
  thrift.structs(1, [...unpackRecords(chunks)], ({ metadata, columnIndex, offsetIndex }) => {
    thrift.i64(2, 0);
    thrift.encoded(3, metadata);
    thrift.i64(4, next.offsetIndexes);
    thrift.i32(5, offsetIndex.length);
    next.offsetIndexes += offsetIndex.length;
    if (!columnIndex) return;
    thrift.i64(6, next.columnIndexes);
    thrift.i32(7, columnIndex.length);
    next.columnIndexes += columnIndex.length;
  });
  thrift.i64(2, rawBytes);
  thrift.i64(3, rows);
  thrift.i64(5, offset);
  thrift.i64(6, bytes);
  if (ordinal < 0x8000) thrift.i16(7, ordinal);
  return thrift.finish();
}

/** FileMetaData, which may have many megabytes: one row group at a time. Nothing in it tells when or by whom the file was written. */
function* metadata(columns: readonly TypedColumn[], rows: number, groups: readonly GroupRecord[], next: Next): Generator<Uint8Array> {
  const thrift = new ThriftWriter();
  thrift.i32(1, 1);
  thrift.encodedStructs(2, schema(columns));
  thrift.i64(3, rows);
  thrift.structsAhead(4, groups.length);
  yield thrift.take();
  for (const [g, group] of groups.entries()) yield rowGroup(group, g, next);
  thrift.structs(5, keyValues(columns, groups), ([key, value]) => {
    thrift.binary(1, key);
    thrift.binary(2, value);
  });
  thrift.binary(6, `onceql version ${LAYOUT_VERSION}.0.0`);
  thrift.structs(7, columns, () => { thrift.struct(1, () => undefined); });
  yield thrift.finish();
}

function keyValues(columns: readonly TypedColumn[], groups: readonly GroupRecord[]): [key: string, value: string][] {
  const described = columns.map(({ name, type, databaseType, kind }) => ({ name, type, databaseType, kind }));
  const exact = groups.flatMap((group, g) => (group.exact ? [[g, ...group.exact]] : []));
  const pairs: [string, string][] = [[KEYS.layout, LAYOUT_VERSION], [KEYS.columns, JSON.stringify(described)], [KEYS.indexes, JSON.stringify(groups.map(indexesCrc))]];
  return exact.length === 0 ? pairs : [...pairs, [KEYS.exact, JSON.stringify(exact)]];
}

function indexesCrc({ chunks }: GroupRecord): number {
  let crc = 0;
  for (const { offsetIndex } of unpackRecords(chunks)) crc = crc32(offsetIndex, crc);
  return crc;
}

/** SchemaElements: the root, and below it the columns, all of them nullable. */
function schema(columns: readonly TypedColumn[]): Uint8Array[] {
  const root = new ThriftWriter();
  root.binary(4, 'root');
  root.i32(5, columns.length);
  const names = fileNames(columns);
  return [root.finish(), ...columns.map((column, c) => leaf(column, names[c] as string))];
}

const OPTIONAL = 1;

function leaf(column: TypedColumn, name: string): Uint8Array {
  const { type, words, converted, decimal, logical } = layoutOf(column);
  const thrift = new ThriftWriter();
  thrift.i32(1, type);
  if (words === 4) thrift.i32(2, 16);
  thrift.i32(3, OPTIONAL);
  thrift.binary(4, name);
  if (converted !== undefined) thrift.i32(6, converted);
  if (decimal) {
    thrift.i32(7, decimal.scale);
    thrift.i32(8, decimal.precision);
  }
  if (logical) thrift.struct(10, () => { logical(thrift); });
  return thrift.finish();
}
