import type { ColumnBatch, TypedColumn } from './column-batch.js';
import type { RunOrder } from './query.js';
import type { Column, StoredRows } from './result.js';
import type { Installation } from './sweeping.js';

/** Shared storage for results: what is stored is immutable and becomes visible only as a whole. */
export interface ResultStore {
  /**
   * Writes rows under a new path; durable when it answers. On any error, or when `batches` throws, nothing is left.
   * `onProgress` is told after each batch, `onWritten` when all bytes are written, while they are made durable: the file comes
   * to light when that has ended, and not at all where it throws.
   */
  write(
    source: Pick<RunOrder, 'source' | 'run'>,
    columns: readonly TypedColumn[],
    batches: AsyncIterable<ColumnBatch>,
    onProgress: (rows: number, bytes: number) => void,
    onWritten?: (stored: StoredRows) => Promise<void>,
  ): Promise<StoredRows>;
  /**
   * Reads rows back in order, in batches: all of them, or `limit` rows after the first `offset`.
   * @throws ResultGone if the files are not there; ResultDamaged if they are not what was written.
   */
  read(
    stored: StoredRows,
    columns: readonly Column[],
    range?: { readonly offset: number; readonly limit: number },
  ): AsyncIterable<ColumnBatch>;
  /**
   * Opens the file of a result, byte by byte as it is stored. Who has opened it closes it.
   * @throws ResultGone if it is not there; ResultDamaged if it has another size than it should.
   */
  file(stored: StoredRows): Promise<OpenFile>;
  /** The columns of a result with the form in which they are held. @throws ResultGone if it is not there. */
  columns(stored: StoredRows): Promise<readonly TypedColumn[]>;
  /** The `data` object of a result with these rows, as JSON. */
  render(columns: readonly Column[], batches: AsyncIterable<ColumnBatch>): AsyncIterable<Uint8Array>;
  /** Deletes the files; no error if they are gone. */
  remove(path: string): Promise<void>;
  /** Whether the file is there, and has so many bytes. */
  has(path: string, bytes: number): Promise<boolean>;
  /** Whose the store is, as a file in it says; undefined where none does. */
  owner(): Promise<Installation | undefined>;
  /** Says in the store whose it is, in place of what was said before. */
  own(owner: Installation): Promise<void>;
  /** What is stored, in no order; files that come or go meanwhile may be missed or shown. */
  list(): AsyncIterable<StoredFile>;
  /** Deletes unfinished files whose writer is gone; those of living writers stay. Answers how many. */
  cleanTemporary(): Promise<number>;
}

/** A file that is being read: removing it meanwhile does not disturb. `close` may be called twice. */
export interface OpenFile {
  /** Bytes. */
  readonly size: number;
  /** Exactly `length` bytes from `offset` on. */
  read(offset: number, length: number): Promise<ArrayBuffer>;
  close(): Promise<void>;
}

/** A result's file as the storage shows it. */
export interface StoredFile {
  /** As in {@link StoredRows}. */
  readonly path: string;
  readonly source: number;
  /** The run that wrote it. */
  readonly run: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}
