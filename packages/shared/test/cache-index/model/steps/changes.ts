import { isDeepStrictEqual } from 'node:util';
import type { Chance } from '../chance.js';
import type { Commit } from '../ledger.js';
import { TABLES, at } from '../warehouse.js';
import type { Numbers } from '../warehouse.js';
import { demand } from '../world.js';
import type { World } from '../world.js';

/** Moves of a table that the index keeps. */
const MOST_MOVES = 8;

/** Somebody changes a table, and has not told. */
export function write(world: World, chance: Chance): void {
  const table = chance.of(TABLES);
  const version = world.warehouse.write(table, world.now);
  world.say('write', () => `${table} is at version ${version}`);
}

/** A refresh commits in the ledger; Redis hears of it in a step of its own. */
export function commit(world: World, chance: Chance): void {
  const tables = TABLES.filter((_, place) => chance.often(place === 0 ? 0.6 : 0.35));
  if (tables.length === 0) return;
  const made = world.ledger.refresh(tables, world.warehouse.versions);
  world.commits.push(made);
  world.say('commit', () => `the ledger has ${JSON.stringify(made.epochs)} for versions ${JSON.stringify(made.versions)}`);
}

/** Redis hears of a refresh, and its caller is answered; or whoever should have told has died. */
export async function move(world: World, chance: Chance): Promise<void> {
  if (world.commits.length === 0) commit(world, chance);
  const made = chance.one(world.commits);
  if (!made) return;
  world.commits.splice(world.commits.indexOf(made), 1);
  if (chance.often(0.1)) return world.say('untold', () => `nobody tells Redis of ${JSON.stringify(made.epochs)}`);
  await moveIndex(world, made);
  if (chance.often(0.2)) await moveIndex(world, made);
  world.tell(made.versions);
}

export async function moveIndex(world: World, { epochs }: Pick<Commit, 'epochs'>): Promise<void> {
  raise(world, epochs, world.now);
  const resting = setAside(world, epochs);
  const moved = await world.invalidation.move(world.source, epochs);
  world.say('moved', () => `Redis has ${JSON.stringify(epochs)}: ${moved} entries rested on them`);
  demand(moved === resting, () => `${resting} entries rested on ${Object.keys(epochs).join(', ')}, and ${moved} were counted`);
}

/** What rested on tables that move is set aside for the sweep; answers how many entries that are. */
export function setAside({ known }: World, epochs: Numbers): number {
  const all = Object.entries(epochs).map(([table, epoch]) => {
    const name = `${table} ${epoch}`;
    const resting = known.resting.get(table);
    if (resting && !known.aside.has(name) && at(known.epochs, table) === epoch) {
      known.aside.set(name, resting);
      known.resting.delete(table);
    }
    return known.aside.get(name) ?? new Set<string>();
  });
  return new Set(all.flatMap((each) => [...each])).size;
}

/** Epochs move on in Redis, at a time; a restoration does not know theirs. `since`: what rested on them had expired before. */
export function raise({ known }: World, epochs: Numbers, when: number | 'restored', since?: number): void {
  const moved = Object.entries(epochs).filter(([table, epoch]) => epoch > at(known.epochs, table));
  for (const [table, epoch] of moved) {
    const move = { epoch, at: when === 'restored' ? 0 : when, restored: when === 'restored' };
    const before = since === undefined ? [] : [{ ...move, at: since }];
    known.moves.set(table, [...(known.moves.get(table) ?? []), move, ...before].slice(-MOST_MOVES));
  }
  known.epochs = { ...known.epochs, ...(Object.fromEntries(moved) as Numbers) };
}

/** Somebody who holds rows already asks for the present epochs. */
export async function judgeOwn(world: World): Promise<void> {
  const present = await world.index.currentEpochs(world.source, TABLES);
  world.say(`epochs ${present.outcome}`, () => `present epochs: ${JSON.stringify(present)}`);
  demand((present.outcome === 'fenced') === world.fenced, () => `the epochs were answered ${present.outcome}`);
  if (present.outcome === 'fenced') return;
  const ought = Object.fromEntries(TABLES.map((table) => [table, at(world.known.epochs, table)]));
  demand(isDeepStrictEqual(present.epochs, ought), () => `the epochs are ${JSON.stringify(ought)}, and ${JSON.stringify(present.epochs)} were answered`);
}
