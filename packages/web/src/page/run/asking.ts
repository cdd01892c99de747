import { fetchPage, leave } from '../api/calls.js';
import { Refused } from '../api/connection.js';
import type { Connection } from '../api/connection.js';
import type { Job } from '../api/shapes.js';
import { isUnderWay } from '../state.js';
import type { State } from '../state.js';
import type { Store } from '../store.js';
import { ask } from './ask.js';
import type { Ended } from './ask.js';
import { shownOf } from './shown.js';

/** Rows of a page before somebody chooses otherwise. */
const FIRST_LIMIT = 50;

/** Runs statements, one at a time, and turns the pages of what they bring. */
export class Asking {
  readonly #store: Store<State>;
  readonly #connection: Connection;
  readonly #onEnd: () => void;
  #stop = new AbortController();
  #limit = FIRST_LIMIT;

  /** @param onEnd a result has come */
  constructor(store: Store<State>, connection: Connection, onEnd: () => void) {
    this.#store = store;
    this.#connection = connection;
    this.#onEnd = onEnd;
  }

  /** Runs a statement on the chosen source, unless one is under way. @throws Refused about the key */
  async run(statement: string): Promise<void> {
    const { source, run } = this.#store.state;
    if (source === undefined || isUnderWay(run) || statement.trim() === '') return;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const since = Date.now();
    this.#store.update({ run: { phase: 'submitting', since }, notice: undefined });
    try {
      const ended = await ask(this.#connection, { source, statement }, signal, (job) => this.#follow(job, since));
      await this.#end(ended, since, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#store.update({ run: { phase: 'failed', message: error instanceof Error ? error.message : String(error) } });
      if (error instanceof Refused && error.isAboutKey) throw error;
    }
  }

  #follow(job: Job, since: number): void {
    const isLeaving = this.#store.state.run.phase === 'cancelling';
    const phase = isLeaving ? 'cancelling' : job.status === 1 ? 'queued' : 'started';
    const [rows, bytes] = [job.rows ?? undefined, job.bytes ?? undefined];
    this.#store.update({ run: { phase, since, job: job.id, joined: job.cache === 'joined', rows, bytes } });
  }

  async #end(ended: Ended, since: number, signal: AbortSignal): Promise<void> {
    if (ended.outcome === 'failed') {
      const isCancelled = this.#store.state.run.phase === 'cancelling';
      this.#store.update({ run: isCancelled ? { phase: 'cancelled' } : { phase: 'failed', message: ended.message }, shown: undefined });
      return;
    }
    const range = { offset: 0, limit: this.#limit };
    const seconds = (Date.now() - since) / 1000;
    const fetched = await fetchPage(this.#connection, ended.result, range, signal);
    const { cache, key, cachedOn } = ended;
    const shown = shownOf(fetched, range, { cache, key, cachedOn }, Date.now());
    this.#store.update({ shown, run: { phase: 'finished', seconds, isHit: ended.cache === 'hit' } });
    this.#onEnd();
  }

  /** Leaves the job that is under way; its end is then told as every other. @throws Refused */
  async cancel(): Promise<void> {
    const { run } = this.#store.state;
    if (run.phase !== 'queued' && run.phase !== 'started') return;
    this.#store.update({ run: { ...run, phase: 'cancelling' } });
    await leave(this.#connection, run.job);
  }

  /** Shows another page of the result. @throws Refused */
  async turn(offset: number, limit = this.#limit): Promise<void> {
    const { shown } = this.#store.state;
    if (!shown) return;
    this.#limit = limit;
    this.#store.update({ isTurning: true });
    try {
      await this.#reload(shown.id, { offset, limit });
    } finally {
      this.#store.update({ isTurning: false });
    }
  }

  /** Asks whether the result on the screen is still true. @throws Refused */
  async check(): Promise<void> {
    const { shown } = this.#store.state;
    if (!shown || shown.expired) return;
    const fetched = await fetchPage(this.#connection, shown.id, { offset: 0, limit: 0 });
    const now = this.#store.state.shown;
    if (now?.id !== shown.id || fetched.page.expired !== true) return;
    this.#store.update({ shown: { ...now, expired: true } });
  }

  async #reload(id: number, range: { offset: number; limit: number }): Promise<void> {
    const fetched = await fetchPage(this.#connection, id, range);
    const now = this.#store.state.shown;
    if (now?.id === id) this.#store.update({ shown: shownOf(fetched, range, now, Date.now()) });
  }

  /** Gives up what is under way on this side: nobody looks any more. */
  stop(): void {
    this.#stop.abort(new DOMException('stopped', 'AbortError'));
  }
}
