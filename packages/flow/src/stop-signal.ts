import { isEnded } from '@onceql/shared';
import type { RunAttempt } from '@onceql/shared';
import type { Ports } from './ports.js';

/** Aborted when the run is ended from outside (its callers left, its source was removed) or the worker has to give it back. */
export function stopSignal(
  { events, index, log }: Pick<Ports, 'events' | 'index' | 'log'>,
  { order, signal }: RunAttempt,
): { signal: AbortSignal; release: () => void } {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  const look = async (): Promise<void> => {
    const run = await index.readRun(order.source, order.run);
    // An index that came back without the run has lost it for good, and its callers have read so.
    if (!run || isEnded(run.state)) abort();
  };
  const silence = events.onRun(order.run, (state) => {
    if (state === 'cancelled' || state === 'failed') abort();
    if (state === 'reconnected') look().catch((error: unknown) => log.warn({ err: error, run: order.run }, 'run not looked at'));
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
