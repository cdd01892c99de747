import type { Drop, DropReason } from '../../../../src/cache-index/entry-sweep.js';
import { sourceKeys } from '../../../../src/cache-index/keys.js';
import type { Chance } from '../chance.js';
import { expiredSince } from '../judge.js';
import type { KnownEntry } from '../known.js';
import { forgetRendered, judgeRendered } from './rendered.js';
import { demand } from '../world.js';
import type { World } from '../world.js';

/** Entries that refreshes have expired are taken out, but for those that somebody may still take stale. */
export async function sweep(world: World, chance: Chance): Promise<void> {
  const keepMs = chance.often(0.5) ? 0 : chance.below(20_000);
  const { index: { sweep: sweeper }, source } = world;
  await forgetRendered(world);
  for (const set of await sweeper.setAside(source, keepMs)) {
    const { items } = await sweeper.keysAside(set, '0');
    for (const key of [...items].sort()) await drop(world, key, { why: 'expired', keepMs });
    if (chance.often(0.1)) return;
    await sweeper.doneWith(source, set);
    forgetAside(world, set);
  }
}

function forgetAside({ known, source }: World, set: string): void {
  for (const name of known.aside.keys()) {
    const [table = '', epoch = ''] = name.split(' ');
    if (sourceKeys(source).aside(table, Number(epoch)) === set) known.aside.delete(name);
  }
}

/** Somebody drops an entry, its files are gone, or the quota wants its room. */
export async function dropEntry(world: World, chance: Chance): Promise<void> {
  const [used] = await world.index.sweep.leastUsed(world.source, 1);
  if (!used) return;
  await drop(world, used.key, chance.of<DropReason>([
    { why: 'quota', bytes: chance.below(40), usedAt: used.usedAt },
    { why: 'expired', keepMs: chance.below(10_000) },
    { why: 'expired', keepMs: 0 },
    { why: 'files_gone', result: (world.known.entries.get(used.key)?.result ?? 0) + (chance.often(0.8) ? 0 : 1) },
    { why: 'deleted' },
  ]));
}

async function drop(world: World, key: string, reason: DropReason): Promise<void> {
  const { known } = world;
  const entry = known.entries.get(key);
  const dropped = await world.index.sweep.drop(world.source, key, reason);
  world.say(`drop ${dropped.outcome}`, () => `${key} is swept: ${JSON.stringify(reason)} → ${dropped.outcome}`);
  const ought = expectation(world, entry, reason);
  demand(ought === undefined || ought === dropped.outcome, () => `the entry of ${key} ought to be ${ought} by ${reason.why}, and was ${dropped.outcome}`);
  if (!entry) return;
  if (dropped.outcome === 'dropped') {
    known.entries.delete(key);
    known.rendered.delete(entry.result);
    await judgeRendered(world);
    known.bytes -= 10;
    for (const table of entry.tables) known.resting.get(table)?.delete(key);
  } else if (dropped.outcome === 'kept' && reason.why === 'expired') {
    for (const table of entry.tables) known.resting.set(table, (known.resting.get(table) ?? new Set()).add(key));
  }
}

function expectation(world: World, entry: KnownEntry | undefined, reason: DropReason): Drop['outcome'] | undefined {
  if (reason.why === 'files_gone') return entry?.result === reason.result ? 'dropped' : 'changed';
  if (!entry) return 'none';
  if (reason.why === 'quota') return world.known.bytes <= reason.bytes ? 'kept' : 'dropped';
  if (reason.why !== 'expired') return 'dropped';
  if (world.fenced) return 'fenced';
  const since = expiredSince(world, entry);
  if (since === 'true') return 'kept';
  return since === undefined ? undefined : since + reason.keepMs > world.now ? 'kept' : 'dropped';
}
