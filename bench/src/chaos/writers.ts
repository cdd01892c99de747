import type { Random } from './random.js';
import { Changes } from './changes.js';
import { ask } from './client.js';
import { now, pause } from './clock.js';
import type { Scene } from './scene.js';
import { LEAVES } from './tables.js';
import type { Table } from './tables.js';

/** Changes tables and tells of it, over and over: one transaction, one refresh. */
export class Writers {
  readonly #scene: Scene;
  readonly #changes: Changes;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#changes = new Changes(scene.place, scene.journal, [scene.history]);
  }

  /** One writer, who changes one or two of his tables at a time. */
  async write(random: Random, tables: readonly Table[], everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(everyMs * (0.5 + random.unit()), signal);
      const changed = oneOrTwo(tables, random);
      const words = random.pick(['public.', '', 'leaves'] as const);
      if (!signal.aborted) await this.#changes.inTurn(changed, () => this.#change(changed, words, random));
    }
  }

  async #change(tables: readonly Table[], words: string, random: Random): Promise<void> {
    const { versions } = await this.#changes.commit(tables);
    const sent = now();
    if (!this.#scene.options.lie) await this.#tell(namesOf(tables, words), random);
    const answered = now();
    this.#scene.history.told(versions, answered);
    this.#scene.toldTimes.push({ tables, from: sent, to: answered });
    this.#scene.journal.note('told', { versions, sent, answered });
  }

  /** Tells until somebody answers that he has heard. */
  async #tell(names: readonly string[], random: Random): Promise<void> {
    const { place, journal, abandoned } = this.#scene;
    while (!abandoned.aborted) {
      const reply = await ask(random.pick(place.apis), 'POST', `/api/data_sources/${place.source}/tables/refresh`, { tables: names });
      if (reply?.status === 200) break;
      journal.count(reply ? `refresh_${reply.status}` : 'refresh_unanswered');
      if (reply && reply.status !== 503) journal.violated({ fault: 'answer', details: `a refresh was answered ${reply.status}`, evidence: { names, text: reply.text } });
      await pause(200);
    }
    journal.count('refreshes');
  }
}

/** One of the tables, or at times two, in their order. */
export function oneOrTwo(tables: readonly Table[], random: Random): Table[] {
  const [first, second] = [random.pick(tables), random.pick(tables)];
  return (random.chance(0.3) && first !== second ? [first, second] : [first]).sort();
}

/** Partitions may be told of by the parent's name or by their own. */
export function namesOf(tables: readonly Table[], words: string): string[] {
  return tables.flatMap((table) => (table === 'p' && words === 'leaves' ? LEAVES.map((leaf) => `public.${leaf}`) : [`${words === 'leaves' ? 'public.' : words}${table}`]));
}
