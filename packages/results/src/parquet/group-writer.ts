import type { ColumnBatch, ColumnCells, TypedColumn } from '@onceql/shared';
import { crc32 } from 'node:zlib';
import { allPages, chunkRecord, rawSize, storedSize, type ChunkRecord } from './chunk-metadata.js';
import { packRecords, type ChunkRecords } from './chunk-records.js';
import { ChunkWriter } from './chunk-writer.js';
import { layoutOf, TYPE, type Layout } from './layout.js';
import type { Limits } from './limits.js';
import type { Press } from './press.js';
import type { HashingSink } from './sink.js';

/** What the footer says of a row group. */
export interface GroupRecord {
  readonly rows: number;
  readonly offset: number;
  /** With page headers: before compression, and as stored. */
  readonly rawBytes: number;
  readonly bytes: number;
  readonly chunks: ChunkRecords;
  readonly exact: ExactPlace | undefined;
}

/** Where the exact texts of a row group lie, and their CRC-32. */
export type ExactPlace = readonly [offset: number, length: number, crc: number];

/** Exact texts as they are stored: by column, rows of the row group in ascending order and their texts. */
export type ExactTexts = [column: number, rows: number[], texts: string[]][];

/**
 * Gathers row groups. Where one ends depends on the rows alone and not on how they come in batches, so that equal rows make
 * equal files.
 */
export class GroupWriter {
  rows = 0;
  private bytes = 0;
  private readonly names: readonly string[];
  private readonly layouts: readonly Layout[];
  private readonly chunks: readonly ChunkWriter[];
  private readonly exact: Map<number, string>[];
  private readonly limits: Limits;
  /** Bytes of a row but for those of texts. */
  private readonly rowBytes: number;

  constructor(columns: readonly TypedColumn[], names: readonly string[], limits: Limits, press: Press) {
    this.limits = limits;
    this.names = names;
    this.layouts = columns.map(layoutOf);
    this.chunks = this.layouts.map((layout) => new ChunkWriter(layout, limits, press));
    this.exact = columns.map(() => new Map<number, string>());
    this.rowBytes = this.layouts.reduce((sum, layout) => sum + fixedBytes(layout), 0);
  }

  get full(): boolean {
    return this.rows >= this.limits.groupRows || this.bytes >= this.limits.groupBytes;
  }

  /** Takes rows from `from` on, as many as fit and one at least. Answers the first that it did not take. */
  async take(batch: ColumnBatch, from: number): Promise<number> {
    const to = this.end(batch, from);
    for (const [c, cells] of batch.columns.entries()) {
      await this.chunks[c]?.append(cells, from, to);
      this.noteExact(c, cells, from, to);
    }
    this.bytes += this.bytesOf(batch, from, to);
    this.rows += to - from;
    return to;
  }

  /** Writes what was gathered as one row group, and begins the next. */
  async write(sink: HashingSink): Promise<GroupRecord> {
    for (const chunk of this.chunks) await chunk.close();
    const { rows } = this;
    const offset = sink.offset;
    const records: ChunkRecord[] = [];
    let rawBytes = 0;
    let bytes = 0;
    for (const [c, chunk] of this.chunks.entries()) {
      const { pages, dictionaryPage } = chunk;
      records.push(chunkRecord({ name: this.names[c] as string, layout: this.layouts[c] as Layout, dictionaryPage, pages, offset: sink.offset }));
      for (const page of allPages(chunk)) {
        await sink.append(page.header);
        await sink.append(page.body);
        rawBytes += rawSize(page);
        bytes += storedSize(page);
      }
      chunk.reset();
    }
    const exact = await this.writeExact(sink);
    this.rows = 0;
    this.bytes = 0;
    return { rows, offset, rawBytes, bytes, chunks: packRecords(records), exact };
  }

  /** Behind the row group, where other readers of Parquet do not look. */
  private async writeExact(sink: HashingSink): Promise<ExactPlace | undefined> {
    const texts = this.exact.flatMap((rows, c): ExactTexts => {
      if (rows.size === 0) return [];
      const sorted = [...rows].sort(([a], [b]) => a - b);
      rows.clear();
      return [[c, sorted.map(([row]) => row), sorted.map(([, text]) => text)]];
    });
    if (texts.length === 0) return undefined;
    const bytes = Buffer.from(JSON.stringify(texts));
    const place: ExactPlace = [sink.offset, bytes.length, crc32(bytes)];
    await sink.append(bytes);
    return place;
  }

  private noteExact(column: number, { exact }: ColumnCells, from: number, to: number): void {
    if (exact === undefined) return;
    for (const [row, text] of exact) {
      if (row >= from && row < to) this.exact[column]?.set(this.rows + row - from, text);
    }
  }

  /** The row behind the one that makes the group full; the batch's length where none does. */
  private end(batch: ColumnBatch, from: number): number {
    const most = Math.min(batch.length, from + this.limits.groupRows - this.rows);
    const room = this.limits.groupBytes - this.bytes;
    if (this.bytesOf(batch, from, most) < room) return most;
    let low = from + 1;
    for (let high = most; low < high; ) {
      const middle = (low + high) >>> 1;
      if (this.bytesOf(batch, from, middle) >= room) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private bytesOf(batch: ColumnBatch, from: number, to: number): number {
    let bytes = this.rowBytes * (to - from);
    for (const cells of batch.columns) {
      if ('offsets' in cells) bytes += (cells.offsets[to] as number) - (cells.offsets[from] as number);
    }
    return bytes;
  }
}

function fixedBytes({ type, words }: Layout): number {
  return type === TYPE.BOOLEAN ? 1 : type === TYPE.BYTE_ARRAY ? 4 : 4 * words;
}
