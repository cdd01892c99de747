import type { RunAttempt } from '@onceql/shared';
import type { Ports } from './ports.js';

/** Writes a line beside the run in Bull Board; one that cannot be written is no reason to fail. */
export async function say({ log }: Pick<Ports, 'log'>, attempt: RunAttempt, line: string): Promise<void> {
  await attempt.log(line).catch((error: unknown) => log.warn({ err: error, run: attempt.order.run }, 'not logged beside the run'));
}
