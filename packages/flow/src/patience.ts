import { setTimeout as pause } from 'node:timers/promises';
import { ServiceUnavailable } from '@onceql/shared';

const EVERY_MS = 500;
/** Far less than the hour after which a sweep takes an unknown file for lost. */
const AT_MOST_MS = 60_000;

/** Does the work again while a service does not answer, so that a pause of the service costs no second run. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + AT_MOST_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServiceUnavailable) || performance.now() > until) throw error;
      await pause(EVERY_MS);
    }
  }
}
