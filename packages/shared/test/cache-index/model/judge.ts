import type { Hit } from '../../../src/cache-index/replies.js';
import type { KnownEntry } from './known.js';
import { at } from './warehouse.js';
import type { Asked, Stored, World } from './world.js';
import { demand, short } from './world.js';

/** Nobody sees rows of before what had been told when he asked. */
export function judgeRows(world: World, asked: Asked, result: number): Stored {
  const stored = world.results.get(result);
  demand(stored !== undefined, () => `result ${result} was never stored`);
  for (const table of asked.query.tables) {
    const [version, told] = [at(stored.rows, table), at(asked.told, table)];
    demand(version >= told, () => `stale: ${table} at version ${version}, though ${told} had been told`);
  }
  return stored;
}

/** What is served from the cache. */
export function judgeHit(world: World, asked: Asked, hit: Hit): void {
  const { mode, maxAge, key } = asked.request;
  demand(mode === 'shared', () => `a submission that is ${mode} was answered from the cache`);
  const stored = judgeRows(world, asked, hit.result);
  const age = world.now - stored.snapshotAt;
  demand(maxAge === undefined || age <= maxAge * 1000, () => `${age} ms old, though ${maxAge} s were asked for`);
  const entry = world.known.entries.get(key);
  demand(entry !== undefined && entry.result === hit.result, () => `result ${hit.result} is not the entry of ${key}`);
}

/** Why the entry of a key may not be served; undefined where it has to be. */
export function whyNot(world: World, asked: Asked): string | undefined {
  const { known } = world;
  const entry = known.entries.get(asked.request.key);
  if (!entry) return 'none';
  if (entry.life !== known.life) return 'incarnation';
  const moved = movedTable(world, entry);
  if (moved !== undefined) return `expired(${moved})`;
  const { maxAge } = asked.request;
  return maxAge !== undefined && world.now - entry.snapshotAt > maxAge * 1000 ? 'max_age' : undefined;
}

const movedTable = ({ known }: World, { tables, captured }: Pick<KnownEntry, 'tables' | 'captured'>): string | undefined =>
  tables.find((table) => at(known.epochs, table) !== at(captured, table));

/** Whether what an attempt captured is still the present. */
export function isPresent(world: World, begun: { life: number; captured: KnownEntry['captured'] }, tables: readonly string[]): boolean {
  return begun.life === world.known.life && movedTable(world, { tables, captured: begun.captured }) === undefined;
}

/** The run that a key's submissions join, if there is one. */
export function joinable(world: World, asked: Asked): string | undefined {
  const run = world.known.claims.get(asked.request.key);
  const begun = run === undefined ? undefined : world.known.runs.get(run)?.begun;
  return begun && !isPresent(world, begun, asked.query.tables) ? undefined : run;
}

/** Every job that was accepted has ended in what its caller may read, and nothing is left behind. */
export async function judgeEnd(world: World): Promise<void> {
  for (const job of world.known.jobs.keys()) await judgeJob(world, job);
  const { source, server, known } = world;
  const open = await world.index.openRuns(source, 0);
  demand(open.length === 0, () => `left open: ${open.join(', ')}`);
  const left = server.keysOf(source).filter((key) => /:(claim|callers):[^~]*$/.test(key));
  const there = await Promise.all(left.map((key) => server.redis.exists(key)));
  demand(!there.includes(1), () => `left behind: ${left.filter((_, place) => there[place] === 1).join(', ')}`);
  for (const [run, { result, state }] of known.runs) {
    const view = await world.index.readRun(source, run);
    demand(view?.state === state && view.result === result, () => `${run} is ${state} with result ${result} and reads ${view?.state} with ${view?.result}`);
  }
}

async function judgeJob(world: World, id: string): Promise<void> {
  const { known } = world;
  const job = await world.index.readJob(id);
  const ought = known.jobs.get(id);
  demand(job !== undefined && job.run === ought?.run && job.left === ought.left, () => `${short(id)} is in ${job?.run}, left ${job?.left}; ought to be in ${ought?.run}, left ${ought?.left}`);
  if (job.left) return;
  const run = known.runs.get(job.run);
  demand(run?.state === 'published' || run?.state === 'delivered' || run?.state === 'failed', () => `${short(id)} waits for ${job.run}, which is ${run?.state}`);
  demand(!run.alone || run.result === undefined || known.waiting(job.run).length === 1, () => `${job.run} may not be shared and answers ${known.waiting(job.run).length} jobs`);
  const asked = world.asked.get(id);
  if (run.result !== undefined && asked) judgeRows(world, asked, run.result);
}
