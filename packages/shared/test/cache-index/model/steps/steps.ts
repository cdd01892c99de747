import type { Chance } from '../chance.js';
import type { World } from '../world.js';
import { askAgain, leave, putIntoQueue, submit, submitPaused } from './callers.js';
import { commit, judgeOwn, move, write } from './changes.js';
import { endDay } from './days.js';
import { pollFeed } from './feed.js';
import { dropEnded, goOnLoading, reconcileLoads, recordLoad } from './loads.js';
import { record, reconcile } from './housekeeping.js';
import { empty, forgetMark, keepCopy, promote, restart, restore } from './mishaps.js';
import { keepAgain } from './rendered.js';
import { dropEntry, sweep } from './sweep.js';
import { advance, die, giveUp, handBack, pick, progress } from './workers.js';

type Act = (world: World, chance: Chance) => Promise<void> | void;

/** Who restores goes on, or some attempt. */
const goOn: Act = (world, chance) => (world.restoring.length > 0 && chance.often(0.8) ? restore(world, chance) : advance(world, chance));

const ifMishaps = (act: Act): Act => (world, chance) => (world.setting.mishaps ? act(world, chance) : undefined);
const ifLoads = (act: Act): Act => (world, chance) => (world.setting.loads ? act(world, chance) : undefined);

/** Every step that a schedule may have, with how often it comes. */
const ALL = {
  submit: [32, submit],
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
  'record load': [2.5, ifLoads(recordLoad)],
  'go on loading': [7, ifLoads(goOnLoading)],
  'reconcile loads': [1.5, ifLoads(reconcileLoads)],
  'drop ended load': [0.5, ifLoads(dropEnded)],
  'poll feed': [9, pollFeed],
  'judge own': [1, judgeOwn],
  'end day': [2, endDay],
  'keep copy': [1.5, ifMishaps(keepCopy)],
  promote: [0.9, ifMishaps(promote)],
  empty: [0.3, ifMishaps(empty)],
  'forget mark': [0.3, ifMishaps(forgetMark)],
  restart: [1.2, ifMishaps(restart)],
  sweep: [1.2, sweep],
  'drop entry': [0.8, dropEntry],
  'keep again': [0.8, keepAgain],
  reconcile: [2, reconcile],
  record: [1, record],
} as const satisfies Record<string, readonly [number, Act]>;

export type StepName = keyof typeof ALL;

export const STEPS = Object.entries(ALL).map(([name, [weight]]) => ({ name: name as StepName, weight }));

export const actOf = (name: StepName): Act => ALL[name][1];
