import type { JobStatus } from '@onceql/flow';
import type { Result } from '@onceql/shared';
import { iso } from './iso.js';

/** Redash's numbers; 5 (cancelled) is never told, because clients stop polling only on 3 and 4. */
const STATUS = { queued: 1, started: 2, finished: 3, failed: 4 } as const;

/** A job as Redash's clients expect it, with OnceQL's keys after theirs. `job` is the first key of its object. */
export function jobBody(status: JobStatus, result: Result | undefined): { job: Record<string, unknown> } {
  return {
    job: {
      id: status.id,
      updated_at: status.state === 'queued' ? 0 : status.changedAt / 1000,
      status: STATUS[status.state],
      error: status.error,
      result: status.result ?? null,
      query_result_id: status.result ?? null,
      output_cached_on: null,
      source_job_id: status.sourceJob ?? null,
      table_epochs: result?.epochs ?? null,
      cache: cacheWord(status),
      rows: result?.stored.rows ?? status.rows ?? null,
      bytes: result?.stored.bytes ?? status.bytes ?? null,
      phase: status.phase ?? null,
      created_at: iso(status.createdAt),
    },
  };
}

/** How a job's result relates to the cache: `joined`, `miss; reason=…` or `bypass; reason=…`. */
export function cacheWord({ how, why, reason }: JobStatus): string {
  if (how === 'joined') return 'joined';
  if (reason !== '') return `bypass; reason=${reason}`;
  return isMiss(why) ? `miss; reason=${why}` : `bypass; reason=${why}`;
}

/** Why a result that may be cached was not there; every other reason speaks against caching. */
const MISSES: ReadonlySet<string> = new Set(['none', 'max_age', 'ttl', 'unwatched', 'incarnation', 'files_gone']);

const isMiss = (why: string): boolean => MISSES.has(why) || why.startsWith('expired');
