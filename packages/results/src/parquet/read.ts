import type { Column, RowBatch } from '@onceql/shared';
import { parquetMetadataAsync, parquetScan, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import type { ObjectReader } from '../storage/storage.js';
import { cellKind, decodeTexts, type Cell, type CellKind } from './cells.js';
import { emptyRows, type RowRange } from '../formats/range.js';
import { EXACT_KEY } from './schema.js';

/** Rows of a batch towards the consumer, at most. */
const BATCH_ROWS = 5_000;

const parsers = {
  // TextDecoder would swallow a U+FEFF at the beginning of a value.
  stringFromBytes: (bytes: Uint8Array | undefined): string | undefined =>
    bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
};
const options = { parsers, geoparquet: false };

/** A row group in the file. */
interface Group {
  readonly index: number;
  /** Its first row, counted from the first row of the file. */
  readonly start: number;
  readonly end: number;
  readonly firstByte: number;
  readonly endByte: number;
}

type ExactTexts = ReadonlyMap<number, ReadonlyMap<number, string>>;
type ExactPlaces = ReadonlyMap<number, readonly [offset: number, length: number]>;

/**
 * Reads the rows of `range` back as the texts that were written; row groups outside of it are not touched.
 * One row group is held in memory. The reader stays open.
 */
export async function* readParquet(
  object: ObjectReader,
  columns: readonly Column[],
  range: RowRange,
): AsyncGenerator<RowBatch> {
  const file = windowed(object);
  const metadata = await parquetMetadataAsync(file, options);
  const names = metadata.schema.slice(1).map((element) => element.name);
  if (names.length !== columns.length) throw new Error(`A result has ${names.length} columns instead of ${columns.length}`);
  const end = Math.min(Number(metadata.num_rows), range.offset + range.limit);
  if (columns.length === 0) {
    yield* emptyRows(Math.max(0, end - range.offset), BATCH_ROWS);
    return;
  }
  const kinds = columns.map(cellKind);
  const places = exactPlaces(metadata);
  const scan = await parquetScan({ ...options, file, metadata });
  for (const group of groupsOf(metadata)) {
    const rowStart = Math.max(group.start, range.offset);
    const rowEnd = Math.min(group.end, end);
    if (rowStart >= rowEnd) continue;
    await file.load(group.firstByte, group.endByte);
    const exact = await readExact(object, places.get(group.index));
    const cells = await Promise.all(names.map((column) => scan.readColumn({ column, rowStart, rowEnd })));
    yield* batchesOf(kinds, cells, rowStart - group.start, exact);
  }
}

function* groupsOf(metadata: FileMetaData): Generator<Group> {
  let start = 0;
  for (const [index, group] of metadata.row_groups.entries()) {
    const end = start + Number(group.num_rows);
    const chunks = group.columns.flatMap(({ meta_data: chunk }) => chunk ?? []);
    const starts = chunks.map((chunk) => Number(chunk.dictionary_page_offset ?? chunk.data_page_offset));
    const firstByte = Math.min(...starts);
    yield { index, start, end, firstByte, endByte: firstByte + Number(group.total_compressed_size ?? 0) };
    start = end;
  }
}

/** @param firstRow where the cells begin in their row group */
function* batchesOf(kinds: readonly CellKind[], cells: readonly ArrayLike<Cell>[], firstRow: number, exact: ExactTexts): Generator<RowBatch> {
  const rows = cells[0]?.length ?? 0;
  for (let from = 0; from < rows; from += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, rows - from);
    const columns = kinds.map((kind, c) =>
      decodeTexts(kind, slice(cells[c] ?? [], from, from + length), firstRow + from, exact.get(c)),
    );
    yield { length, columns, bytes: bytesOf(columns) };
  }
}

function slice(cells: ArrayLike<Cell>, from: number, to: number): ArrayLike<Cell> {
  return Array.prototype.slice.call(cells, from, to) as Cell[];
}

function bytesOf(columns: readonly (readonly (string | null)[])[]): number {
  let bytes = 0;
  for (const column of columns) for (const text of column) if (text !== null) bytes += Buffer.byteLength(text);
  return bytes;
}

function exactPlaces(metadata: FileMetaData): ExactPlaces {
  const json = metadata.key_value_metadata?.find(({ key }) => key === EXACT_KEY)?.value ?? '[]';
  const index = JSON.parse(json) as [group: number, offset: number, length: number][];
  return new Map(index.map(([group, offset, length]) => [group, [offset, length]]));
}

async function readExact(object: ObjectReader, place: readonly [number, number] | undefined): Promise<ExactTexts> {
  if (!place) return new Map();
  const json = Buffer.from(await object.read(...place)).toString('utf8');
  const columns = JSON.parse(json) as [column: number, rows: number[], texts: string[]][];
  return new Map(columns.map(([column, rows, texts]) => [column, new Map(rows.map((row, i) => [row, texts[i] ?? '']))]));
}

/** An AsyncBuffer that serves the columns of a row group out of one ranged read. */
function windowed(object: ObjectReader): AsyncBuffer & { load(start: number, end: number): Promise<void> } {
  let window = { start: 0, end: 0, bytes: new ArrayBuffer(0) };
  return {
    byteLength: object.size,
    async load(start, end) {
      window = { start, end, bytes: new ArrayBuffer(0) };
      window = { start, end, bytes: await object.read(start, end - start) };
    },
    slice(start, end = object.size) {
      if (start >= window.start && end <= window.end) return window.bytes.slice(start - window.start, end - window.start);
      return object.read(start, end - start);
    },
  };
}
