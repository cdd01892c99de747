import { sizeOf, sliceCells, type ColumnBatch, type ColumnCells, type TypedColumn } from '@onceql/shared';
import { crc32 } from 'node:zlib';
import type { ChunkPlace, FileIndex, GroupPlace, Span } from './file-index.js';
import type { ExactPlace, ExactTexts } from './group-writer.js';
import { pageDecoder, type PageDecoder, type Values } from './page-cells.js';
import { readPage } from './page-reader.js';
import { openWindow, type load, type Window } from './spans.js';
import { numberIn, structsIn, ThriftReader } from './thrift-read.js';

/** Rows of a batch, at most. One never goes over the end of a page, so that its cells are the page's own. */
const BATCH_ROWS = 10_240;

/** The part of a file that holds offset indexes, in memory. */
type Indexes = Awaited<ReturnType<typeof load>>;

/** A data page, rows counted from the first of its row group. */
interface PagePlace extends Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads rows `from` up to `to` of a row group, counted from its first, out of the pages that hold them.
 * @param indexes the part of the file with the group's offset indexes
 */
export async function* readGroup(
  file: FileIndex,
  group: GroupPlace,
  indexes: Indexes,
  from: number,
  to: number,
): AsyncGenerator<ColumnBatch> {
  const chunks = group.chunks();
  checkIndexes(group, chunks, indexes);
  const pages = chunks.map((chunk) => pagesOf(chunk, indexes, group.end - group.start).filter(({ start, end }) => start < to && end > from));
  const window = await openWindow(file, [...pages.flat(), ...chunks.flatMap(({ dictionary }) => dictionary ?? []), ...exactSpan(group)]);
  const exact = group.exact && (await exactTexts(window, group.exact));
  const columns = file.columns.map((column, c) => new ColumnReader(column, chunks[c] as ChunkPlace, pages[c] ?? [], window));
  for (let row = from; row < to; ) {
    const at = row;
    await Promise.all(columns.filter((column) => column.end <= at).map((column) => column.seek(at)));
    const end = columns.reduce((nearest, column) => Math.min(nearest, column.end), Math.min(to, at + BATCH_ROWS));
    yield batchOf(columns.map((column, c) => withExact(column.cells(at, end), exact?.get(c), at, end)), end - at);
    row = end;
  }
}

function checkIndexes({ indexesCrc }: GroupPlace, chunks: readonly ChunkPlace[], indexes: Indexes): void {
  const [from, to] = [chunks[0]?.offsetIndex.from ?? 0, chunks.at(-1)?.offsetIndex.to ?? 0];
  if (crc32(indexes.bytes({ from, to })) !== indexesCrc) throw new RangeError('The indexes of a row group are damaged');
}

function batchOf(columns: ColumnCells[], length: number): ColumnBatch {
  return { length, columns, bytes: columns.reduce((bytes, cells) => bytes + sizeOf(cells), 0) };
}

function pagesOf({ offsetIndex }: ChunkPlace, indexes: Indexes, rows: number): PagePlace[] {
  const locations = structsIn(new ThriftReader(indexes.bytes(offsetIndex)).struct(), 1);
  return locations.map((location, p) => {
    const from = numberIn(location, 1);
    const next = locations[p + 1];
    return { from, to: from + numberIn(location, 2), start: numberIn(location, 3), end: next ? numberIn(next, 3) : rows };
  });
}

/** Goes through the pages of a column, one decoded at a time. */
class ColumnReader {
  /** The row behind the page that is decoded. */
  end = 0;
  private start = 0;
  private page: ColumnCells | undefined;
  private dictionary: Values | undefined;
  private readonly decoder: PageDecoder;
  private readonly place: ChunkPlace;
  private readonly pages: readonly PagePlace[];
  private readonly window: Window;

  constructor(column: TypedColumn, place: ChunkPlace, pages: readonly PagePlace[], window: Window) {
    this.decoder = pageDecoder(column);
    this.place = place;
    this.pages = pages;
    this.window = window;
  }

  async seek(row: number): Promise<void> {
    const place = this.pages.find(({ start, end }) => row >= start && row < end);
    if (!place) throw new RangeError('A page is missing');
    const dictionary = await this.readDictionary();
    const raw = readPage(await this.window.bytes(place), 5);
    if (raw.count !== place.end - place.start) throw new RangeError('A page has other rows');
    this.page = this.decoder.cells(raw, dictionary);
    this.start = place.start;
    this.end = place.end;
  }

  cells(from: number, to: number): ColumnCells {
    if (!this.page) throw new Error('A column is read before it is sought');
    return sliceCells(this.page, from - this.start, to - this.start);
  }

  private async readDictionary(): Promise<Values | undefined> {
    const { dictionary } = this.place;
    if (!dictionary) return undefined;
    this.dictionary ??= this.decoder.dictionary(readPage(await this.window.bytes(dictionary), 7));
    return this.dictionary;
  }
}

function exactSpan({ exact }: GroupPlace): Span[] {
  return exact ? [{ from: exact[0], to: exact[0] + exact[1] }] : [];
}

type ExactRows = readonly [rows: readonly number[], texts: readonly string[]];

async function exactTexts(window: Window, [offset, length, crc]: ExactPlace): Promise<ReadonlyMap<number, ExactRows>> {
  const bytes = await window.bytes({ from: offset, to: offset + length });
  if (crc32(bytes) !== crc) throw new RangeError('Exact texts are damaged');
  const texts = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('utf8')) as ExactTexts;
  return new Map(texts.map(([column, ...rows]) => [column, rows]));
}

function withExact(cells: ColumnCells, texts: ExactRows | undefined, from: number, to: number): ColumnCells {
  if (!texts) return cells;
  const exact = new Map<number, string>();
  const [rows, values] = texts;
  for (let i = firstFrom(rows, from); i < rows.length && (rows[i] as number) < to; i++) exact.set((rows[i] as number) - from, values[i] as string);
  return exact.size === 0 ? cells : { ...cells, exact };
}

/** The place of the first number that is not below `from`, among ascending ones. */
function firstFrom(numbers: readonly number[], from: number): number {
  let low = 0;
  for (let high = numbers.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
