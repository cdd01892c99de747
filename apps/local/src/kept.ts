import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastingPort } from './ports.js';

/** What the local services need to be the same at every start. */
export interface Kept {
  readonly redisPort: number;
  /** The sample warehouse is registered with it. */
  readonly postgresPort: number;
  readonly redisPassword: string;
  /** Of Postgres's superuser. */
  readonly postgresPassword: string;
  readonly metadataPassword: string;
  readonly ownerPassword: string;
  readonly readerPassword: string;
}

/** Reads `local.json` of the home folder, and makes it at the first start. Only the holder of the lock may call it. */
export async function keptIn(home: string): Promise<Kept> {
  const file = join(home, 'local.json');
  const kept = read(file);
  const password = (): string => randomBytes(18).toString('hex');
  const made: Kept = {
    redisPort: kept.redisPort ?? (await lastingPort()),
    postgresPort: kept.postgresPort ?? (await lastingPort()),
    redisPassword: kept.redisPassword ?? password(),
    postgresPassword: kept.postgresPassword ?? password(),
    metadataPassword: kept.metadataPassword ?? password(),
    ownerPassword: kept.ownerPassword ?? password(),
    readerPassword: kept.readerPassword ?? password(),
  };
  writeFileSync(`${file}.new`, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return made;
}

function read(file: string): Partial<Kept> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Kept>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
