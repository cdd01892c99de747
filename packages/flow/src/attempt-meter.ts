import type { Meter } from '@onceql/shared';
import type { Ports } from './ports.js';

/**
 * The meter of one attempt, which counts the first that it is told: what the index has decided stays true, though
 * telling the ledger of it may fail and be taken for a fault of the attempt.
 */
export function attemptMeter({ meter, tracer }: Pick<Ports, 'meter' | 'tracer'>, source: number): Meter {
  let isTold = false;
  return {
    ...meter,
    attempted: (_source, outcome, report) => {
      if (isTold) return;
      isTold = true;
      tracer.note({ 'onceql.outcome': outcome, ...(report.reason !== '' && { 'onceql.reason': report.reason }) });
      meter.attempted(source, outcome, report);
    },
  };
}
