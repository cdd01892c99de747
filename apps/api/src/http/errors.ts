import type { NextFunction, Request, Response } from 'express';
import { RequestFault, ServiceUnavailable, SourceFailure, StorageFailure, isRedisUnavailable } from '@onceql/shared';
import { logOf } from './request-log.js';

/** Body of an execution error. */
export const failedJob = (error: string): { job: { status: 4; error: string } } => ({ job: { status: 4, error } });

/** Nothing lives at this path. */
export function notFound(request: Request): void {
  throw new RequestFault(404, `There is nothing at ${request.method} ${request.path}.`);
}

/** Gives every error its HTTP face; what is no fault of the caller's is logged and told without details. */
export function answerError(error: unknown, request: Request, response: Response, _next: NextFunction): void {
  if (response.headersSent) {
    // The answer cannot be taken back: a cut connection tells the caller that it is not whole.
    logOf(request).error({ err: error }, 'answer cut off');
    response.destroy();
    return;
  }
  forgetAnswer(response);
  const fault = faultOf(error);
  if (!fault) {
    logOf(request).error({ err: error, outcome: 'error' }, 'request failed by a fault of ours');
    response.status(500).json({ message: 'Internal error. The log has the details under this request id.', request_id: response.getHeader('x-request-id') });
    return;
  }
  logOf(request).info({ outcome: 'refused', status: fault.status, reason: fault.message, ...(error instanceof StorageFailure && { err: error }) }, 'request refused');
  response.status(fault.status).json(fault.shape === 'job' ? failedJob(fault.message) : { message: fault.message });
}

const OF_ANSWERS = /^(etag|age|cache-control|content-(type|length|disposition|encoding|range)|accept-ranges|x-onceql-.*)$/;

/** What was said of an answer that does not come: nobody may keep the error in its place. */
export function forgetAnswer(response: Response): void {
  for (const name of response.getHeaderNames()) {
    if (OF_ANSWERS.test(name)) response.removeHeader(name);
  }
}

function faultOf(error: unknown): RequestFault | undefined {
  if (error instanceof RequestFault) return error;
  if (error instanceof StorageFailure) return new RequestFault(503, `${error.message}.`);
  if (error instanceof ServiceUnavailable || error instanceof SourceFailure) return new RequestFault(503, error.message);
  if (!(error instanceof Error)) return undefined;
  const { type, status } = error as Error & { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') return new RequestFault(413, 'The request body is larger than 1 MB.');
  if (isRedisUnavailable(error)) {
    return new RequestFault(503, 'Redis, which holds the index, does not answer. Try again in a moment.');
  }
  // body-parser and the router speak of the caller's faults in 4xx.
  if (typeof status === 'number' && status >= 400 && status < 500) return new RequestFault(400, error.message);
  return undefined;
}
