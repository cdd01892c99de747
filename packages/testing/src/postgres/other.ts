import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { postgresAccount } from './account.js';
import { installedVersion } from './binaries.js';
import type { PostgresBinaries } from './binaries.js';

/** Where packages put the programs of one major version: a folder, and what stands for the version in it. */
const PLACES: readonly (readonly [folder: string, name: RegExp, bin: string])[] = [
  ['/usr/lib/postgresql', /^\d+$/, 'bin'],
  ['/usr', /^pgsql-\d+$/, 'bin'],
  ['/opt/homebrew/opt', /^postgresql@\d+$/, 'bin'],
  ['/usr/local/opt', /^postgresql@\d+$/, 'bin'],
];

/** A Postgres of the system's own, of another major version than the one that `startPostgres` takes; the newest of them. */
export function otherPostgres(): PostgresBinaries | undefined {
  const own = majorOf(installedVersion());
  const found = folders().map(programsIn).filter((programs) => programs !== undefined);
  return found.filter(({ version }) => majorOf(version) !== own).sort((a, b) => majorOf(b.version) - majorOf(a.version))[0];
}

/** The major version: 15 of `15.18`. */
export const majorOf = (version: string): number => Number.parseInt(version, 10);

function folders(): string[] {
  const packaged = PLACES.flatMap(([folder, name, bin]) =>
    (existsSync(folder) ? readdirSync(folder) : []).filter((entry) => name.test(entry)).map((entry) => join(folder, entry, bin)));
  return [...packaged, ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')];
}

function programsIn(folder: string): PostgresBinaries | undefined {
  const [postgres, initdb] = [join(folder, 'postgres'), join(folder, 'initdb')];
  if (!existsSync(postgres) || !existsSync(initdb)) return undefined;
  const { status, stdout } = spawnSync(postgres, ['--version'], { ...postgresAccount(), cwd: '/', encoding: 'utf8' });
  const version = status === 0 ? /\d+(?:\.\d+)?/.exec(stdout)?.[0] : undefined;
  return version === undefined ? undefined : { postgres, initdb, version };
}
