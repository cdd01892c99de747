import type { Attempt, AttemptEnd } from '@onceql/shared';
import type { Ports } from './ports.js';

/** Ends the run with an error, unless a newer attempt has taken it over. */
export async function failRun(
  ports: Pick<Ports, 'index' | 'ledger' | 'log'>,
  at: Omit<Attempt, 'token'> & { token: number | undefined },
  error: string,
): Promise<AttemptEnd> {
  const { outcome } = await ports.index.fail(at, error);
  if (outcome !== 'failed') return { then: 'complete', summary: outcome };
  await ports.ledger.recordEnd(at.run, { state: 'failed', error, at: new Date() });
  ports.log.info({ run: at.run, outcome: 'failed', reason: error }, 'run failed');
  return { then: 'fail', error };
}
