import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';
import { Chance } from './model/chance.js';
import { MUTANTS } from './model/mutant-list.js';
import { MOST, editOf, hunt } from './model/mutants.js';

/**
 * Tests of the test: commands with a defect, which the model has to find. One of every command and every part of one, as the
 * seed has it, of those that are found soon, and always those without which nothing else would matter; `npm run fuzz -- --mutants` tries all of them.
 */
const SEED = Number(process.env['ONCEQL_SEED'] ?? Date.now() % 1_000_000_000);
/** A net for what hangs: a hunt ends after so many schedules, however slow the machine is. */
const TOO_LONG_MS = 600_000;
const chance = new Chance(SEED);
const ALWAYS = ['resolve: the fence is removed', 'publish: the token is not checked', 'publish: epochs are captured late'];
/** Found by one schedule in some hundreds: `npm run fuzz -- --mutants` has the time for them. */
const SELDOM = [
  'begin: the attempt before says until when it may be joined',
  'drop-entry: the last limit counts',
  'drop-entry: nothing is kept for those who take stale ones',
  'includes/hit: the end is ignored',
  'publish: the end is not kept',
  'includes/stale: an overdue load is not looked at',
  'drop-entry: the end counts from when it was cached',
  'includes/stale: ttl is not looked at',
  'load-close: what it has expired counts from when it is told',
  'includes/since: the last move counts',
  'drop-entry: the end counts, and ttl does not',
  'includes/loads: the last time limit counts',
  'publish: what comes at the very end becomes an entry',
  'load-close: a standby has what was written within its time limit',
  'invalidate: what is restored counts as told now',
  'includes/since: the time of a restoration is believed',
];
const FILES = [...new Set(MUTANTS.map(({ file }) => file))];
const SAMPLE = new Set([
  ...MUTANTS.filter(({ name }) => ALWAYS.includes(name)),
  ...FILES.flatMap((file) => chance.one(MUTANTS.filter(({ file: of, name }) => of === file && !SELDOM.includes(name))) ?? []),
]);

let bench: RedisBench;
beforeAll(async () => {
  bench = await startRedisBench();
});
afterAll(() => bench.stop());

test.each([...SAMPLE])(`seed ${SEED}: the model finds $name`, async (mutant) => {
  const { fault } = await hunt(bench.redis, mutant, { seed: SEED, steps: 60, most: MOST });
  expect(fault).toBeDefined();
}, TOO_LONG_MS);

test('every mutant is still made of a text that its command has', () => {
  for (const mutant of MUTANTS) expect(() => editOf(mutant)).not.toThrow();
});

test('those that are always tried, or never here, are there', () => {
  expect(MUTANTS.map(({ name }) => name)).toEqual(expect.arrayContaining([...ALWAYS, ...SELDOM]));
});

test('every command has a mutant', () => {
  const commands = readdirSync(join(import.meta.dirname, '../../src/cache-index/commands')).filter((file) => file.endsWith('.lua'));
  const without = commands.map((file) => file.replace('.lua', '')).filter((name) => !MUTANTS.some(({ file }) => file === name));
  expect(without).toEqual([]);
  expect(new Set([...SAMPLE].map(({ file }) => file)).size).toBe(FILES.length);
});
