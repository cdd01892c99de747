import { at } from './warehouse.js';
import type { Numbers } from './warehouse.js';

/** A refresh that the ledger has: Redis has yet to hear of it. */
export interface Commit {
  readonly epochs: Numbers;
  /** What the tables held when it was told. */
  readonly versions: Numbers;
}

export interface LoadEnd extends Commit {
  readonly how: 'closed' | 'abandoned' | 'overdue';
  readonly at: number;
}

export interface LedgerLoad {
  readonly id: string;
  readonly tables: readonly string[];
  /** Its time limit. */
  readonly until: number;
  ended?: LoadEnd;
}

/** Epochs soon get two digits, so that those who compare them as text are found. */
const FIRST_EPOCH = 8;

/** What OnceQL's own Postgres has, and never loses. */
export class Ledger {
  #epochs: Numbers = {};
  /** `<table> <epoch>` → the version that everybody sees who rests on that epoch. */
  readonly #versions = new Map<string, number>();
  readonly #loads = new Map<string, LedgerLoad>();

  get epochs(): Numbers {
    return this.#epochs;
  }

  /** The next epochs of some tables, in one transaction. */
  refresh(tables: readonly string[], present: Numbers): Commit {
    const epochs = Object.fromEntries(tables.map((table) => [table, (this.#epochs[table] ?? FIRST_EPOCH) + 1]));
    const versions = Object.fromEntries(tables.map((table) => [table, at(present, table)]));
    for (const table of tables) this.#versions.set(`${table} ${at(epochs, table)}`, at(versions, table));
    this.#epochs = { ...this.#epochs, ...epochs };
    return { epochs, versions };
  }

  get openLoads(): readonly LedgerLoad[] {
    return [...this.#loads.values()].filter(({ ended }) => !ended);
  }

  openLoad(load: Pick<LedgerLoad, 'id' | 'tables' | 'until'>): void {
    this.#loads.set(load.id, { ...load });
  }

  load(id: string): LedgerLoad | undefined {
    return this.#loads.get(id);
  }

  /** Ends a load and moves the epochs of its tables, in one transaction; one that has ended stays as it is. */
  endLoad(id: string, how: LoadEnd['how'], present: Numbers, now: number): LoadEnd | undefined {
    const load = this.#loads.get(id);
    if (!load) return undefined;
    load.ended ??= { ...this.refresh(load.tables, present), how, at: now };
    return load.ended;
  }

  /** The least version that somebody may see who asked for an epoch at least. */
  versionAt(table: string, epoch: number): number {
    return this.#versions.get(`${table} ${epoch}`) ?? 0;
  }
}
