import { hasEnded, jobStatus, type JobStatus } from './job-status.js';
import type { Ports } from './ports.js';

/**
 * The states of a job as they change: the present one first, the one that ends it last. Nothing is polled; whoever takes
 * them slowly misses some between. Ends without an end where `signal` is aborted or there is no such job (any more).
 */
export async function* followJob(ports: Pick<Ports, 'index' | 'ledger' | 'events'>, id: string, signal: AbortSignal): AsyncGenerator<JobStatus> {
  let told = '';
  for (let run: string | undefined; !signal.aborted; ) {
    // Who looks after he began to listen misses nothing.
    const news = run === undefined ? undefined : listen(ports, run, signal);
    try {
      const seen = await jobStatus(ports, id, run);
      if (!seen) return;
      const word = JSON.stringify(seen);
      if (word !== told) yield seen;
      if (hasEnded(seen)) return;
      told = word;
      if (news && seen.run === run) await news.heard;
      run = seen.run;
    } finally {
      news?.stop();
    }
  }
}

/** `heard` when something has happened to the run, or nobody listens any more. */
function listen({ events }: Pick<Ports, 'events'>, run: string, signal: AbortSignal): { heard: Promise<void>; stop: () => void } {
  let resolve: () => void = () => undefined;
  const heard = new Promise<void>((settle) => (resolve = settle));
  const unlisten = events.onRun(run, () => resolve());
  signal.addEventListener('abort', resolve, { once: true });
  if (signal.aborted) resolve();
  return {
    heard,
    stop: () => {
      unlisten();
      signal.removeEventListener('abort', resolve);
    },
  };
}
