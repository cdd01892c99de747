import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';
import { playMany } from './model/many.js';
import { reportOf } from './model/report.js';
import { ModelServer } from './model/server.js';
import { OUTCOMES } from './model/outcomes.js';

/**
 * Random schedules of everything that can happen to a query, on the real commands in a real Redis, against a world that
 * knows what may be answered. ONCEQL_SEED repeats a failure; `npm run fuzz` plays any number.
 */
const SEED = Number(process.env['ONCEQL_SEED'] ?? Date.now() % 1_000_000_000);
const SCHEDULES = Number(process.env['ONCEQL_SCHEDULES'] ?? 500);
const ON_SERVER_HISTORY = 100;
const STEPS = 60;
/** How many more are played at a time for outcomes that have not come up, and how often. */
const MORE = { schedules: 50, times: 200 };

let bench: RedisBench;
beforeAll(async () => {
  bench = await startRedisBench();
});
afterAll(() => bench.stop());

test(`${SCHEDULES} random schedules, seed ${SEED}: nothing stale, nothing twice, nobody left waiting`, async () => {
  const server = new ModelServer(bench.redis, undefined, 'own');
  const seen = new Set<string>();
  const play = async (seed: number, schedules: number): Promise<void> => {
    const many = await playMany(server, { seed, schedules, lanes: 16, steps: STEPS });
    if (many.fault) throw new Error(await reportOf(server, many.fault.seed, STEPS));
    for (const [outcome, times] of Object.entries(many.seen)) if (times > 0) seen.add(outcome);
  };
  const missing = (): string[] => OUTCOMES.filter((outcome) => !seen.has(outcome));
  await play(SEED, SCHEDULES);
  // A storm in which some outcome never came up would prove nothing about it; the seldom ones may need more of them.
  for (let more = 0; missing().length > 0 && more < MORE.times; more += 1) await play(SEED + SCHEDULES + more * MORE.schedules, MORE.schedules);
  expect(missing()).toEqual([]);
}, 300_000 + SCHEDULES * 300);

const unlessCluster = process.env['ONCEQL_TEST_REDIS'] === 'cluster' ? test.skip : test;
unlessCluster(`${ON_SERVER_HISTORY} of them on the server's own history, with the commands as they are — a cluster's nodes do not begin another history at will`, async () => {
  expect(bench.redis).toBeInstanceOf(Redis);
  const server = new ModelServer(bench.redis, undefined, 'server');
  const many = await playMany(server, { seed: SEED, schedules: ON_SERVER_HISTORY, lanes: 1, steps: STEPS });
  if (many.fault) throw new Error(await reportOf(server, many.fault.seed, STEPS));
}, 120_000);
