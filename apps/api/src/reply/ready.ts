import { isAscii } from 'node:buffer';
import type { Request, Response } from 'express';
import type { Result } from '@onceql/shared';
import { iso } from './iso.js';
import { encodingHeader, jsonEncodingOf, packed } from './encoding.js';
import { contentType } from './format.js';
import { etagOf, head, isKnown, tail } from './result.js';

/** An entry's answer, whole: what is the same for everybody whom the entry serves. */
interface ReadyAnswer {
  readonly cachedAt: number;
  readonly sourceJob: string;
  readonly executedAt: number;
  /** A text that is all ASCII is sent together with its head, in one piece. */
  readonly body: Buffer | string;
  readonly length: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly etag: string;
  /** The same packed, made when it is asked for first. */
  readonly packed: Partial<Record<'br' | 'gzip', { readonly body: Buffer; readonly etag: string }>>;
}

/** Bytes of a body above which it does not matter that head and body are two pieces. */
const IN_ONE_PIECE = 16_384;

/** Kept as long as the rendered data they are made of. */
const made = new WeakMap<Buffer, ReadyAnswer>();

/** Which entry serves the request; times are milliseconds since 1970 by the index's clock. */
export interface Served {
  readonly cachedAt: number;
  readonly sourceJob: string;
  readonly now: number;
}

/** Answers a hit whose rendered data are in memory: nothing is rendered, hashed or put together a second time. */
export function replyReady(request: Request, response: Response, result: Result, data: Buffer, served: Served): void {
  const known = made.get(data);
  const isSame = known?.cachedAt === served.cachedAt && known.sourceJob === served.sourceJob;
  const answer = isSame ? known : prepare(result, data, served);
  if (!isSame) made.set(data, answer);
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.setHeader('Age', Math.max(0, Math.floor((served.now - answer.executedAt) / 1000)));
  const encoding = jsonEncodingOf(request, result);
  if (encoding !== 'identity') return replyPacked(request, response, result, data, served, answer, encoding);
  if (isKnown(request, response, answer.etag)) return;
  response.setHeader('Content-Type', contentType('json'));
  response.setHeader('Content-Length', answer.length);
  if (typeof answer.body === 'string') response.end(answer.body, 'latin1');
  else response.end(answer.body);
}

function replyPacked(request: Request, response: Response, result: Result, data: Buffer, served: Served, answer: ReadyAnswer, encoding: 'br' | 'gzip'): void {
  const after = tail(result, { cache: 'hit', cachedAt: served.cachedAt, sourceJob: served.sourceJob });
  const ready = (answer.packed[encoding] ??= {
    body: packed(encoding, Buffer.concat([Buffer.from(head(result)), data, Buffer.from(after)])),
    etag: etagOf(result, 'json', after, encoding),
  });
  if (isKnown(request, response, ready.etag)) return;
  response.setHeader('Content-Type', contentType('json'));
  encodingHeader(response, encoding);
  response.setHeader('Content-Length', ready.body.length);
  response.end(ready.body);
}

function prepare(result: Result, data: Buffer, { cachedAt, sourceJob }: Served): ReadyAnswer {
  const executedAt = result.snapshotAt.getTime();
  const after = tail(result, { cache: 'hit', cachedAt, sourceJob });
  const etag = etagOf(result, 'json', after);
  const headers = [
    ['X-OnceQL-Cache', 'hit'],
    ['X-OnceQL-Key', result.key],
    ['X-OnceQL-Executed-At', iso(executedAt)],
    ['X-OnceQL-Cached-On', iso(cachedAt)],
    ['Vary', 'Accept-Encoding'],
  ] as const;
  const bytes = Buffer.concat([Buffer.from(head(result)), data, Buffer.from(after)]);
  const body = bytes.length <= IN_ONE_PIECE && isAscii(bytes) ? bytes.toString('latin1') : bytes;
  return { cachedAt, sourceJob, executedAt, body, length: bytes.length, headers, etag, packed: {} };
}
