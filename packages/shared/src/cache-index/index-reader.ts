import { PHASES } from '../contracts/attempt.js';
import type { RunOrder } from '../contracts/query.js';
import { listEntries, readEntries } from './entries.js';
import type { EntriesAt, EntryOrder, EntryView } from './entries.js';
import { sourceKeys, sourceOfJob } from './keys.js';
import { readRendered } from './rendered.js';
import type { RenderedResult } from './rendered.js';
import { UnknownReply, isEnded } from './replies.js';
import type { JobView, PresentEpochs, RunView } from './replies.js';
import { countTrueOn, entriesOn, presentEpochs, readHoldings, readTables } from './tables.js';
import type { SourceHoldings, TableView } from './tables.js';
import { runCommand } from './script.js';
import type { RedisClient } from './script.js';

/** A source whose entries are looked at; `fallbackTtl` as of {@link Freshness}. */
export interface SourceView {
  readonly id: number;
  readonly fallbackTtl: number | undefined;
}

/** A number out of a hash field; undefined where there is none. */
export const number = (text: string | null | undefined): number | undefined =>
  text === null || text === undefined || text === '' ? undefined : Number(text);

/** Pairs the tables with the epochs that a command answered for them. */
export function pair(tables: readonly string[], epochs: string): Record<string, number> {
  const answered = JSON.parse(epochs) as string[];
  return Object.fromEntries(tables.map((table, at) => [table, Number(answered[at])]));
}

const later = (one: number | undefined, two: number | undefined): number | undefined =>
  one === undefined || two === undefined ? (one ?? two) : Math.max(one, two);

/** What the index says of jobs, runs and epochs. Nothing here changes or decides anything. */
export class IndexReader {
  readonly #redis: RedisClient;
  readonly #now: () => string;

  /** @param now As of {@link CacheIndex}. */
  constructor(redis: RedisClient, now: () => string) {
    this.#redis = redis;
    this.#now = now;
  }

  /** Jobs that wait for a run, with their callers. */
  async jobsOf(source: number, key: string, run: string): Promise<{ job: string; caller: string }[]> {
    const all = await this.#redis.hgetall(sourceKeys(source).callers(key));
    return Object.entries(all)
      .filter(([, held]) => held.startsWith(`${run} `))
      .map(([job, held]) => ({ job, caller: held.slice(run.length + 1) }));
  }

  /** What a job would have run whose statement is another text than that of the run it joined; undefined: it is the same. */
  async ownOrder(source: number, job: string): Promise<RunOrder | undefined> {
    const order = await this.#redis.hget(sourceKeys(source).job(job), 'order');
    return order ? (JSON.parse(order) as RunOrder) : undefined;
  }

  /** A small result with its rendered JSON, if it is kept; `readAt` is as of {@link readRendered}. */
  async rendered(source: number, result: number, readAt?: number): Promise<RenderedResult | undefined> {
    return readRendered(this.#redis, source, result, readAt);
  }

  /** A job, if the index has it. */
  async readJob(job: string): Promise<JobView | undefined> {
    const source = sourceOfJob(job);
    if (source === undefined) return undefined;
    const all = await this.#redis.hgetall(sourceKeys(source).job(job));
    if (!all['run']) return undefined;
    return {
      id: job,
      run: all['run'],
      key: all['key'] ?? '',
      caller: all['caller'] ?? '',
      how: all['how'] === 'joined' ? 'joined' : 'claimed',
      why: all['why'] ?? '',
      left: all['left_at'] !== undefined,
      createdAt: Number(all['created_at']),
    };
  }

  /** A run, if the index has it. */
  async readRun(source: number, run: string): Promise<RunView | undefined> {
    const all = await this.#redis.hgetall(sourceKeys(source).run(run));
    const state = all['state'];
    if (state !== 'queued' && state !== 'started' && !(state && isEnded(state))) return undefined;
    return {
      state,
      key: all['key'] ?? '',
      owner: all['owner'] ?? '',
      token: later(number(all['token']), number(all['taken'])),
      pid: number(all['pid']),
      result: number(all['result']),
      reason: all['reason'] ?? '',
      error: all['error'] ?? '',
      changedAt: Number(all['ended_at'] ?? all['started_at'] ?? all['created_at']),
      rows: number(all['rows']),
      bytes: number(all['bytes']),
      phase: PHASES.find((phase) => phase === all['phase']),
    };
  }

  /** Of these runs, those that the index knows nothing of. */
  async unknownRuns(source: number, runs: readonly string[]): Promise<string[]> {
    const at = sourceKeys(source);
    const known = await Promise.all(runs.map((run) => this.#redis.exists(at.run(run))));
    return runs.filter((_run, index) => known[index] === 0);
  }

  /** Runs that have not ended and were claimed more than `olderThan` ms ago, oldest first. */
  async openRuns(source: number, olderThan: number): Promise<string[]> {
    return this.#before(sourceKeys(source).openRuns, olderThan);
  }

  /** The order of an open run, as it was claimed. */
  async orderOf(source: number, run: string): Promise<RunOrder | undefined> {
    const order = await this.#redis.hget(sourceKeys(source).run(run), 'order');
    return order ? (JSON.parse(order) as RunOrder) : undefined;
  }

  /** The incarnation of a source's index and the present epochs of some tables. */
  async currentEpochs(source: number, tables: readonly string[]): Promise<PresentEpochs> {
    const at = sourceKeys(source);
    const reply = await runCommand(this.#redis, 'epochs', [at.index, at.epochs], [JSON.stringify(tables)]);
    const [code, first, second] = reply;
    if (code === 'open') return { outcome: 'open', incarnation: first ?? '', epochs: pair(tables, second ?? '[]') };
    if (code === 'fenced') return { outcome: 'fenced', history: first ?? '' };
    throw new UnknownReply('epochs', reply);
  }

  /** The first `limit` entries of a source: the most often hit first, or the youngest. */
  async entries(source: SourceView, order: EntryOrder, limit: number): Promise<EntryView[]> {
    return listEntries(this.#redis, this.#at(source), order, limit);
  }

  /** The first `limit` entries that rest on any of these tables at their present epochs. */
  async entriesOn(source: SourceView, tables: readonly string[], order: EntryOrder, limit: number): Promise<EntryView[]> {
    return entriesOn(this.#redis, this.#at(source), tables, order, limit);
  }

  /** How many entries that are true rest on these tables; undefined where they are too many to be looked at one by one. */
  async countTrueOn(source: SourceView, tables: readonly string[]): Promise<number | undefined> {
    return countTrueOn(this.#redis, this.#at(source), tables);
  }

  /** Epochs of all tables that anything may rest on. */
  async presentEpochs(source: number): Promise<ReadonlyMap<string, number>> {
    return presentEpochs(this.#redis, source);
  }

  /** What rests on these tables, which come with their epochs. */
  async tables(source: number, tables: ReadonlyMap<string, number>): Promise<TableView[]> {
    return readTables(this.#redis, source, tables);
  }

  /** How much the index holds of a source. */
  async holdings(source: number): Promise<SourceHoldings> {
    return readHoldings(this.#redis, source);
  }

  /** The entry of a key, if there is one, expired or not. */
  async entry(source: SourceView, key: string): Promise<EntryView | undefined> {
    const [entry] = await readEntries(this.#redis, this.#at(source), [key]);
    return entry;
  }

  /** Runs that ended more than `olderThan` ms ago and are not noted as recorded, oldest first. */
  async unrecordedRuns(source: number, olderThan: number): Promise<string[]> {
    return this.#before(sourceKeys(source).ended, olderThan);
  }

  #at({ id, fallbackTtl }: SourceView): EntriesAt {
    return { source: id, now: this.#now(), fallbackTtl };
  }

  async #before(list: string, olderThan: number): Promise<string[]> {
    const now = Number(this.#now() || (await this.#time()));
    return this.#redis.zrangebyscore(list, '-inf', now - olderThan);
  }

  async #time(): Promise<string> {
    const [seconds, micros] = await this.#redis.time();
    return String(Number(seconds) * 1000 + Math.floor(Number(micros) / 1000));
  }
}
