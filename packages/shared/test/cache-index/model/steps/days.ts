import type { Chance } from '../chance.js';
import { endOfDay } from '../days.js';
import type { World } from '../world.js';
import { submit } from './callers.js';
import { dropEntry } from './sweep.js';
import { advance } from './workers.js';

/** Something happens just when a day is over, or a millisecond before: there comparisons show what they are. */
export async function endDay(world: World, chance: Chance): Promise<void> {
  const { days } = world.setting;
  if (!days) return;
  world.now = endOfDay(days, world.now) - (chance.often(0.3) ? 1 : 0);
  do await chance.of([submit, submit, advance, dropEntry])(world, chance);
  while (chance.often(0.5));
}
