import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { sweep } from '@onceql/flow';
import { openMetadata } from '@onceql/metadata';
import { openResultStore } from '@onceql/results';
import { CacheIndex, Invalidation } from '@onceql/shared';
import { openMetrics } from '@onceql/telemetry';
import { Stack, WAREHOUSE } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { median, quantile, shown } from '../measure/median.js';
import { compareWidths } from './compare-widths.js';
import { heldBy } from './longest.js';
import type { Held } from './longest.js';
import { Seeds } from './seed.js';
import type { Wanted } from './seed.js';

const ENTRIES = 100_000;
const TABLES = 1000;
/** Entries on the first table; the others have an equal share of the rest. */
const LARGE = 10_000;
const SMALL_REFRESHES = 200;
/** Refreshes of the large table by each way; its entries are made anew before each. */
const LARGE_REFRESHES = 7;
/** Longer than an expired entry is kept. */
const LATER_MS = 61_000;

const table = (at: number): string => `public.t${at}`;
const largeTable: readonly Wanted[] = Array.from({ length: LARGE }, (_, at) => ({ key: `large-${at}`, tables: [table(0)] }));
const others: readonly Wanted[] = Array.from({ length: ENTRIES - LARGE }, (_, at) => ({ key: `small-${at}`, tables: [table(1 + (at % (TABLES - 1)))] }));

interface Place {
  readonly stack: Stack;
  readonly redis: Redis;
  readonly api: Client;
  readonly source: number;
  readonly seeds: Seeds;
  /** Epochs that were given to tables by this bench alone. */
  readonly epochs: Map<string, number>;
}

/**
 * What it costs to tell that a table has changed, by how much rests on it: the command to Redis alone, and the whole way
 * through the API and the ledger; how long the sweep that follows holds Redis; and what a hit costs by how many tables it
 * rests on.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const stack = await Stack.start(WAREHOUSE, { redis: 'single' });
  const redis = new Redis(stack.redisUrl, { enableAutoPipelining: true });
  try {
    const api = await stack.api();
    const source = await stack.source(api);
    // Opens the index.
    await api.get(`/api/data_sources/${source}`);
    const place: Place = { stack, redis, api, source, seeds: new Seeds(redis, source), epochs: new Map() };
    await open(place);
    const small = await refreshSmall(place);
    const { direct, through, sweeps } = await refreshLarge(place);
    return report(small, direct, through, sweeps, await compareWidths(place.redis, source, place.seeds));
  } finally {
    redis.disconnect();
    await stack.stop();
  }
}

async function open({ redis, source, seeds }: Place): Promise<void> {
  const present = await seeds.index.currentEpochs(source, []);
  if (present.outcome === 'fenced') {
    await new Invalidation(redis).open(source, { incarnation: 'bench', history: present.history, epochs: {} });
  }
  await seeds.make(others);
  await seeds.make(largeTable);
  process.stderr.write(`${(await seeds.index.sweep.size(source)).entries} entries made\n`);
}

/** One refresh by the command to Redis alone: milliseconds, and how many entries rested on the table. */
async function tellRedis({ redis, source, epochs }: Place, name: string): Promise<{ ms: number; rested: number }> {
  // Far beyond those that the ledger gives, so that none of both is behind the other.
  const epoch = (epochs.get(name) ?? 1_000_000) + 1;
  epochs.set(name, epoch);
  const begun = performance.now();
  const rested = await new Invalidation(redis).move(source, { [name]: epoch });
  return { ms: performance.now() - begun, rested };
}

/** One refresh over HTTP, with the ledger. */
async function tellApi({ api, source }: Place, name: string): Promise<{ ms: number; rested: number }> {
  const begun = performance.now();
  const answer = await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: [name] });
  const ms = performance.now() - begun;
  if (answer.status !== 200) throw new Error(`no refresh: ${answer.text}`);
  return { ms, rested: (answer.json as { invalidated: number }).invalidated };
}

async function refreshSmall(place: Place): Promise<{ direct: number[]; through: number[] }> {
  const direct: number[] = [];
  const through: number[] = [];
  for (let at = 1; at <= SMALL_REFRESHES; at += 1) {
    direct.push((await tellRedis(place, table(at))).ms);
    through.push((await tellApi(place, table(at + SMALL_REFRESHES))).ms);
  }
  return { direct, through };
}

async function refreshLarge(place: Place): Promise<{ direct: number[]; through: number[]; sweeps: Held[] }> {
  const direct: number[] = [];
  const through: number[] = [];
  const sweeps: Held[] = [];
  for (let round = 0; round < LARGE_REFRESHES; round += 1) {
    // By the API first: the ledger counts from one, so each way has a large table of its own epochs.
    for (const [tell, into] of [[tellApi, through], [tellRedis, direct]] as const) {
      const name = tell === tellApi ? 'public.orders' : table(0);
      await place.seeds.make(largeTable.map(({ key }) => ({ key, tables: [name] })));
      const { ms, rested } = await tell(place, name);
      if (rested < LARGE) throw new Error(`${rested} entries rested on ${name}`);
      into.push(ms);
      sweeps.push(await heldBy(place.redis, () => sweepLater(place)));
    }
    process.stderr.write(`round ${round + 1} of ${LARGE_REFRESHES}\n`);
  }
  return { direct, through, sweeps };
}

/** The sweep as a worker does it, a minute later by its clock. */
async function sweepLater({ stack, redis, source }: Place): Promise<void> {
  const log = pino({ level: 'silent' });
  const metadata = await openMetadata({ databaseUrl: stack.databaseUrl.href, secret: 'test-secret-test-secret-test-secret-1', applicationName: 'bench' });
  const unasked = async (): Promise<never> => { throw new Error('nobody scrapes a bench'); };
  meter ??= openMetrics({ sources: async () => [], depth: unasked, loads: unasked, size: unasked }).meter;
  try {
    const ports = {
      ledger: metadata.ledger, sources: metadata.sources, log, meter,
      index: new CacheIndex(redis, () => String(Date.now() + LATER_MS)),
      results: await openResultStore(pathToFileURL(stack.resultsFolder).href),
    };
    const { entries } = await sweep(ports, { graceSeconds: 3600 });
    if (entries < LARGE) throw new Error(`only ${entries} entries of source ${source} were swept`);
  } finally {
    await metadata.close();
  }
}

let meter: ReturnType<typeof openMetrics>['meter'] | undefined;

function report(
  small: { direct: number[]; through: number[] },
  direct: number[],
  through: number[],
  sweeps: readonly Held[],
  widths: Record<string, unknown>,
): Record<string, unknown> {
  const ms = (values: readonly number[]): Record<string, number> => ({ p50: shown(quantile(values, 0.5)), p90: shown(quantile(values, 0.9)) });
  const longest = [...sweeps].sort((a, b) => b.longestMs - a.longestMs)[0];
  return {
    bench: 'invalidate',
    says: `Milliseconds of one refresh, with ${ENTRIES} entries over ${TABLES} tables: the command to Redis and back, and the whole way over HTTP with the ledger. How long the sweep of ${LARGE} entries held Redis at most. What a hit on 20 tables costs Redis, divided by one on a single table.`,
    refresh_ms: { redis: ms(small.direct), api: ms(small.through) },
    refresh_of_10000_entries_ms: { redis: ms(direct), api: ms(through) },
    sweep_of_10000_entries: {
      longest_command_ms: longest?.longestMs ?? 0,
      longest_command: longest?.longest ?? '',
      longest_command_ms_median: shown(median(sweeps.map(({ longestMs }) => longestMs))),
      commands_over_5_ms: sweeps.reduce((sum, { tooLong }) => sum + tooLong, 0),
      entries_swept: sweeps.length * LARGE,
      longest_ping_ms_median: shown(median(sweeps.map(({ pingMs }) => pingMs))),
      longest_ping_ms: shown(Math.max(...sweeps.map(({ pingMs }) => pingMs))),
      sweeps: sweeps.length,
    },
    ...widths,
  };
}
