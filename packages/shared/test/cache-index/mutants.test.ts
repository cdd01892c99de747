import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';
import { Chance } from './model/chance.js';
import { MUTANTS } from './model/mutant-list.js';
import { MOST, editOf, hunt } from './model/mutants.js';

/** Tests of the test: commands with a defect, which the model has to find. `npm run fuzz -- --mutants` tries all of them. */
const SEED = Number(process.env['ONCEQL_SEED'] ?? Date.now() % 1_000_000_000);
/** A net for what hangs: a hunt ends after so many schedules, however slow the machine is. */
const TOO_LONG_MS = 1_800_000;
const chance = new Chance(SEED);
const SAMPLE = MUTANTS.filter(() => chance.often(0.12));

let bench: RedisBench;
beforeAll(async () => {
  bench = await startRedisBench();
});
afterAll(() => bench.stop());

test.each(SAMPLE)(`seed ${SEED}: the model finds $name`, async (mutant) => {
  const { fault } = await hunt(bench.redis, mutant, { seed: SEED, steps: 60, most: MOST });
  expect(fault).toBeDefined();
}, TOO_LONG_MS);

test('every mutant is still made of a text that its command has', () => {
  for (const mutant of MUTANTS) expect(() => editOf(mutant)).not.toThrow();
});

test('every command has a mutant', () => {
  const commands = readdirSync(join(import.meta.dirname, '../../src/cache-index/commands')).filter((file) => file.endsWith('.lua'));
  const without = commands.map((file) => file.replace('.lua', '')).filter((name) => !MUTANTS.some(({ file }) => file === name));
  expect(without).toEqual([]);
});
