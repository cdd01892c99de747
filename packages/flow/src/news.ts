import { deferred, type Events } from '@onceql/shared';

/**
 * `heard` when something of that kind has happened to the run since. Whoever looks after he began to listen misses nothing.
 * @param kind `ended` is all but its progress
 */
export function newsOf(events: Events, run: string, kind: 'anything' | 'ended'): { heard: Promise<void>; stop: () => void } {
  const { promise, resolve } = deferred<void>();
  return { heard: promise, stop: events.onRun(run, (what) => (kind === 'ended' && what === 'progress') || resolve()) };
}
