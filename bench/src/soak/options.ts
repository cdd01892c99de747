import { parseArgs } from 'node:util';
import type { Violation } from '../chaos/judge.js';
import { whole } from '../chaos/options.js';

/** What is soaked: how true answers are, results of all sizes, or one after the other. */
const KINDS = ['freshness', 'results'] as const;
export type SoakKind = (typeof KINDS)[number];

export interface SoakOptions {
  readonly seed: number;
  /** How long it reads and writes, without start and settling. */
  readonly seconds: number;
  readonly readers: number;
  /** Tells of changes later than it says: the checker must cry. */
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

export const HELP = `npm run soak -- [freshness | results] [--seed N] [--seconds N] [--readers N] [--folder DIR] [--lie]

freshness: writers change tables and tell of it by call, by load and not at all (a change feed finds it), while readers hold every
answer against what had been told before they asked.
results: readers take results from none to 250,000 rows in all formats, and hang up amid some, while the storage fails at
times; at the end nothing may be left or held: memory, handles, threads, connections, temporary files.
Without a kind both, each for half of the time. Exit code 1 if anything was wrong, or if a kind of answer never came.

  --seed N      the same choices once more; default: a new one, which is printed
  --seconds N   how long; default 600
  --readers N   readers at once; default 50, of which twelve at most take results
  --folder DIR  where events and logs are kept; default: a new temporary folder, which is printed
  --lie         tell of changes a while after it is noted that they were told: shows that the checker cries
`;

/** Reads the command line; a text is what to print instead of a soak. */
export function readSoakOptions(args: readonly string[], say: (line: string) => void): (SoakOptions & { readonly kinds: readonly SoakKind[] }) | { help: string; code: number } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seed: { type: 'string' }, seconds: { type: 'string' }, readers: { type: 'string' }, folder: { type: 'string' },
        lie: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { help: HELP, code: 0 };
    const kinds = KINDS.filter((kind) => positionals.length === 0 || positionals.includes(kind));
    if (positionals.length > 1 || kinds.length === 0) throw new Error(`there is ${KINDS.join(' and ')}, not ${positionals.join(' ')}`);
    return {
      kinds,
      seed: whole('seed', values.seed, Math.floor(Math.random() * 1e9), 0, 9_999_999_999),
      seconds: whole('seconds', values.seconds, 600, 10),
      readers: whole('readers', values.readers, 50, 1),
      lie: values.lie ?? false,
      folder: values.folder,
      say,
    };
  } catch (error) {
    return { help: `${error instanceof Error ? error.message : String(error)}\n\n${HELP}`, code: 1 };
  }
}
