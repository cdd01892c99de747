import type { Chance } from '../chance.js';
import type { LoadEnd } from '../ledger.js';
import { TABLES } from '../warehouse.js';
import { demand } from '../world.js';
import type { Loading, World } from '../world.js';
import { moveIndex, raise, setAside } from './changes.js';

/** Somebody opens a load; Redis hears of it in a step of its own. */
export function recordLoad(world: World, chance: Chance): void {
  const left = chance.below(TABLES.length + 2);
  const load: Loading = {
    id: String(world.nextId()), tables: TABLES.filter((_, place) => place !== left), until: world.now + 1_000 + chance.below(chance.often(0.5) ? 6_000 : 40_000),
    phase: 'recorded', wrote: {},
  };
  world.ledger.openLoad(load);
  world.loads.push(load);
  world.say('load recorded', () => `the ledger has load ${load.id} of ${load.tables.join(', ')} until ${load.until}`);
}

/** A load goes on: it is opened, writes a table, is closed or abandoned, or Redis hears of its end. */
export async function goOnLoading(world: World, chance: Chance): Promise<void> {
  const load = chance.one(world.loads.filter(({ phase }) => phase !== 'over'));
  if (!load) return;
  do await goOnWith(world, chance, load);
  while (load.phase !== 'over' && chance.often(0.4));
}

async function goOnWith(world: World, chance: Chance, load: Loading): Promise<void> {
  if (load.phase === 'recorded') return openLoad(world, chance, load);
  if (load.phase === 'closing') return answerEnd(world, chance, load);
  const unwritten = load.tables.filter((table) => load.wrote[table] === undefined);
  const table = chance.one(unwritten);
  if (table !== undefined && !chance.often(0.07)) return writeLoaded(world, load, table);
  const how = table === undefined ? 'closed' : 'abandoned';
  load.phase = 'closing';
  const end = world.ledger.endLoad(load.id, how, world.warehouse.versions, world.now);
  world.say(`load ${end?.how}`, () => `the ledger ends load ${load.id}: ${JSON.stringify(end)}`);
}

async function openLoad(world: World, chance: Chance, load: Loading): Promise<void> {
  if (chance.often(0.05)) load.phase = 'over';
  else if (!chance.often(0.1)) load.phase = 'open';
  await world.perhapsTwice(chance, () => world.invalidation.openLoad(world.source, load));
  if (!world.known.loads.has(load.id)) world.known.loads.set(load.id, load);
  world.say('load opened', () => `Redis has load ${load.id}, whose opener goes on ${load.phase}`);
}

function writeLoaded(world: World, load: Loading, table: string): void {
  const version = world.warehouse.write(table, world.now);
  load.wrote = { ...load.wrote, [table]: version };
  world.say('loaded', () => `load ${load.id} writes ${table}: version ${version}`);
}

/** Redis hears of the end of a load, and whoever ended it is answered; or he has died. */
async function answerEnd(world: World, chance: Chance, load: Loading): Promise<void> {
  load.phase = 'over';
  if (chance.often(0.1)) return world.say('untold', () => `nobody tells Redis of the end of load ${load.id}`);
  const end = world.ledger.load(load.id)?.ended;
  if (end) await tellEnd(world, chance, load.id, end);
}

async function tellEnd(world: World, chance: Chance, id: string, end: LoadEnd): Promise<void> {
  const resting = observeEnd(world, id, end);
  const counted = await world.perhapsTwice(chance, () => world.invalidation.endLoad(world.source, { id, epochs: end.epochs }));
  world.say('load ended', () => `Redis hears of the end of load ${id}: ${counted} entries rested on its tables`);
  demand(counted === resting, () => `${resting} entries rested on the tables of load ${id}, and ${counted} were counted`);
  world.tell(end.versions);
}

/** What the index holds after the end of a load; answers how many entries rested on its tables. */
function observeEnd(world: World, id: string, { epochs }: LoadEnd): number {
  const { known, now } = world;
  const until = known.loads.get(id)?.until;
  raise(world, epochs, now, until !== undefined && until < now ? until : undefined);
  known.loads.delete(id);
  return setAside(world, epochs);
}

/** Redis's loads become those of the ledger, and those end that ran over their limit. A worker may die on the way. */
export async function reconcileLoads(world: World, chance: Chance): Promise<void> {
  const held = await world.invalidation.loads(world.source);
  const ids = held.map(({ id }) => id).sort().join();
  demand(ids === [...world.known.loads.keys()].sort().join(), () => `Redis has loads ${ids}, not ${[...world.known.loads.keys()].join()}`);
  const open = world.ledger.openLoads;
  world.say('loads reconciled', () => `Redis has loads ${ids}; the ledger has ${open.map(({ id }) => id).join()}`);
  for (const { id } of held.filter((load) => !open.some((other) => other.id === load.id))) {
    const end = world.ledger.load(id)?.ended;
    if (end) await tellEnd(world, chance, id, end);
  }
  for (const load of open.filter(({ id }) => !held.some((other) => other.id === id))) {
    await world.invalidation.openLoad(world.source, load);
    world.known.loads.set(load.id, load);
  }
  if (chance.often(0.1)) return;
  for (const load of open.filter(({ until }) => until < world.now)) await endOverdue(world, chance, load.id);
}

async function endOverdue(world: World, chance: Chance, id: string): Promise<void> {
  const end = world.ledger.endLoad(id, 'overdue', world.warehouse.versions, world.now);
  world.say('load overdue', () => `load ${id} has run over its limit`);
  if (end && !chance.often(0.1)) await tellEnd(world, chance, id, end);
}

/** Redis takes a load out that has ended, and whose epochs have moved; another one's stays. */
export async function dropEnded(world: World, chance: Chance): Promise<void> {
  const [id] = chance.one([...world.known.loads]) ?? [];
  const end = id === undefined ? undefined : world.ledger.load(id)?.ended;
  if (id === undefined || !end) return;
  await moveIndex(world, end);
  world.tell(end.versions);
  await world.perhapsTwice(chance, () => world.invalidation.dropLoad(world.source, id));
  world.known.loads.delete(id);
  const left = await world.invalidation.loads(world.source);
  world.say('load dropped', () => `load ${id}, which has ended, is taken out`);
  demand(left.every((load) => load.id !== id), () => `load ${id} was taken out and is there`);
}

/** All loads are over: who waits for their end can go on. */
export async function endLoads(world: World): Promise<void> {
  for (const { id } of world.ledger.openLoads) world.ledger.endLoad(id, 'overdue', world.warehouse.versions, world.now);
  for (const { id } of await world.invalidation.loads(world.source)) {
    const end = world.ledger.load(id)?.ended;
    if (!end) continue;
    await world.invalidation.endLoad(world.source, { id, epochs: end.epochs });
    observeEnd(world, id, end);
    world.tell(end.versions);
  }
}
