import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the logs of a stack are. */
export interface Logs {
  readonly folder: string;
  of(name: string): string;
}

/** Makes way for new logs under these names: those of the last stack become `*.old`. */
export function freshLogs(home: string, names: readonly string[]): Logs {
  const folder = join(home, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const of = (name: string): string => join(folder, `${name.toLowerCase().replaceAll(' ', '-')}.log`);
  for (const file of names.map(of)) {
    try {
      renameSync(file, `${file}.old`);
    } catch {
      rmSync(file, { force: true });
    }
  }
  return { folder, of };
}
