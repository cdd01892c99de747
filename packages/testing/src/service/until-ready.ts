import { setTimeout as pause } from 'node:timers/promises';
import { tail } from './service.js';
import type { Service } from './service.js';

/** A service of `npm start` or of a test cannot be had. One line, which says what to do. */
export class ServiceFault extends Error {
  override readonly name = 'ServiceFault';
}

/**
 * Waits until `answers` says yes. Where the service ends before, or takes more than `boundMs`, it is stopped.
 * @throws ServiceFault with the end of its log.
 */
export async function untilReady(
  name: string,
  service: Service,
  log: string,
  answers: () => Promise<boolean>,
  boundMs = 30_000,
): Promise<void> {
  let end: string | undefined;
  void service.exited.then((how) => (end = how));
  const deadline = Date.now() + boundMs;
  while (end === undefined && Date.now() < deadline) {
    if (await answers()) return;
    await pause(20);
  }
  const what = end === undefined ? `did not answer within ${boundMs / 1000} s` : `ended at once (${end})`;
  await service.stop(1000);
  throw new ServiceFault(`${name} ${what}: ${tail(log)} (log: ${log})`);
}
