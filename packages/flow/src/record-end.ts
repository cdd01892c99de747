import type { RunEnd, RunView } from '@onceql/shared';
import type { Ports } from './ports.js';

type RecordPorts = Pick<Ports, 'index' | 'ledger'>;

/** Writes the end of a run into the ledger, and notes in the index that it is there. The first end written stays. */
export async function recordEnd(ports: RecordPorts, source: number, run: string, end: RunEnd): Promise<void> {
  await ports.ledger.recordEnd(run, end);
  await ports.index.recorded(source, run);
}

/** The same for a run that the index shows as ended, whoever ended it. Answers its state; undefined: not ended. */
export async function recordEnded(ports: RecordPorts, source: number, run: string): Promise<string | undefined> {
  const view = await ports.index.readRun(source, run);
  if (!view) {
    await ports.index.recorded(source, run);
    return 'gone';
  }
  const end = endOf(view);
  if (!end) return undefined;
  await recordEnd(ports, source, run, end);
  return view.state;
}

function endOf({ state, result, reason, error, changedAt }: RunView): RunEnd | undefined {
  const at = new Date(changedAt);
  if (state === 'queued' || state === 'started') return undefined;
  if (state === 'failed' || state === 'cancelled') return { state, error, at };
  return result === undefined ? { state: 'failed', error: 'The result of this run is not known.', at } : { state, result, reason, at };
}
