import { appendFileSync, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint, CheckpointName } from '@onceql/shared';

/**
 * Holds the process at checkpoints for tests. Where `<folder>/<checkpoint>` exists, or `<folder>/<checkpoint>@<part>`
 * and what comes by has that part in its statement or job id, the process adds its id to `<that file>.reached` and goes
 * on when the file is gone. Without a folder nothing is held, and nothing is looked at.
 */
export function openCheckpoint(folder: string | undefined): Checkpoint {
  if (folder === undefined) return async () => undefined;
  return async (name, about) => {
    for (const gate of gatesOf(folder, name, about)) await hold(folder, gate);
  };
}

function gatesOf(folder: string, name: CheckpointName, about: string): string[] {
  return readdirSync(folder)
    .filter((file) => !file.endsWith('.reached'))
    .filter((file) => file === name || (file.startsWith(`${name}@`) && about.includes(file.slice(name.length + 1))))
    .map((file) => join(folder, file));
}

async function hold(folder: string, gate: string): Promise<void> {
  const shut = identityOf(gate);
  if (shut === undefined) return;
  const opened = whenGone(folder, gate, shut);
  appendFileSync(`${gate}.reached`, `${process.pid}\n`);
  await opened;
}

/** Tells a file from a later one of the same name: gone is gone, even where the gate was shut again at once. */
function identityOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.ino} ${stat.birthtimeNs}`;
}

function whenGone(folder: string, gate: string, shut: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (identityOf(gate) === shut) return;
      watcher.close();
      resolve();
    };
    const watcher = watch(folder, look);
    watcher.on('error', () => undefined);
    // It may have gone before anybody watched.
    look();
  });
}
