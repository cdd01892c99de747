import { deferred } from '@onceql/shared';
import { hasEnded, jobStatus, type JobStatus } from './job-status.js';
import { newsOf } from './news.js';
import type { Ports } from './ports.js';

/**
 * The states of a job as they change: the present one first, the one that ends it last. Nothing is polled; whoever takes
 * them slowly misses some between. Ends without an end where `signal` is aborted or there is no such job (any more).
 */
export async function* followJob(ports: Pick<Ports, 'index' | 'ledger' | 'events'>, id: string, signal: AbortSignal): AsyncGenerator<JobStatus> {
  const gone = deferred<void>();
  signal.addEventListener('abort', () => gone.resolve(), { once: true });
  let told = '';
  for (let run: string | undefined; !signal.aborted; ) {
    const news = run === undefined ? undefined : newsOf(ports.events, run, 'anything');
    try {
      const seen = await jobStatus(ports, id, run);
      if (!seen) return;
      const word = JSON.stringify(seen);
      if (word !== told) yield seen;
      if (hasEnded(seen)) return;
      told = word;
      if (news && seen.run === run) await Promise.race([news.heard, gone.promise]);
      run = seen.run;
    } finally {
      news?.stop();
    }
  }
}
