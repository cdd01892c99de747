import type { Attempt, AttemptEnd, AttemptReport, SourceFailureKind } from '@onceql/shared';
import type { Ports } from './ports.js';
import { recordEnd, recordEnded } from './record-end.js';

/**
 * Why a run failed, as a word for the meter: what became of the source's part, a `fault` of ours, a function that is
 * `refused`, a source that was changed, or a run that the queue has `given_up`.
 */
export type FailureReason = Exclude<SourceFailureKind, 'cancelled'> | 'fault' | 'refused' | 'source_changed' | 'given_up';

/** What the meter is told of attempts that brought nothing back. */
export const nothingRead = (reason: string): AttemptReport => ({ reason, rows: 0, bytes: 0, runtime: 0 });

/** Databases quote what they could not read, up to all of a statement; nobody reads more than this of it. */
const LONGEST_ERROR = 4_000;

const shortened = (error: string): string => (error.length > LONGEST_ERROR ? `${error.slice(0, LONGEST_ERROR).toWellFormed()}…` : error);

/**
 * Ends the run with an error, unless it has ended already or a newer attempt has taken it over.
 * @param reason Undefined where no attempt has failed, so that the meter has nothing to count.
 */
export async function failRun(
  ports: Pick<Ports, 'index' | 'ledger' | 'meter' | 'log'>,
  at: Omit<Attempt, 'token'> & { token: number | undefined },
  whole: string,
  reason: FailureReason | undefined,
): Promise<AttemptEnd> {
  const error = shortened(whole);
  const { outcome } = await ports.index.fail(at, error);
  if (outcome === 'failed' && reason !== undefined) ports.meter.attempted(at.source, 'failed', nothingRead(reason));
  // Whoever ended it may have died before the ledger heard of it.
  if (outcome === 'ended') await recordEnded(ports, at.source, at.run);
  if (outcome !== 'failed') return { then: 'complete', summary: outcome };
  await recordEnd(ports, at.source, at.run, { state: 'failed', error, at: new Date() });
  ports.log.info({ run: at.run, outcome: 'failed', reason: error }, 'run failed');
  return { then: 'fail', error };
}
