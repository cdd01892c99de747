import { ask, jobIn } from '../chaos/client.js';
import type { JobReply, Reply } from '../chaos/client.js';
import { fromWall, now, pause } from '../chaos/clock.js';
import { Findings } from '../chaos/findings.js';
import { judgeAnswer } from '../chaos/judge.js';
import type { Fault } from '../chaos/judge.js';
import type { Random } from '../chaos/random.js';
import type { Row } from '../chaos/statements.js';
import type { Table, Versions } from '../chaos/tables.js';
import { chosen, ownQuestion } from './questions.js';
import type { Question } from './questions.js';
import type { Book, Scene } from './scene.js';
import type { Epochs } from './teller.js';

interface ResultReply {
  readonly id: number;
  readonly data: { readonly rows: Row[] };
  readonly executed_at: string;
}

/** Where an answer came from: `hit`, `joined`, or with a code behind it. */
interface Provenance {
  readonly word: string;
  readonly reason: string;
}

/** Every job ends within this time. */
const STUCK_MS = 60_000;
/** Words of answers that are cached, or were made to be: no load may be seen half in them. */
const CACHED: ReadonlySet<string> = new Set(['hit', 'miss', 'stale']);

/** Asks and judges every answer as it comes. */
export class Readers {
  /** Of each source its own. */
  readonly findings: ReadonlyMap<Book, Findings>;
  readonly #scene: Scene;
  readonly #own = new Set<Promise<void>>();

  constructor(scene: Scene) {
    this.#scene = scene;
    this.findings = new Map(scene.books.map((book) => [book, new Findings()]));
  }

  /** One reader. Resolves after `signal` when his last job has ended. */
  async read(random: Random, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#ask(chosen(this.#scene.books, random), random);
      await pause(random.between(0, 30), signal);
    }
  }

  /** A writer asks for what he has just written and told, and says which epochs that were; he writes on meanwhile. */
  askOwn(book: Book, table: Table, epochs: Epochs, versions: Versions, random: Random): void {
    const asking = this.#ask(ownQuestion(book, table, epochs, versions, random), random).finally(() => this.#own.delete(asking));
    this.#own.add(asking);
    this.#scene.journal.count('own writes asked for');
  }

  /** Resolves when the writers have been answered, too. */
  async idle(): Promise<void> {
    await Promise.all(this.#own);
  }

  async #ask(question: Question, random: Random): Promise<void> {
    const { place, journal } = this.#scene;
    const sent = now();
    const reply = await ask(random.pick(place.apis), 'POST', '/api/query_results', { data_source_id: question.book.source, ...question.body });
    const received = now();
    journal.count('submissions');
    if (!reply) return journal.count('unanswered');
    if (reply.status === 503) return journal.count('refused 503');
    if (question.isAhead && reply.status === 400) return journal.count('refused ahead');
    if (reply.status !== 200 || question.isAhead) return this.#violated('answer', `a submission was answered ${reply.status}`, { question, sent, received, text: reply.text.slice(0, 2000) });
    this.findings.get(question.book)?.key(reply.headers.get('x-onceql-key'), question.statement);
    const job = jobIn(reply);
    if (!job) return this.#judge(question, reply, provenanceOf(reply.headers.get('x-onceql-cache') ?? ''), { sent, received, for: `direct at ${sent}` });
    if (question.leaves) await ask(random.pick(place.apis), 'DELETE', `/api/jobs/${job.id}`);
    await this.#follow(question, job.id, sent, random);
  }

  /** Asks until the job has ended. */
  async #follow(question: Question, id: string, sent: number, random: Random): Promise<void> {
    const { place, journal, abandoned } = this.#scene;
    while (!abandoned.aborted) {
      const reply = await ask(random.pick(place.apis), 'GET', `/api/jobs/${id}?wait_timeout=10`);
      const received = now();
      const job = jobIn(reply);
      if (job?.status === 3) return this.#fetch(question, job, { sent, received, for: id }, random);
      if (job?.status === 4 && question.leaves) return journal.count('left');
      if (job?.status === 4) return this.#violated('dishonest_end', `a job failed: ${job.error}`, { question, job, sent, received });
      if (reply && !job && reply.status !== 503) return this.#violated('lost', `job ${id} was answered ${reply.status}`, { question, sent, text: reply.text });
      if (received - sent > STUCK_MS) return this.#violated('stuck', `job ${id} reads ${job?.status ?? 'nothing'} after ${Math.round(received - sent)} ms`, { question, sent });
      if (!job) await pause(200);
    }
  }

  async #fetch(question: Question, job: JobReply, from: { sent: number; received: number; for: string }, random: Random): Promise<void> {
    for (let tries = 0; tries < 50; tries += 1) {
      const reply = await ask(random.pick(this.#scene.place.apis), 'GET', `/api/query_results/${job.query_result_id}.json`);
      if (reply?.status === 200) return this.#judge(question, reply, provenanceOf(job.cache), from);
      if (reply && reply.status !== 503) break;
      await pause(200);
    }
    this.#violated('lost', `result ${job.query_result_id} of job ${job.id} cannot be read`, { question, job, ...from });
  }

  #judge(question: Question, reply: Reply, { word, reason }: Provenance, from: { sent: number; received: number; for: string }): void {
    const { journal } = this.#scene;
    const { book, statement, maxAge, maxStale, atLeast } = question;
    const body = (reply.json as { query_result?: ResultReply } | undefined)?.query_result;
    if (!body) return this.#violated('answer', 'an answer that is neither a job nor a result', { question, text: reply.text.slice(0, 2000) });
    journal.count(`${book.name} ${word}${reason === '' ? '' : ` ${reason}`}`);
    const { rows } = body.data;
    const readAt = fromWall(Date.parse(body.executed_at));
    this.findings.get(book)?.served(body.id, from.for, statement.shareable && !question.isAlone);
    const wrong = [
      ...judgeAnswer(book.history, {
        statement, rows, ...from, maxAge, executedAt: readAt, isHit: word === 'hit', atLeast,
        staleMs: word === 'stale' ? (maxStale ?? 0) * 1000 : 0,
      }),
      ...this.#judgeLoads(question, word, rows, readAt, from),
    ];
    if (word === 'stale' && maxStale === undefined) wrong.push({ fault: 'stale', details: 'marked stale, though its caller allowed nothing of the kind' });
    journal.count('judged');
    for (const { fault, details } of wrong) {
      const headers = Object.fromEntries(reply.headers.entries());
      this.#violated(fault, details, { ...from, source: book.name, statement: statement.id, body: question.body, headers, readAt, text: reply.text.slice(0, 3000) });
    }
  }

  #judgeLoads({ book, statement }: Question, word: string, rows: readonly Row[], readAt: number, { sent, received }: { sent: number; received: number }): { fault: Fault; details: string }[] {
    const { tables } = statement;
    if (book.name === 'waiting' && book.loads.openAt(tables, sent).some(({ ending }) => readAt > ending)) this.#scene.journal.count('waited for the end of a load');
    const reading = statement.read(rows);
    if (!CACHED.has(word) || 'problem' in reading) return [];
    if (book.loads.openAt(tables, sent).length > 0) this.#scene.journal.count('served from before an open load');
    return book.loads.judge({ versions: reading.versions, tables, readAt, received });
  }

  #violated(fault: Fault, details: string, evidence: unknown): void {
    this.#scene.journal.violated({ fault, details, evidence });
  }
}

const provenanceOf = (cache: string): Provenance => {
  const [, word = '', reason = ''] = /^(\w+)(?:; reason=(\w+))?/.exec(cache) ?? [];
  return { word, reason };
};
