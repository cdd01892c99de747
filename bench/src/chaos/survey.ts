import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { relative } from 'node:path';
import type { Estate } from './audit.js';
import { now, pause } from './clock.js';
import type { Violation } from './judge.js';
import { judgeLeaks } from './leaks.js';
import type { Holding, Holdings } from './leaks.js';
import type { Place } from './place.js';
import type { Program } from './programs.js';

/**
 * Looks at what ledger, folder, index and warehouse hold.
 * @param emptied When the index was last emptied, in milliseconds since 1970: runs claimed before may never end.
 */
export async function surveyEstate(place: Place, emptied: number): Promise<Estate> {
  // First: a sweep deletes a result before its file, so that a file which goes meanwhile has no result below.
  const files = filesIn(place.results);
  const [runs, results, endless, leftOvers] = await Promise.all([
    place.ledger.query<{ id: string; state: string; result_id: string | null }>('SELECT id, state, result_id FROM onceql.runs'),
    place.ledger.query<{ id: string; run_id: string; path: string }>('SELECT id, run_id, path FROM onceql.results'),
    place.ledger.query<{ id: string }>(`SELECT id FROM onceql.runs WHERE state = 'open' AND created_at > $1`, [new Date(emptied)]),
    surveyLeftOvers(place),
  ]);
  return {
    runs: runs.rows.map(({ id, state, result_id: result }) => ({ id, state, result: result === null ? undefined : Number(result) })),
    results: results.rows.map(({ id, run_id: run, path }) => ({ id: Number(id), run, path })),
    files,
    leftOvers: { ...leftOvers, 'runs without an end in the ledger': endless.rows.map(({ id }) => id) },
  };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, `${entry.parentPath}/${entry.name}`));
}

async function surveyLeftOvers(place: Place): Promise<Record<string, string[]>> {
  const [indexes, statements] = await Promise.all([
    Promise.all(place.sources.map((source) => surveyIndex(place, `onceql:{ds${source}}`))),
    place.warehouse.query<{ name: string }>(
      `SELECT application_name || ' ' || pid || ' ' || state AS name FROM pg_stat_activity
       WHERE datname = current_database() AND (application_name LIKE 'onceql:%' OR application_name = 'onceql') AND state <> 'idle'`,
    ),
  ]);
  const all: Record<string, string[]> = { 'statements on the warehouse': statements.rows.map(({ name }) => name) };
  for (const [kind, found] of indexes.flatMap((index) => Object.entries(index))) all[kind] = [...(all[kind] ?? []), ...found];
  return all;
}

/** What the index and the queue of one source still hold. */
const surveyIndex = (place: Place, prefix: string): Promise<Record<string, string[]>> =>
  place.askRedis(async (redis) => ({
    'open runs': await redis.zrange(`${prefix}:open-runs`, '0', '-1'),
    claims: await redis.keys(`${prefix}:claim:*`),
    callers: await redis.keys(`${prefix}:callers:*`),
    'ends that are not recorded': await redis.zrange(`${prefix}:ended`, '0', '-1'),
    'runs in the queue': [
      ...(await redis.lrange(`${prefix}:runs:wait`, '0', '-1')), ...(await redis.lrange(`${prefix}:runs:active`, '0', '-1')),
      ...(await redis.zrange(`${prefix}:runs:delayed`, '0', '-1')),
    ],
  }));

/** Looks at what processes hold; those that do not answer are left out. */
export async function surveyHoldings(place: Place, programs: readonly Program[]): Promise<Holdings> {
  const [held, redis, postgres, results] = await Promise.all([
    Promise.all(programs.map(async (program) => [program.name, await holdingOf(program)] as const)),
    place.askRedis(async (client) => countBy(String(await client.call('CLIENT', 'LIST')).split('\n').flatMap((line) => / name=(\S+)/.exec(line)?.[1] ?? []))),
    Promise.all([place.ledger, place.warehouse].map((pool) => pool.query<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'onceql%'`,
    ))),
    place.ledger.query<{ n: string }>('SELECT count(*) AS n FROM onceql.results'),
  ]);
  return {
    processes: Object.fromEntries(held.flatMap(([name, holding]) => (holding ? [[name, holding]] : []))),
    redis: without(redis, 'chaos'),
    postgres: countBy(postgres.flatMap(({ rows }) => rows.map(({ name }) => name))),
    results: Number(results.rows[0]?.n),
  };
}

/** What processes hold when they have had a while to give it back, and what of it they ought not to. */
export async function surveyLeaks(place: Place, programs: readonly Program[], before: Holdings, patienceMs: number): Promise<{ after: Holdings; leaks: Violation[] }> {
  const deadline = now() + patienceMs;
  for (;;) {
    const after = await surveyHoldings(place, programs);
    const leaks = judgeLeaks(before, after);
    if (leaks.length === 0 || now() > deadline) return { after, leaks };
    await pause(1000);
  }
}

/** What an API process keeps of rendered results: files without names, bounded by their bytes. */
const COPY = /\/rendered\/[0-9a-f]+ \(deleted\)$/;

async function holdingOf(program: Program): Promise<Holding | undefined> {
  const memory = await program.memory();
  if (!memory) return undefined;
  const handles = readdirSync(`/proc/${program.pid}/fd`).flatMap((fd) => linkOf(`/proc/${program.pid}/fd/${fd}`)).filter((target) => !COPY.test(target));
  const threads = Number(/^Threads:\s+(\d+)$/m.exec(readFileSync(`/proc/${program.pid}/status`, 'utf8'))?.[1]);
  const sockets = handles.filter((target) => target.startsWith('socket:')).length;
  return { heapUsed: memory.heapUsed, rss: memory.rss, sockets, files: handles.length - sockets, threads };
}

function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return []; // closed meanwhile
  }
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function without(counts: Record<string, number>, name: string): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([known]) => known !== name));
}
