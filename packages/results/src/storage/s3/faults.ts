import { ResultGone } from '@onceql/shared';

/** What S3 servers call an object that is not there; HEAD has no body to say it in. */
const GONE = new Set(['NoSuchKey', 'NotFound']);
/** A HEAD answers with a status alone. */
const BY_STATUS: Readonly<Record<number, string>> = { 301: 'PermanentRedirect', 403: 'AccessDenied', 503: 'ServiceUnavailable', 507: 'InsufficientStorage' };
const TIMEOUTS = new Set(['TimeoutError', 'AbortError', 'RequestTimeout']);

interface Shape {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * An error of the SDK without what it carries along: the response, in which servers repeat access keys and what was
 * signed. `code` is what the server or the system calls it; ResultGone where the object is not there.
 */
export function plainError(error: unknown): Error {
  const shape: Shape = typeof error === 'object' && error !== null ? error : {};
  const status = shape.$metadata?.httpStatusCode;
  const code = codeOf(shape, status);
  if (GONE.has(code)) return new ResultGone('The file of this result is not there any more');
  const words = typeof shape.message === 'string' && shape.message !== 'UnknownError' ? shape.message : code;
  return Object.assign(new Error(status === undefined ? words : `the storage answers ${status}: ${words}`), {
    code, ...(shape.$metadata?.requestId !== undefined && { requestId: shape.$metadata.requestId }),
  });
}

function codeOf({ name, message, code }: Shape, status: number | undefined): string {
  if (status === undefined && typeof code === 'string') return code;
  if (status === undefined && message === 'Region is missing') return 'RegionMissing';
  const named = typeof name === 'string' && !/^(Error|UnknownError|\d+)$/.test(name) ? name : undefined;
  if (named !== undefined && TIMEOUTS.has(named)) return 'TimeoutError';
  // An error that was wrapped on its way keeps what the system called it in its words only.
  const [system] = /\bE[A-Z]{4,}\b/.exec(typeof message === 'string' ? message : '') ?? [];
  return named ?? (status === undefined ? system : undefined) ?? (status === undefined ? 'Error' : (BY_STATUS[status] ?? `HTTP ${status}`));
}

/** @throws Error with a code, or ResultGone, in place of what the SDK throws. */
export async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw plainError(error);
  }
}
