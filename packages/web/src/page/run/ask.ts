import { lookAt, submit } from '../api/calls.js';
import { Refused } from '../api/connection.js';
import type { Connection } from '../api/connection.js';
import type { Job } from '../api/shapes.js';

/** What came of a submission. */
export type Ended =
  | {
      readonly outcome: 'result';
      readonly result: number;
      readonly cache: string;
      readonly key: string | undefined;
      readonly cachedOn: string | undefined;
    }
  | { readonly outcome: 'failed'; readonly message: string };

/** Submits a statement and follows its job to the end, telling of it about twice a second. @throws Refused about the key */
export async function ask(
  connection: Connection,
  { source, statement }: { source: number; statement: string },
  signal: AbortSignal,
  onJob: (job: Job) => void,
): Promise<Ended> {
  try {
    const submitted = await submit(connection, source, statement, signal);
    const key = submitted.headers.get('X-OnceQL-Key') ?? undefined;
    if (submitted.outcome === 'job') return await follow(connection, submitted.job, key, signal, onJob);
    const cachedOn = submitted.headers.get('X-OnceQL-Cached-On') ?? undefined;
    return { outcome: 'result', result: submitted.result, cache: submitted.headers.get('X-OnceQL-Cache') ?? '', key, cachedOn };
  } catch (error) {
    if (!(error instanceof Refused) || error.isAboutKey) throw error;
    return { outcome: 'failed', message: error.message };
  }
}

async function follow(
  connection: Connection,
  submitted: Job,
  key: string | undefined,
  signal: AbortSignal,
  onJob: (job: Job) => void,
): Promise<Ended> {
  let job = submitted;
  while (job.status < 3) {
    onJob(job);
    job = await lookAt(connection, job.id, signal);
  }
  const { query_result_id: result, error, cache, output_cached_on: cachedOn } = job;
  if (result === null) return { outcome: 'failed', message: error === '' ? 'The run failed and did not say why.' : error };
  return { outcome: 'result', result, cache, key, cachedOn: cachedOn ?? undefined };
}
