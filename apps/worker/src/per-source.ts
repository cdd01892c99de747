import { within } from '@onceql/shared';

type Work = () => Promise<void>;

/**
 * Does something for many sources at once, never twice at once for the same one: a source whose Redis node is down waits
 * for it, and holds up no other.
 */
export class PerSource {
  readonly #underWay = new Map<number, Promise<void>>();
  readonly #next = new Map<number, Work>();
  readonly #onError: (error: unknown, source: number) => void;

  /** @param onError Told of what a work throws. */
  constructor(onError: (error: unknown, source: number) => void) {
    this.#onError = onError;
  }

  /** Begins the work, after what is under way for the source; of works that wait only the last is done. */
  begin(source: number, work: Work): void {
    this.#next.set(source, work);
    if (!this.#underWay.has(source)) this.#underWay.set(source, this.#doAll(source));
  }

  /** Waits for what is under way, `boundMs` at most. */
  async settled(boundMs: number): Promise<void> {
    await within(boundMs, Promise.all(this.#underWay.values()), undefined);
  }

  async #doAll(source: number): Promise<void> {
    for (let work = this.#next.get(source); work; work = this.#next.get(source)) {
      this.#next.delete(source);
      await work().catch((error: unknown) => this.#onError(error, source));
    }
    this.#underWay.delete(source);
  }
}
