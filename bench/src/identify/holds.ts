import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { HOSTILE, LONG } from './long.js';

const run = promisify(execFile);

/** Others may be at work on the machine: the least of some processes counts. */
const TRIES = 3;
const BAR_MS = 100;

/** Milliseconds for which the longest turn of the loop lasts in a new process while statements of a shape are read. */
export async function longestHolds(): Promise<Record<string, unknown>> {
  const holds: Record<string, number> = {};
  for (const shape of [...Object.keys(LONG), ...Object.keys(HOSTILE)]) holds[shape] = await holdOf(shape);
  return { hold_ms: holds, bar_hold_100: Math.max(...Object.values(holds)) <= BAR_MS };
}

async function holdOf(shape: string): Promise<number> {
  let least = Infinity;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { stdout } = await run(process.execPath, [fileURLToPath(new URL('./hold.js', import.meta.url)), shape]);
    least = Math.min(least, Number(stdout));
  }
  return Math.round(least * 10) / 10;
}
