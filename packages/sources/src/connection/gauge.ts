import type { Duplex } from 'node:stream';
import { SourceFailure } from '@onceql/shared';
import type { PoolClient } from 'pg';

/**
 * The largest message that is taken from a server; a row is one message. Beyond it a value would near what a string
 * can hold once it is escaped for JSON, and pg's parser throws where nobody can catch.
 */
export const MESSAGE_BYTES = 64 << 20;
/** A byte for the kind, four for the length, which counts itself. */
const HEADER = 5;

/** Ends a new connection, with a reason for whoever waits on it, as soon as a too large message begins. */
export function limitMessages(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: Connection }).connection;
  const tooLarge = gauge(MESSAGE_BYTES);
  // Before the parser, which takes in a whole message before it hands it on.
  stream.prependListener('data', (chunk: Buffer) => {
    if (tooLarge(chunk)) stream.destroy(new SourceFailure('statement', `A row of the result is larger than ${String(MESSAGE_BYTES >> 20)} MB: select less of it.`));
  });
}

/** pg's client has this, though its types do not say so. */
interface Connection {
  readonly stream: Duplex;
}

/** Follows the lengths of messages through chunks that are cut anywhere; true once one is longer than `limit`. */
export function gauge(limit: number): (chunk: Buffer) => boolean {
  let header = 0;
  let length = 0;
  let rest = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (rest > 0) {
        const step = Math.min(rest, chunk.length - at);
        at += step;
        rest -= step;
        continue;
      }
      length = header === 0 ? 0 : length * 256 + (chunk[at] ?? 0);
      header = (header + 1) % HEADER;
      at += 1;
      if (header > 0) continue;
      if (length > limit) return true;
      rest = length - 4;
    }
    return false;
  };
}
