import type { RunAttempt } from '@onceql/shared';
import type { Ports } from './ports.js';

/** Writes a line beside the run in Bull Board; nobody waits for it, and one that cannot be written is no reason to fail. */
export function say({ log }: Pick<Ports, 'log'>, attempt: RunAttempt, line: string): void {
  attempt.log(line).catch((error: unknown) => log.warn({ err: error, run: attempt.order.run }, 'not logged beside the run'));
}
