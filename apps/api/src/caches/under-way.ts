import type { Soon } from '@onceql/shared';

/** What is being read just now, by name: who asks for the same meanwhile waits for the same. */
export class UnderWay<T> {
  readonly #all = new Map<string, Promise<T>>();

  /** A name is made up of long texts: it is looked at only where there is anything. */
  find(name: string): Promise<T> | undefined {
    return this.#all.size === 0 ? undefined : this.#all.get(name);
  }

  /** What is read, handed to `remember` first; under way until then, or until it has failed. */
  add(name: string, reading: Soon<T>, remember: (read: T) => void): Soon<T> {
    const remembered = (read: T): T => {
      remember(read);
      return read;
    };
    if (!(reading instanceof Promise)) return remembered(reading);
    const ended = reading.then(remembered).finally(() => this.#all.delete(name));
    this.#all.set(name, ended);
    return ended;
  }
}
