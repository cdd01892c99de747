import type { RunAttempt } from '@onceql/shared';
import type { Ports } from './ports.js';

/** Aborted when the run is ended from outside (its callers left, its source was removed) or the worker has to give it back. */
export function stopSignal(
  events: Ports['events'],
  { order, signal }: RunAttempt,
): { signal: AbortSignal; release: () => void } {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  const silence = events.onRun(order.run, (state) => {
    if (state === 'cancelled' || state === 'failed') abort();
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  return {
    signal: stop.signal,
    release: () => {
      silence();
      signal.removeEventListener('abort', abort);
    },
  };
}
