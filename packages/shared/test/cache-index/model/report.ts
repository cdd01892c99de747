import { retell } from './many.js';
import { scheduleOf } from './schedule.js';
import type { ModelServer } from './server.js';
import { shrink } from './shrink.js';

/** What a reader needs of a schedule that has a fault: its seed, the fault, and what happened, with as few steps as will do. */
export async function reportOf(server: ModelServer, seed: number, steps: number): Promise<string> {
  const whole = await retell(server, scheduleOf(seed, { steps }));
  if (!whole.fault) return `schedule ${seed} had a fault that it does not have when it is played again`;
  const small = await shrink(server, scheduleOf(seed, { steps }));
  return [
    `schedule ${seed} (npm run fuzz -- --seed ${seed} --schedules 1): ${whole.fault.message}`,
    `with fewer steps: ${small.fault?.message ?? ''}`,
    ...small.trace,
    `${small.fault?.stack ?? ''}`,
  ].join('\n');
}
