import { ask, jobIn } from './client.js';
import type { Reply } from './client.js';
import { now, pause } from './clock.js';
import { classOf, judgeEnd, judgeStuck } from './ends.js';
import { Findings } from './findings.js';
import { judgeAnswer } from './judge.js';
import type { Answered } from './judge.js';
import type { Random } from './random.js';
import type { Scene } from './scene.js';
import { ALONE_MARK, STATEMENTS, spelled } from './statements.js';
import type { Row, Statement } from './statements.js';

/** A submission and what its caller means to do about it. */
interface Asked {
  readonly statement: Statement;
  readonly body: Readonly<Record<string, unknown>>;
  readonly maxAge: number | undefined;
  readonly isAlone: boolean;
  readonly manner: 'stays' | 'leaves' | 'vanishes' | 'forgets';
  /** After how many milliseconds he leaves or vanishes. */
  readonly patience: number;
}

/** A job that was accepted. */
interface Accepted extends Pick<Asked, 'statement' | 'maxAge' | 'isAlone'> {
  readonly job: string;
  readonly sent: number;
  left: boolean;
}

/** Every accepted job reads its end within this time after the last disturbance. */
const STUCK_MS = 60_000;

/** Submits, waits, leaves and forgets; every answer is judged as it comes. */
export class Callers {
  readonly findings = new Findings();
  readonly #scene: Scene;
  /** Accepted jobs that nobody asks after; they must end all the same. */
  readonly #forgotten = new Set<Accepted>();
  #calmSince: number | undefined;
  /** Jobs with their ends, to be asked for once more. */
  readonly ended: { readonly job: string; readonly status: number; readonly result: number | null; readonly at: number }[] = [];

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** From now on nothing disturbs: what has not ended in a while is stuck. */
  calm(since: number): void {
    this.#calmSince = since;
  }

  stormy(): void {
    this.#calmSince = undefined;
  }

  /** One caller. Resolves after `signal` when his last job has ended. */
  async call(random: Random, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(random.between(50, 700), signal);
      if (!signal.aborted) await this.#ask(chosen(random), random);
    }
  }

  /** Asks after all jobs that were forgotten. */
  async remember(random: Random): Promise<void> {
    const all = [...this.#forgotten];
    this.#forgotten.clear();
    for (const job of all) await this.#follow(job, random);
  }

  async #ask(asked: Asked, random: Random): Promise<void> {
    const { place, journal } = this.#scene;
    const gone = new AbortController();
    const timer = asked.manner === 'vanishes' ? setTimeout(() => gone.abort(), asked.patience) : undefined;
    const sent = now();
    journal.count('submissions');
    const reply = await ask(random.pick(place.apis), 'POST', '/api/query_results', { data_source_id: place.source, ...asked.body }, gone.signal);
    const received = now();
    clearTimeout(timer);
    if (gone.signal.aborted) return journal.count('vanished');
    if (!reply) return journal.count('unanswered');
    if (reply.status === 503) return journal.count('refused_503');
    if (reply.status !== 200) return this.#violated('answer', `a submission was answered ${reply.status}`, { asked: asked.body, sent, received, text: reply.text });
    this.findings.key(reply.headers.get('x-onceql-key'), asked.statement);
    const job = jobIn(reply);
    if (!job) return this.#serve(asked, reply, { sent, received, for: `direct at ${sent}` });
    await this.#take({ ...asked, job: job.id, sent, left: false }, asked, random);
  }

  async #take(accepted: Accepted, asked: Asked, random: Random): Promise<void> {
    this.#scene.journal.count('jobs');
    if (asked.manner === 'forgets') return void this.#forgotten.add(accepted);
    if (asked.manner === 'leaves') {
      await pause(asked.patience);
      const reply = await ask(random.pick(this.#scene.place.apis), 'DELETE', `/api/jobs/${accepted.job}`);
      // Without an answer nobody knows whether he is out.
      accepted.left = true;
      this.#scene.journal.count(reply?.status === 200 ? 'left' : 'leaving_unanswered');
    }
    await this.#follow(accepted, random);
  }

  /** Asks until the job has ended, whoever answers. */
  async #follow(accepted: Accepted, random: Random): Promise<void> {
    const { place, journal, disturbances, abandoned } = this.#scene;
    while (!abandoned.aborted) {
      const reply = await ask(random.pick(place.apis), 'GET', `/api/jobs/${accepted.job}?wait_timeout=5`);
      const received = now();
      const job = jobIn(reply);
      if (job && job.status >= 3) {
        this.ended.push({ job: job.id, status: job.status, result: job.query_result_id, at: received });
        journal.note('ended', { job: job.id, status: job.status, error: job.error, result: job.query_result_id, sent: accepted.sent });
        if (job.status === 3) return this.#fetch(accepted, job.query_result_id, received, random);
        journal.count(`failed_${classOf(job.error) ?? 'unexpected'}`);
        const end = { job: job.id, status: job.status, error: job.error, sent: accepted.sent, received, left: accepted.left };
        const wrong = judgeEnd(end, disturbances);
        return wrong && this.#violated(wrong.fault, wrong.details, { ...this.#evidence(accepted), end, near: this.#near(end) });
      }
      if (reply && !job && reply.status !== 503) {
        return this.#violated('lost', `job ${accepted.job} was answered ${reply.status}`, { ...this.#evidence(accepted), text: reply.text });
      }
      const stuck = judgeStuck({ job: accepted.job, status: job?.status ?? 0 }, now() - (this.#calmSince ?? Infinity), STUCK_MS);
      if (stuck) return this.#violated(stuck.fault, stuck.details, this.#evidence(accepted));
      if (!job) await pause(200);
    }
  }

  async #fetch(accepted: Accepted, result: number | null, received: number, random: Random): Promise<void> {
    while (!this.#scene.abandoned.aborted) {
      const reply = await ask(random.pick(this.#scene.place.apis), 'GET', `/api/query_results/${result}.json`);
      if (reply?.status === 200) return this.#serve(accepted, reply, { sent: accepted.sent, received, for: accepted.job });
      if (reply && reply.status !== 503) {
        return this.#violated('lost', `result ${result} of job ${accepted.job} was answered ${reply.status}`, { ...this.#evidence(accepted), text: reply.text });
      }
      if (now() - (this.#calmSince ?? Infinity) > STUCK_MS) return this.#violated('stuck', `result ${result} cannot be read`, this.#evidence(accepted));
      await pause(200);
    }
  }

  /** Judges an answer with rows. */
  #serve(asked: Pick<Asked, 'statement' | 'maxAge' | 'isAlone'>, reply: Reply, from: { sent: number; received: number; for: string }): void {
    const { journal, history } = this.#scene;
    const cache = reply.headers.get('x-onceql-cache') ?? '';
    journal.count(cache.split(';')[0] === 'bypass' && cache.includes('archive') ? 'fetched' : `served_${cache.split(';')[0] ?? ''}`);
    const body = (reply.json as { query_result?: { id: number; data: { rows: Row[] }; executed_at: string } } | undefined)?.query_result;
    if (!body) return this.#violated('answer', 'an answer that is neither a job nor a result', { text: reply.text.slice(0, 2000) });
    const answered: Answered = {
      statement: asked.statement, sent: from.sent, received: from.received, rows: body.data.rows, maxAge: asked.maxAge,
      executedAt: Date.parse(body.executed_at), isHit: cache === 'hit',
    };
    this.findings.served(body.id, from.for, asked.statement.shareable && !asked.isAlone);
    journal.count('judged');
    journal.note('answered', { statement: asked.statement.id, result: body.id, cache, ...from, executedAt: body.executed_at });
    for (const wrong of judgeAnswer(history, answered)) {
      const headers = Object.fromEntries(reply.headers.entries());
      this.#violated(wrong.fault, wrong.details, { ...from, statement: asked.statement.id, sql: asked.statement.sql, headers, body: reply.text.slice(0, 3000) });
    }
  }

  #evidence({ statement, job, sent, left, maxAge }: Accepted): Record<string, unknown> {
    return { statement: statement.id, sql: statement.sql, job, sent, left, maxAge };
  }

  #near({ sent, received }: { sent: number; received: number }): unknown {
    return this.#scene.disturbances.filter(({ from, to }) => from <= received && to >= sent - 30_000);
  }

  #violated(fault: Parameters<Scene['journal']['violated']>[0]['fault'], details: string, evidence: unknown): void {
    this.#scene.journal.violated({ fault, details, evidence });
  }
}

function chosen(random: Random): Asked {
  const statement = random.weighted(STATEMENTS);
  const maxAge = random.weighted<number | undefined>([[undefined, 6], [-1, 1], [0, 1], [1, 1], [5, 1], [60, 1]]);
  const isAlone = random.chance(0.03);
  return {
    statement,
    maxAge: maxAge === -1 ? undefined : maxAge,
    isAlone,
    body: {
      query: `${isAlone ? `${ALONE_MARK} ` : ''}${spelled(statement.sql, random)}`,
      ...(maxAge !== undefined && { max_age: maxAge }),
      ...(isAlone && { cache: 'off' }),
      wait_timeout: random.pick([0, 0, 1, 10]),
    },
    manner: random.weighted([['stays', 82], ['leaves', 6], ['vanishes', 6], ['forgets', 6]] as const),
    patience: random.between(10, 1200),
  };
}

