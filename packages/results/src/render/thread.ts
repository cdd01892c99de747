import type { ResultStore } from '@onceql/shared';
import { ftruncateSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { openResultStore } from '../open.js';
import { errorCode } from '../storage/failure.js';
import { BLOCK, Blocks } from './blocks.js';
import type { Answered, Asked, Copied, CopyTarget, RenderFault, ThreadSettings } from './messages.js';
import { renderStored } from './rendering.js';

/** A rendering under way in this thread. */
class Rendering {
  readonly #id: number;
  readonly #stop = new AbortController();
  readonly #chunks: AsyncGenerator<Uint8Array>;
  readonly #copyTo: CopyTarget | undefined;
  #copied: Copied;
  #asked = 0;
  #isAtWork = false;

  constructor(store: ResultStore, { id, order, copyTo }: Extract<Asked, { ask: 'open' }>) {
    this.#id = id;
    this.#copyTo = copyTo;
    this.#copied = copyTo ? 0 : 'none';
    this.#chunks = renderStored(store, order, this.#stop.signal, blocks.memory);
  }

  more(): void {
    this.#asked++;
    if (!this.#isAtWork) void this.#work();
  }

  close(): void {
    this.#stop.abort();
    if (!this.#isAtWork) void this.#end();
  }

  async #work(): Promise<void> {
    this.#isAtWork = true;
    try {
      for (; this.#asked > 0 && !this.#stop.signal.aborted; this.#asked--) {
        const { chunks, isLast } = await this.#some();
        if (chunks.length > 0) send({ answer: 'chunks', id: this.#id, chunks }, chunks.map((chunk) => chunk.buffer as ArrayBuffer));
        if (isLast) return this.#tell({ answer: 'end', id: this.#id, copied: this.#copied });
      }
      if (this.#stop.signal.aborted) await this.#end();
    } catch (error) {
      this.#tell({ answer: 'fault', id: this.#id, fault: faultOf(error) });
    } finally {
      this.#isAtWork = false;
    }
  }

  async #some(): Promise<{ chunks: Uint8Array[]; isLast: boolean }> {
    const chunks: Uint8Array[] = [];
    for (let bytes = 0; bytes < BLOCK / 2; ) {
      const { value, done } = await this.#chunks.next();
      if (done) return { chunks, isLast: true };
      this.#copy(value);
      chunks.push(value);
      bytes += value.length;
    }
    return { chunks, isLast: false };
  }

  /** A copy that cannot be written, or becomes too large, is none and takes no room; who asked for the bytes gets them all the same. */
  #copy(chunk: Uint8Array): void {
    if (this.#copyTo === undefined || typeof this.#copied === 'string') return;
    const { fd, most } = this.#copyTo;
    const after = this.#copied + chunk.length;
    if (after > most) this.#copied = 'too_large';
    else this.#copied = succeeds(() => writeAll(fd, chunk)) ? after : 'none';
    if (typeof this.#copied === 'string') succeeds(() => ftruncateSync(fd, 0));
  }

  async #end(): Promise<void> {
    await this.#chunks.return(undefined).catch(() => undefined);
    this.#tell({ answer: 'fault', id: this.#id, fault: { name: 'AbortError', message: 'Nobody asks for it any more', code: undefined } });
  }

  #tell(last: Answered): void {
    renderings.delete(this.#id);
    send(last);
  }
}

function writeAll(fd: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done);
}

/** A disk may be full, or out of order. */
function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

const renderings = new Map<number, Rendering>();
const blocks = new Blocks();

function faultOf(error: unknown): RenderFault {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), code: undefined };
  return { name: error.name, message: error.message, code: errorCode(error) };
}

function send(answer: Answered, owned: ArrayBuffer[] = []): void {
  parentPort?.postMessage(answer, owned);
}

const { url, s3 } = workerData as ThreadSettings;
const store = await openResultStore(url, s3);

parentPort?.on('message', (asked: Asked) => {
  if (asked.ask === 'open') renderings.set(asked.id, new Rendering(store, asked));
  else if (asked.ask === 'more') {
    blocks.give(asked.blocks);
    renderings.get(asked.id)?.more();
  } else renderings.get(asked.id)?.close();
});
