import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { now } from '../../chaos/clock.js';

/** Kilobytes of the file system that results lie on, where one can be mounted. */
const SIZE_KB = 512 * 1024;
/** Answers may come so much later than what they tell of: tries of a run, and what was read before it broke. */
const AFTERMATH_MS = 3_000;

export type Outage = 'full' | 'away';

/** The folder of results, which can be made to fail by real means. */
export class Storage {
  readonly folder: string;
  /** How it can fail here: it can be filled only where this login may mount a file system for it. */
  readonly outages: readonly Outage[];
  readonly #hog: string;
  #brokenSince: number | undefined;
  #mendedAt = 0;

  constructor(folder: string) {
    this.folder = folder;
    this.#hog = join(folder, 'hog');
    mkdirSync(folder, { recursive: true });
    this.outages = isMounted(folder) ? ['full', 'away'] : ['away'];
  }

  /** Whether it was whole at every moment since then. */
  wasWhole(since: number): boolean {
    return this.#brokenSince === undefined && since > this.#mendedAt + AFTERMATH_MS;
  }

  /** @param source Whose results nobody can get at where the storage is away: a file stands in their folder's place. */
  break(how: Outage, source: number): void {
    this.#brokenSince = now();
    if (how === 'full') return this.#fill();
    const folder = join(this.folder, `ds${source}`);
    if (existsSync(folder)) renameSync(folder, `${folder}-away`);
    closeSync(openSync(folder, 'w'));
  }

  mend(how: Outage, source: number): void {
    const folder = join(this.folder, `ds${source}`);
    rmSync(how === 'full' ? this.#hog : folder, { force: true });
    if (how === 'away' && existsSync(`${folder}-away`)) renameSync(`${folder}-away`, folder);
    this.#brokenSince = undefined;
    this.#mendedAt = now();
  }

  stop(): void {
    if (this.outages.includes('full')) execFileSync('umount', [this.folder]);
  }

  #fill(): void {
    const hog = openSync(this.#hog, 'w');
    const block = Buffer.alloc(1 << 20);
    try {
      for (let written = block.length; written === block.length; ) written = writeSync(hog, block);
    } catch {
      // Full it is.
    } finally {
      closeSync(hog);
    }
  }
}

function isMounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_KB}k`, 'tmpfs', folder], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
