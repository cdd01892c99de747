import { appendFileSync, existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '@onceql/shared';

/**
 * Holds the process at checkpoints for tests. Where `<folder>/<checkpoint>` exists, the process that comes by adds
 * its id to `<folder>/<checkpoint>.reached` and goes on when the first file is gone. Without a folder nothing is held.
 */
export function openCheckpoint(folder: string | undefined): Checkpoint {
  if (folder === undefined) return async () => undefined;
  return async (name) => {
    const gate = join(folder, name);
    if (!existsSync(gate)) return;
    const opened = whenGone(folder, gate);
    appendFileSync(`${gate}.reached`, `${process.pid}\n`);
    await opened;
  };
}

function whenGone(folder: string, gate: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      if (existsSync(gate)) return;
      watcher.close();
      resolve();
    });
    // It may have gone before anybody watched.
    if (!existsSync(gate)) {
      watcher.close();
      resolve();
    }
  });
}
