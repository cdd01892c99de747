import type { Redis } from 'ioredis';
import { median, shown } from '../measure/median.js';
import type { Seeds } from './seed.js';

const ROUNDS = 7;
const HITS = 5000;
const AT_ONCE = 50;
const WIDE = 20;

type Ask = 'resolve' | 'look';

/** What a hit costs by the tables that it rests on: Redis's own time for a command, and wall time one after the other. */
export async function compareWidths(redis: Redis, source: number, seeds: Seeds): Promise<Record<string, unknown>> {
  const tables = Array.from({ length: WIDE }, (_, at) => `public.wide${at}`);
  await seeds.make([{ key: 'narrow', tables: tables.slice(0, 1) }, { key: 'wide', tables }]);
  const report: Record<string, unknown> = {};
  for (const ask of ['resolve', 'look'] as const) {
    const cpu = { narrow: [] as number[], wide: [] as number[] };
    const wall = { narrow: [] as number[], wide: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const key of ['narrow', 'wide'] as const) {
        const one = (): Promise<unknown> => hit(seeds, source, ask, key);
        cpu[key].push(await redisMicros(redis, one));
        wall[key].push(await oneByOne(one));
      }
    }
    const ratio = (of: { narrow: number[]; wide: number[] }): number => shown(median(of.wide) / median(of.narrow));
    report[`${ask}_of_20_tables_to_one`] = {
      redis_cpu: ratio(cpu), wall: ratio(wall),
      redis_us: { one: shown(median(cpu.narrow)), twenty: shown(median(cpu.wide)) },
      wall_us: { one: shown(median(wall.narrow) * 1000), twenty: shown(median(wall.wide) * 1000) },
    };
  }
  return report;
}

async function hit(seeds: Seeds, source: number, ask: Ask, key: string): Promise<void> {
  const order = seeds.orderOf(key);
  const job = seeds.index.newJobId(source);
  const answer = ask === 'look'
    ? await seeds.index.look(source, key, undefined)
    : await seeds.index.resolve({ source, key, caller: 'bench', order, mode: 'shared', job });
  if (answer.outcome !== 'hit') throw new Error(`no hit: ${answer.outcome}`);
}

/** Microseconds of a script by Redis's own count, over many. */
async function redisMicros(redis: Redis, one: () => Promise<unknown>): Promise<number> {
  await redis.config('RESETSTAT');
  for (let at = 0; at < HITS; at += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, one));
  const [, micros] = /cmdstat_evalsha:.*usec_per_call=([\d.]+)/.exec(await redis.info('commandstats')) ?? [];
  if (micros === undefined) throw new Error('Redis does not count its scripts');
  return Number(micros);
}

/** Milliseconds of one command and its answer, the middle of many. */
async function oneByOne(one: () => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let at = 0; at < HITS / 10; at += 1) {
    const begun = performance.now();
    await one();
    all.push(performance.now() - begun);
  }
  return median(all);
}
