const PART_BYTES = 8 * 1024 * 1024;
/** S3 takes 10,000 parts: after this many they are twice as large. */
const DOUBLED_EVERY = 1_000;
const FIRST_BYTES = 64 * 1024;

/**
 * Bytes of the part with this number, from 1 on: equal ones up to 8 GB, as some servers want it; room for 8 TB in all. A writer
 * holds three parts: 24 MB, and 3 MB more for each GB that it has written, at most.
 */
export function partBytes(number: number): number {
  return PART_BYTES * 2 ** Math.floor((number - 1) / DOUBLED_EVERY);
}

/** Bytes of one part, as they come in. Memory grows with what is in it. */
export class Part {
  readonly #most: number;
  #bytes: Buffer;
  #length = 0;

  /** @param first bytes that are allocated at once: few, where most objects are small */
  constructor(most: number, first = FIRST_BYTES) {
    this.#most = most;
    this.#bytes = Buffer.allocUnsafeSlow(Math.min(first, most));
  }

  get isFull(): boolean {
    return this.#length === this.#most;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Copies what there is room for; answers how many bytes. */
  take(chunk: Uint8Array): number {
    const taken = chunk.subarray(0, this.#most - this.#length);
    this.#grow(this.#length + taken.length);
    this.#bytes.set(taken, this.#length);
    this.#length += taken.length;
    return taken.length;
  }

  #grow(needed: number): void {
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.min(this.#most, Math.max(needed, this.#bytes.length * 2)));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}
