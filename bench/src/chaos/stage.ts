import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from './events.js';
import type { StormOptions } from './options.js';
import { Place } from './place.js';
import type { Size } from './place.js';

/** What is being played, by which its folder is called, and the files in that. */
export interface Play {
  readonly name: string;
  readonly events: string;
  readonly report: string;
  readonly size: Size;
}

/** What stands when the actors come. */
export interface Stage {
  /** Where events and logs are kept. */
  readonly folder: string;
  readonly place: Place;
  readonly journal: Journal;
  /** Aborted when it has ended, also by a failure: nobody waits any longer. */
  readonly abandoned: AbortSignal;
  /** From now on says a line every three seconds. */
  progress(line: () => string): void;
}

const PROGRESS_EVERY_MS = 3_000;

/** Sets a stage, keeps the report of those who act on it, and ends everything that was started. */
export async function onStage<Report>(
  options: Pick<StormOptions, 'seed' | 'folder' | 'say' | 'cried'>,
  { name, events, report: file, size }: Play,
  act: (stage: Stage) => Promise<Report>,
): Promise<Report> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), `onceql-${name}-`));
  mkdirSync(folder, { recursive: true });
  options.say(`${name}, seed ${options.seed}; events and logs in ${folder}`);
  const journal = new Journal(join(folder, events), options.cried);
  const abandoned = new AbortController();
  let place: Place | undefined;
  let telling: NodeJS.Timeout | undefined;
  try {
    place = await Place.start(folder, size, journal);
    const progress = (line: () => string): void => {
      telling = setInterval(() => options.say(line()), PROGRESS_EVERY_MS);
    };
    const report = await act({ folder, place, journal, abandoned: abandoned.signal, progress });
    writeFileSync(join(folder, file), `${JSON.stringify(report, null, 2)}\n`);
    return report;
  } finally {
    abandoned.abort();
    clearInterval(telling);
    await place?.stop();
    await journal.close();
  }
}
