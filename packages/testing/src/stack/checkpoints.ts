import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Holds processes at checkpoints, by files in a folder that they are told of as ONCEQL_CHECKPOINTS. */
export class Checkpoints {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Holds whoever comes by `name`; with `part`, only with a statement or job id that has this part. */
  hold(name: string, part?: string): Hold {
    return new Hold(this.folder, part === undefined ? name : `${name}@${part}`);
  }
}

/** One gate that is shut until it is released. */
export class Hold {
  readonly #folder: string;
  readonly #gate: string;
  readonly #reached: string;

  constructor(folder: string, gate: string) {
    this.#folder = folder;
    this.#gate = join(folder, gate);
    this.#reached = `${this.#gate}.reached`;
    rmSync(this.#reached, { force: true });
    writeFileSync(this.#gate, '');
  }

  /** Process ids of all who came by so far; the same one again where it came again. */
  pids(): number[] {
    // What follows the last line feed is still being written.
    return existsSync(this.#reached) ? readFileSync(this.#reached, 'utf8').split('\n').slice(0, -1).map(Number) : [];
  }

  /** Waits until `count` have come by, and answers the last one's process id. */
  async reached(count = 1, withinMs = 60_000): Promise<number> {
    const watcher = watch(this.#folder);
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${this.#gate} not reached ${count} times within ${withinMs} ms`)), withinMs);
        const look = (): void => {
          if (this.pids().length < count) return;
          clearTimeout(timer);
          resolve();
        };
        watcher.on('change', look);
        look();
      });
    } finally {
      watcher.close();
    }
    return this.pids()[count - 1] ?? 0;
  }

  release(): void {
    rmSync(this.#gate, { force: true });
  }
}

