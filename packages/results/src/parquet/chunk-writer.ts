import type { ColumnCells } from '@onceql/shared';
import { crc32 } from 'node:zlib';
import { bitWidth, hybridSize, writePacked, writeRun } from './bits.js';
import { boundsOf, nansOf, type Bounds } from './bounds.js';
import { BytesDictionary, WordsDictionary, type Dictionary } from './dictionary.js';
import { ENCODING, PAGE, TYPE, type Layout } from './layout.js';
import { Levels } from './levels.js';
import type { Limits } from './limits.js';
import { BitsValues, BytesValues, WordsValues, type PageValues } from './page-values.js';
import type { Press } from './press.js';
import { HEADER_SEAL, sealOf } from './seal.js';
import { ThriftWriter } from './thrift.js';

/** A dictionary is kept where the first page takes less than this part of its plain size. */
const PAYS = 0.8;

/** A page as it lies in the file. */
export interface EncodedPage {
  readonly rows: number;
  readonly nulls: number;
  /** Undefined for what is no float. */
  readonly nans: number | undefined;
  readonly bounds: Bounds | undefined;
  readonly encoding: number;
  /** Bytes before compression, without the header. */
  readonly uncompressed: number;
  header: Uint8Array;
  body: Uint8Array;
}

/** Encodes one column of one row group, page by page. */
export class ChunkWriter {
  readonly pages: EncodedPage[] = [];
  dictionaryPage: EncodedPage | undefined;
  private readonly layout: Layout;
  private readonly limits: Limits;
  private readonly press: Press;
  private readonly levels = new Levels();
  private readonly values: PageValues;
  /** Bytes of the open page that count for its end. */
  private bytes = 0;
  private dictionary: Dictionary | undefined;

  constructor(layout: Layout, limits: Limits, press: Press) {
    this.layout = layout;
    this.limits = limits;
    this.press = press;
    this.values = layout.type === TYPE.BOOLEAN ? new BitsValues() : layout.words === 0 ? new BytesValues() : new WordsValues(layout.words);
    this.dictionary = newDictionary(layout);
  }

  /** Takes rows `from` up to `to`; nothing of the cells is kept. */
  async append(cells: ColumnCells, from: number, to: number): Promise<void> {
    for (let at = from; at < to; ) {
      const end = this.pageEnd(cells, at, to);
      this.values.append(cells, at, end, this.levels.append(cells.present, at, end));
      if ('offsets' in cells) this.bytes += bytesBetween(cells.offsets, at, end);
      at = end;
      if (this.levels.rows === this.limits.pageRows || this.bytes >= this.limits.pageBytes) await this.closePage();
    }
  }

  /** Ends the last page, and encodes the dictionary if a page needs it. */
  async close(): Promise<void> {
    if (this.levels.rows > 0) await this.closePage();
    const plain = this.pages.some(({ encoding }) => encoding === ENCODING.RLE_DICTIONARY) ? this.dictionary : undefined;
    if (plain) this.dictionaryPage = await this.pressDictionary(plain);
  }

  /** Ready for the next row group, with the same buffers. */
  reset(): void {
    this.pages.length = 0;
    this.dictionaryPage = undefined;
    this.dictionary = newDictionary(this.layout);
  }

  private pageEnd(cells: ColumnCells, from: number, to: number): number {
    const most = Math.min(to, from + this.limits.pageRows - this.levels.rows);
    return 'offsets' in cells ? firstFull(cells.offsets, from, most, this.limits.pageBytes - this.bytes) : most;
  }

  private async closePage(): Promise<void> {
    const { levels, values } = this;
    const { count } = values;
    const gathered = values.gathered();
    const indexes = count > 0 && this.dictionary ? this.indexed(this.dictionary, gathered) : undefined;
    const page = {
      rows: levels.rows,
      nulls: levels.nulls,
      nans: nansOf(this.layout.order, gathered, count),
      bounds: count > 0 ? boundsOf(this.layout.order, gathered, count) : undefined,
    };
    if (indexes && this.dictionary) await this.pressIndexes(page, indexes, bitWidth(this.dictionary.size));
    else await this.pressPlain(page, values.plain());
    levels.clear();
    values.clear();
    this.bytes = 0;
  }

  /** Undefined where this page and the rest of the chunk are written without a dictionary. */
  private indexed(dictionary: Dictionary, gathered: Uint8Array): Int32Array | undefined {
    const fresh = dictionary.size === 0;
    const indexes = dictionary.indexes(gathered, this.values.count, fresh);
    const pays = indexes && (!fresh || dictionary.plain.length + (indexes.length * bitWidth(dictionary.size)) / 8 < PAYS * gathered.length);
    if (pays) return indexes;
    // Earlier pages need the entries that they know.
    if (fresh) this.dictionary = undefined;
    else this.dictionary = closed(dictionary);
    return undefined;
  }

  private async pressPlain(page: PageFacts, plain: Uint8Array): Promise<void> {
    const buffer = await this.press.buffer(this.levels.size + plain.length);
    const at = this.levels.write(buffer);
    buffer.set(plain, at);
    this.start(page, ENCODING.PLAIN, buffer, at + plain.length);
  }

  private async pressIndexes(page: PageFacts, indexes: Int32Array, width: number): Promise<void> {
    const buffer = await this.press.buffer(this.levels.size + 1 + hybridSize(indexes.length, width));
    const at = this.levels.write(buffer);
    buffer[at] = width;
    const first = indexes[0] as number;
    const end = indexes.every((index) => index === first)
      ? writeRun(buffer, at + 1, first, indexes.length, width)
      : writePacked(buffer, at + 1, indexes, indexes.length, width);
    this.start(page, ENCODING.RLE_DICTIONARY, buffer, end);
  }

  private async pressDictionary(dictionary: Dictionary): Promise<EncodedPage> {
    const { plain, size } = dictionary;
    const buffer = await this.press.buffer(plain.length);
    buffer.set(plain);
    const page = emptyPage({ rows: size, nulls: 0, nans: undefined, bounds: undefined }, ENCODING.PLAIN, plain.length);
    fill(page, PAGE.DICTIONARY, this.press.press(buffer, plain.length));
    return page;
  }

  private start(facts: PageFacts, encoding: number, buffer: Uint8Array, length: number): void {
    const page = emptyPage(facts, encoding, length);
    this.pages.push(page);
    fill(page, PAGE.DATA, this.press.press(buffer, length));
  }
}

type PageFacts = Pick<EncodedPage, 'rows' | 'nulls' | 'nans' | 'bounds'>;

const NOTHING = new Uint8Array(0);

function emptyPage(facts: PageFacts, encoding: number, uncompressed: number): EncodedPage {
  return { ...facts, encoding, uncompressed, header: NOTHING, body: NOTHING };
}

function fill(page: EncodedPage, type: number, body: Uint8Array): void {
  page.body = body;
  page.header = pageHeader(page, type);
}

/** The CRC-32 that Parquet has is of what follows the header. Other readers pass over a field that they do not know. */
function pageHeader({ rows, encoding, uncompressed, body }: EncodedPage, type: number): Uint8Array {
  const thrift = new ThriftWriter();
  thrift.i32(1, type);
  thrift.i32(2, uncompressed);
  thrift.i32(3, body.length);
  thrift.i32(4, crc32(body) | 0);
  thrift.struct(type === PAGE.DATA ? 5 : 7, () => {
    thrift.i32(1, rows);
    thrift.i32(2, encoding);
    if (type !== PAGE.DATA) return;
    thrift.i32(3, ENCODING.RLE);
    thrift.i32(4, ENCODING.RLE);
  });
  const head = thrift.take();
  thrift.binary(HEADER_SEAL, sealOf(crc32(head)));
  return Buffer.concat([head, thrift.finish()]);
}

function newDictionary({ type, words }: Layout): Dictionary | undefined {
  if (type === TYPE.BOOLEAN) return undefined;
  return words === 0 ? new BytesDictionary() : new WordsDictionary(words);
}

/** What earlier pages need of a dictionary, to which nothing is added any more. */
function closed({ size, plain }: Dictionary): Dictionary {
  return { size, plain, indexes: () => undefined };
}

function bytesBetween(offsets: Uint32Array, from: number, to: number): number {
  return (offsets[to] as number) - (offsets[from] as number) + 4 * (to - from);
}

/** The row after the first one that brings the bytes to `room`; `to` where there is none. */
function firstFull(offsets: Uint32Array, from: number, to: number, room: number): number {
  if (bytesBetween(offsets, from, to) < room) return to;
  let low = from + 1;
  for (let high = to; low < high; ) {
    const middle = (low + high) >>> 1;
    if (bytesBetween(offsets, from, middle) >= room) high = middle;
    else low = middle + 1;
  }
  return low;
}
