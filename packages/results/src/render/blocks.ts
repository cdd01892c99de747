import { ownMemory } from '../formats/output.js';

/** Bytes of a block. */
export const BLOCK = 256 * 1024;

/** Blocks that are kept for the next one who writes. */
const MOST_SPARE = 16;

/** Blocks of memory that are written, sent to another thread, and come back to be written again. */
export class Blocks {
  readonly #spare: ArrayBuffer[] = [];

  /** Memory for an output whose chunks are blocks; a longer piece gets memory of its own. */
  readonly memory = (size: number): Uint8Array => {
    const spare = size === BLOCK ? this.#spare.pop() : undefined;
    return spare ? new Uint8Array(spare) : ownMemory(size);
  };

  /** Takes back what nobody reads any more. */
  give(blocks: readonly ArrayBuffer[]): void {
    for (const block of blocks) {
      if (block.byteLength === BLOCK && this.#spare.length < MOST_SPARE) this.#spare.push(block);
    }
  }
}
