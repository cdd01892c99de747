import { ask } from '../chaos/client.js';
import { now, pause } from '../chaos/clock.js';
import type { Random } from '../chaos/random.js';
import type { Book, Scene } from './scene.js';

export type Epochs = Readonly<Record<string, number>>;

/** What a telling came to: the epochs that it answered, and when it had answered. */
export interface Told {
  readonly epochs: Epochs;
  readonly at: number;
}

interface LoadReply {
  readonly id: number;
  readonly ends_at: string;
}

/** Tells sources of changes, until somebody answers that he has heard. */
export class Teller {
  readonly #scene: Scene;
  readonly #random: Random;

  constructor(scene: Scene, random: Random) {
    this.#scene = scene;
    this.#random = random;
  }

  /** @param names Tables as a person writes them. */
  async refresh(book: Book, names: readonly string[]): Promise<Told> {
    return { epochs: await this.#send<{ epochs: Epochs }>(book, 'POST', 'tables/refresh', { tables: names }).then(epochsOf), at: now() };
  }

  /** Opens a load; `endsAt` by the machine's clock. */
  async open(book: Book, tables: readonly string[], timeLimit: number): Promise<{ id: number; endsAt: number }> {
    const { id, ends_at: endsAt } = await this.#send<LoadReply>(book, 'POST', 'loads', { tables, time_limit: timeLimit });
    return { id, endsAt: Date.parse(endsAt) };
  }

  async end(book: Book, load: number, how: 'close' | 'abandon'): Promise<Told> {
    const reply = how === 'close' ? this.#send<{ epochs: Epochs }>(book, 'POST', `loads/${load}/close`) : this.#send<{ epochs: Epochs }>(book, 'DELETE', `loads/${load}`);
    return { epochs: epochsOf(await reply), at: now() };
  }

  async #send<T>(book: Book, method: string, path: string, body?: unknown): Promise<T> {
    const { place, journal, abandoned } = this.#scene;
    while (!abandoned.aborted) {
      const reply = await ask(this.#random.pick(place.apis), method, `/api/data_sources/${book.source}/${path}`, body);
      if (reply?.status === 200) return reply.json as T;
      journal.count(reply ? `telling ${reply.status}` : 'telling unanswered');
      if (reply && reply.status !== 503) journal.violated({ fault: 'answer', details: `${method} ${path} was answered ${reply.status}`, evidence: { body, text: reply.text } });
      await pause(200);
    }
    throw new Error('the soak was given up');
  }
}

const epochsOf = ({ epochs }: { epochs: Epochs }): Epochs => epochs;
