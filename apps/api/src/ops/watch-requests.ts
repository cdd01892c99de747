import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { TimeRequest, Tracing } from '@onceql/telemetry';

/** Who is told of requests. */
export interface Watch {
  readonly timeRequest: TimeRequest;
  /** Undefined where tracing is off. */
  readonly traceRequest: Tracing['request'];
}

/** Tells how long each request took, and opens its trace. */
export function watchRequests({ timeRequest, traceRequest }: Watch): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const { method } = request;
    const route = (): string => routeOf(request);
    timeRequest(method, response, route);
    if (traceRequest) traceRequest(request, response, route, next);
    else next();
  };
}

const BOARD = '/admin/queues';

/** The pattern of the route that answered; a path as it was sent never is, because there is no end to them. */
function routeOf(request: Request): string {
  if (request.originalUrl.startsWith(BOARD)) return BOARD;
  const path: unknown = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path : 'none';
}
