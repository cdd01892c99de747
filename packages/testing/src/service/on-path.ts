import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The programs of this name that PATH leads to, first things first. */
export function programsOnPath(name: string): string[] {
  const folders = (process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  return folders.filter((folder) => folder.startsWith('/')).map((folder) => join(folder, name)).filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
