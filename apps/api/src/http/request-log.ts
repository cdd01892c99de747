import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';

const loggers = new WeakMap<Request, Logger>();

/** Gives each request an id, the caller's own if it is a plain one, and a logger that carries it. */
export function requestLog(log: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const given = request.headers['x-request-id'];
    const id = typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
    response.setHeader('X-Request-Id', id);
    loggers.set(request, log.child({ request: id }));
    next();
  };
}

export function logOf(request: Request): Logger {
  const log = loggers.get(request);
  if (!log) throw new Error('the route is not behind requestLog');
  return log;
}
