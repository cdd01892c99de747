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
const SCHEDULES = Number(process.env['ONCEQL_SCHEDULES'] ?? 3000);
const ON_SERVER_HISTORY = 100;
const STEPS = 60;

let bench: RedisBench;
beforeAll(async () => {
  bench = await startRedisBench();
});
afterAll(() => bench.stop());

test(`${SCHEDULES} random schedules, seed ${SEED}: nothing stale, nothing twice, nobody left waiting`, async () => {
  const server = new ModelServer(bench.redis, undefined, 'own');
  const many = await playMany(server, { seed: SEED, schedules: SCHEDULES, lanes: 16, steps: STEPS });
  if (many.fault) throw new Error(await reportOf(server, many.fault.seed, STEPS));
  // A storm in which some outcome never came up would prove nothing about it. The seldom ones need their number of schedules.
  if (SCHEDULES >= 3000) expect(OUTCOMES.filter((outcome) => !many.seen[outcome])).toEqual([]);
}, 60_000 + SCHEDULES * 300);

const unlessCluster = process.env['ONCEQL_TEST_REDIS'] === 'cluster' ? test.skip : test;
unlessCluster(`${ON_SERVER_HISTORY} of them on the server's own history, with the commands as they are — a cluster's nodes do not begin another history at will`, async () => {
  expect(bench.redis).toBeInstanceOf(Redis);
  const server = new ModelServer(bench.redis, undefined, 'server');
  const many = await playMany(server, { seed: SEED, schedules: ON_SERVER_HISTORY, lanes: 1, steps: STEPS });
  if (many.fault) throw new Error(await reportOf(server, many.fault.seed, STEPS));
}, 120_000);
