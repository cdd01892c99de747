import { ask, jobIn } from '../../chaos/client.js';
import { now, pause } from '../../chaos/clock.js';
import type { Fault } from '../../chaos/judge.js';
import { ADMIN_KEY } from '../../chaos/place.js';
import type { Random } from '../../chaos/random.js';
import { faultOf, FORMATS, type Format, statementOf } from './bodies.js';
import type { ResultsScene } from './scene.js';

/** Rows of results, by how often they are asked for. */
const SIZES: readonly (readonly [rows: number, weight: number])[] = [[0, 1], [1, 6], [10, 6], [1000, 5], [20_000, 3], [250_000, 1]];
/** What is larger is made anew each time. */
const LARGEST_SHARED = 1000;
const TAGS = 60;
const LARGEST_SHEET = 20_000;
const HANG_UPS = 0.3;
const STUCK_MS = 90_000;
/** What a run says that failed with its storage. */
const STORAGE_REASON = /^Cannot (store|read|delete) /;

/** Ask for results of all sizes in all formats, and go away amid some of them. */
export class ResultReaders {
  readonly #scene: ResultsScene;

  constructor(scene: ResultsScene) {
    this.#scene = scene;
  }

  /** One reader. Resolves after `signal` when he has been answered. */
  async read(random: Random, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const rows = random.weighted(SIZES);
      const result = await this.run(rows, random.between(0, TAGS), rows > LARGEST_SHARED, random);
      if (result !== undefined) await this.#download(result, rows, random);
      await pause(random.between(0, 60), signal);
    }
  }

  /** Has a statement run, or served where somebody has had it; answers the result's id, undefined where the storage is to blame that there is none. */
  async run(rows: number, tag: number, anew: boolean, random: Random): Promise<number | undefined> {
    const { place, journal, storage, abandoned } = this.#scene;
    const sent = now();
    const body = { data_source_id: place.source, query: statementOf(rows, tag), wait_timeout: 0, ...(anew && { max_age: 0 }) };
    const first = await ask(random.pick(place.apis), 'POST', '/api/query_results', body);
    if (!first) return this.#count('unanswered', undefined);
    const served = (first.json as { query_result?: { id: number } } | undefined)?.query_result;
    if (served) return this.#count('hit', served.id);
    let job = jobIn(first);
    if (!job) return this.#blame(sent, 'answer', `a submission was answered ${first.status}`, first.text);
    while (job.status < 3 && now() - sent < STUCK_MS && !abandoned.aborted) {
      job = jobIn(await ask(random.pick(place.apis), 'GET', `/api/jobs/${job.id}?wait_timeout=10`)) ?? job;
    }
    if (job.status === 3) return this.#count('miss', job.query_result_id ?? undefined);
    if (job.status === 4 && STORAGE_REASON.test(job.error) && !storage.wasWhole(sent)) {
      journal.note('failed', { error: job.error });
      return this.#count('failed with the reason', undefined);
    }
    this.#violated(job.status === 4 ? 'dishonest_end' : 'stuck', `job ${job.id} reads ${job.status}: ${job.error}`, { sent });
    return undefined;
  }

  async #download(result: number, rows: number, random: Random): Promise<void> {
    const formats = FORMATS.filter((format) => format !== 'xlsx' || rows <= LARGEST_SHEET);
    const format = random.pick(formats);
    const began = now();
    const leaving = random.chance(HANG_UPS) ? random.between(0, 100_000) : Infinity;
    const gone = new AbortController();
    try {
      const headers = { Authorization: `Key ${ADMIN_KEY}`, 'Accept-Encoding': random.pick(['identity', 'identity', 'gzip', 'br']) };
      const url = `${random.pick(this.#scene.place.apis).url}/api/query_results/${result}.${format}`;
      const response = await fetch(url, { headers, signal: AbortSignal.any([gone.signal, AbortSignal.timeout(STUCK_MS)]) }).catch((error: unknown) => this.#unanswered(error));
      if (!response) return;
      if (response.status === 410) return this.#scene.journal.count('gone');
      if (response.status !== 200) return void this.#blame(began, 'answer', `result ${result} as ${format} was answered ${response.status}`, await response.text());
      const body = await bodyOf(response, leaving);
      if (body === undefined) {
        gone.abort();
        return this.#scene.journal.count('hung up');
      }
      this.#judge(format, body, rows, result);
    } catch (error) {
      this.#blame(began, 'answer', `result ${result} as ${format} broke off: ${String(error)}`);
    }
  }

  /** A connection that was idle may close at the very moment when it is used again. */
  #unanswered(error: unknown): undefined {
    const { message, cause } = error as Error;
    this.#scene.journal.note('unanswered', { message, cause: String(cause) });
    return this.#count('unanswered', undefined);
  }

  #judge(format: Format, body: Buffer, rows: number, result: number): void {
    this.#scene.journal.count(`read ${format}`);
    this.#scene.journal.count('bytes', body.length);
    const fault = faultOf(format, body, rows);
    if (fault !== undefined) this.#violated('wrong_rows', `result ${result} as ${format}: ${fault}`, { start: body.subarray(0, 500).toString() });
  }

  /** A fault, unless the storage had failed meanwhile. */
  #blame(since: number, fault: Fault, details: string, evidence?: unknown): undefined {
    if (this.#scene.storage.wasWhole(since)) this.#violated(fault, details, evidence);
    else this.#scene.journal.count('refused for want of storage');
    return undefined;
  }

  #count<T>(name: string, answer: T): T {
    this.#scene.journal.count(name);
    return answer;
  }

  #violated(fault: Fault, details: string, evidence: unknown): void {
    this.#scene.journal.violated({ fault, details, evidence });
  }
}

/** The whole body; undefined where the reader left it when he had so many bytes. */
async function bodyOf(response: Response, leaving: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    bytes += (chunk as Uint8Array).length;
    if (bytes >= leaving) return undefined;
  }
  return Buffer.concat(chunks);
}
