import { sourceKeys } from '../../../../src/cache-index/keys.js';
import type { Chance } from '../chance.js';
import { Known } from '../known.js';
import { demand } from '../world.js';
import type { Restoring, World } from '../world.js';
import { raise } from './changes.js';

/** A replica has all that the server has by now. */
export async function keepCopy(world: World): Promise<void> {
  await world.server.keepCopy(world.source);
  world.copy = world.known.copy();
  world.say('copied', () => 'a replica has all of it');
}

/** The server is replaced by the replica: what came later is lost with it, and only that. */
export async function promote(world: World): Promise<void> {
  if (!world.copy) return;
  await world.server.putBack(world.source);
  world.known = world.copy.copy();
  await beginHistory(world);
  world.say('promoted', () => 'Redis is replaced by the replica');
}

/** Redis comes back empty, with or without a start. */
export async function empty(world: World, chance: Chance): Promise<void> {
  await world.server.empty(world.source);
  world.known = new Known();
  const restarted = chance.often(0.5);
  if (restarted) await beginHistory(world);
  world.say('emptied', () => `Redis is empty${restarted ? ' and was started again' : ''}`);
}

/** Somebody deletes the mark of the index by hand: all that is in it is another life's from then on. */
export async function forgetMark(world: World): Promise<void> {
  await world.server.redis.unlink(sourceKeys(world.source).index);
  Object.assign(world.known, { life: 0, watchedUntil: -Infinity, bytes: 0 });
  world.known.restoredIn = -1;
  world.say('mark deleted', () => 'somebody deletes the mark of the index');
}

/** Redis is started again, and has lost nothing; but nobody can know that. */
export async function restart(world: World): Promise<void> {
  await beginHistory(world);
  world.say('restarted', () => 'Redis was started again');
}

export async function beginHistory(world: World): Promise<void> {
  world.history += 1;
  await world.server.newHistory(world.source, `history-${world.history}`);
}

/** Somebody who restores takes a step: he reads the ledger, or opens the index. */
export async function restore(world: World, chance: Chance): Promise<void> {
  const one = chance.one(world.restoring);
  if (!one) return;
  do await restoreOnce(world, chance, one);
  while (world.restoring.includes(one) && chance.often(0.6));
}

async function restoreOnce(world: World, chance: Chance, one: Restoring): Promise<void> {
  if (!one.loads) return void (one.loads = world.ledger.openLoads);
  if (!one.epochs) {
    one.epochs = world.ledger.epochs;
    return world.say('ledger read', () => `who heard of history ${one.heard} has read ${JSON.stringify([one.epochs, one.loads])} in the ledger`);
  }
  world.restoring.splice(world.restoring.indexOf(one), 1);
  if (chance.often(0.05)) return;
  const { known, history } = world;
  const incarnation = `life-${world.nextId()}`;
  const { epochs, loads } = one;
  const opening = await world.perhapsTwice(chance, () => world.invalidation.open(world.source, { incarnation, history: one.history, epochs, loads }));
  world.say(`opening ${opening.outcome}`, () => `who heard of history ${one.heard} restores ${JSON.stringify(epochs)} → ${JSON.stringify(opening)}`);
  raise(world, epochs, 'restored');
  for (const load of loads) if (!known.loads.has(load.id)) known.loads.set(load.id, load);
  demand((opening.outcome === 'open') === (one.heard === history), () => `who heard of history ${one.heard} was answered ${opening.outcome} in ${history}`);
  if (opening.outcome !== 'open') return;
  const isNew = opening.incarnation === incarnation;
  demand(isNew === (known.life === 0), () => `the incarnation ${isNew ? 'is a new one' : 'was kept'}`);
  known.restoredIn = history;
  if (isNew) known.life = world.nextId();
}
