import type { Table, Versions } from './tables.js';

interface Change {
  /** When COMMIT was sent: it was not visible before. */
  readonly sent: number;
  /** When it had been answered: it was visible from then on. Infinity until then. */
  done: number;
  /** Everything that the transaction made. */
  readonly versions: Versions;
}

/** What was written when, and what was told when. Times are milliseconds by one clock. */
export class History {
  readonly #changes = new Map<Table, Map<number, Change>>();
  readonly #told = new Map<Table, { version: number; at: number }[]>();

  /** A transaction is about to commit; answers what to call when it has. */
  committing(versions: Versions, sent: number): (done: number) => void {
    const change: Change = { sent, done: Infinity, versions };
    for (const [table, version] of entries(versions)) {
      const all = this.#changes.get(table) ?? new Map<number, Change>();
      this.#changes.set(table, all.set(version, change));
    }
    return (done) => {
      change.done = done;
    };
  }

  /** A refresh that was sent after these versions were committed has been answered. */
  told(versions: Versions, at: number): void {
    for (const [table, version] of entries(versions)) {
      const all = this.#told.get(table) ?? [];
      all.push({ version, at });
      this.#told.set(table, all);
    }
  }

  /** The newest version whose refresh had been answered before a time; 0 if none had. */
  newestTold(table: Table, before: number): number {
    const told = this.#told.get(table) ?? [];
    return told.reduce((newest, { version, at }) => (at < before && version > newest ? version : newest), 0);
  }

  change(table: Table, version: number): Readonly<Change> | undefined {
    return this.#changes.get(table)?.get(version);
  }

  /** When a version can have been seen at the earliest and at the latest. */
  window(table: Table, version: number): { from: number; to: number } | undefined {
    const made = this.change(table, version);
    if (!made) return undefined;
    return { from: made.sent, to: this.change(table, version + 1)?.done ?? Infinity };
  }
}

/** The tables of some versions, with their versions. */
export const entries = (versions: Versions): [Table, number][] => Object.entries(versions) as [Table, number][];
