import type { Freshness } from '../../../src/cache-index/resolving.js';
import type { Hit, Stale } from '../../../src/cache-index/replies.js';
import { dayOf } from './days.js';
import type { KnownEntry } from './known.js';
import { queryOf } from './queries.js';
import { at } from './warehouse.js';
import type { Asked, Stored, World } from './world.js';
import { demand, short } from './world.js';

/** Nobody sees rows of before what had been told when he asked. */
export function judgeRows(world: World, asked: Asked, result: number): Stored {
  const stored = world.results.get(result);
  demand(stored !== undefined, () => `result ${result} was never stored`);
  for (const table of asked.query.tables) {
    const [version, told] = [at(stored.rows, table), Math.max(at(asked.told, table), at(asked.least, table))];
    demand(version >= told, () => `stale: ${table} at version ${version}, though ${told} had been told`);
  }
  return stored;
}

/** Rows of one of the source's days are nobody's on another, whoever takes that one for his own. */
function judgeDay({ setting: { days }, now }: World, { query }: Asked, { day }: Stored): void {
  if (!days || query.day === undefined) return;
  demand(day === query.day && day === dayOf(days, now), () => `of another day: ${query.key} was answered with rows of ${day} on ${dayOf(days, now)}`);
}

/** What is served from the cache. */
export function judgeHit(world: World, asked: Asked, hit: Hit): void {
  const { mode, maxAge, key } = asked.request;
  demand(mode === 'shared', () => `a submission that is ${mode} was answered from the cache`);
  const stored = judgeRows(world, asked, hit.result);
  judgeMix(world, asked, stored);
  judgeDay(world, asked, stored);
  const age = world.now - stored.snapshotAt;
  const { ttl, feed } = world.setting;
  demand(ttl === undefined || age <= ttl * 1000, () => `${age} ms old, though entries are served for ${ttl} s`);
  demand(!feed || age <= feed.fallbackTtl * 1000 || world.now <= world.vouchedUntil, () => `${age} ms old, and nobody vouches for the source since ${world.vouchedUntil}`);
  demand(maxAge === undefined || age <= maxAge * 1000, () => `${age} ms old, though ${maxAge} s were asked for`);
  const entry = world.known.entries.get(key);
  demand(entry !== undefined && entry.result === hit.result, () => `result ${hit.result} is not the entry of ${key}`);
}

/** What is served though it has expired: never beyond the bound of who asked, by anything that makes it stale. */
export function judgeStale(world: World, asked: Asked, stale: Stale): void {
  const { key, mode, maxStale = 0, maxAge } = asked.request;
  const stored = world.results.get(stale.result);
  demand(stored !== undefined && world.known.entries.get(key)?.result === stale.result, () => `result ${stale.result} is not the entry of ${key}`);
  demand(mode === 'shared', () => `a submission that is ${mode} was answered from the cache`);
  judgeMix(world, asked, stored);
  judgeDay(world, asked, stored);
  for (const table of asked.query.tables) {
    const [version, least] = [at(stored.rows, table), at(asked.least, table)];
    demand(version >= least, () => `stale: ${table} at version ${version}, though its epochs were asked for at version ${least}`);
  }
  const { ttl, feed } = world.setting;
  const since = [
    ...world.allTold().filter(({ table, version }) => asked.query.tables.some((one) => one === table) && version > at(stored.rows, table)).map((told) => told.at),
    ...[ttl, maxAge].flatMap((seconds) => (seconds === undefined ? [] : [stored.snapshotAt + seconds * 1000])),
    ...(feed ? [Math.max(world.vouchedUntil, stored.snapshotAt + feed.fallbackTtl * 1000)] : []),
  ];
  const [beyond] = since.map((from) => world.now - from).filter((ms) => ms > maxStale * 1000);
  demand(beyond === undefined, () => `result ${stale.result} has been stale for ${beyond} ms, though ${maxStale} s were allowed`);
}

/** No cached answer holds a part of what a load wrote; while the load is open, nothing of it. */
function judgeMix(world: World, { query }: Asked, stored: Stored): void {
  for (const load of world.loads) {
    const end = world.ledger.load(load.id)?.ended;
    const inTime = end ? end.how === 'closed' && end.at <= load.until : world.now <= load.until;
    const wrote = query.tables.filter((table) => load.wrote[table] !== undefined);
    if (!inTime || wrote.length === 0) continue;
    const has = wrote.filter((table) => at(stored.rows, table) >= at(load.wrote, table));
    demand(has.length === 0 || (end !== undefined && has.length === wrote.length), () => `of load ${load.id}, which is ${end?.how ?? 'open'}, a cached answer has ${has.join(', ')} out of ${wrote.join(', ')}`);
  }
}

/** When the day is over that an entry is of. */
const endOf = ({ snapshotAt, ends = Infinity }: KnownEntry): number => snapshotAt + ends;

/** Why the entry of a key may not be served; undefined where it has to be. */
export function whyNot(world: World, asked: Asked): string | undefined {
  const { known } = world;
  const entry = known.entries.get(asked.request.key);
  if (!entry) return 'none';
  if (entry.life !== known.life) return 'incarnation';
  if (world.now >= endOf(entry)) return 'ttl';
  const moved = movedTable(world, entry);
  if (moved !== undefined) return `expired(${moved})`;
  const overdue = entry.tables.find((table) => overdueLimit(world, [table]) !== undefined);
  if (overdue !== undefined) return `expired(${overdue})`;
  const { maxAge, fallbackTtl } = asked.request;
  const age = world.now - entry.snapshotAt;
  if (entry.ttl !== undefined && age > entry.ttl) return 'ttl';
  if (fallbackTtl !== undefined && age > fallbackTtl * 1000 && known.watchedUntil < world.now) return 'unwatched';
  return maxAge !== undefined && age > maxAge * 1000 ? 'max_age' : undefined;
}

/** Since when the entry of a key has not been served, by what the index holds; undefined where it does not tell. */
function staleSince(world: World, asked: { request: Freshness }, entry: KnownEntry, byLoads = true): number | undefined {
  const { known, now } = world;
  const moved = entry.tables.filter((table) => at(known.epochs, table) !== at(entry.captured, table)).map((table) => {
    const beyond = (known.moves.get(table) ?? []).filter(({ epoch }) => epoch > at(entry.captured, table));
    const isKnown = beyond.some(({ epoch }) => epoch === at(entry.captured, table) + 1) && !beyond.some(({ restored }) => restored);
    return isKnown ? Math.min(...beyond.map((move) => move.at)) : NaN;
  });
  const limits = [...known.loads.values()].filter(({ until, tables }) => byLoads && until < now && tables.some((table) => entry.tables.includes(table)));
  const { maxAge, fallbackTtl } = asked.request;
  const ages = [
    ...(entry.ttl === undefined ? [] : [entry.ttl]), ...(maxAge === undefined ? [] : [maxAge * 1000]),
  ].map((age) => entry.snapshotAt + age);
  const unwatched = fallbackTtl === undefined || known.watchedUntil >= now ? [] : [Math.max(known.watchedUntil, entry.snapshotAt + fallbackTtl * 1000)];
  const since = Math.min(...moved, ...limits.map(({ until }) => until), ...ages, ...unwatched);
  return Number.isNaN(since) ? undefined : since;
}

/** Since when an entry has not been true, whoever asks: 'true' while it is; undefined where that is not known. */
export function expiredSince(world: World, entry: KnownEntry): number | 'true' | undefined {
  if (entry.life !== world.known.life) return undefined;
  const known = staleSince(world, { request: {} }, entry, false);
  if (known === undefined) return undefined;
  const since = Math.min(known, endOf(entry));
  return since < world.now || movedTable(world, entry) !== undefined ? since : 'true';
}

/** Whether the entry of a key is served though it has expired. */
export function isServedStale(world: World, asked: Asked, why: string): boolean {
  const { mode, maxStale, minEpochs = {}, key } = asked.request;
  const entry = world.known.entries.get(key);
  if (mode !== 'shared' || maxStale === undefined || !entry || why === 'none' || why === 'incarnation' || world.now >= endOf(entry)) return false;
  const since = staleSince(world, asked, entry);
  const reaches = entry.tables.every((table) => at(entry.captured, table) >= at(minEpochs, table));
  return since !== undefined && world.now - since <= maxStale * 1000 && reaches;
}

/** The last time limit of the overdue loads that Redis has on some tables; undefined: there are none. */
function overdueLimit({ known, now }: World, tables: readonly string[]): number | undefined {
  const limits = [...known.loads.values()].filter((load) => load.until < now && load.tables.some((table) => tables.includes(table))).map(({ until }) => until);
  return limits.length === 0 ? undefined : Math.max(...limits);
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
  if (!begun) return run;
  if (world.now >= (begun.joinUntil ?? Infinity)) return undefined;
  const limit = overdueLimit(world, asked.query.tables);
  return isPresent(world, begun, asked.query.tables) && (limit === undefined || begun.snapshotAt > limit) ? run : undefined;
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
  const size = await world.index.sweep.size(source);
  demand(size.entries === known.entries.size && size.bytes === known.bytes, () => `there are ${known.entries.size} entries with ${known.bytes} bytes; counted were ${JSON.stringify(size)}`);
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
  if (run.result !== undefined) judgeJoined(world, id, run.result);
  // A standby may lag behind what was told; what is not kept because of that goes to those who waited.
  if (run.state === 'delivered' && world.setting.replicaLag !== undefined) return;
  if (run.result !== undefined && asked) judgeRows(world, asked, run.result);
}

/** Who waited when the rows were asked for is answered with that day's; who came later came on that day. */
function judgeJoined({ setting: { days }, known, results }: World, id: string, result: number): void {
  const { since = 0, key } = known.jobs.get(id) ?? {};
  const stored = results.get(result);
  if (!days || stored?.day === undefined || since <= stored.snapshotAt) return;
  const present = dayOf(days, since);
  demand(stored.day === present && stored.day === queryOf(key ?? '').day, () => `of another day: ${short(id)} joined ${key} on ${present} and is answered with rows of ${stored.day}`);
}
