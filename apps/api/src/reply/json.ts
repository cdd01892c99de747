import type { Request, Response } from 'express';
import type { RowRange } from '@onceql/results';
import { RequestFault } from '@onceql/shared';
import type { Result } from '@onceql/shared';
import { jsonBytesOf } from '../caches/extent.js';
import type { Context } from '../context.js';
import { encodingHeader, jsonEncodingOf } from './encoding.js';
import { contentType } from './format.js';
import { leaving, unlessHungUp } from './hang-up.js';
import { etagOf, head, isKnown, provenanceHeaders, tail } from './result.js';
import type { Provenance } from './result.js';
import { stream } from './stream.js';

const MB = 1024 * 1024;
const ALL = { offset: 0, limit: Infinity };

/** What an answer needs beside the result. */
type Reach = Pick<Context, 'bodies' | 'renderings' | 'jsonMaxBytes'>;

/**
 * Answers with a result as JSON in Redash's shape: from memory where it is small, streamed where it is not.
 * @param page only these rows, and how many there are in all; nothing else of the result is read
 * @throws RequestFault 400 where it is too large to be JSON
 */
export async function replyJson(reach: Reach, request: Request, response: Response, result: Result, from: Provenance, page?: RowRange): Promise<void> {
  const after = tail(result, from, page);
  const before = head(result);
  const ready = page ? undefined : reach.bodies.peek(result.id);
  const encoding = jsonEncodingOf(request, result);
  provenanceHeaders(response, result, from);
  response.vary('Accept-Encoding');
  if (isKnown(request, response, etagOf(result, 'json', after, encoding))) return;
  refuseLarge(reach, result, from, page ?? ALL);
  response.setHeader('Content-Type', contentType('json'));
  encodingHeader(response, encoding);
  const around = Buffer.byteLength(before) + Buffer.byteLength(after);
  const setLength = (bytes: number | undefined): void => {
    if (bytes !== undefined && encoding === 'identity') response.setHeader('Content-Length', around + bytes);
  };
  const name = page ? undefined : copyName(result);
  const order = { stored: result.stored, columns: result.columns, range: page ?? ALL, rendering: { format: 'json' } } as const;
  if (request.method === 'HEAD') {
    return unlessHungUp(response, async () => {
      const isSmall = ready !== undefined || (!page && (await reach.bodies.check(result)));
      setLength(isSmall ? ready?.length : await reach.renderings.check(order, name, leaving(response)));
      response.end();
    });
  }
  const data = page ? undefined : await reach.bodies.of(result);
  if (data) {
    setLength(data.length);
    return stream(response, once(data), { before, after, encoding });
  }
  const { length, chunks } = await reach.renderings.of(order, name, leaving(response));
  setLength(length);
  await stream(response, chunks, { before, after, encoding });
}

/** Under which the whole data of a result are kept; small ones are elsewhere. */
const copyName = ({ id }: Result): string => `${id}.json`;

/** JSON is made for programs that read all of it at once. */
function refuseLarge({ jsonMaxBytes }: Reach, result: Result, from: Provenance, { offset, limit }: RowRange): void {
  const { id, stored } = result;
  const rows = Math.max(0, Math.min(stored.rows - offset, limit));
  if (jsonBytesOf(result, rows) <= jsonMaxBytes) return;
  const size = `${stored.rows} rows, about ${Math.ceil(jsonBytesOf(result) / MB)} MB of JSON`;
  throw new RequestFault(
    400,
    `The result has ${size}, which is too much for one answer. Take /api/query_results/${id}.parquet or .csv, or pages of it with offset and limit.`,
    from.expired === undefined ? 'job' : 'message',
  );
}

async function* once(data: Uint8Array): AsyncGenerator<Uint8Array> {
  yield data;
}
