import type { Attempt, AttemptEnd } from '@onceql/shared';
import type { Ports } from './ports.js';
import { recordEnd, recordEnded } from './record-end.js';

/** Ends the run with an error, unless it has ended already or a newer attempt has taken it over. */
export async function failRun(
  ports: Pick<Ports, 'index' | 'ledger' | 'log'>,
  at: Omit<Attempt, 'token'> & { token: number | undefined },
  error: string,
): Promise<AttemptEnd> {
  const { outcome } = await ports.index.fail(at, error);
  // Whoever ended it may have died before the ledger heard of it.
  if (outcome === 'ended') await recordEnded(ports, at.source, at.run);
  if (outcome !== 'failed') return { then: 'complete', summary: outcome };
  await recordEnd(ports, at.source, at.run, { state: 'failed', error, at: new Date() });
  ports.log.info({ run: at.run, outcome: 'failed', reason: error }, 'run failed');
  return { then: 'fail', error };
}
