/**
 * What became of the source's part of the work.
 * - `statement`: the database refused or ended the statement; running it again would not help.
 * - `connection`: the way to the database broke or could not be made; it may help to try again.
 * - `denied`: the database refuses the login or the database name.
 * - `limit`: the result is larger than it may be.
 * - `cancelled`: the session's signal was aborted.
 */
export type SourceFailureKind = 'statement' | 'connection' | 'denied' | 'limit' | 'cancelled';

/** The source did not do what it was asked. The message is fit for the caller: it holds no password. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure';
  readonly kind: SourceFailureKind;

  constructor(kind: SourceFailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** The files of a result are not there any more. */
export class ResultGone extends Error {
  override readonly name = 'ResultGone';
}

/** The storage of results did not do its part. The message is fit for a caller: it names no path. */
export class StorageFailure extends Error {
  override readonly name: string = 'StorageFailure';
  /** The medium's own code, such as ENOSPC or NoSuchBucket. */
  readonly code: string | undefined;
  /** It stays so until somebody does something about it: to try again would not help. */
  readonly lasting: boolean;

  constructor(message: string, options?: ErrorOptions & { readonly code?: string | undefined; readonly lasting?: boolean }) {
    super(message, options);
    this.code = options?.code;
    this.lasting = options?.lasting ?? false;
  }
}

/** The file of a result is there, but not as it was written. */
export class ResultDamaged extends StorageFailure {
  override readonly name = 'ResultDamaged';
}

/** A service that OnceQL cannot do without does not answer now. The work is not at fault, and may be done later. */
export class ServiceUnavailable extends Error {
  override readonly name: string = 'ServiceUnavailable';
}

export type FaultStatus = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 503;

/** A fault in the request, with its HTTP face. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
  readonly status: FaultStatus;
  /** `job`: the shape of execution errors, `{job:{status:4,error}}`; `message`: all others. */
  readonly shape: 'job' | 'message';

  constructor(status: FaultStatus, message: string, shape: 'job' | 'message' = 'message') {
    super(message);
    this.status = status;
    this.shape = shape;
  }
}
