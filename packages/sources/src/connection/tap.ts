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
const LENGTH = 4;
const COPY_DATA = 0x64;

/** Takes what is in the server's CopyData messages, one call each. What it throws ends the connection. */
export interface CopySink {
  copyData(bytes: Uint8Array, from: number, to: number): void;
}

const taps = new WeakMap<Duplex, Tap>();

/** Puts a tap on a new connection. */
export function tapClient(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: Connection }).connection;
  const [parser] = stream.listeners('data') as ((chunk: Buffer) => void)[];
  if (!parser) throw new Error('Nobody listens on a connection.');
  // The parser keeps what it cannot end yet, and the next chunk may come in the same memory.
  const tap = new Tap(MESSAGE_BYTES, (chunk) => { parser(Buffer.from(chunk)); });
  stream.off('data', parser);
  stream.on('data', (chunk: Buffer) => {
    try {
      tap.take(chunk);
    } catch (error) {
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  taps.set(stream, tap);
}

/** Whether there is one: it keeps no chunk beyond its call. */
export const isTapped = (stream: Duplex): boolean => taps.has(stream);

/** The tap on a connection's stream. */
export function tapOf(stream: Duplex): Tap {
  const tap = taps.get(stream);
  if (!tap) throw new Error('The connection has no tap.');
  return tap;
}

/** pg's client has this, though its types do not say so. */
interface Connection {
  readonly stream: Duplex;
}

/**
 * Stands between a connection and pg's parser, which would take in a message as a whole however large it is, and make an
 * object and an event of each row. Follows the messages through chunks that are cut anywhere: one that is too large ends
 * the connection, and those of a COPY go where they are wanted, straight from the chunk where they lie in one.
 */
export class Tap {
  readonly #limit: number;
  readonly #pass: (chunk: Buffer) => void;
  #sink: CopySink | undefined;
  /** Of a message for the parser: bytes of its header that have come, its length so far, bytes that have not come. */
  #header = 0;
  #length = 0;
  #rest = 0;
  /** A message for the sink that comes in pieces: its header first, then all of it; and how much of that is there. */
  #pieces: Buffer | undefined;
  #filled = 0;

  constructor(limit: number, pass: (chunk: Buffer) => void) {
    this.#limit = limit;
    this.#pass = pass;
  }

  /** From now on CopyData goes here; undefined: to the parser again. */
  divert(sink: CopySink | undefined): void {
    this.#sink = sink;
  }

  /** @throws SourceFailure where a message is too large. */
  take(chunk: Buffer): void {
    let at = this.#pieces ? this.#gather(chunk, 0, this.#pieces) : 0;
    let from = at;
    while (at < chunk.length) {
      if (this.#sink && this.#rest === 0 && this.#header === 0 && chunk[at] === COPY_DATA) {
        if (at > from) this.#pass(chunk.subarray(from, at));
        at = this.#handOver(chunk, at, this.#sink);
        from = at;
      } else {
        at = this.#follow(chunk, at);
      }
    }
    if (from < chunk.length) this.#pass(chunk.subarray(from));
  }

  /** Hands on the message that begins here, if all of it is here. Answers where the next one begins, or the chunk's end. */
  #handOver(chunk: Buffer, at: number, sink: CopySink): number {
    if (chunk.length - at >= HEADER) {
      const end = at + 1 + this.#checked(chunk.readUInt32BE(at + 1));
      if (end <= chunk.length) {
        sink.copyData(chunk, at + HEADER, end);
        return end;
      }
    }
    this.#filled = 0;
    return this.#gather(chunk, at, Buffer.allocUnsafe(HEADER));
  }

  #gather(chunk: Buffer, from: number, pieces: Buffer): number {
    const step = chunk.copy(pieces, this.#filled, from, chunk.length);
    const at = from + step;
    this.#filled += step;
    this.#pieces = pieces;
    if (this.#filled < pieces.length) return at;
    const whole = 1 + this.#checked(pieces.readUInt32BE(1));
    if (whole > pieces.length) {
      const larger = Buffer.allocUnsafe(whole);
      pieces.copy(larger);
      return this.#gather(chunk, at, larger);
    }
    this.#pieces = undefined;
    this.#sink?.copyData(pieces, HEADER, whole);
    return at;
  }

  /** Goes on to the end of a message for the parser, or of the chunk. */
  #follow(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#rest === 0) {
      for (; at < chunk.length && this.#header < HEADER; at++, this.#header++) {
        this.#length = this.#header === 0 ? 0 : this.#length * 256 + (chunk[at] ?? 0);
      }
      if (this.#header < HEADER) return at;
      this.#header = 0;
      this.#rest = this.#checked(this.#length) - LENGTH;
    }
    const step = Math.min(this.#rest, chunk.length - at);
    this.#rest -= step;
    return at + step;
  }

  #checked(length: number): number {
    if (length <= this.#limit) return length;
    throw new SourceFailure('statement', `A row of the result is larger than ${String(MESSAGE_BYTES >> 20)} MB: select less of it.`);
  }
}
