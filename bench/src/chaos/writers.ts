import type { Random } from './random.js';
import { ask } from './client.js';
import { now, pause } from './clock.js';
import type { Scene } from './scene.js';
import { entries } from './history.js';
import { LEAVES, TABLES, fillSql } from './tables.js';
import type { Table, Versions } from './tables.js';

/** Changes tables and tells of it, over and over: one transaction, one refresh. */
export class Writers {
  readonly #scene: Scene;
  readonly #versions = new Map<Table, number>(TABLES.map((table) => [table, 1]));
  /** One writer at a time changes a table, so that its versions are committed in order. */
  readonly #turns = new Map<Table, Promise<void>>();

  constructor(scene: Scene) {
    this.#scene = scene;
    const first = Object.fromEntries(TABLES.map((table) => [table, 1]));
    scene.history.committing(first, 0)(0);
  }

  /** One writer, who changes one or two of his tables at a time. */
  async write(random: Random, tables: readonly Table[], everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(everyMs * (0.5 + random.unit()), signal);
      const [first, second] = [random.pick(tables), random.pick(tables)];
      const changed = random.chance(0.3) && first !== second ? [first, second] : [first];
      const words = random.pick(['public.', '', 'leaves'] as const);
      if (!signal.aborted) await this.#inTurn([...changed].sort(), (all) => this.#change(all, words, random));
    }
  }

  async #inTurn(tables: readonly Table[], work: (tables: readonly Table[]) => Promise<void>): Promise<void> {
    const before = tables.map((table) => this.#turns.get(table));
    const done = Promise.all(before).then(() => work(tables));
    const settled = done.catch(() => undefined);
    for (const table of tables) this.#turns.set(table, settled);
    await done;
  }

  async #change(tables: readonly Table[], words: string, random: Random): Promise<void> {
    const versions = Object.fromEntries(tables.map((table) => [table, (this.#versions.get(table) ?? 1) + 1])) as Versions;
    await this.#commit(versions);
    const sent = now();
    if (!this.#scene.options.lie) await this.#tell(namesOf(tables, words), random);
    const answered = now();
    this.#scene.history.told(versions, answered);
    this.#scene.toldTimes.push({ tables, from: sent, to: answered });
    this.#scene.journal.note('told', { versions, sent, answered });
  }

  async #commit(versions: Versions): Promise<void> {
    const client = await this.#scene.place.warehouse.connect();
    try {
      await client.query('BEGIN');
      for (const [table, version] of entries(versions)) {
        await client.query(`DELETE FROM ${table}`);
        await client.query(fillSql(table), [version]);
      }
      const sent = now();
      const committed = this.#scene.history.committing(versions, sent);
      await client.query('COMMIT');
      const done = now();
      committed(done);
      for (const [table, version] of entries(versions)) this.#versions.set(table, version);
      this.#scene.journal.count('versions', Object.keys(versions).length);
      this.#scene.journal.note('committed', { versions, sent, done });
    } finally {
      client.release();
    }
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

/** Partitions may be told of by the parent's name or by their own. */
function namesOf(tables: readonly Table[], words: string): string[] {
  return tables.flatMap((table) => (table === 'p' && words === 'leaves' ? LEAVES.map((leaf) => `public.${leaf}`) : [`${words === 'leaves' ? 'public.' : words}${table}`]));
}
