import { compareBounds, joinBounds, type Bounds } from './bounds.js';
import type { EncodedPage } from './chunk-writer.js';
import { ENCODING, PAGE, SNAPPY, type Layout } from './layout.js';
import { ThriftWriter } from './thrift.js';

/** What the footer says of a column chunk, encoded. */
export interface ChunkRecord {
  readonly metadata: Uint8Array;
  /** Bounds of the pages; undefined where one has none, since Parquet asks for all or nothing. */
  readonly columnIndex: Uint8Array | undefined;
  readonly offsetIndex: Uint8Array;
}

/** A column chunk that has been written. */
export interface WrittenChunk {
  readonly name: string;
  readonly layout: Layout;
  readonly dictionaryPage: EncodedPage | undefined;
  readonly pages: readonly EncodedPage[];
  /** Where its first page lies, the dictionary's if there is one. */
  readonly offset: number;
}

export function chunkRecord(chunk: WrittenChunk): ChunkRecord {
  return { metadata: columnMetadata(chunk), columnIndex: columnIndex(chunk), offsetIndex: offsetIndex(chunk) };
}

export function storedSize({ header, body }: EncodedPage): number {
  return header.length + body.length;
}

export function rawSize({ header, uncompressed }: EncodedPage): number {
  return header.length + uncompressed;
}

export function allPages({ dictionaryPage, pages }: Pick<WrittenChunk, 'dictionaryPage' | 'pages'>): EncodedPage[] {
  return dictionaryPage ? [dictionaryPage, ...pages] : [...pages];
}

/** ColumnMetaData */
function columnMetadata(chunk: WrittenChunk): Uint8Array {
  const { layout, dictionaryPage, pages, offset } = chunk;
  const all = allPages(chunk);
  const thrift = new ThriftWriter();
  thrift.i32(1, layout.type);
  thrift.i32s(2, [...new Set([...all.map(({ encoding }) => encoding), ENCODING.RLE])].sort((a, b) => a - b));
  thrift.binaries(3, [chunk.name]);
  thrift.i32(4, SNAPPY);
  thrift.i64(5, sum(pages, ({ rows }) => rows));
  thrift.i64(6, sum(all, rawSize));
  thrift.i64(7, sum(all, storedSize));
  thrift.i64(9, offset + (dictionaryPage ? storedSize(dictionaryPage) : 0));
  if (dictionaryPage) thrift.i64(11, offset);
  thrift.struct(12, () => { statistics(thrift, chunk); });
  thrift.structs(13, encodingCounts(chunk), ([type, encoding, count]) => {
    thrift.i32(1, type);
    thrift.i32(2, encoding);
    thrift.i32(3, count);
  });
  return thrift.finish();
}

function statistics(thrift: ThriftWriter, { layout, pages }: WrittenChunk): void {
  const bounds = chunkBounds(layout, pages);
  thrift.i64(3, sum(pages, ({ nulls }) => nulls));
  if (bounds) {
    thrift.binary(5, bounds.max);
    thrift.binary(6, bounds.min);
    thrift.bool(7, bounds.maxExact);
    thrift.bool(8, bounds.minExact);
  }
  if (isFloat(layout)) thrift.i64(9, sum(pages, ({ nans }) => nans ?? 0));
}

/** Undefined where a page has values that bounds do not tell of. */
function chunkBounds({ order }: Layout, pages: readonly EncodedPage[]): Bounds | undefined {
  let all: Bounds | undefined;
  for (const page of pages) {
    if (page.bounds) all = all ? joinBounds(order, all, page.bounds) : page.bounds;
    else if (hasBoundless(page)) return undefined;
  }
  return all;
}

/** Pages of NaN alone have no bounds, and those of others need not tell of NaN. */
function hasBoundless({ rows, nulls, nans }: EncodedPage): boolean {
  return rows - nulls - (nans ?? 0) > 0;
}

function encodingCounts({ dictionaryPage, pages }: WrittenChunk): [type: number, encoding: number, count: number][] {
  const counts: [number, number, number][] = dictionaryPage ? [[PAGE.DICTIONARY, ENCODING.PLAIN, 1]] : [];
  for (const encoding of [ENCODING.RLE_DICTIONARY, ENCODING.PLAIN]) {
    const count = pages.filter((page) => page.encoding === encoding).length;
    if (count > 0) counts.push([PAGE.DATA, encoding, count]);
  }
  return counts;
}

function offsetIndex({ dictionaryPage, pages, offset }: WrittenChunk): Uint8Array {
  let at = offset + (dictionaryPage ? storedSize(dictionaryPage) : 0);
  let row = 0;
  const thrift = new ThriftWriter();
  thrift.structs(1, pages, (page) => {
    thrift.i64(1, at);
    thrift.i32(2, storedSize(page));
    thrift.i64(3, row);
    at += storedSize(page);
    row += page.rows;
  });
  return thrift.finish();
}

const NOTHING = new Uint8Array(0);

function columnIndex({ layout, pages }: WrittenChunk): Uint8Array | undefined {
  if (pages.some((page) => !page.bounds && page.rows > page.nulls)) return undefined;
  const thrift = new ThriftWriter();
  thrift.bools(1, pages.map(({ bounds }) => !bounds));
  thrift.binaries(2, pages.map(({ bounds }) => bounds?.min ?? NOTHING));
  thrift.binaries(3, pages.map(({ bounds }) => bounds?.max ?? NOTHING));
  thrift.i32(4, boundaryOrder(layout, pages));
  thrift.i64s(5, pages.map(({ nulls }) => nulls));
  if (isFloat(layout)) thrift.i64s(8, pages.map(({ nans }) => nans ?? 0));
  return thrift.finish();
}

/** 0 for none, 1 for ascending, 2 for descending; pages of nulls do not count. */
function boundaryOrder({ order }: Layout, pages: readonly EncodedPage[]): number {
  const bounds = pages.flatMap((page) => page.bounds ?? []);
  const steps = bounds.slice(1).map((next, i) => {
    const before = bounds[i] as Bounds;
    return [compareBounds(order, before.min, next.min), compareBounds(order, before.max, next.max)];
  });
  if (steps.every((both) => both.every((step) => step <= 0))) return 1;
  return steps.every((both) => both.every((step) => step >= 0)) ? 2 : 0;
}

function isFloat({ order }: Layout): boolean {
  return order === 'float32' || order === 'float64';
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
