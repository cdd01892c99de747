import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceFault } from '../service/until-ready.js';
import type { Account } from './account.js';
import type { PostgresBinaries } from './binaries.js';

const SUPERUSER = 'postgres';
const FLAGS = ['--username', SUPERUSER, '--auth=scram-sha-256', '--encoding=UTF8', '--no-instructions'];
const LOCALE = ['--locale=C'];
/** From this version on Postgres has its own locales. */
const BUILTIN_SINCE = 17;
const BUILTIN = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

/** Where the data of a cluster lie in its folder. */
export const clusterFolder = (folder: string): string => join(folder, 'cluster');

/**
 * The data folder of the cluster in `folder`, made where there is none yet. Its superuser is `postgres`.
 * @throws ServiceFault
 */
export function clusterIn(folder: string, binaries: PostgresBinaries, account: Account, password: string, durable: boolean): string {
  const data = clusterFolder(folder);
  if (existsSync(data)) checkVersion(data, binaries);
  else initialise(data, binaries, account, password, durable);
  return data;
}

function checkVersion(data: string, { version }: PostgresBinaries): void {
  const kept = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const major = version.split('.')[0];
  if (kept === major) return;
  throw new ServiceFault(`${data} was made by Postgres ${kept}, this is ${major}: dump it with the old one, or move the folder away`);
}

const localeOf = (version: string): string[] => [...LOCALE, ...(Number.parseInt(version, 10) < BUILTIN_SINCE ? [] : BUILTIN)];

// Made under another name, so that one whose making was cut short is never taken for whole.
function initialise(data: string, { initdb, version }: PostgresBinaries, account: Account, password: string, durable: boolean): void {
  const draft = `${data}.new`;
  const secret = `${data}.password`;
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(secret, `${password}\n`, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) chownSync(secret, account.uid, account.gid);
  const args = ['--pgdata', draft, `--pwfile=${secret}`, ...FLAGS, ...localeOf(version), ...(durable ? [] : ['--no-sync'])];
  const made = spawnSync(initdb, args, { ...account, cwd: '/', env: { PATH: '/usr/bin:/bin', TZ: 'UTC' }, encoding: 'utf8' });
  rmSync(secret, { force: true });
  if (made.status !== 0) {
    throw new ServiceFault(`Postgres could not make its data folder ${data}: ${made.error?.message ?? made.stderr.trim().split('\n')[0]}`);
  }
  renameSync(draft, data);
}
