import { Chance } from './chance.js';
import { judgeEnd } from './judge.js';
import type { Schedule } from './schedule.js';
import type { ModelServer } from './server.js';
import { beginHistory } from './steps/mishaps.js';
import { raise } from './steps/changes.js';
import { endLoads } from './steps/loads.js';
import { judgeRemoval } from './steps/rendered.js';
import { reconcile, record } from './steps/housekeeping.js';
import { actOf } from './steps/steps.js';
import { advanceThis, pickRun } from './steps/workers.js';
import { World, demand } from './world.js';

/** What came of a schedule. */
export interface Played {
  readonly seed: number;
  /** What broke a promise; undefined where nothing did. */
  readonly fault: Error | undefined;
  /** How often each outcome was seen. */
  readonly seen: Readonly<Record<string, number>>;
  readonly trace: readonly string[];
}

/** Plays a schedule from an empty Redis to its end on a source of its own. */
export async function play(server: ModelServer, source: number, schedule: Schedule, traced = false): Promise<Played> {
  const world = new World(server, source, schedule.setting, traced);
  let fault: Error | undefined;
  try {
    world.say('setting', () => JSON.stringify(schedule.setting));
    await beginHistory(world);
    await open(world);
    for (const { name, seed, after } of schedule.steps) {
      world.now += after;
      await actOf(name)(world, new Chance(seed));
    }
    await finish(world, new Chance(schedule.seed));
  } catch (error) {
    fault = error instanceof Error ? error : new Error(String(error));
  } finally {
    await server.forget(source);
  }
  return { seed: schedule.seed, fault, seen: world.seen, trace: world.trace ?? [] };
}

/** Opens the index as the story does. */
async function open(world: World): Promise<void> {
  const present = await world.index.currentEpochs(world.source, []);
  if (present.outcome === 'open') return;
  const { epochs, openLoads: loads } = world.ledger;
  const incarnation = `life-${world.nextId()}`;
  await world.invalidation.open(world.source, { incarnation, history: present.history, epochs, loads });
  for (const load of loads) world.known.loads.set(load.id, load);
  world.known.restoredIn = world.history;
  world.known.life ||= world.nextId();
  raise(world, epochs, 'restored');
}

const ROUNDS = 30;
/** Steps that an attempt needs at most, many times over: where it waits, nothing is left to wait for. */
const ATTEMPT_STEPS = 200;

/** Nothing happens any more but that what is open is brought to its end. */
async function finish(world: World, chance: Chance): Promise<void> {
  world.say('finish', () => 'from here on only what is open goes on');
  await open(world);
  world.attempts.length = 0;
  await endLoads(world);
  for (let rounds = 0; (await world.index.openRuns(world.source, 0)).length > 0; rounds += 1) {
    demand(rounds < ROUNDS, () => 'runs stay open for ever');
    await reconcile(world);
    for (const run of [...world.known.queue.keys()]) {
      const attempt = pickRun(world, run);
      for (let steps = 0; attempt && world.attempts.includes(attempt); steps += 1) {
        demand(steps < ATTEMPT_STEPS, () => `an attempt at ${run} goes on for ever`);
        await advanceThis(world, chance, attempt);
      }
    }
  }
  await record(world);
  await judgeEnd(world);
  await judgeRemoval(world);
}
