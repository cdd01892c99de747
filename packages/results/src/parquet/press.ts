import { compress } from 'snappy';

/** Pages that may be under way at a time. */
const PLACES = 3;
/** The library's own buffers are as long as a page could become, and the collector of garbage does not know how large they are. */
const COPIED = { copyOutputData: true };
/** Larger buffers are not kept for another page. */
const KEPT_BYTES = 4 << 20;

/**
 * Compresses pages off the main thread, a few at a time: who brings the next one waits until there is a place, so that
 * memory stays bounded whatever the source's speed.
 */
export class Press {
  private readonly free: Uint8Array[] = [];
  private readonly running = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  /** A buffer of at least this size, to be filled and given to `press`; none once that many are out. */
  async buffer(size: number): Promise<Uint8Array> {
    while (this.running.size >= PLACES) await Promise.race(this.running);
    this.check();
    const kept = this.free.pop();
    return kept !== undefined && kept.length >= size ? kept : new Uint8Array(Math.ceil(size / 65536) * 65536);
  }

  /** Compresses the first `length` bytes of a buffer, and takes that back. */
  press(buffer: Uint8Array, length: number, done: (compressed: Uint8Array) => void): void {
    const work = compress(buffer.subarray(0, length), COPIED).then((compressed) => {
      done(compressed);
      if (buffer.length <= KEPT_BYTES) this.free.push(buffer);
    });
    const noted = work.catch((error: unknown) => {
      this.failure ??= { error };
    });
    this.running.add(noted);
    void noted.then(() => this.running.delete(noted));
  }

  /** Until nothing is under way. @throws what went wrong */
  async drain(): Promise<void> {
    await Promise.all(this.running);
    this.check();
  }

  private check(): void {
    if (this.failure) throw this.failure.error;
  }
}
