import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { RequestFault } from '@onceql/shared';

export const BODY_LIMIT = '1mb';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads the body as it is, whatever its content type says: several clients send none. */
const readBody: RequestHandler = express.raw({ type: () => true, limit: BODY_LIMIT });

/** Reads the body as JSON. An empty one counts as `{}`. */
function parseBody(request: Request, _response: Response, next: NextFunction): void {
  const raw: unknown = request.body;
  if (!Buffer.isBuffer(raw) || raw.length === 0) {
    request.body = {};
    return next();
  }
  request.body = parseJson(decode(raw));
  next();
}

function decode(raw: Buffer): string {
  try {
    return utf8.decode(raw);
  } catch {
    throw new RequestFault(400, 'The request body is not valid UTF-8.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestFault(400, `The request body is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

export const jsonBody: RequestHandler[] = [readBody, parseBody];
