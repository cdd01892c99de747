import { LRUCache } from 'lru-cache';
import type { ResultStore, Result } from '@onceql/shared';
import { renderJsonRows } from '@onceql/results';
import type { RenderPool } from '@onceql/results';
import { jsonBytesOf } from './extent.js';

/** Largest rendered body that is kept; larger ones are streamed every time. */
const LARGEST = 1024 * 1024;
/** All bodies of a process together. */
const TOTAL = 64 * 1024 * 1024;
/** What counts for so many times as much is not even tried: no value counts for more than that beside its text. */
const MISTAKEN = 3;
/** The same for stored files of which nothing else is known. */
const LARGEST_STORED = 512 * 1024;
/** How many results are remembered that turned out to be too large. */
const MOST_LARGE = 10_000;
/** With more columns the loop would be held up by what a file says of each, however few its rows are. */
const MANY_COLUMNS = 100;

const NO_ROWS = { offset: 0, limit: 0 };

/**
 * The rendered data of small results, by result id. Results never change, so an entry is never wrong; callers that ask
 * for the same result at once share one rendering.
 */
export class Bodies {
  readonly #results: ResultStore;
  readonly #pool: RenderPool;
  readonly #rendered = new LRUCache<number, Buffer>({ maxSize: TOTAL, sizeCalculation: (body) => body.length + 1 });
  readonly #tooLarge = new LRUCache<number, true>({ max: MOST_LARGE });
  readonly #rendering = new Map<number, Promise<Buffer | undefined>>();

  constructor(results: ResultStore, pool: RenderPool) {
    this.#results = results;
    this.#pool = pool;
  }

  /** As `of`, of what is in memory now. */
  peek(id: number): Buffer | undefined {
    return this.#rendered.get(id);
  }

  /** Whether it may be small enough to be kept. */
  mayHave(result: Result): boolean {
    if (this.#tooLarge.has(result.id)) return false;
    const { bytes, valueBytes } = result.stored;
    return valueBytes === undefined ? bytes <= LARGEST_STORED : jsonBytesOf(result) <= MISTAKEN * LARGEST;
  }

  /** Takes in what was rendered elsewhere. */
  remember(id: number, data: Buffer): void {
    if (!this.#rendered.has(id)) this.#rendered.set(id, data);
  }

  /** The result's `data` object as JSON; undefined where it is too large to be kept. @throws ResultGone */
  async of(result: Result): Promise<Buffer | undefined> {
    const known = this.#rendered.get(result.id);
    if (known) return known;
    if (!this.mayHave(result)) return undefined;
    const under = this.#rendering.get(result.id) ?? this.#render(result);
    this.#rendering.set(result.id, under);
    return under;
  }

  /**
   * Decides as `of` would, and makes nothing: the file of a result that may be small is opened, and what it says of itself is read.
   * @returns whether it was; false: the result is for the threads that render
   * @throws ResultGone
   */
  async check(result: Result): Promise<boolean> {
    const { stored, columns } = result;
    if (!this.mayHave(result) || columns.length > MANY_COLUMNS) return false;
    for await (const _ of this.#results.read(stored, columns, NO_ROWS)) continue;
    return true;
  }

  async #render(result: Result): Promise<Buffer | undefined> {
    try {
      const body = await collect(this.#chunks(result));
      if (body) this.#rendered.set(result.id, body);
      else this.#tooLarge.set(result.id, true);
      return body;
    } finally {
      this.#rendering.delete(result.id);
    }
  }

  #chunks({ stored, columns }: Result): AsyncIterable<Uint8Array> {
    if (columns.length <= MANY_COLUMNS) return renderJsonRows(this.#results.read(stored, columns), columns);
    const order = { stored, columns, range: { offset: 0, limit: Infinity }, rendering: { format: 'json' } } as const;
    return this.#pool.render(order, new AbortController().signal);
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > LARGEST) return undefined;
    // Copied: its memory may be used again.
    parts.push(chunk.slice());
  }
  return Buffer.concat(parts, size);
}
