import { now } from './clock.js';
import type { Journal } from './events.js';
import { entries } from './history.js';
import type { History } from './history.js';
import type { Place } from './place.js';
import { TABLES, fillSql } from './tables.js';
import type { Table, Versions } from './tables.js';

/** Changes the warehouse's tables, version by version, and notes in each history what was committed when. */
export class Changes {
  readonly #place: Place;
  readonly #journal: Journal;
  readonly #histories: readonly History[];
  readonly #versions = new Map<Table, number>(TABLES.map((table) => [table, 1]));
  /** One writer at a time changes a table, so that its versions are committed in order. */
  readonly #turns = new Map<Table, Promise<void>>();

  constructor(place: Place, journal: Journal, histories: readonly History[]) {
    this.#place = place;
    this.#journal = journal;
    this.#histories = histories;
    const first = Object.fromEntries(TABLES.map((table) => [table, 1]));
    for (const history of histories) history.committing(first, 0)(0);
  }

  /** Does work on tables while nobody else changes them. */
  async inTurn(tables: readonly Table[], work: () => Promise<void>): Promise<void> {
    const before = tables.map((table) => this.#turns.get(table));
    const done = Promise.all(before).then(work);
    const settled = done.catch(() => undefined);
    for (const table of tables) this.#turns.set(table, settled);
    await done;
  }

  /** Brings tables to their next version in one transaction; answers the versions and when the commit had been answered. */
  async commit(tables: readonly Table[]): Promise<{ versions: Versions; done: number }> {
    const versions: Versions = Object.fromEntries(tables.map((table) => [table, (this.#versions.get(table) ?? 1) + 1]));
    const client = await this.#place.warehouse.connect();
    try {
      await client.query('BEGIN');
      for (const [table, version] of entries(versions)) {
        await client.query(`DELETE FROM ${table}`);
        await client.query(fillSql(table), [version]);
      }
      const sent = now();
      const committed = this.#histories.map((history) => history.committing(versions, sent));
      await client.query('COMMIT');
      const done = now();
      for (const each of committed) each(done);
      for (const [table, version] of entries(versions)) this.#versions.set(table, version);
      this.#journal.count('versions', tables.length);
      this.#journal.note('committed', { versions, sent, done });
      return { versions, done };
    } finally {
      client.release();
    }
  }
}
