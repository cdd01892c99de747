import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceFault } from '../service/until-ready.js';
import { canEnter, canWrite } from './account.js';
import type { Account } from './account.js';

/** The folder of a cluster, and one that stands in where the account cannot go. */
export interface Place {
  /** Belongs to the account. */
  readonly folder: string;
  /** Made when first asked for. */
  elsewhere(): string;
  /** Removes what was only made for the time being. */
  forget(): void;
}

/**
 * A place for a cluster whose folder should be `wanted`. Where a folder above that is closed to the account it is in
 * `/var/lib/onceql-<hash>`, and stays there. Without `wanted` it is a temporary one.
 * @throws ServiceFault
 */
export function placeFor(wanted: string | undefined, account: Account): Place {
  if (wanted === undefined) return temporaryPlace(account);
  const system = systemFolder(wanted);
  const other = join(system, 'postgres');
  const elsewhere = (): string => makeOpen(system, wanted);
  const place = (folder: string): Place => ({ folder, elsewhere, forget: () => {} });
  if (!existsSync(other)) {
    if (own(wanted, account)) return place(wanted);
    rmSync(wanted, { recursive: true });
    elsewhere();
  }
  if (own(other, account)) return place(other);
  throw new ServiceFault(`Postgres can write neither to ${wanted} nor to ${other}: set ONCEQL_HOME to a folder that others may enter`);
}

/** Where a cluster lies whose own folder cannot be entered. */
export function systemFolder(wanted: string): string {
  return join('/var/lib', `onceql-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`);
}

function temporaryPlace(account: Account): Place {
  for (const parent of [tmpdir(), '/tmp', '/var/tmp']) {
    const base = mkdtempSync(join(parent, 'onceql-postgres-'));
    chmodSync(base, 0o755);
    const forget = (): void => rmSync(base, { recursive: true, force: true });
    const folder = join(base, 'postgres');
    if (canEnter(account, base) && own(folder, account)) return { folder, elsewhere: () => base, forget };
    forget();
  }
  throw new ServiceFault('Postgres runs as another user, who can enter no folder for temporary files: set TMPDIR');
}

function own(folder: string, account: Account): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid);
  return canWrite(account, folder);
}

function makeOpen(system: string, wanted: string): string {
  try {
    mkdirSync(system, { recursive: true });
    chmodSync(system, 0o755);
    return system;
  } catch (error) {
    throw new ServiceFault(`Postgres runs as another user, who cannot enter ${wanted}, and ${system} cannot be made (${String(error)})`);
  }
}
