import type { Process } from './process.js';

/** What the API answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where the body is no JSON. */
  readonly json: unknown;
}

export interface JobBody {
  readonly id: string;
  readonly status: number;
  readonly error: string;
  readonly result: number | null;
  readonly query_result_id: number | null;
  readonly source_job_id: string | null;
  readonly cache: string;
  readonly rows: number | null;
  readonly bytes: number | null;
}

export interface ResultBody {
  readonly id: number;
  readonly query_hash: string;
  readonly query: string;
  readonly data: {
    readonly columns: readonly { name: string; friendly_name: string; type: string }[];
    readonly rows: readonly Record<string, unknown>[];
  };
  readonly data_source_id: number;
  readonly runtime: number;
  readonly retrieved_at: string;
  readonly output_cached_on: string | null;
  readonly source_job_id: string | null;
  readonly table_epochs: Record<string, number>;
  readonly expired?: boolean;
}

/** One API process, as a caller sees it. */
export class Client {
  readonly url: string;
  readonly process: Process;
  readonly #key: string;

  constructor(url: string, key: string, server: Process) {
    this.url = url;
    this.#key = key;
    this.process = server;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body), headers);
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  async send(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Key ${this.#key}`, ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  /** Submits a query and waits for it. */
  query(source: number, query: string, more: Record<string, unknown> = {}): Promise<Answer> {
    return this.post('/api/query_results', { data_source_id: source, query, wait_timeout: 30, ...more });
  }

  /** Submits, and does not wait; the answer must be a job. */
  async submit(source: number, query: string, more: Record<string, unknown> = {}): Promise<JobBody> {
    return jobOf(await this.query(source, query, { wait_timeout: 0, ...more }));
  }

  /** Waits until a job has ended. */
  async ended(job: string): Promise<JobBody> {
    for (;;) {
      const seen = jobOf(await this.get(`/api/jobs/${job}?wait_timeout=30`));
      if (seen.status > 2) return seen;
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function jobOf(answer: Answer): JobBody {
  const { job } = (answer.json ?? {}) as { job?: JobBody };
  if (!job) throw new Error(`no job in ${answer.status}: ${answer.text}`);
  return job;
}

/** How an answer came about: `hit`, `miss; reason=none`; empty where it does not say. */
export const cacheOf = ({ headers }: Answer): string => headers.get('x-onceql-cache') ?? '';

export function resultOf(answer: Answer): ResultBody {
  const { query_result: result } = (answer.json ?? {}) as { query_result?: ResultBody };
  if (!result) throw new Error(`no result in ${answer.status}: ${answer.text}`);
  return result;
}
