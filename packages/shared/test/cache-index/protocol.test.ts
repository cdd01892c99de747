import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { IndexBench, startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';
import { copyOf } from './older-copy.js';
import type { Attempt } from '../../src/cache-index/cache-index.js';

/**
 * Random interleavings of everything that can happen to a query, on the real commands in a real Redis, against a world
 * that knows every table's version. ONCEQL_SEED repeats a failure,
 * ONCEQL_SCHEDULES asks for more than the usual number.
 */
const SEED = Number(process.env['ONCEQL_SEED'] ?? Date.now() % 1_000_000);
const SCHEDULES = Number(process.env['ONCEQL_SCHEDULES'] ?? 300);
const STEPS = 60;
const TABLES = ['public.a', 'public.b'];
const KEYS = [
  { key: 'on-a', tables: ['public.a'] },
  { key: 'on-both', tables: TABLES },
] as const;

type Versions = Readonly<Record<string, number>>;

interface Submitted {
  readonly job: string;
  readonly tables: readonly string[];
  /** What had been told when it was submitted: nothing older may be answered. */
  readonly told: Versions;
  left: boolean;
}

interface Attempting {
  readonly at: Attempt;
  readonly tables: readonly string[];
  phase: 'analysed' | 'begun' | 'read';
  rows: Versions;
}

/** Somebody who heard that the index is fenced, and is on his way to open it. */
interface Restoring {
  readonly history: string;
  /** What he read in the ledger; absent: he has not yet. */
  epochs?: Versions;
}

/** What a server had at some time, and what the world knew of it then. */
interface Copy {
  readonly putBack: () => Promise<void>;
  readonly queue: ReadonlyMap<string, { key: string; tables: readonly string[] }>;
  readonly jobs: readonly Submitted[];
  readonly published: ReadonlyMap<string, number>;
}

/** mulberry32: a small generator whose sequence depends on the seed alone. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class World {
  readonly bench: IndexBench;
  readonly #flush: () => Promise<void>;
  readonly #random: () => number;
  #versions: Versions = { 'public.a': 0, 'public.b': 0 };
  #ledger: Versions = { 'public.a': 0, 'public.b': 0 };
  #told: Versions = { 'public.a': 0, 'public.b': 0 };
  #lives = 1;
  #copy: Copy | undefined;
  readonly #refreshing: { table: string; version: number }[] = [];
  readonly #restoring: Restoring[] = [];
  #results = 0;
  readonly #rowsOf = new Map<number, Versions>();
  readonly #queue = new Map<string, { key: string; tables: readonly string[] }>();
  readonly #attempts: Attempting[] = [];
  readonly #jobs: Submitted[] = [];
  readonly #published = new Map<string, number>();
  readonly seen = { hit: 0, joined: 0, claimed: 0, published: 0, delivered: 0, superseded: 0, ended: 0, fenced: 0, open: 0, moved: 0 };

  constructor(bench: IndexBench, flush: () => Promise<void>, random: () => number) {
    this.bench = bench;
    this.#flush = flush;
    this.#random = random;
  }

  async step(): Promise<void> {
    this.bench.now += Math.floor(this.#random() * 2000);
    const choice = this.#random();
    if (choice < 0.3) await this.#submit();
    else if (choice < 0.45) await this.#pick();
    else if (choice < 0.75) await this.#advance();
    else if (choice < 0.82) this.#write();
    else if (choice < 0.9) await this.#refresh();
    else if (choice < 0.93) await this.#leave();
    else if (choice < 0.94) this.#dieSilently();
    else if (choice < 0.95) await this.#empty();
    else if (choice < 0.97) await this.#keepCopy();
    else if (choice < 0.985) await this.#replace();
    await this.#restore();
  }

  async #submit(): Promise<void> {
    const { key, tables } = this.#one(KEYS);
    const told = this.#told;
    if (this.#random() < 0.3) {
      const looked = await this.bench.index.look(this.bench.source, key, undefined);
      if (looked.outcome === 'hit') return this.#check(this.#rows(looked.result), { tables, told });
    }
    const submitted = await this.bench.submit(key, this.#random() < 0.15 ? { mode: 'fresh' } : {});
    if (submitted.outcome === 'removed' || submitted.outcome === 'paused' || submitted.outcome === 'stale' || submitted.outcome === 'ahead') return;
    this.seen[submitted.outcome] += 1;
    if (submitted.outcome === 'fenced') return void this.#restoring.push({ history: submitted.history });
    if (submitted.outcome === 'hit') return this.#check(this.#rows(submitted.result), { tables, told });
    this.#jobs.push({ job: submitted.job, tables, told, left: false });
    if (submitted.outcome === 'claimed') this.#queue.set(submitted.run, { key, tables });
  }

  /** A worker takes a run; also one that another worker has, as after a stall. */
  async #pick(): Promise<void> {
    const [run, { key, tables }] = this.#one([...this.#queue]) ?? [undefined, { key: '', tables: [] }];
    if (run === undefined) return;
    this.#attempts.push({ at: this.bench.attempt(key, run), tables, phase: 'analysed', rows: {} });
  }

  async #advance(): Promise<void> {
    const attempt = this.#one(this.#attempts);
    if (!attempt) return;
    if (attempt.phase === 'analysed') await this.#begin(attempt);
    else if (attempt.phase === 'begun') this.#read(attempt);
    else await this.#publish(attempt);
  }

  async #begin(attempt: Attempting): Promise<void> {
    const beginning = await this.#perhapsTwice(() => this.bench.begin(attempt.at, attempt.tables));
    if (beginning.outcome === 'go') attempt.phase = 'begun';
    else if (beginning.outcome === 'fenced') this.#restoring.push({ history: beginning.history });
    else this.#drop(attempt);
  }

  #read(attempt: Attempting): void {
    attempt.rows = this.#versions;
    attempt.phase = 'read';
  }

  async #publish(attempt: Attempting): Promise<void> {
    this.#drop(attempt);
    if (this.#random() < 0.1) {
      await this.#perhapsTwice(() => this.bench.index.fail(attempt.at, 'no luck'));
      return;
    }
    this.#results += 1;
    this.#rowsOf.set(this.#results, attempt.rows);
    const { outcome } = await this.#perhapsTwice(() => this.bench.publish(attempt.at, this.#results, attempt.tables));
    if (outcome === 'published' || outcome === 'delivered') {
      const times = (this.#published.get(attempt.at.run) ?? 0) + 1;
      this.#published.set(attempt.at.run, times);
      expect({ run: attempt.at.run, times }).toEqual({ run: attempt.at.run, times: 1 });
    }
    if (outcome in this.seen) this.seen[outcome as 'published'] += 1;
  }

  /** Sends a command again at times, as a client does whose connection broke before the answer came. */
  async #perhapsTwice<T>(send: () => Promise<T>): Promise<T> {
    const answer = await send();
    if (this.#random() < 0.2) expect(await send()).toEqual(answer);
    return answer;
  }

  #write(): void {
    const table = this.#one(TABLES);
    this.#versions = { ...this.#versions, [table]: (this.#versions[table] ?? 0) + 1 };
  }

  /**
   * The ledger's epochs are the versions themselves: a refresh tells all that was written. It commits in the ledger
   * first; what it has told when Redis has moved the epoch is the promise.
   */
  async #refresh(): Promise<void> {
    if (this.#refreshing.length === 0 || this.#random() < 0.5) {
      const table = this.#one(TABLES);
      const version = this.#versions[table] ?? 0;
      this.#ledger = { ...this.#ledger, [table]: version };
      this.#refreshing.push({ table, version });
      if (this.#random() < 0.3) return;
    }
    const [{ table, version }] = this.#refreshing.splice(Math.floor(this.#random() * this.#refreshing.length), 1) as [{ table: string; version: number }];
    await this.bench.invalidation.move(this.bench.source, { [table]: version });
    this.#told = { ...this.#told, [table]: Math.max(version, this.#told[table] ?? 0) };
  }

  /** Somebody who restores takes a step: the ledger is read, or the index opened. */
  async #restore(): Promise<void> {
    if (this.#restoring.length === 0 || this.#random() < 0.4) return;
    const one = this.#one(this.#restoring);
    if (!one.epochs) return void (one.epochs = this.#ledger);
    this.#restoring.splice(this.#restoring.indexOf(one), 1);
    this.#lives += 1;
    const { outcome } = await this.bench.invalidation.open(this.bench.source, { incarnation: `life-${this.#lives}`, history: one.history, epochs: one.epochs });
    this.seen[outcome] += 1;
  }

  /** A node of a cluster does not begin another history at will. */
  async #keepCopy(): Promise<void> {
    const { redis } = this.bench;
    if (!(redis instanceof Redis)) return;
    this.#copy = {
      putBack: await copyOf(redis), queue: new Map(this.#queue), jobs: this.#jobs.map((job) => ({ ...job })), published: new Map(this.#published),
    };
  }

  /** The server is replaced by an older copy, as after a fail-over: what came later is lost with it, and only that. */
  async #replace(): Promise<void> {
    if (!this.#copy) return;
    const { putBack, queue, jobs, published } = this.#copy;
    await putBack();
    this.#jobs.splice(0, Infinity, ...jobs.map((job) => ({ ...job })));
    for (const [mine, then] of [[this.#queue, queue], [this.#published, published]] as const) refill(mine, then);
  }

  async #leave(): Promise<void> {
    const job = this.#one(this.#jobs);
    const view = job && (await this.bench.index.readJob(job.job));
    if (view && (await this.#perhapsTwice(() => this.bench.index.leave(view))).outcome === 'left') job.left = true;
  }

  #dieSilently(): void {
    const attempt = this.#one(this.#attempts);
    if (attempt) this.#drop(attempt);
  }

  /** Redis comes back empty: epochs return from the ledger, runs and jobs do not. */
  async #empty(): Promise<void> {
    await this.#flush();
    this.#jobs.length = 0;
    this.#queue.clear();
  }

  /** Runs on until nothing is open, and judges every job. */
  async finish(): Promise<void> {
    await this.bench.open('last', this.#ledger);
    for (const run of await this.bench.index.openRuns(this.bench.source, 0)) {
      const held = this.#queue.get(run);
      if (!held) throw new Error(`run ${run} is open but was never queued`);
      const attempt: Attempting = { at: this.bench.attempt(held.key, run), tables: held.tables, phase: 'analysed', rows: {} };
      await this.#begin(attempt);
      this.#read(attempt);
      await this.#publish(attempt);
    }
    for (const job of this.#jobs) await this.#judge(job);
  }

  async #judge(submitted: Submitted): Promise<void> {
    const job = await this.bench.index.readJob(submitted.job);
    expect(job?.left).toBe(submitted.left);
    if (!job || job.left) return;
    const run = await this.bench.index.readRun(this.bench.source, job.run);
    if (run?.state === 'failed') return;
    expect(['published', 'delivered', 'failed']).toContain(run?.state);
    if (run?.result !== undefined) this.#check(this.#rows(run.result), submitted);
  }

  #rows(result: number): Versions {
    const rows = this.#rowsOf.get(result);
    if (!rows) throw new Error(`result ${result} was never stored`);
    return rows;
  }

  #check(rows: Versions, { tables, told }: { tables: readonly string[]; told: Versions }): void {
    for (const table of tables) {
      const version = rows[table] ?? -1;
      if (version < (told[table] ?? 0)) throw new Error(`stale: ${table} at ${version}, though ${told[table]} had been told`);
    }
  }

  #drop(attempt: Attempting): void {
    this.#attempts.splice(this.#attempts.indexOf(attempt), 1);
  }

  #one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)] as T;
  }
}

function refill(mine: Map<string, unknown>, then: ReadonlyMap<string, unknown>): void {
  mine.clear();
  for (const [key, value] of then) mine.set(key, value);
}

let server: RedisBench;
beforeAll(async () => {
  server = await startRedisBench();
});
afterAll(() => server.stop());

test(`${SCHEDULES} random schedules, seed ${SEED}: nothing stale, nothing twice, nobody left waiting`, async () => {
  const seen: Record<string, number> = {};
  for (let schedule = 0; schedule < SCHEDULES; schedule += 1) {
    await server.flush();
    const world = new World(new IndexBench(server.redis, 1), server.flush, generator(SEED + schedule));
    await world.bench.open();
    try {
      for (let step = 0; step < STEPS; step += 1) await world.step();
      await world.finish();
    } catch (error) {
      throw new Error(`schedule ${schedule} of seed ${SEED} (ONCEQL_SEED=${SEED + schedule} runs it first)`, { cause: error });
    }
    for (const [outcome, times] of Object.entries(world.seen)) seen[outcome] = (seen[outcome] ?? 0) + times;
  }
  // A storm in which some outcome never came up would prove nothing about it.
  const possible = server.redis instanceof Redis ? Object.keys(seen) : Object.keys(seen).filter((outcome) => outcome !== 'moved');
  expect(possible.filter((outcome) => seen[outcome] === 0)).toEqual([]);
}, 60_000 + SCHEDULES * 300);
