import { isDeepStrictEqual } from 'node:util';
import { CacheIndex } from '../../../src/cache-index/cache-index.js';
import type { Attempt } from '../../../src/cache-index/cache-index.js';
import type { ResolveRequest } from '../../../src/cache-index/resolving.js';
import { Invalidation } from '../../../src/invalidation/invalidation.js';
import type { Chance } from './chance.js';
import type { Days } from './days.js';
import { Known } from './known.js';
import { Ledger } from './ledger.js';
import type { Commit, LedgerLoad } from './ledger.js';
import type { ModelServer } from './server.js';
import { Warehouse, at } from './warehouse.js';
import type { Numbers } from './warehouse.js';
import type { Query } from './queries.js';

/** A promise was broken. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

export function demand(holds: boolean, broken: () => string): asserts holds {
  if (!holds) throw new Violation(broken());
}

/** A question that somebody put to the cache. */
export interface Asked {
  readonly query: Query;
  readonly request: ResolveRequest;
  /** The least versions that he may see: what had been told when he asked. */
  readonly told: Numbers;
  /** What not even those may miss who take stale rows: the epochs that they asked for. */
  readonly least: Numbers;
  readonly at: number;
}

/** One try of a worker at a run. */
export interface Attempting {
  readonly attempt: Attempt;
  readonly query: Query;
  readonly pid: number;
  phase: 'new' | 'taken' | 'analysed' | 'begun' | 'read';
  /** What the source's clock said when it was asked for its day, and when that is over; absent: the statement asks for none. */
  today?: { readonly day: number; readonly until: number };
  snapshotAt: number;
  /** When an entry ends that asks for the day, in ms after the snapshot. */
  endsMs?: number;
  rows: Numbers;
  /** Of its stored rows, once it has tried to publish them, and why they may not be cached. */
  result?: number;
  uncacheable?: string;
}

/** Somebody who heard that the index is fenced, and is on his way to open it. */
export interface Restoring {
  readonly history: string;
  /** The number of that history. */
  readonly heard: number;
  /** What he read in the ledger, loads first; absent: he has not yet. */
  loads?: readonly LedgerLoad[];
  epochs?: Numbers;
}

/** An announced change of tables, by somebody who writes and closes it, or does not. */
export interface Loading {
  readonly id: string;
  readonly tables: readonly string[];
  readonly until: number;
  /** `recorded`: the ledger has it, and nobody was answered. */
  phase: 'recorded' | 'open' | 'closing' | 'over';
  /** Versions that it has written. */
  wrote: Numbers;
}

/** A look of a change feed at the source. */
export interface Polling {
  readonly since: number;
  readonly seen: Numbers;
  phase: 'looked' | 'committed' | 'moved';
  commit?: Commit;
}

/** What the options of the source are. Times are seconds. */
export interface Setting {
  readonly ttl: number | undefined;
  readonly feed: { readonly fallbackTtl: number; readonly vouches: number } | undefined;
  /** The source is a standby that lags behind by that much at most. */
  readonly replicaLag: number | undefined;
  readonly loadPolicy: 'run' | 'wait';
  /** Some statements ask for the day. */
  readonly days: Days | undefined;
  /** What else goes on in this world: Redis is lost at times; loads come and go; how many keys are asked for. */
  readonly mishaps: boolean;
  readonly loads: boolean;
  readonly keys: number;
}

/** A stored result: what was read, and when. */
export interface Stored {
  readonly rows: Numbers;
  readonly snapshotAt: number;
  /** The source's day that they are of, where the statement asks for it. */
  readonly day?: number | undefined;
}

const BEGINNING = 1_700_000_000_000;

/** One source with all who deal with it: its truth, its ledger, its index in Redis, callers and workers. */
export class World {
  readonly source: number;
  readonly server: ModelServer;
  readonly index: CacheIndex;
  readonly invalidation: Invalidation;
  readonly warehouse = new Warehouse();
  readonly ledger = new Ledger();
  now = BEGINNING;
  /** The number of the history that Redis is in. */
  history = 0;
  known = new Known();
  copy: Known | undefined;
  readonly setting: Setting;
  /** Versions that have been told of by refreshes that were answered, and when. */
  readonly tellings: { readonly table: string; readonly version: number; readonly at: number }[] = [];
  readonly loads: Loading[] = [];
  readonly polls: Polling[] = [];
  /** Versions that the feed has noted in the ledger. */
  marks: Numbers = {};
  /** Who has looked at the source last; undefined: whoever is next takes the feed over. */
  watcher: string | undefined;
  /** Until when some look of the feed at the source may be relied on. */
  vouchedUntil = -Infinity;
  readonly commits: Commit[] = [];
  readonly attempts: Attempting[] = [];
  readonly restoring: Restoring[] = [];
  /** Claimed, and not yet in the queue. */
  readonly claimed: { run: string; key: string }[] = [];
  /** Questions whose answer was lost on the way; they may be put again. */
  readonly unheard: Asked[] = [];
  readonly asked = new Map<string, Asked>();
  readonly results = new Map<number, Stored>();
  readonly seen: Record<string, number> = {};
  readonly trace: string[] | undefined;
  #ids = 0;
  #tokens = 0;

  constructor(server: ModelServer, source: number, setting: Setting, traced: boolean) {
    this.setting = setting;
    this.server = server;
    this.source = source;
    this.trace = traced ? [] : undefined;
    this.index = new CacheIndex(server.redis, () => String(this.now));
    this.invalidation = new Invalidation(server.redis, () => String(this.now));
  }

  nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  nextToken(): number {
    this.#tokens += 1;
    return this.#tokens;
  }

  /** Notes what happened, for those who read the trace; and that it did, for those who count. */
  say(outcome: string, line: () => string): void {
    this.seen[outcome] = (this.seen[outcome] ?? 0) + 1;
    this.trace?.push(`${String(this.now - BEGINNING).padStart(8)} ms  ${line()}`);
  }

  get fenced(): boolean {
    return this.known.life === 0 || this.known.restoredIn !== this.history;
  }

  /** A refresh has been answered. */
  tell(versions: Numbers): void {
    for (const [table, version] of Object.entries(versions)) this.tellings.push({ table, version, at: this.now });
  }

  /** What has been told: by answers, and by loads whose time is up; one that nobody has ended by then is a refresh. */
  allTold(): { table: string; version: number; at: number }[] {
    const over = this.loads.filter(({ phase, until }) => phase !== 'recorded' && until < this.now);
    return [...this.tellings, ...over.flatMap((load) => {
      const { tables, until } = load;
      const versions = this.#atTheEnd(load);
      return tables.map((table) => ({ table, version: at(versions, table), at: until }));
    })];
  }

  #atTheEnd({ id, until }: Loading): Numbers {
    const end = this.ledger.load(id)?.ended;
    return end && end.at <= until ? end.versions : this.warehouse.asOf(until);
  }

  /** The least versions that somebody may see who asks now. */
  told(): Numbers {
    const told: Record<string, number> = {};
    for (const { table, version } of this.allTold()) told[table] = Math.max(version, told[table] ?? 0);
    return told;
  }

  /** Sends a command, and again at times, as a client does whose connection broke before the answer came. */
  async perhapsTwice<T>(chance: Chance, send: () => Promise<T>): Promise<T> {
    const answer = await send();
    if (!chance.often(0.2)) return answer;
    const again = await send();
    demand(isDeepStrictEqual(again, answer), () => `sent twice, answered ${JSON.stringify(answer)} and then ${JSON.stringify(again)}`);
    return answer;
  }

  drop(attempt: Attempting): void {
    this.attempts.splice(this.attempts.indexOf(attempt), 1);
  }
}

/** Job and run ids without the part that is the same in all of them. */
export const short = (id: string): string => id.replace(/^\d+-0000.*-0*(?=\d+$)/, 'job-');
