/** One place for what the page knows; who shows a part of it is told when that part changes. */
export class Store<T extends object> {
  #state: T;
  readonly #watchers = new Set<() => void>();

  constructor(state: T) {
    this.#state = state;
  }

  get state(): T {
    return this.#state;
  }

  update(changes: Partial<T>): void {
    this.#state = { ...this.#state, ...changes };
    for (const tell of [...this.#watchers]) tell();
  }

  /** Shows the part now, and each time it has become another. */
  watch<P>(part: (state: T) => P, show: (part: P) => void): void {
    let last = part(this.#state);
    this.#watchers.add(() => {
      const now = part(this.#state);
      if (Object.is(now, last)) return;
      last = now;
      show(now);
    });
    show(last);
  }

  /** The state as soon as it is so: now, or after a change. */
  when(isSo: (state: T) => boolean): Promise<T> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo(this.#state)) return;
        this.#watchers.delete(look);
        resolve(this.#state);
      };
      this.#watchers.add(look);
      look();
    });
  }
}
