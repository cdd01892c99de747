import type { Request, Response } from 'express';
import type { OpenFile, Result } from '@onceql/shared';
import type { Context } from '../context.js';
import { forgetAnswer } from '../http/errors.js';
import { contentType, fileName } from './format.js';
import { etagOf, isKnown, provenanceHeaders } from './result.js';
import type { Provenance } from './result.js';
import { stream } from './stream.js';

/** Bytes that are read at once. */
const BLOCK = 512 * 1024;

/** Bytes `from` up to `to` of a file. */
interface Part {
  readonly from: number;
  readonly to: number;
}

/** Answers with the stored Parquet file, or the part of it that `Range` asks for. @throws ResultGone */
export async function replyStored({ ports }: Pick<Context, 'ports'>, request: Request, response: Response, result: Result, from: Provenance): Promise<void> {
  const etag = etagOf(result, 'parquet', '', 'identity');
  provenanceHeaders(response, result, from);
  if (isKnown(request, response, etag)) return;
  const size = result.stored.bytes;
  const part = partOf(request, etag, size);
  response.setHeader('Accept-Ranges', 'bytes');
  if (part === 'none') {
    forgetAnswer(response);
    response.setHeader('Cache-Control', 'no-store');
    response.status(416).setHeader('Content-Range', `bytes */${size}`).json({ message: `The file has ${size} bytes, and none that the range asks for.` });
    return;
  }
  response.setHeader('Content-Type', contentType('parquet'));
  response.setHeader('Content-Disposition', `attachment; filename="${fileName(result, 'parquet')}"`);
  const { from: first, to } = part ?? { from: 0, to: size };
  response.setHeader('Content-Length', to - first);
  if (part) response.status(206).setHeader('Content-Range', `bytes ${first}-${to - 1}/${size}`);
  // A HEAD opens it, too: it says what a GET would.
  const file = await ports.results.file(result.stored);
  try {
    if (request.method === 'HEAD') return void response.end();
    await stream(response, blocks(file, first, to));
  } finally {
    await file.close();
  }
}

async function* blocks(file: OpenFile, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += BLOCK) yield new Uint8Array(await file.read(at, Math.min(BLOCK, to - at)));
}

/** The part that is asked for; undefined: all of it, also where the range is of another file or is several, or comes with a HEAD (RFC 9110, 14.2). */
function partOf(request: Request, etag: string, size: number): Part | 'none' | undefined {
  if (request.method !== 'GET') return undefined;
  const unless = request.headers['if-range'];
  if (unless !== undefined && unless !== etag) return undefined;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return Number(last) === 0 || size === 0 ? 'none' : { from: Math.max(0, size - Number(last)), to: size };
  const from = Number(first);
  const to = last === '' ? size : Math.min(size, Number(last) + 1);
  if (last !== '' && Number(last) < from) return undefined;
  return from >= size ? 'none' : { from, to };
}
