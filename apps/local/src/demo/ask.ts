import type { ApiClient } from '../api-client.js';

/** An answer with rows, and what the API says about where it comes from. */
export interface Answer {
  /** `hit`, `joined`, `miss; reason=…`. */
  readonly cache: string;
  readonly key: string;
  /** The JSON text of columns and rows, and the rows themselves. */
  readonly data: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Seconds that the statement took on the warehouse. */
  readonly runtime: number;
  /** The job whose claim ran the statement; null: this one's. */
  readonly sourceJob: string | null;
  /** Milliseconds from question to answer. */
  readonly took: number;
}

interface Body {
  readonly query_result?: {
    readonly data: { rows: Readonly<Record<string, unknown>>[] };
    readonly runtime: number;
    readonly source_job_id: string | null;
  };
  readonly job?: Job;
}

export interface Job {
  readonly id: string;
  /** Redash's: 3 finished, 4 failed. */
  readonly status: number;
  readonly error: string;
  readonly query_result_id: number | null;
}

/** Asks the sample warehouse and waits for the rows. @throws Error if they do not come */
export async function ask(api: ApiClient, source: number, query: string): Promise<Answer> {
  const begun = performance.now();
  const request = { data_source_id: source, query, wait_timeout: 60 };
  const { text, headers } = await api.call('POST', '/api/query_results', request);
  const took = performance.now() - begun;
  const result = (JSON.parse(text) as Body).query_result;
  if (result === undefined) throw new Error(`no rows came: ${text.slice(0, 300)}`);
  return {
    cache: headers.get('X-OnceQL-Cache') ?? '',
    key: headers.get('X-OnceQL-Key') ?? '',
    data: JSON.stringify(result.data),
    rows: result.data.rows,
    runtime: result.runtime,
    sourceJob: result.source_job_id,
    took,
  };
}

/** Submits a statement and answers its job at once. */
export async function submit(api: ApiClient, source: number, query: string): Promise<Job> {
  const { job } = await api.demand<Body>('POST', '/api/query_results', { data_source_id: source, query });
  if (job === undefined) throw new Error('the answer was there already');
  return job;
}

/** Waits until the job has ended. @throws Error if it has not after `withinMs` */
export async function ended(api: ApiClient, { id }: Job, withinMs: number): Promise<Job> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const { job } = await api.demand<{ job: Job }>('GET', `/api/jobs/${id}?wait_timeout=10`);
    if (job.status === 3 || job.status === 4) return job;
  }
  throw new Error(`job ${id} had not ended after ${withinMs / 1000} s`);
}

/** Tells OnceQL that tables have changed. */
export async function refresh(api: ApiClient, source: number, tables: readonly string[]): Promise<void> {
  await api.demand('POST', `/api/data_sources/${source}/tables/refresh`, { tables });
}
