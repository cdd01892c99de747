import { deferred } from '@onceql/shared';
import { hasEnded, jobStatus } from './job-status.js';
import type { JobStatus } from './job-status.js';
import { newsOf } from './news.js';
import type { Ports } from './ports.js';

/**
 * Waits until a job ends, `timeoutMs` are over or `signal` is aborted, and answers its state then. Nothing is polled:
 * what ends a run is told over pub/sub, and after a broken connection everybody who waits looks again.
 * @param expected The run that the job was in when last heard of, if that is known.
 */
export async function waitForJob(
  ports: Pick<Ports, 'index' | 'ledger' | 'events' | 'checkpoint'>,
  id: string,
  timeoutMs: number,
  signal?: AbortSignal,
  expected?: string,
): Promise<JobStatus | undefined> {
  const over = deadline(timeoutMs, signal);
  try {
    for (let run = expected; ; ) {
      const told = run === undefined ? undefined : newsOf(ports.events, run, 'ended');
      try {
        const seen = await jobStatus(ports, id, run);
        if (!seen || hasEnded(seen) || over.isOver()) return seen;
        if (told && seen.run === run) {
          await ports.checkpoint('job.waiting', id);
          await Promise.race([told.heard, over.promise]);
        }
        run = seen.run;
      } finally {
        told?.stop();
      }
    }
  } finally {
    over.stop();
  }
}

function deadline(
  ms: number,
  signal: AbortSignal | undefined,
): { promise: Promise<void>; isOver: () => boolean; stop: () => void } {
  let isOver = ms <= 0 || (signal?.aborted ?? false);
  const { promise, resolve } = deferred<void>();
  const end = (): void => {
    isOver = true;
    resolve();
  };
  const timer = setTimeout(end, ms);
  signal?.addEventListener('abort', end, { once: true });
  return {
    promise,
    isOver: () => isOver,
    stop: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    },
  };
}
