/** Bytes of a chunk; a longer value makes more of them, not a longer one. */
const CHUNK = 64 * 1024;

/** Bytes that are copied one by one: below this a loop is quicker than a call. */
const FEW = 48;

/** Memory of at least so many bytes that belongs to nobody else; what it holds does not matter. */
export type Memory = (size: number) => Uint8Array;

/**
 * Bytes on their way out. Who writes asks for `room` first, then fills `bytes` from `at` on and moves `at`. Each chunk has
 * memory of its own, so it may be handed to another thread.
 */
export class Output {
  bytes: Uint8Array;
  at = 0;
  readonly #size: number;
  readonly #memory: Memory;
  #full: Uint8Array[] = [];

  /** @param size of chunks in bytes @param memory where they come from */
  constructor(size = CHUNK, memory: Memory = ownMemory) {
    this.#size = size;
    this.#memory = memory;
    this.bytes = memory(size);
  }

  /** How many chunks are full. */
  get full(): number {
    return this.#full.length;
  }

  /** Makes room for so many bytes in one piece. */
  room(count: number): void {
    if (this.at + count > this.bytes.length) this.#turn(count);
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.at++] = value;
  }

  /** Appends bytes of any length. */
  put(source: Uint8Array, from = 0, to = source.length): void {
    for (let start = from; start < to; ) {
      if (this.at === this.bytes.length) this.#turn(1);
      const end = Math.min(to, start + this.bytes.length - this.at);
      this.#copy(source, start, end);
      start = end;
    }
  }

  /** Takes the chunks that are full. */
  take(): Uint8Array[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** Takes everything; nothing may be written after it. */
  end(): Uint8Array[] {
    if (this.at > 0) this.#full.push(this.bytes.subarray(0, this.at));
    this.at = 0;
    return this.take();
  }

  #copy(source: Uint8Array, from: number, to: number): void {
    const { bytes } = this;
    let at = this.at;
    if (to - from > FEW) bytes.set(source.subarray(from, to), at);
    else for (let i = from; i < to; i++) bytes[at++] = source[i] ?? 0;
    this.at += to - from;
  }

  #turn(count: number): void {
    if (this.at > 0) this.#full.push(this.bytes.subarray(0, this.at));
    this.bytes = this.#memory(Math.max(this.#size, count));
    this.at = 0;
  }
}

export const ownMemory: Memory = (size) => new Uint8Array(Buffer.allocUnsafeSlow(size).buffer);
