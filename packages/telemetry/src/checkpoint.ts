import { existsSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '@onceql/shared';

/**
 * Holds the process at checkpoints for tests. Where `<folder>/<checkpoint>` exists, the process that comes by writes
 * its id to `<folder>/<checkpoint>.reached` and goes on when the first file is gone. Without a folder nothing is held.
 */
export function openCheckpoint(folder: string | undefined): Checkpoint {
  if (folder === undefined) return async () => undefined;
  return async (name) => {
    const gate = join(folder, name);
    if (!existsSync(gate)) return;
    const opened = whenGone(folder, gate);
    writeFileSync(`${gate}.reached`, String(process.pid));
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
  });
}
