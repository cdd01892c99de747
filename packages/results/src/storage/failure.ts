import { ResultGone, StorageFailure } from '@onceql/shared';
import type { ObjectInfo, ObjectReader, ObjectWriter, Storage } from './storage.js';

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC: 'the storage is full',
  EDQUOT: 'the quota of the storage is used up',
  EFBIG: 'the file has become too large for the storage',
  EROFS: 'the storage is read-only',
  EACCES: 'access to the storage is refused',
  EPERM: 'access to the storage is refused',
  ENOTDIR: 'the path of the storage is not a folder',
  EEXIST: 'the path of the storage is not a folder',
  ENOENT: 'a folder or file of the storage has disappeared',
  EIO: 'the storage reports an input/output error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** What S3 servers, their SDK and the way to them call it. */
const S3_CAUSES: Readonly<Record<string, string>> = {
  NoSuchBucket: 'the bucket does not exist; make it, or correct RESULTS_URL',
  AccessDenied: 'access to the storage is refused; allow what docs/operations.md lists for the bucket, and for its key where it is encrypted',
  AllAccessDisabled: 'access to the storage is refused',
  InvalidAccessKeyId: 'the storage does not know the access key; give the processes a valid one',
  SignatureDoesNotMatch: 'the storage does not accept the secret key; give the processes the one that belongs to the access key',
  InvalidToken: 'the storage does not accept the session token of the credentials',
  ExpiredToken: 'the credentials for the storage have expired; renew them',
  CredentialsProviderError: 'no credentials for the storage were found; give the processes a role, a profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  RegionMissing: 'the region of the storage is not known; set RESULTS_S3_REGION',
  PermanentRedirect: 'the bucket is in another region; set RESULTS_S3_REGION to it',
  AuthorizationHeaderMalformed: 'the bucket is in another region; set RESULTS_S3_REGION to it',
  RequestTimeTooSkewed: 'the clocks of this machine and of the storage differ by too much; set this one right',
  EntityTooLarge: 'the storage is full, or its quota is used up; make room or raise the quota',
  QuotaExceeded: 'the quota of the storage is used up; make room or raise the quota',
  InsufficientStorage: 'the storage is full; make room',
  XMinioStorageFull: 'the storage is full; make room',
  NotImplemented: 'the storage cannot do what is asked of it; if it does not encrypt, unset RESULTS_S3_ENCRYPTION',
  SlowDown: 'the storage is asked more often than it answers; try again later',
  ServiceUnavailable: 'the storage is out of order for now; try again later',
  InternalError: 'the storage has a fault of its own; try again later',
  TimeoutError: 'the storage does not answer in time',
  ECONNREFUSED: 'the storage cannot be reached; is RESULTS_S3_ENDPOINT right, and does it run?',
  ENOTFOUND: 'the host of the storage is not known; is RESULTS_S3_ENDPOINT right?',
  EAI_AGAIN: 'the host of the storage cannot be looked up now',
  EHOSTUNREACH: 'the storage cannot be reached',
  ENETUNREACH: 'the storage cannot be reached',
  ECONNRESET: 'the connection to the storage broke',
  EPIPE: 'the connection to the storage broke',
  ETIMEDOUT: 'the storage does not answer in time',
};

/** What is full or refuses stays so for longer than any run is tried again. */
const LASTING: ReadonlySet<string> = new Set([
  'ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM',
  'AccessDenied', 'AllAccessDisabled', 'NoSuchBucket', 'InvalidAccessKeyId', 'SignatureDoesNotMatch',
  'EntityTooLarge', 'QuotaExceeded', 'InsufficientStorage', 'XMinioStorageFull',
]);

/** The code of a system error, by its shape: errors may come from another realm. */
export function errorCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Says in one line what failed and why. */
export function storageFailure(action: string, cause: unknown): StorageFailure {
  const code = errorCode(cause);
  const why = (code && (CAUSES[code] ?? S3_CAUSES[code])) ?? String(cause).replace(/^Error: /, '');
  return new StorageFailure(`Cannot ${action}: ${why}${code ? ` (${code})` : ''}`, { cause, code, lasting: code !== undefined && LASTING.has(code) });
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
    sync: () => clearly('store the result', () => object.sync()),
    commit: () => clearly('store the result', () => object.commit()),
    abort: () => clearly('delete an unfinished result', () => object.abort()),
  };
}

function clearReader(object: ObjectReader): ObjectReader {
  return {
    size: object.size,
    isNear: object.isNear,
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
