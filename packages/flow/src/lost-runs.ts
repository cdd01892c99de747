import { LOST } from './job-status.js';
import { cancelLeft } from './orphans.js';
import type { Ports } from './ports.js';

type LostPorts = Pick<Ports, 'index' | 'ledger' | 'sources' | 'warehouses' | 'log'>;

/** Seconds that the records of a run may be on their way. */
const GRACE = 60;
/** Runs that are looked at together. */
const PAGE = 500;

/**
 * Ends, in the ledger, runs that the index lost with its data. A run is claimed in the index before the ledger hears of
 * it, and its id is never used again: one that is open in the ledger, and that the index, asked afterwards, does not
 * know, will never be known again. Whoever still works on it is told `gone` when he publishes. Answers how many there were.
 *
 * They are not made again: the ledger has their statements, but their callers have read by then that they are lost.
 */
export async function endLostRuns(ports: LostPorts, graceSeconds = GRACE): Promise<number> {
  let count = 0;
  for (let after = ''; ; ) {
    const open = await ports.ledger.openRuns(graceSeconds, after, PAGE);
    for (const [source, runs] of bySource(open)) {
      for (const run of await ports.index.unknownRuns(source, runs)) {
        await endLost(ports, source, run);
        count += 1;
      }
    }
    const last = open.at(-1);
    if (!last || open.length < PAGE) return count;
    after = last.id;
  }
}

function bySource(runs: readonly { id: string; source: number }[]): Map<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const { id, source } of runs) groups.set(source, [...(groups.get(source) ?? []), id]);
  return groups;
}

async function endLost(ports: LostPorts, source: number, run: string): Promise<void> {
  await ports.ledger.recordEnd(run, { state: 'failed', error: LOST, at: new Date() });
  ports.log.warn({ source, run, outcome: 'lost' }, 'run was lost with the index');
  cancelLeft(ports, source, run, undefined);
}
