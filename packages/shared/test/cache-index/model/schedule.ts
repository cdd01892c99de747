import { Chance } from './chance.js';
import { STEPS } from './steps/steps.js';
import type { StepName } from './steps/steps.js';

/** One step. Its choices follow from its own seed, so that the others stay what they are where one is left out. */
export interface Step {
  readonly name: StepName;
  readonly seed: number;
  /** Milliseconds that pass before it. */
  readonly after: number;
}

export interface Schedule {
  readonly seed: number;
  readonly steps: readonly Step[];
}

export interface ScheduleOptions {
  readonly steps: number;
}

const TOTAL = STEPS.reduce((sum, { weight }) => sum + weight, 0);

/** The schedule of a seed: the same one each time. */
export function scheduleOf(seed: number, { steps }: ScheduleOptions): Schedule {
  const chance = new Chance(seed);
  return { seed, steps: Array.from({ length: steps }, () => nextStep(chance)) };
}

function nextStep(chance: Chance): Step {
  let left = chance.next() * TOTAL;
  const step = STEPS.find(({ weight }) => (left -= weight) < 0) ?? STEPS[0];
  if (!step) throw new Error('there are no steps');
  return { name: step.name, seed: chance.below(2 ** 32), after: pause(chance) };
}

/** Mostly a moment; at times a minute, seldom an hour. */
function pause(chance: Chance): number {
  const length = chance.often(0.97) ? 2_000 : chance.often(0.8) ? 60_000 : 4_000_000;
  return chance.below(length);
}
