import { parseArgs } from 'node:util';
import type { Violation } from './judge.js';

export interface StormOptions {
  readonly seed: number;
  /** How long it blows, without start and settling. */
  readonly seconds: number;
  readonly callers: number;
  readonly workers: number;
  /** Tells nobody of changes, though it says so: the checker must cry. */
  readonly lie: boolean;
  /** Where logs and events are kept. Default: a new temporary folder. */
  readonly folder?: string | undefined;
  /** Aborted to end it early: it is judged all the same. */
  readonly enough?: AbortSignal;
  /** Hears of progress, a line at a time. */
  readonly say: (line: string) => void;
  /** Hears of each violation as it is found. */
  readonly cried?: ((violation: Violation) => void) | undefined;
}

export const HELP = `npm run chaos -- [--seed N] [--seconds N] [--callers N] [--workers N] [--folder DIR] [--lie]

A storm of submissions, changes, refreshes, kills and broken connections against real processes; every answer is
judged. Exit code 1 if anything was wrong.

  --seed N      the same choices once more; default: a new one, which is printed
  --seconds N   how long it blows; default 600
  --callers N   callers at once; default 20
  --workers N   worker processes; default 3
  --folder DIR  where events and logs are kept; default: a new temporary folder, which is printed
  --lie         tell nobody that tables have changed: shows that the checker cries
`;

/** Timers reach no further than 24 days. */
const MOST = 1_000_000;

/** Reads the command line; a text is what to print instead of a storm. */
export function readOptions(args: readonly string[], say: (line: string) => void): StormOptions | { help: string; code: number } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' }, seconds: { type: 'string' }, callers: { type: 'string' }, workers: { type: 'string' },
        folder: { type: 'string' }, lie: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { help: HELP, code: 0 };
    return {
      seed: whole('seed', values.seed, Math.floor(Math.random() * 1e9), 0, 9_999_999_999),
      seconds: whole('seconds', values.seconds, 600, 10),
      callers: whole('callers', values.callers, 20, 1),
      workers: whole('workers', values.workers, 3, 2),
      lie: values.lie ?? false,
      folder: values.folder,
      say,
    };
  } catch (error) {
    return { help: `${error instanceof Error ? error.message : String(error)}\n\n${HELP}`, code: 1 };
  }
}

/** A whole number of the command line. @throws Error that says what is wrong with it */
export function whole(name: string, text: string | undefined, otherwise: number, least: number, most = MOST): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value < least || value > most) throw new Error(`--${name} must be a whole number from ${least} to ${most}`);
  return value;
}
