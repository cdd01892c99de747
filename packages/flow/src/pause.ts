import type { Ports } from './ports.js';

/**
 * Makes a source's queue as the ledger says: paused, or not. Whoever pauses and whoever resumes at the same moment both
 * come here after their commit, and the last look at the ledger is later than the last change of the queue.
 */
export async function matchPause(ports: Pick<Ports, 'queue' | 'sources' | 'log'>, source: number): Promise<void> {
  for (let applied: boolean | undefined; ; ) {
    const recorded = (await ports.sources.list()).find(({ id }) => id === source);
    if (!recorded) return;
    const paused = recorded.paused !== undefined;
    if (paused === applied) return ports.log.info({ source, outcome: paused ? 'paused' : 'resumed' }, 'queue as recorded');
    await ports.queue.setPaused(source, paused);
    applied = paused;
  }
}
