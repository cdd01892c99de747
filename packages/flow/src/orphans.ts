import type { Ports } from './ports.js';

/**
 * Cancels, in the background, what a run that is over may have left on its database: a worker that died cannot, and no
 * further attempt will. A database that cannot be asked ends the statement at its own limit.
 */
export function cancelLeft(
  { sources, warehouses, log }: Pick<Ports, 'sources' | 'warehouses' | 'log'>,
  source: number,
  run: string,
  pid: number | undefined,
): void {
  const cancel = async (): Promise<void> => {
    const found = await sources.find(source);
    const cancelled = found ? await warehouses.of(found).cancelOrphans(run, pid, undefined) : 0;
    if (cancelled > 0) log.warn({ run, cancelled, outcome: 'orphan_cancelled' }, 'cancelled what a run that is over left behind');
  };
  cancel().catch((error: unknown) => log.warn({ err: error, run }, 'not looked for what a run left on the database'));
}
