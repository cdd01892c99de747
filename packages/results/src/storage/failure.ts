import { ResultGone } from '@onceql/shared';
import type { ObjectInfo, ObjectReader, ObjectWriter, Storage } from './storage.js';

/** The storage of results did not do its part. The message is fit for a caller: it names no path. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
  /** The medium's own code, such as ENOSPC. */
  readonly code: string | undefined;

  constructor(message: string, options?: ErrorOptions & { code?: string | undefined }) {
    super(message, options);
    this.code = options?.code;
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'the storage is full',
  EDQUOT: 'the quota of the storage is used up',
  EFBIG: 'the file has become too large for the storage',
  EROFS: 'the storage is read-only',
  EACCES: 'access to the storage is refused',
  EPERM: 'access to the storage is refused',
  ENOTDIR: 'the path of the storage is not a folder',
  ENOENT: 'a folder or file of the storage has disappeared',
  EIO: 'the storage reports an input/output error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** The code of a system error, by its shape: errors may come from another realm. */
export function errorCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Says in one line what failed and why. */
export function storageFailure(action: string, cause: unknown): StorageFailure {
  const code = errorCode(cause);
  const why = (code && CAUSES[code]) ?? String(cause).replace(/^Error: /, '');
  return new StorageFailure(`Cannot ${action}: ${why}${code ? ` (${code})` : ''}`, { cause, code });
}

/** A storage whose errors, whatever the driver, are StorageFailure or ResultGone. */
export function withClearErrors(storage: Storage): Storage {
  return {
    createObject: (path) => clearly('store the result', async () => clearWriter(await storage.createObject(path))),
    open: (path) => clearly('read the result', async () => clearReader(await storage.open(path))),
    remove: (path) => clearly('delete the result', () => storage.remove(path)),
    list: () => clearList(storage),
    cleanTemporary: () => clearly('clean up the result storage', () => storage.cleanTemporary()),
  };
}

async function* clearList(storage: Storage): AsyncGenerator<ObjectInfo> {
  try {
    yield* storage.list();
  } catch (error) {
    throw storageFailure('list the results', error);
  }
}

function clearWriter(object: ObjectWriter): ObjectWriter {
  return {
    write: (chunk) => clearly('store the result', () => object.write(chunk)),
    commit: () => clearly('store the result', () => object.commit()),
    abort: () => clearly('delete an unfinished result', () => object.abort()),
  };
}

function clearReader(object: ObjectReader): ObjectReader {
  return {
    size: object.size,
    read: (offset, length) => clearly('read the result', () => object.read(offset, length)),
    close: () => object.close(),
  };
}

async function clearly<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ResultGone || error instanceof StorageFailure ? error : storageFailure(action, error);
  }
}
