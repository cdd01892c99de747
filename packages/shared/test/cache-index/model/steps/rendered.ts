import { sourceKeys } from '../../../../src/cache-index/keys.js';
import { recordOf } from '../../../../src/cache-index/rendered.js';
import type { RenderedResult } from '../../../../src/cache-index/rendered.js';
import type { Chance } from '../chance.js';
import type { Known } from '../known.js';
import { demand } from '../world.js';
import type { World } from '../world.js';

/** Bytes of all: enough for two or three. */
const TOTAL = 1000;
const DAY_MS = 86_400_000;

/** A worker keeps its rows rendered, as it does before it publishes them. */
export async function keepRendered(world: World, chance: Chance, id: number, isForEntry: boolean): Promise<void> {
  const rendered = renderedOf(world.source, id);
  await world.perhapsTwice(chance, () => world.index.keepRendered(rendered, { isForEntry, total: TOTAL }));
  const { rendered: known } = world.known;
  known.delete(id);
  const bytes = recordOf(rendered).length;
  while (known.size > 0 && bytesOf(known) + bytes > TOTAL) known.delete(firstToGo(known));
  known.set(id, { bytes, used: world.now - (isForEntry ? 0 : DAY_MS) });
  await judgeRendered(world);
}

/** Exactly those are kept, and counted, that ought to be. */
export async function judgeRendered({ source, known, server: { redis } }: World): Promise<void> {
  const { rendered, renderedUsed } = sourceKeys(source);
  const [held, turns] = await Promise.all([redis.hgetall(rendered), redis.zrange(renderedUsed, '0', '-1')]);
  const { bytes = '0', ...records } = held;
  const ought = [...known.rendered.keys()].sort(byNumber);
  const show = (ids: readonly (number | string)[]): string => ids.map(Number).sort(byNumber).join(' ');
  for (const found of [Object.keys(records), turns]) {
    demand(show(found) === show(ought), () => `kept rendered ought to be ${show(ought)}, and are ${show(found)}`);
  }
  demand(Number(bytes) === bytesOf(known.rendered), () => `rendered are ${bytesOf(known.rendered)} bytes, counted ${bytes}`);
  for (const id of ought) demand(records[id] === recordOf(renderedOf(source, id)), () => `what is kept as result ${id} is another one`);
}

const byNumber = (one: number, two: number): number => one - two;

const bytesOf = (known: Known['rendered']): number => [...known.values()].reduce((sum, { bytes }) => sum + bytes, 0);

/** As a sorted set has them. */
function firstToGo(known: Known['rendered']): number {
  const [first] = [...known].sort(([one, { used }], [two, { used: other }]) => used - other || (String(one) < String(two) ? -1 : 1));
  return first?.[0] ?? 0;
}

const renderedOf = (sourceId: number, id: number): RenderedResult => ({
  result: {
    id, sourceId, key: 'k', runId: 'r', statement: 's', queryHash: 'h', columns: [], stored: { path: 'p', rows: 1, bytes: 10 },
    snapshotAt: new Date(0), runtime: 1, epochs: {}, incarnation: 'i',
  },
  data: 'x'.repeat((id * 37) % 200),
});
