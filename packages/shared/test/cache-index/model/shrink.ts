import { retell } from './many.js';
import type { Played } from './play.js';
import type { Schedule } from './schedule.js';
import type { ModelServer } from './server.js';

/** Schedules that are tried on the way to a smaller one. */
const TRIES = 400;

/** Leaves out steps for as long as there is still a fault; the same one, as far as its first word tells. */
export async function shrink(server: ModelServer, schedule: Schedule): Promise<Played> {
  let best = await retell(server, schedule);
  if (!best.fault) return best;
  const word = firstWord(best);
  let { steps } = schedule;
  let tries = 0;
  for (let length = Math.ceil(steps.length / 2); length >= 1; length = length === 1 ? 0 : Math.ceil(length / 2)) {
    for (let from = steps.length - length; from > -length && tries < TRIES; from -= length) {
      const fewer = [...steps.slice(0, Math.max(from, 0)), ...steps.slice(from + length)];
      tries += 1;
      const played = await retell(server, { ...schedule, steps: fewer });
      if (!played.fault || firstWord(played) !== word) continue;
      [best, steps] = [played, fewer];
    }
  }
  return best;
}

const firstWord = ({ fault }: Played): string => (fault?.message ?? '').split(/[\s:]/, 1)[0] ?? '';
