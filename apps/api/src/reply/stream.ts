import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StorageFailure } from '@onceql/results';
import type { Response } from 'express';
import { packerOf } from './encoding.js';
import type { Encoding } from './encoding.js';

/** What goes out around some chunks, and how. */
export interface Framing {
  readonly before?: string;
  readonly after?: string;
  readonly encoding?: Encoding;
  /** The chunks cost next to nothing: some are read while others are sent. */
  readonly isCheap?: boolean;
}

/** Bytes that are read ahead where they are cheap, and else. */
const CHEAP_AHEAD = 1024 * 1024;
const AHEAD = 64 * 1024;

/** Aborted when the caller has hung up, and when he has got everything. */
export function leaving(response: Response): AbortSignal {
  const left = new AbortController();
  if (response.closed || response.destroyed) left.abort();
  else response.once('close', () => left.abort());
  return left.signal;
}

/**
 * Sends chunks with back-pressure. Whatever happens, who makes them is told to stop. An error after the first chunk cuts the
 * connection: nobody takes a part for the whole.
 */
export async function stream(response: Response, chunks: AsyncIterable<Uint8Array>, { before = '', after = '', encoding = 'identity', isCheap = false }: Framing = {}): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    // The first chunk is asked for before anything goes out, so that a result that cannot be read gets its error.
    const first = await iterator.next();
    const source = Readable.from(framed(before, first, iterator, after), { objectMode: false, highWaterMark: isCheap ? CHEAP_AHEAD : AHEAD });
    const packer = packerOf(encoding);
    await (packer ? pipeline(source, packer, response) : pipeline(source, response));
  } catch (error) {
    if (!isHangUp(error, response)) throw error;
  } finally {
    await iterator.return?.();
  }
}

async function* framed(before: string, first: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>, after: string): AsyncIterable<Uint8Array> {
  if (before !== '') yield Buffer.from(before);
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
  if (after !== '') yield Buffer.from(after);
}

const HANG_UPS: ReadonlySet<unknown> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE']);

/** A client that goes away in mid-answer is no fault of ours. A storage that goes away may call it the same. */
const isHangUp = (error: unknown, response: Response): boolean =>
  error instanceof Error && !(error instanceof StorageFailure) && (('code' in error && HANG_UPS.has(error.code)) || (error.name === 'AbortError' && response.closed));
