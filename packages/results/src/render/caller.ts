import { Worker } from 'node:worker_threads';
import { ResultDamaged, ResultGone, ServiceUnavailable, StorageFailure } from '@onceql/shared';
import { storageFailure } from '../storage/failure.js';
import type { Answered, Asked, Copied, CopyTarget, RenderFault, ThreadSettings } from './messages.js';
import { FormatFault } from './rendering.js';
import type { RenderOrder } from './rendering.js';

/** Renderings that share a thread at most: each holds an open file and some MB for as long as its caller takes. */
const MOST_RENDERINGS = 50;

/** Answers that are made ahead of who asks for them. */
const AHEAD = 3;

/** Little of what a thread makes lives long: what it may fill before it looks through it. */
const YOUNG_MB = 6;

/** A rendering as its thread tells of it. */
interface Call {
  readonly answers: Answered[];
  /** Told once, when the thread has let go of all files. */
  readonly onEnd: (copied: Copied) => void;
  /** Called when there is an answer. */
  wake: () => void;
}

/** A thread that renders, seen from outside. Renderings share its time. */
export class RenderThread {
  readonly #worker: Worker;
  readonly #calls = new Map<number, Call>();
  #last = 0;
  /** The thread has ended, and why. */
  #end: Error | undefined;

  constructor(settings: ThreadSettings) {
    this.#worker = new Worker(new URL('./thread.js', import.meta.url), { workerData: settings, name: 'onceql-render', resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    this.#worker.on('message', (answer: Answered) => this.#hear(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('The thread that renders has ended')));
    // A process that has nothing else to do may end.
    this.#worker.unref();
  }

  /** How many renderings are under way, or have not closed their files yet. */
  get busy(): number {
    return this.#calls.size;
  }

  /** Why nothing more can be begun. */
  get #refusal(): Error | undefined {
    if (this.#end || this.#calls.size < MOST_RENDERINGS) return this.#end;
    return new ServiceUnavailable('So many results are being sent that no other can be begun. Try again when some have been taken.');
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /**
   * The bytes of a rendering, while they are asked for. A chunk is gone when the next one is asked for: its memory is used again.
   * @param signal aborted: the work ends at once, also where nothing has come yet
   * @param copyTo gets all bytes as well, unless they are too many
   * @param onEnd told in any case when the thread has let go of that file: what has become of it
   * @throws ResultGone, StorageFailure, FormatFault, ServiceUnavailable where too many are under way
   */
  async *render(order: RenderOrder, signal: AbortSignal, copyTo?: CopyTarget, onEnd: (copied: Copied) => void = () => undefined): AsyncGenerator<Uint8Array> {
    const refusal = this.#refusal;
    if (signal.aborted || refusal) {
      onEnd('none');
      throw refusal ?? signal.reason;
    }
    const id = ++this.#last;
    const call: Call = { answers: [], onEnd, wake: () => undefined };
    this.#calls.set(id, call);
    const close = (): void => this.#ask({ ask: 'close', id });
    signal.addEventListener('abort', close, { once: true });
    this.#ask({ ask: 'open', id, order, copyTo });
    for (let ahead = 0; ahead < AHEAD; ahead++) this.#ask({ ask: 'more', id, blocks: [] });
    try {
      for (;;) {
        const answer = await this.#next(call);
        if (answer.answer === 'fault') throw errorOf(answer.fault);
        if (answer.answer === 'end') return;
        yield* answer.chunks;
        const blocks = answer.chunks.map(({ buffer }) => buffer as ArrayBuffer);
        this.#ask({ ask: 'more', id, blocks }, blocks);
      }
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #next(call: Call): Promise<Answered> {
    for (;;) {
      const answer = call.answers.shift();
      if (answer) return answer;
      if (this.#end) throw this.#end;
      await new Promise<void>((resolve) => (call.wake = resolve));
    }
  }

  /** @param owned memory that goes to the thread with it */
  #ask(asked: Asked, owned: ArrayBuffer[] = []): void {
    if (this.#calls.has(asked.id)) this.#worker.postMessage(asked, owned);
  }

  #hear(answer: Answered): void {
    const call = this.#calls.get(answer.id);
    if (!call) return;
    call.answers.push(answer);
    call.wake();
    if (answer.answer === 'chunks') return;
    this.#calls.delete(answer.id);
    call.onEnd(answer.answer === 'end' ? answer.copied : 'none');
  }

  #fail(error: Error): void {
    // What a thread dies of comes without its class; a thread that cannot open the storage dies of it.
    this.#end ??= error.name === 'StorageFailure' ? storageFailure('read the result', error) : error;
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) {
      call.wake();
      call.onEnd('none');
    }
  }
}

function errorOf({ name, message, code }: RenderFault): Error {
  if (name === 'ResultGone') return new ResultGone(message);
  if (name === 'FormatFault') return new FormatFault(message);
  if (name === 'ResultDamaged') return new ResultDamaged(message);
  if (name === 'StorageFailure') return new StorageFailure(message, { code });
  return Object.assign(new Error(message), { name });
}
