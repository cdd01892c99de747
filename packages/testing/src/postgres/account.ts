import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ServiceFault } from '../service/until-ready.js';

/** Whom a program runs as; nothing set: as ourselves. */
export interface Account {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Postgres refuses to run as root: then it is the user `postgres` where there is one, else `nobody`.
 * @throws ServiceFault
 */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const user = users.find(([login]) => login === name);
    if (user?.[2] !== undefined && user[3] !== undefined) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new ServiceFault('Postgres does not run as root: add a user `postgres`, start as another user, or set DATABASE_URL');
}

/** Whether that account can go into the folder; the folders above count. */
export const canEnter = (account: Account, folder: string): boolean => succeeds(account, 'cd "$1"', folder);

/** Whether that account can go into the folder and write there. */
export const canWrite = (account: Account, folder: string): boolean => succeeds(account, 'cd "$1" && test -w .', folder);

// Tried rather than reckoned: modes, groups, access lists and read-only mounts all have a say.
function succeeds(account: Account, script: string, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', script, 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}
