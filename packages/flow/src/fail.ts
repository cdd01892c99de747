import type { Attempt, AttemptEnd } from '@onceql/shared';
import type { Ports } from './ports.js';
import { recordEnd, recordEnded } from './record-end.js';

/** What the meter is told of attempts that brought nothing back. */
export const NOTHING_READ = { reason: '', rows: 0, bytes: 0, runtime: 0 };

/** Ends the run with an error, unless it has ended already or a newer attempt has taken it over. */
export async function failRun(
  ports: Pick<Ports, 'index' | 'ledger' | 'meter' | 'log'>,
  at: Omit<Attempt, 'token'> & { token: number | undefined },
  error: string,
): Promise<AttemptEnd> {
  const { outcome } = await ports.index.fail(at, error);
  // Whoever ended it may have died before the ledger heard of it.
  if (outcome === 'ended') await recordEnded(ports, at.source, at.run);
  if (outcome !== 'failed') return { then: 'complete', summary: outcome };
  await recordEnd(ports, at.source, at.run, { state: 'failed', error, at: new Date() });
  ports.meter.attempted(at.source, 'failed', NOTHING_READ);
  ports.log.info({ run: at.run, outcome: 'failed', reason: error }, 'run failed');
  return { then: 'fail', error };
}
