import type { Numbers } from './warehouse.js';

/** An entry as it was published. */
export interface KnownEntry {
  readonly result: number;
  readonly tables: readonly string[];
  readonly captured: Numbers;
  readonly life: number;
  readonly snapshotAt: number;
  /** Milliseconds for which it is served, counted from the snapshot. */
  readonly ttl: number | undefined;
  /** The same of what asks for the day: until that is over. */
  readonly ends: number | undefined;
}

/** A run as the answers of the index have shown it. */
export interface KnownRun {
  readonly key: string;
  readonly owner: string;
  /** By how it was claimed, or because an attempt found that it may not be shared. */
  alone: boolean;
  state: 'open' | 'published' | 'delivered' | 'failed' | 'cancelled';
  /** Another run of its key has claimed after it: it may not become an entry any more. */
  overtaken: boolean;
  /** Of the latest attempt that has begun. */
  begun?: { token: number; snapshotAt: number; life: number; captured: Numbers; pid: number | undefined; joinUntil: number | undefined };
  taken?: number;
  /** What it ended with, and why that is no entry; or the token that failed it. */
  result?: number;
  reason?: string;
  failedBy?: number | undefined;
  /** The ledger has its end. */
  recorded?: boolean;
}

export interface KnownJob {
  run: string;
  readonly key: string;
  left: boolean;
  /** When it got into its run. */
  readonly since: number;
}

/** A run that waits in the queue, or that a worker has. */
export interface Queued {
  readonly key: string;
  attempts: number;
}

/**
 * What Redis holds, as far as its answers have told. It is lost with Redis, and comes back with an older copy: what
 * ought to be there, for those who judge.
 */
export class Known {
  /** Of the index: a new one each time that it came up empty. 0: none. */
  life = 0;
  /** Number of the history in which its epochs were last restored. */
  restoredIn = -1;
  epochs: Numbers = {};
  /** Of each table, its last moves; those by a restoration, whose time is not known, are `restored`. */
  readonly moves = new Map<string, { readonly epoch: number; readonly at: number; readonly restored: boolean }[]>();
  /** Who has the change feed. */
  holder: string | undefined = undefined;
  /** Until when a feed vouches for the source. */
  watchedUntil = -Infinity;
  /** Bytes of all entries. */
  bytes = 0;
  readonly loads = new Map<string, { readonly tables: readonly string[]; readonly until: number }>();
  readonly entries = new Map<string, KnownEntry>();
  readonly claims = new Map<string, string>();
  readonly runs = new Map<string, KnownRun>();
  readonly jobs = new Map<string, KnownJob>();
  readonly queue = new Map<string, Queued>();
  /** Results that are kept rendered: what is kept of each, and by when it was used, or until when it is kept for those who wait. */
  readonly rendered = new Map<number, { readonly record: string } & ({ readonly used: number } | { readonly until: number })>();
  /** Table → keys that were published on it since it was last moved. */
  readonly resting = new Map<string, Set<string>>();
  /** `<table> <epoch>` → keys that rested on it when it moved there. */
  readonly aside = new Map<string, Set<string>>();

  copy(): Known {
    const copy = new Known();
    const { life, restoredIn, epochs, holder, watchedUntil, bytes } = this;
    return Object.assign(copy, { life, restoredIn, epochs, holder, watchedUntil, bytes }, structuredClone({
      loads: this.loads, moves: this.moves,
      entries: this.entries, claims: this.claims, runs: this.runs, jobs: this.jobs, queue: this.queue,
      resting: this.resting, aside: this.aside, rendered: this.rendered,
    }));
  }

  /** Jobs that wait for a run. */
  waiting(run: string): string[] {
    return [...this.jobs].flatMap(([job, { run: own, left }]) => (own === run && !left ? [job] : []));
  }

  /** A run has ended: nothing of it is claimed or waited for any more. */
  end(run: string, state: KnownRun['state'], result?: number): void {
    const held = this.runs.get(run);
    if (!held) return;
    held.state = state;
    if (result !== undefined) held.result = result;
    if (this.claims.get(held.key) === run) this.claims.delete(held.key);
  }
}
