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
 * seed has it, and always those without which nothing else would matter; `npm run fuzz -- --mutants` tries all of them.
 */
const SEED = Number(process.env['ONCEQL_SEED'] ?? Date.now() % 1_000_000_000);
/** A net for what hangs: a hunt ends after so many schedules, however slow the machine is. */
const TOO_LONG_MS = 600_000;
const chance = new Chance(SEED);
const ALWAYS = ['resolve: the fence is removed', 'publish: the token is not checked', 'publish: epochs are captured late'];
const FILES = [...new Set(MUTANTS.map(({ file }) => file))];
const SAMPLE = new Set([
  ...MUTANTS.filter(({ name }) => ALWAYS.includes(name)),
  ...FILES.flatMap((file) => chance.one(MUTANTS.filter((mutant) => mutant.file === file)) ?? []),
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

test('those that are always tried are there', () => {
  expect(MUTANTS.map(({ name }) => name)).toEqual(expect.arrayContaining(ALWAYS));
});

test('every command has a mutant', () => {
  const commands = readdirSync(join(import.meta.dirname, '../../src/cache-index/commands')).filter((file) => file.endsWith('.lua'));
  const without = commands.map((file) => file.replace('.lua', '')).filter((name) => !MUTANTS.some(({ file }) => file === name));
  expect(without).toEqual([]);
});
