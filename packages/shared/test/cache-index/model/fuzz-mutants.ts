import { Redis } from 'ioredis';
import { startRedis } from '@onceql/testing';
import { MUTANTS } from './mutant-list.js';
import { MOST, hunt } from './mutants.js';
import type { Hunt } from './mutants.js';

/** `npm run fuzz -- --mutants`: each has to be found. */
const [seed = 0, steps = 0] = process.argv.slice(2).map(Number);

const say = (line: string): void => void process.send?.({ line });
const running = await startRedis();
const redis = new Redis(running.url);
try {
  const hunts: Hunt[] = [];
  for (const mutant of MUTANTS) {
    const hunted = await hunt(redis, mutant, { seed, steps, most: MOST });
    hunts.push(hunted);
    say(`${String(hunted.played).padStart(5)}  ${hunted.fault === undefined ? 'SURVIVED' : 'found'}  ${mutant.name}${hunted.fault === undefined ? '' : ` — ${hunted.fault}`}`);
  }
  const survivors = hunts.filter(({ fault }) => fault === undefined);
  say(`${hunts.length - survivors.length} of ${hunts.length} mutants found`);
  if (survivors.length > 0) process.exitCode = 1;
} finally {
  await redis.quit();
  await running.stop(1_000);
  process.disconnect?.();
}
