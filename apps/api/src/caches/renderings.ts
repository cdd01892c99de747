import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { FormatFault, formatFault } from '@onceql/results';
import type { Copied, RenderOrder, RenderPool } from '@onceql/results';
import { jsonBytesOf } from './extent.js';

/** Bytes that are read from a file at once. */
const BLOCK = 512 * 1024;
/** Files that are kept open, at most. */
const MOST_FILES = 200;
/** Of a copy, for the moment in which it has one. */
const NAME = /^[0-9a-f]{24}$/;
/** How much more a body may have than its rows are thought to take as JSON for it to be copied, and what one may have in any case. */
const GROWTH = 2;
const LEAST = 64 * 1024 * 1024;
/** Names of bodies that are remembered for having been larger. */
const MOST_LARGE = 1000;

const NO_ROWS = { offset: 0, limit: 0 };

/** What a rendering comes out as. */
export interface Rendered {
  /** Bytes in all, where they are known. */
  readonly length: number | undefined;
  /** A chunk is gone when the next one is asked for: its memory is used again. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** A rendered body in a file that has no name any more: it goes when it is closed, however the process ends. */
interface Kept {
  readonly file: FileHandle;
  readonly bytes: number;
  readers: number;
  isDropped: boolean;
}

/**
 * Rendered bodies of large results. The first one who takes a body to its end leaves a copy for the others: results never
 * change, so a copy is never wrong. The least recently used go when all copies together are too large; those that are being
 * made take no more than that together, and what has no room is not copied.
 */
export class Renderings {
  readonly #pool: RenderPool;
  readonly #folder: string;
  readonly #kept: LRUCache<string, Kept> | undefined;
  readonly #maxBytes: number;
  /** What is being made, and how many bytes it may have. */
  readonly #making = new Map<string, number>();
  #cleared: Promise<void> | undefined;
  readonly #tooLarge = new LRUCache<string, true>({ max: MOST_LARGE });

  /** @param maxBytes Of all copies together; 0: none are kept. */
  constructor(pool: RenderPool, folder: string, maxBytes: number) {
    this.#pool = pool;
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    if (maxBytes > 0) {
      this.#kept = new LRUCache({ max: MOST_FILES, maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes + 1, dispose: drop });
    }
  }

  /** Bytes of the body that has this name, if there is a copy. */
  lengthOf(name: string): number | undefined {
    return this.#kept?.peek(name)?.bytes;
  }

  /**
   * Decides as `of` would, and makes nothing: the file is opened, and what it says of itself is read. Answers the bytes of the
   * body, where they are known.
   * @throws as `RenderPool.render`; what only the rows tell is not seen
   */
  async check(order: RenderOrder, name: string | undefined, signal: AbortSignal): Promise<number | undefined> {
    const length = name === undefined ? undefined : this.lengthOf(name);
    if (length !== undefined) return length;
    const fault = formatFault(order);
    if (fault !== undefined) throw new FormatFault(fault);
    for await (const _ of this.#pool.render({ ...order, range: NO_ROWS, rendering: { format: 'json' } }, signal)) continue;
    return undefined;
  }

  /**
   * The bytes of a rendering, out of its copy where there is one.
   * @param name of the rendering among all; undefined: no copy is made
   * @param signal aborted: nobody asks for it any more
   * @throws as `RenderPool.render`, when the first bytes are asked for
   */
  async of(order: RenderOrder, name: string | undefined, signal: AbortSignal): Promise<Rendered> {
    const kept = name === undefined ? undefined : this.#kept?.get(name);
    if (kept) return { length: kept.bytes, chunks: read(kept) };
    const most = Math.min(this.#room, this.#mostOf(order));
    const copy = name === undefined ? undefined : await this.#begin(name, most);
    if (name === undefined || !copy) return { length: undefined, chunks: this.#pool.render(order, signal) };
    const settle = (copied: Copied): void => {
      // Where less room than usual was left, it may be copied another time.
      if (copied === 'too_large' && most === this.#mostOf(order)) this.#tooLarge.set(name, true);
      this.#settle(name, copy, typeof copied === 'number' ? copied : undefined);
    };
    return { length: undefined, chunks: this.#pool.render(order, signal, { fd: copy.fd, most }, settle) };
  }

  /** Bytes that are left beside the copies that are being made. */
  get #room(): number {
    return [...this.#making.values()].reduce((room, most) => room - most, this.#maxBytes);
  }

  /** How many bytes a copy may have, however much room there is. */
  #mostOf(order: RenderOrder): number {
    return Math.min(this.#maxBytes, Math.max(LEAST, GROWTH * jsonBytesOf(order)));
  }

  /** A file without a name; undefined: another one is making this copy, there is no place for it, or it is known to be too large. */
  async #begin(name: string, most: number): Promise<FileHandle | undefined> {
    if (most <= 0 || this.#making.has(name) || this.#tooLarge.has(name)) return undefined;
    this.#making.set(name, most);
    const path = join(this.#folder, randomBytes(12).toString('hex'));
    try {
      await (this.#cleared ??= clear(this.#folder));
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const file = await open(path, 'wx+', 0o600);
      // Another process may have cleared it away.
      await rm(path, { force: true }).catch(async (error: unknown) => {
        await file.close();
        throw error;
      });
      return file;
    } catch {
      this.#making.delete(name);
      return undefined;
    }
  }

  #settle(name: string, file: FileHandle, bytes: number | undefined): void {
    this.#making.delete(name);
    const kept: Kept = { file, bytes: bytes ?? 0, readers: 0, isDropped: bytes === undefined };
    if (bytes !== undefined) this.#kept?.set(name, kept);
    // What is larger than all copies may be is not taken in.
    if (this.#kept?.peek(name) !== kept) drop(kept);
  }
}

/** Takes away the names of copies whose process was killed before it did so itself. */
async function clear(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.filter((name) => NAME.test(name)).map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)));
}

function drop(kept: Kept): void {
  kept.isDropped = true;
  if (kept.readers === 0) kept.file.close().catch(() => undefined);
}

/** Reads into two blocks by turns: one is filled while the other is sent. */
async function* read(kept: Kept): AsyncGenerator<Uint8Array> {
  kept.readers++;
  const blocks = [Buffer.allocUnsafeSlow(BLOCK), Buffer.allocUnsafeSlow(BLOCK)] as const;
  try {
    let next = readBlock(kept, blocks[0], 0);
    for (let at = 0, turn = 1; at < kept.bytes; turn++) {
      const block = await next;
      at += block.length;
      next = readBlock(kept, blocks[turn % 2 === 0 ? 0 : 1], at);
      next.catch(() => undefined); // heard of where it is awaited
      yield block;
    }
  } finally {
    kept.readers--;
    if (kept.isDropped) drop(kept);
  }
}

async function readBlock({ file, bytes }: Kept, block: Buffer, at: number): Promise<Buffer> {
  if (at >= bytes) return block.subarray(0, 0);
  const { bytesRead } = await file.read(block, 0, Math.min(BLOCK, bytes - at), at);
  if (bytesRead === 0) throw new Error('A copy of a rendered result is shorter than it was');
  return block.subarray(0, bytesRead);
}
