import type { Redis } from 'ioredis';

/** Commands that took less are not listed, in microseconds. */
const FROM = 100;
const LISTED = 10_000;
/** Microseconds for which a command may hold Redis. */
const TOO_LONG = 5_000;

/** What Redis did while something was done: its longest commands, and how long others had to wait. */
export interface Held {
  /** Milliseconds that the longest command took, by Redis's own slow log, and its name; 0 and '' where none took 0.1 ms. */
  readonly longestMs: number;
  readonly longest: string;
  /** Commands that took longer than {@link TOO_LONG}; such a one may just have been put off the processor by the machine. */
  readonly tooLong: number;
  /** Milliseconds that a PING sent all the time by another client took at most. */
  readonly pingMs: number;
}

/** Watches Redis while something is done. A PING also waits for the processor, a command in the slow log for a part of it. */
export async function heldBy(redis: Redis, work: () => Promise<unknown>): Promise<Held> {
  await redis.config('SET', 'slowlog-log-slower-than', FROM, 'slowlog-max-len', LISTED);
  await redis.slowlog('RESET');
  const prober = redis.duplicate();
  const probing = { isOver: false, longest: 0 };
  const probed = probe(prober, probing);
  try {
    await work();
  } finally {
    probing.isOver = true;
    await probed;
    prober.disconnect();
  }
  const log = (await redis.slowlog('GET', LISTED)) as [id: number, at: number, micros: number, command: string[]][];
  // Emptying a long slow log is itself the longest command in the new one.
  const slow = log.filter(([, , , [name]]) => name?.toLowerCase() !== 'slowlog').sort((a, b) => b[2] - a[2]);
  const [, , micros = 0, command = []] = slow[0] ?? [];
  const tooLong = slow.filter(([, , took]) => took > TOO_LONG).length;
  return { longestMs: micros / 1000, longest: command.slice(0, 2).join(' ').slice(0, 60), tooLong, pingMs: probing.longest };
}

async function probe(prober: Redis, probing: { isOver: boolean; longest: number }): Promise<void> {
  while (!probing.isOver) {
    const begun = performance.now();
    await prober.ping();
    probing.longest = Math.max(probing.longest, performance.now() - begun);
  }
}
