import { setImmediate as turn } from 'node:timers/promises';
import { compressSync } from 'snappy';

/** The collector of garbage does not know how large the library's own buffers are. */
const COPIED = { copyOutputData: true };
/** Bytes after which others have their turn: far less than a millisecond. */
const TURN_BYTES = 128 << 10;
/** A larger buffer is not kept for another page. */
const KEPT_BYTES = 4 << 20;

/**
 * Compresses pages. On this thread: a megabyte takes one millisecond at most, and what the library holds for work on threads
 * of its own grows by hundreds of megabytes before anybody collects it.
 */
export class Press {
  private kept = new Uint8Array();
  private sinceTurn = 0;

  /** A buffer of at least this size, to be filled and given to `press` before the next one is asked for. Others have their turn at times. */
  async buffer(size: number): Promise<Uint8Array> {
    this.sinceTurn += size;
    if (this.sinceTurn > TURN_BYTES) {
      this.sinceTurn = 0;
      await turn();
    }
    if (size <= this.kept.length) return this.kept;
    const buffer = new Uint8Array(Math.ceil(size / 65536) * 65536);
    if (buffer.length <= KEPT_BYTES) this.kept = buffer;
    return buffer;
  }

  /** Compresses the first `length` bytes of a buffer. */
  press(buffer: Uint8Array, length: number): Uint8Array {
    return compressSync(buffer.subarray(0, length), COPIED);
  }
}
