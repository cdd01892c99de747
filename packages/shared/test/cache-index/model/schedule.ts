import { Chance } from './chance.js';
import type { Days } from './days.js';
import { STEPS } from './steps/steps.js';
import type { StepName } from './steps/steps.js';
import type { Setting } from './world.js';

/** One step. Its choices follow from its own seed, so that the others stay what they are where one is left out. */
export interface Step {
  readonly name: StepName;
  readonly seed: number;
  /** Milliseconds that pass before it. */
  readonly after: number;
}

export interface Schedule {
  readonly seed: number;
  readonly setting: Setting;
  readonly steps: readonly Step[];
}

export interface ScheduleOptions {
  readonly steps: number;
  /** What is not left to the seed. */
  readonly setting?: Partial<Setting>;
  /** Steps that come so many times as often as they do elsewhere. */
  readonly favour?: Favour;
}

export type Favour = Readonly<Partial<Record<StepName, number>>>;

/** The schedule of a seed: the same one each time. */
export function scheduleOf(seed: number, { steps, setting, favour = {} }: ScheduleOptions): Schedule {
  const chance = new Chance(seed);
  const choices = STEPS.map(({ name, weight }) => ({ name, weight: weight * (favour[name] ?? 1) }));
  return { seed, setting: { ...nextSetting(chance), ...setting }, steps: Array.from({ length: steps }, () => nextStep(chance, choices)) };
}

function nextSetting(chance: Chance): Setting {
  return {
    ttl: chance.often(0.25) ? 5 + chance.below(60) : undefined,
    feed: chance.often(0.3) ? { fallbackTtl: 3 + chance.below(10), vouches: 5 + chance.below(10) } : undefined,
    replicaLag: chance.often(0.2) ? 1 + chance.below(8) : undefined,
    mishaps: chance.often(0.5),
    loads: chance.often(0.5),
    keys: 1 + chance.below(4),
    loadPolicy: chance.often(0.3) ? 'wait' : 'run',
    days: chance.often(0.3) ? nextDays(chance) : undefined,
  };
}

function nextDays(chance: Chance): Days {
  const length = 4_000 + chance.below(20_000);
  return { length, ahead: chance.often(0.5) ? 0 : chance.below(length) - Math.floor(length / 2) };
}

function nextStep(chance: Chance, choices: readonly { readonly name: StepName; readonly weight: number }[]): Step {
  let left = chance.next() * choices.reduce((sum, { weight }) => sum + weight, 0);
  const step = choices.find(({ weight }) => (left -= weight) < 0) ?? choices[0];
  if (!step) throw new Error('there are no steps');
  return { name: step.name, seed: chance.below(2 ** 32), after: pause(chance) };
}

/** Mostly a moment; seldom a minute, or an hour. */
function pause(chance: Chance): number {
  const length = chance.often(0.985) ? 1_500 : chance.often(0.85) ? 60_000 : 4_000_000;
  return chance.below(length);
}
