import type { Events, Source, Sources } from '@onceql/shared';

/** The sources, kept in the process until a message says that they have changed. */
export class KnownSources implements Sources {
  readonly #sources: Sources;
  #found = new Map<number, Promise<Source | undefined>>();

  constructor(sources: Sources, events: Events) {
    this.#sources = sources;
    events.onSources(() => this.clear());
  }

  async list(): Promise<Source[]> {
    return this.#sources.list();
  }

  async find(id: number): Promise<Source | undefined> {
    const found = this.#found;
    const known = found.get(id);
    if (known) return known;
    const asked = this.#sources.find(id);
    found.set(id, asked);
    // Neither a failure nor an absence is kept: a source may be added at any time.
    asked.then((source) => source ?? found.delete(id), () => found.delete(id));
    return asked;
  }

  clear(): void {
    this.#found = new Map();
  }
}
