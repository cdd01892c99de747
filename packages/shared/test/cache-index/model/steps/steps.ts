import type { Chance } from '../chance.js';
import type { World } from '../world.js';
import { askAgain, leave, putIntoQueue, submit, submitPaused } from './callers.js';
import { commit, judgeOwn, move, write } from './changes.js';
import { record, reconcile } from './housekeeping.js';
import { empty, forgetMark, keepCopy, promote, restart, restore } from './mishaps.js';
import { advance, die, giveUp, handBack, pick, progress } from './workers.js';

type Act = (world: World, chance: Chance) => Promise<void> | void;

/** Who restores goes on, or some attempt. */
const goOn: Act = (world, chance) => (world.restoring.length > 0 && chance.often(0.6) ? restore(world, chance) : advance(world, chance));

/** Every step that a schedule may have, with how often it comes. */
const ALL = {
  submit: [26, submit],
  'submit while paused': [1, submitPaused],
  'ask again': [2, askAgain],
  'put into queue': [10, putIntoQueue],
  leave: [3, leave],
  pick: [13, pick],
  'go on': [40, goOn],
  die: [1, die],
  'hand back': [1, handBack],
  'give up': [1, giveUp],
  progress: [0.5, progress],
  write: [6, write],
  commit: [3.5, commit],
  move: [5, move],
  'judge own': [1, judgeOwn],
  'keep copy': [1.5, keepCopy],
  promote: [0.9, promote],
  empty: [0.3, empty],
  'forget mark': [0.3, forgetMark],
  restart: [0.4, restart],
  reconcile: [2, reconcile],
  record: [1, record],
} as const satisfies Record<string, readonly [number, Act]>;

export type StepName = keyof typeof ALL;

export const STEPS = Object.entries(ALL).map(([name, [weight]]) => ({ name: name as StepName, weight }));

export const actOf = (name: StepName): Act => ALL[name][1];
