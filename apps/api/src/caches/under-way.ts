/** What is being read just now, by name: who asks for the same meanwhile waits for the same. */
export class UnderWay<T> {
  readonly #all = new Map<string, Promise<T>>();

  /** A name is made up of long texts: it is looked at only where there is anything. */
  find(name: string): Promise<T> | undefined {
    return this.#all.size === 0 ? undefined : this.#all.get(name);
  }

  /** Until it is there, or has failed. */
  add(name: string, promise: Promise<T>): Promise<T> {
    const ended = promise.finally(() => this.#all.delete(name));
    this.#all.set(name, ended);
    return ended;
  }
}
