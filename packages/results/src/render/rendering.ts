import type { Column, ColumnBatch, ResultStore, StoredRows } from '@onceql/shared';
import { Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { renderDelimited } from '../formats/delimited.js';
import type { DelimitedOptions } from '../formats/delimited.js';
import { renderJsonRows } from '../formats/json-rows.js';
import { Output } from '../formats/output.js';
import type { Memory } from '../formats/output.js';
import type { RowRange } from '../formats/range.js';
import { cellFault, mayBeLarge, sheetFault } from '../formats/xlsx-limits.js';
import { ownBytes, zipped } from '../formats/zip.js';
import { BLOCK } from './blocks.js';

/** What is made of rows. `name` is that of the file in a zip archive; times are milliseconds since 1970. */
export type Rendering =
  | { readonly format: 'json' }
  | {
      readonly format: 'delimited';
      readonly options: DelimitedOptions;
      readonly compression: 'none' | 'gzip' | 'zip';
      readonly name: string;
      readonly modifiedAt: number;
    }
  | { readonly format: 'xlsx'; readonly defuse: boolean; readonly modifiedAt: number }
  | { readonly format: 'arrow' };

/** Which rows of which result are rendered, and how. Plain data: it goes from thread to thread. */
export interface RenderOrder {
  readonly stored: StoredRows;
  readonly columns: readonly Column[];
  readonly range: RowRange;
  readonly rendering: Rendering;
}

/** The rows do not fit into the format. The message is for the caller. */
export class FormatFault extends Error {
  override readonly name = 'FormatFault';
}

/**
 * Renders rows of a stored result, in chunks that own their memory, while they are asked for.
 * @param signal aborted: the rows are read no further, and this throws
 * @param memory where blocks of them come from
 * @throws ResultGone, StorageFailure, FormatFault
 */
export async function* renderStored(store: ResultStore, order: RenderOrder, signal: AbortSignal, memory: Memory): AsyncGenerator<Uint8Array> {
  const { stored, columns, range } = order;
  const read = (): AsyncIterable<ColumnBatch> => until(signal, store.read(stored, columns, range));
  yield* await rendered(store, read, order, new Output(BLOCK, memory));
}

async function rendered(store: ResultStore, read: () => AsyncIterable<ColumnBatch>, order: RenderOrder, out: Output): Promise<AsyncIterable<Uint8Array>> {
  const { columns, rendering } = order;
  switch (rendering.format) {
    case 'json':
      return renderJsonRows(read(), columns, out);
    case 'delimited':
      return compressed(renderDelimited(read(), columns, rendering.options, out), rendering);
    case 'xlsx': {
      const fault = formatFault(order) ?? (await cellFault(read(), columns, rendering.defuse));
      if (fault !== undefined) throw new FormatFault(fault);
      // Each of these formats is a library of its own, which only those load who ask for it.
      const { renderXlsx } = await import('../formats/xlsx.js');
      return renderXlsx(read(), columns, { defuse: rendering.defuse, modifiedAt: new Date(rendering.modifiedAt), mayBeLarge: mayBeLarge(columns, rowsOf(order), order.stored.valueBytes) });
    }
    case 'arrow': {
      const { renderArrow } = await import('../formats/arrow.js');
      return renderArrow(read(), await store.columns(order.stored), out);
    }
  }
}

/** Why rows do not fit into a format, as far as it is known before they are read; undefined: they may. */
export function formatFault(order: RenderOrder): string | undefined {
  return order.rendering.format === 'xlsx' ? sheetFault(order.columns, rowsOf(order)) : undefined;
}

/** How many rows of a result lie in a range. */
export function rowsOf({ stored, range }: Pick<RenderOrder, 'stored' | 'range'>): number {
  return Math.max(0, Math.min(stored.rows - range.offset, range.limit));
}

function compressed(text: AsyncIterable<Uint8Array>, { compression, name, modifiedAt }: Extract<Rendering, { format: 'delimited' }>): AsyncIterable<Uint8Array> {
  if (compression === 'none') return text;
  return compression === 'zip' ? zipped([{ path: name, bytes: text }], new Date(modifiedAt)) : gzipped(text);
}

async function* gzipped(text: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const plain = Readable.from(text, { objectMode: false });
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  plain.once('error', (error) => gzip.destroy(error));
  try {
    for await (const chunk of plain.pipe(gzip)) yield ownBytes(chunk as Buffer);
  } finally {
    plain.destroy();
  }
}

async function* until<T>(signal: AbortSignal, items: AsyncIterable<T>): AsyncGenerator<T> {
  signal.throwIfAborted();
  for await (const item of items) {
    signal.throwIfAborted();
    yield item;
  }
}
