import { expect } from '@jest/globals';
import { resultOf, until } from '@onceql/testing';
import type { Answer, Client, Hold, Stack } from '@onceql/testing';
import { RECOVERY_MS } from './ground.js';

/** What is told of a trial's table while a process stands still. */
const TELLINGS = ['refresh', 'load_opened', 'load_closed', 'load_opened_and_closed'] as const;

/** One place at which a process stands, and one telling meanwhile; with a table of its own. */
export interface Trial {
  readonly point: string;
  readonly telling: (typeof TELLINGS)[number];
  /** Names the table, and marks the query. */
  readonly mark: string;
}

/** Every telling at every point. @param prefix Tells the trials of a suite from its others. */
export const trialsAt = (prefix: string, points: readonly string[]): Trial[] =>
  points.flatMap((point) => TELLINGS.map((telling) => ({ point, telling, mark: `${prefix}_${telling}_${point.replace('.', '_')}` })));

/** Tables at their first version. */
export const tablesOf = (names: readonly string[]): string =>
  names.map((name) => `CREATE TABLE ${name} AS SELECT id, 1 AS v FROM generate_series(1, 3) id;`).join('\n');

/** The query that a process stands with. */
const queryOf = ({ mark }: Trial): string => `SELECT id, v, '${mark}' AS mark FROM ${mark} ORDER BY id`;
/** Another one, that was cached before. */
const knownOf = ({ mark }: Trial): string => `SELECT v, count(*) AS n FROM ${mark} GROUP BY v`;

/** Processes that stand at the points of trials. */
export interface Standing {
  /** What became of those who asked. */
  readonly answers: Promise<PromiseSettledResult<unknown>[]>;
  readonly release: () => void;
}

/** Tells of tables while processes stand, and looks whether anything is served afterwards that was read before. */
export class Telling {
  readonly trials: readonly Trial[];
  readonly #stack: Stack;
  readonly #api: Client;
  readonly #source: number;
  readonly #loads = new Map<Trial, { id: number; openedAt: number }>();
  readonly #late = new Map<Trial, Promise<Answer>[]>();

  /** @param api One that does not stand. */
  constructor(stack: Stack, api: Client, source: number, trials: readonly Trial[]) {
    this.#stack = stack;
    this.#api = api;
    this.#source = source;
    this.trials = trials;
  }

  /** Makes entries, and opens the loads that will be closed. */
  async prepare(): Promise<void> {
    await Promise.all(this.trials.map(async (trial) => {
      expect(versionIn(await this.#api.query(this.#source, knownOf(trial)))).toBe(1);
      if (trial.telling === 'load_closed') await this.#open(trial);
    }));
  }

  /**
   * Brings a process to stand at the point of every trial.
   * @param client Who submits; default: one that does not stand.
   */
  async stand(client = this.#api): Promise<Standing> {
    const standing = await Promise.all(this.trials.map((trial) => this.#standAt(trial, client)));
    await Promise.all(standing.map(({ hold }) => hold.reached()));
    return {
      answers: Promise.allSettled(standing.map(({ answer }) => answer)),
      release: () => standing.forEach(({ hold, worker }) => [hold, worker].forEach((each) => each?.release())),
    };
  }

  async #standAt(trial: Trial, client: Client): Promise<{ hold: Hold; worker?: Hold; answer: Promise<unknown> }> {
    const { point, mark } = trial;
    if (point !== 'job.waiting') {
      const hold = this.#stack.checkpoints.hold(point, mark);
      return { hold, answer: client.query(this.#source, queryOf(trial), { wait_timeout: 60 }) };
    }
    // A job that is waited for, as its run stands still.
    const worker = this.#stack.checkpoints.hold('attempt.taken', mark);
    const job = await client.submit(this.#source, queryOf(trial));
    return { worker, hold: this.#stack.checkpoints.hold(point, job.id), answer: client.ended(job.id) };
  }

  /** Changes every table and tells of it, and asks once more what is asked just now, and what was cached. */
  async tell(): Promise<void> {
    await Promise.all(this.trials.map(async (trial) => {
      const { telling, mark } = trial;
      if (telling.startsWith('load_opened')) await this.#open(trial);
      await this.#stack.warehouse.query(`UPDATE ${mark} SET v = 2`);
      if (telling === 'refresh') expect((await this.#post('tables/refresh', { tables: [mark] })).status).toBe(200);
      if (telling.endsWith('closed')) await this.#close(trial);
      if (telling === 'load_opened') return;
      const asked = [queryOf(trial), knownOf(trial)].map((query) => this.#api.query(this.#source, query, { wait_timeout: 60 }));
      for (const each of asked) each.catch(() => undefined); // heard of where they are looked at
      this.#late.set(trial, asked);
    }));
  }

  /** When all goes on: nobody who asked after the telling was served what was read before, and nobody is. */
  async expectFresh(point: string): Promise<void> {
    await Promise.all(this.trials.filter((trial) => trial.point === point).map(async (trial) => {
      for (const late of this.#late.get(trial) ?? []) expect([trial.mark, versionIn(await late)]).toEqual([trial.mark, 2]);
      if (trial.telling === 'load_opened' && this.#loads.has(trial)) await this.#expectNothingNew(trial);
      for (const query of [queryOf(trial), knownOf(trial)]) {
        expect([trial.mark, versionIn(await this.#api.query(this.#source, query))]).toEqual([trial.mark, 2]);
        const hit = await this.#api.query(this.#source, query);
        expect([trial.mark, hit.headers.get('x-onceql-cache'), versionIn(hit)]).toEqual([trial.mark, 'hit', 2]);
      }
    }));
  }

  /** While its load is open nothing is served from the cache but what was read before; then it is closed. */
  async #expectNothingNew(trial: Trial): Promise<void> {
    // Who joins is answered by the run of those who asked before.
    const answer = await until(async () => {
      const asked = await this.#api.query(this.#source, queryOf(trial));
      return asked.headers.get('x-onceql-cache') !== 'joined' && asked;
    }, RECOVERY_MS);
    const cache = answer.headers.get('x-onceql-cache');
    const readAt = Date.parse(answer.headers.get('x-onceql-executed-at') ?? '');
    const isFromBefore = cache === 'hit' && readAt <= (this.#loads.get(trial)?.openedAt ?? 0);
    expect([trial.mark, isFromBefore || cache]).toEqual([trial.mark, isFromBefore || `bypass; reason=load(public.${trial.mark})`]);
    expect([trial.mark, versionIn(await this.#api.query(this.#source, knownOf(trial)))]).toEqual([trial.mark, 1]);
    await this.#close(trial);
  }

  async #open(trial: Trial): Promise<void> {
    const answer = await this.#post('loads', { tables: [trial.mark] });
    expect(answer.status).toBe(200);
    const load = answer.json as { id: number; opened_at: string };
    this.#loads.set(trial, { id: load.id, openedAt: Date.parse(load.opened_at) });
  }

  async #close(trial: Trial): Promise<void> {
    const id = this.#loads.get(trial)?.id ?? 0;
    this.#loads.delete(trial);
    expect((await this.#post(`loads/${id}/close`, {})).status).toBe(200);
  }

  /** Who is told 503 was not heard, and tells again. */
  #post(path: string, body: unknown): Promise<Answer> {
    return until(async () => {
      const answer = await this.#api.post(`/api/data_sources/${this.#source}/${path}`, body);
      return answer.status !== 503 && answer;
    }, RECOVERY_MS);
  }
}

/** The version that all rows of an answer show; what else there is where they do not. */
export function versionIn(answer: Answer): unknown {
  if (answer.status !== 200 || !answer.text.startsWith('{"query_result"')) return answer.text;
  const versions = [...new Set(resultOf(answer).data.rows.map(({ v }) => v))];
  return versions.length === 1 ? versions[0] : versions;
}
