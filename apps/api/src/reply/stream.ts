import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { packerOf } from './encoding.js';
import type { Encoding } from './encoding.js';
import { HangUp, unlessHungUp } from './hang-up.js';

/** What goes out around some chunks, and how. */
export interface Framing {
  readonly before?: string;
  readonly after?: string;
  readonly encoding?: Encoding;
}

/** What is made for a caller holds memory and an open file, also while he takes nothing. */
const STALLED_MS = 10 * 60_000;

/**
 * Sends chunks, one at a time: the next one is asked for when the system has taken the last, whose memory may be used again
 * then. Whatever happens, who makes them is told to stop. An error after the first chunk cuts the connection: nobody takes a
 * part for the whole.
 * @param stalledMs milliseconds in which a chunk has to be taken: whoever stands still for longer is let go
 */
export async function stream(response: Response, chunks: AsyncIterable<Uint8Array>, { before = '', after = '', encoding = 'identity' }: Framing = {}, stalledMs = STALLED_MS): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    await unlessHungUp(response, async () => {
      // The first chunk is asked for before anything goes out, so that a result that cannot be read gets its error.
      const first = await iterator.next();
      await send(response, framed(before, first, iterator, after), encoding, stalledMs);
    });
  } finally {
    await iterator.return?.();
  }
}

async function* framed(before: string, first: IteratorResult<Uint8Array>, rest: AsyncIterator<Uint8Array>, after: string): AsyncIterable<Uint8Array> {
  if (before !== '') yield Buffer.from(before);
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
  if (after !== '') yield Buffer.from(after);
}

async function send(response: Response, parts: AsyncIterable<Uint8Array>, encoding: Encoding, stalledMs: number): Promise<void> {
  const packer = packerOf(encoding);
  const target = packer ?? response;
  const passed = packer && pipeline(packer, response).catch(hangUp);
  try {
    await Promise.all([put(target, parts, stalledMs), passed]);
  } catch (error) {
    target.destroy();
    response.destroy();
    throw error;
  }
}

async function put(target: Writable, parts: AsyncIterable<Uint8Array>, stalledMs: number): Promise<void> {
  for await (const part of parts) await taken(target, stalledMs, (then) => target.write(part, then));
  await taken(target, stalledMs, (then) => target.end(then));
}

/** @throws HangUp where the target closes before that, or has closed: then nobody would be told that its end was taken */
function taken(target: Writable, stalledMs: number, work: (then: (error?: Error | null) => void) => void): Promise<void> {
  if (target.closed) return Promise.reject(new HangUp());
  return new Promise((resolve, reject) => {
    const closed = (): void => {
      clearTimeout(stalled);
      reject(new HangUp());
    };
    const stalled = setTimeout(() => target.destroy(), stalledMs);
    target.once('close', closed);
    work((error) => {
      clearTimeout(stalled);
      target.off('close', closed);
      if (error) reject(new HangUp('', { cause: error }));
      else resolve();
    });
  });
}

function hangUp(cause: unknown): never {
  throw new HangUp('', { cause });
}
