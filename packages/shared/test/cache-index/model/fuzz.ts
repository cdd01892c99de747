import { Redis } from 'ioredis';
import { startRedis } from '@onceql/testing';
import { playMany } from './many.js';
import { reportOf } from './report.js';
import { ModelServer } from './server.js';

/** One process of `npm run fuzz`: plays schedules on a Redis of its own, and tells its parent how far it is. */
const [seed = 0, schedules = 0, steps = 0] = process.argv.slice(2).map(Number);
const LANES = 16;
const TOLD_EVERY_MS = 1_000;

const running = await startRedis();
const redis = new Redis(running.url);
const tell = (message: object): void => void process.send?.(message);
try {
  const server = new ModelServer(redis, undefined, 'own');
  let last = Date.now();
  const played = (done: number): void => {
    if (Date.now() - last < TOLD_EVERY_MS) return;
    last = Date.now();
    tell({ done });
  };
  const many = await playMany(server, { seed, schedules, steps, lanes: LANES, played });
  tell({ done: many.played, seen: many.seen });
  if (many.fault) {
    process.exitCode = 1;
    tell({ fault: await reportOf(server, many.fault.seed, steps) });
  }
} finally {
  await redis.quit();
  await running.stop(1_000);
  process.disconnect?.();
}
