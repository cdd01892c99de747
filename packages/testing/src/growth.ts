import { cpuMs } from './cpu.js';

/** How many tries there are: others may be at work, so the least of some counts. */
const TRIES = 5;
/** Milliseconds of the processor that say nothing about growth. */
const NOISE_MS = 25;

function cpuOf(run: () => unknown): number {
  const start = cpuMs();
  run();
  return cpuMs() - start;
}

/**
 * Whether work grows with its size alone, on a machine of any speed: what is sixteen times as large may take four times
 * sixteen times as long, for there is more to collect, too; work that grows with the square takes sixteen times sixteen.
 *
 * @param make The work at a size, made before the clock runs.
 * @param size Of the smaller of the two; so small that it takes no second where it grows with the square.
 */
export function growsWithSize(make: (size: number) => () => unknown, size: number): boolean {
  const [small, large] = [make(size), make(16 * size)];
  const bound = 64 * Math.min(...Array.from({ length: TRIES }, () => cpuOf(small))) + NOISE_MS;
  return Array.from({ length: TRIES }).some(() => cpuOf(large) <= bound);
}
