/**
 * Where result files lie. A driver speaks of whole objects: what is being written is invisible under its path
 * until `commit`, and what is visible never changes. Paths are relative, with `/`, as `checkPath` allows them.
 * Drivers throw whatever their medium throws, but ResultGone where an object is not there.
 */
export interface Storage {
  createObject(path: string): Promise<ObjectWriter>;
  /** @throws ResultGone */
  open(path: string): Promise<ObjectReader>;
  /** No error if there is no such object. */
  remove(path: string): Promise<void>;
  /** All visible objects, in no order, one folder in memory at a time; one that goes meanwhile may be left out. */
  list(): AsyncIterable<ObjectInfo>;
  /** Deletes what writers left behind that died before commit or abort. Answers how many. */
  cleanTemporary(): Promise<number>;
}

/** An object as the medium shows it. */
export interface ObjectInfo {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** An object that is being written. Either `commit` or `abort` is called last; `abort` is harmless after both. */
export interface ObjectWriter {
  /** Appends; the chunk may be reused once this has answered, so memory stays bounded by awaiting it. */
  write(chunk: Uint8Array): Promise<void>;
  /** Makes durable what was written, as far as the medium can before it is visible. Nothing is written after it. */
  sync(): Promise<void>;
  /** Makes the object durable, then visible. */
  commit(): Promise<void>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/**
 * An object that is being read. Where it is removed meanwhile a folder lets its reader go on to the end, a bucket answers his
 * next `read` with ResultGone. `close` may be called twice.
 */
export interface ObjectReader {
  /** Bytes. */
  readonly size: number;
  /** A read costs little beside the bytes it brings, so there may be many. */
  readonly isNear: boolean;
  /** Exactly `length` bytes from `offset` on; an error if there are fewer. */
  read(offset: number, length: number): Promise<ArrayBuffer>;
  close(): Promise<void>;
}

/** Where results lie: `ds<source>/<yyyy>/<mm>/<run>-<random>.parquet`. */
export const RESULT_PATH = /^ds(\d+)\/\d{4}\/\d{2}\/([A-Za-z0-9_-]{1,80})-[0-9a-f]{12}\.parquet$/;

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}$/;

/** Throws unless the path is plain segments, so that no record can lead outside the root. */
export function checkPath(path: string): string {
  if (!path.split('/').every((segment) => SEGMENT.test(segment))) throw new Error(`Not a path of a result: "${path}"`);
  return path;
}
