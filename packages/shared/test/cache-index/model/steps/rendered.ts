import { sourceKeys } from '../../../../src/cache-index/keys.js';
import { recordOf } from '../../../../src/cache-index/rendered.js';
import type { RenderedResult } from '../../../../src/cache-index/rendered.js';
import type { Chance } from '../chance.js';
import type { Known } from '../known.js';
import { demand } from '../world.js';
import type { World } from '../world.js';

/** Bytes of all: enough for two or three. */
const TOTAL = 1000;
const WAITERS_MS = 60_000;

/** Somebody keeps rows rendered: a worker before it publishes them, or an API process that read an entry's file. */
export async function keepRendered(world: World, chance: Chance, id: number, key: string, isAwaited: boolean): Promise<void> {
  const rendered = renderedOf(world.source, id, key);
  await world.perhapsTwice(chance, () => world.index.keepRendered(rendered, { isAwaited, total: TOTAL }));
  const { rendered: known, entries } = world.known;
  const isEntrys = entries.get(key)?.result === id;
  world.say(isEntrys ? 'kept with entry' : isAwaited ? 'kept for a while' : 'kept by nobody', () => `result ${id} of ${key} is to be kept rendered`);
  if (isEntrys || isAwaited) {
    known.delete(id);
    const record = recordOf(rendered);
    while (known.size > 0 && bytesOf(known) + record.length > TOTAL) known.delete(firstToGo(known));
    known.set(id, { record, ...(isEntrys ? { used: world.now } : { until: world.now + WAITERS_MS }) });
  }
}

/** A reader of a file comes late: what he read may be no entry's any more. */
export async function keepAgain(world: World, chance: Chance): Promise<void> {
  const [key, { result }] = chance.one([...world.known.entries]) ?? ['', { result: 0 }];
  if (key === '') return;
  const earlier = chance.one([...world.results.keys()]) ?? result;
  await keepRendered(world, chance, chance.often(0.6) ? result : earlier, key, false);
  await judgeRendered(world);
}

/** A result has become its key's entry, in the place of another. */
export function keepWithEntry({ known, now }: World, id: number, replaced: number | undefined): void {
  if (replaced !== undefined) known.rendered.delete(replaced);
  const held = known.rendered.get(id);
  if (held && 'until' in held) known.rendered.set(id, { record: held.record, used: now });
}

/** Those for which nobody waits any more are forgotten. */
export async function forgetRendered(world: World): Promise<void> {
  const over = [...world.known.rendered].filter(([, held]) => 'until' in held && held.until <= world.now);
  for (const [id] of over) world.known.rendered.delete(id);
  const forgotten = await world.index.sweep.forgetRendered(world.source);
  if (forgotten > 0) world.say('forgotten', () => `${forgotten} rendered results are forgotten`);
  demand(forgotten === over.length, () => `${over.length} rendered results ought to be forgotten, and ${forgotten} were`);
  await judgeRendered(world);
}

/** The source is removed, and somebody still has rows in hand. */
export async function judgeRemoval(world: World): Promise<void> {
  const { source, index } = world;
  await index.close(source);
  await index.forget(source);
  world.known.rendered.clear();
  await index.keepRendered(renderedOf(source, world.nextId(), 'on-a'), { isAwaited: true });
  await judgeRendered(world);
}

/** Exactly those are kept, and counted, that ought to be. */
export async function judgeRendered({ source, known, server: { redis } }: World): Promise<void> {
  const at = sourceKeys(source);
  const [held, used, until] = await Promise.all([redis.hgetall(at.rendered), redis.zrange(at.renderedUsed, '0', '-1'), redis.zrange(at.renderedUntil, '0', '-1')]);
  const { bytes = '0', ...records } = held;
  const ought = [...known.rendered.keys()].sort(byNumber);
  const show = (ids: readonly (number | string)[]): string => ids.map(Number).sort(byNumber).join(' ');
  demand(show(Object.keys(records)) === show(ought), () => `kept rendered ought to be ${show(ought)}, and are ${show(Object.keys(records))}`);
  for (const [turn, found] of [['used', used], ['until', until]] as const) {
    const turns = ought.filter((id) => turn in (known.rendered.get(id) ?? {}));
    demand(show(found) === show(turns), () => `kept rendered by ${turn} ought to be ${show(turns)}, and are ${show(found)}`);
  }
  demand(Number(bytes) === bytesOf(known.rendered), () => `rendered are ${bytesOf(known.rendered)} bytes, counted ${bytes}`);
  for (const id of ought) demand(records[id] === known.rendered.get(id)?.record, () => `what is kept as result ${id} is another one`);
}

const byNumber = (one: number, two: number): number => one - two;

const bytesOf = (known: Known['rendered']): number => [...known.values()].reduce((sum, { record }) => sum + record.length, 0);

/** Those first that nobody will ask for in a while; each kind as a sorted set has it. */
function firstToGo(known: Known['rendered']): number {
  const turns = [...known].map(([id, held]) => ({ id, ...('until' in held ? { kind: 0, at: held.until } : { kind: 1, at: held.used }) }));
  const [first] = turns.sort((one, two) => one.kind - two.kind || one.at - two.at || (String(one.id) < String(two.id) ? -1 : 1));
  return first?.id ?? 0;
}

const renderedOf = (sourceId: number, id: number, key: string): RenderedResult => ({
  result: {
    id, sourceId, key, runId: 'r', statement: 's', queryHash: 'h', columns: [], stored: { path: 'p', rows: 1, bytes: 10 },
    snapshotAt: new Date(0), runtime: 1, epochs: {}, incarnation: 'i',
  },
  data: 'x'.repeat((id * 37) % 200),
});
