import type { Request, Response } from 'express';
import { FormatFault } from '@onceql/results';
import type { Rendering, RowRange } from '@onceql/results';
import { RequestFault } from '@onceql/shared';
import type { Result } from '@onceql/shared';
import { largestBytesOf } from '../caches/extent.js';
import type { Context } from '../context.js';
import { encodingHeader, encodingOf } from './encoding.js';
import { contentType, fileName } from './format.js';
import type { Format } from './format.js';
import { leaving, unlessHungUp } from './hang-up.js';
import { etagOf, isKnown, provenanceHeaders } from './result.js';
import type { Provenance } from './result.js';
import { stream } from './stream.js';

/** What is smaller than this, stored and unpacked, is rendered each time. */
const WORTH_KEEPING = 512 * 1024;

/** A file that is made of a result. */
export interface Download {
  readonly format: Exclude<Format, 'json' | 'parquet'>;
  readonly rendering: Rendering;
  /** Undefined: all rows. */
  readonly range: RowRange | undefined;
}

const ALL = { offset: 0, limit: Infinity };

/** What becomes of the file's name and type where it is packed as a whole. */
const PACKED = {
  none: undefined,
  gzip: { extension: '.gz', type: 'application/gzip' },
  zip: { extension: '.zip', type: 'application/zip' },
} as const;

/** Answers with rows of a result as a file. @throws RequestFault 400 where they do not fit into the format */
export async function replyDownload({ renderings }: Pick<Context, 'renderings'>, request: Request, response: Response, result: Result, from: Provenance, download: Download): Promise<void> {
  const { format, rendering, range } = download;
  const packed = rendering.format === 'delimited' ? PACKED[rendering.compression] : undefined;
  const encoding = rendering.format === 'delimited' && !packed ? encodingOf(request) : 'identity';
  provenanceHeaders(response, result, from);
  response.vary('Accept-Encoding');
  const what = JSON.stringify([rendering, range ?? ALL]);
  if (isKnown(request, response, etagOf(result, format, what, encoding))) return;
  response.setHeader('Content-Type', packed?.type ?? contentType(format));
  response.setHeader('Content-Disposition', `attachment; filename="${fileName(result, format)}${packed?.extension ?? ''}"`);
  encodingHeader(response, encoding);
  const name = range || largestBytesOf(result) < WORTH_KEEPING ? undefined : `${result.id}.${format} ${what}`;
  const setLength = (bytes: number | undefined): void => {
    if (bytes !== undefined && encoding === 'identity') response.setHeader('Content-Length', bytes);
  };
  const order = { stored: result.stored, columns: result.columns, range: range ?? ALL, rendering };
  try {
    if (request.method === 'HEAD') {
      return await unlessHungUp(response, async () => {
        setLength(await renderings.check(order, name, leaving(response)));
        response.end();
      });
    }
    const { length, chunks } = await renderings.of(order, name, leaving(response));
    setLength(length);
    await stream(response, chunks, { encoding });
  } catch (error) {
    throw error instanceof FormatFault && !response.headersSent ? new RequestFault(400, error.message) : error;
  }
}
