import { deferred, type Events } from '@onceql/shared';

/** What may happen to a run: `ended` is all but its progress. */
export type Awaited = 'anything' | 'ended';

/** `heard` when something of that kind has happened to the run since. Whoever looks after he began to listen misses nothing. */
export function newsOf(events: Events, run: string, kind: Awaited): { heard: Promise<void>; stop: () => void } {
  const { promise, resolve } = deferred<void>();
  return { heard: promise, stop: events.onRun(run, (what) => (kind === 'ended' && what === 'progress') || resolve()) };
}
