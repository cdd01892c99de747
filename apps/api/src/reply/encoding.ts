import type { Transform } from 'node:stream';
import { brotliCompressSync, constants, createBrotliCompress, createGzip, gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';
import type { Result } from '@onceql/shared';
import { largestBytesOf } from '../caches/extent.js';

/** How the bytes of an answer are packed on their way. */
export type Encoding = 'br' | 'gzip' | 'identity';

/** Which of them the caller likes best; he who says nothing gets the bytes as they are. */
export function encodingOf(request: Request): Encoding {
  if (request.headers['accept-encoding'] === undefined) return 'identity';
  const liked = request.acceptsEncodings('br', 'gzip', 'identity');
  return liked === 'br' || liked === 'gzip' ? liked : 'identity';
}

/** Bytes of a result below which its JSON is not worth packing. */
const SMALL = 4096;

/** The same for the JSON of a result. It does not depend on where the answer comes from, so that its tag does not either. */
export const jsonEncodingOf = (request: Request, result: Result): Encoding => (largestBytesOf(result) < SMALL ? 'identity' : encodingOf(request));

export function encodingHeader(response: Response, encoding: Encoding): void {
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
}

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const GZIP = { level: constants.Z_BEST_SPEED };

/** Packs quickly rather than well: the answer is made while it is sent. */
export function packerOf(encoding: Encoding): Transform | undefined {
  if (encoding === 'gzip') return createGzip(GZIP);
  if (encoding === 'br') return createBrotliCompress(BROTLI);
  return undefined;
}

/** The same of bytes that are sent often. */
export const packed = (encoding: 'br' | 'gzip', bytes: Uint8Array): Buffer => (encoding === 'br' ? brotliCompressSync(bytes, BROTLI) : gzipSync(bytes, GZIP));
