import { play } from './play.js';
import type { Played } from './play.js';
import { scheduleOf } from './schedule.js';
import type { ScheduleOptions } from './schedule.js';
import type { ModelServer } from './server.js';

export interface ManyOptions extends ScheduleOptions {
  readonly seed: number;
  readonly schedules: number;
  /** Worlds that are played side by side, so that their round trips overlap. */
  readonly lanes: number;
  /** Called after each. */
  readonly played?: (done: number) => void;
}

/** What came of many schedules. */
export interface Many {
  /** How many were played before the first fault, or in all. */
  readonly played: number;
  readonly fault: Played | undefined;
  readonly seen: Readonly<Record<string, number>>;
}

let sources = 0;

/** Plays the schedules of `seed`, `seed + 1` … until one of them has a fault. */
export async function playMany(server: ModelServer, options: ManyOptions): Promise<Many> {
  const { seed, schedules, lanes } = options;
  const seen: Record<string, number> = {};
  const faults: Played[] = [];
  let [next, played] = [0, 0];
  const lane = async (): Promise<void> => {
    while (next < schedules && faults.length === 0) {
      const one = scheduleOf(seed + next, options);
      next += 1;
      sources += 1;
      const came = await play(server, sources, one);
      played += 1;
      if (came.fault) faults.push(came);
      for (const [outcome, times] of Object.entries(came.seen)) seen[outcome] = (seen[outcome] ?? 0) + times;
      options.played?.(played);
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, schedules) }, lane));
  const [fault] = faults.sort((one, two) => one.seed - two.seed);
  return { played, fault, seen };
}

/** Plays a schedule's steps once more, all told. */
export async function retell(server: ModelServer, schedule: Parameters<typeof play>[2]): Promise<Played> {
  sources += 1;
  return play(server, sources, schedule, true);
}
