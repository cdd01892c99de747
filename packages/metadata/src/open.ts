import type { Ledger } from '@onceql/shared';
import { type DatabaseOptions, openDatabase } from './database.js';
import { feedRecords } from './ledger/feeds.js';
import { fileRecords } from './ledger/files.js';
import { installationRecord } from './ledger/installation.js';
import { jobRecords } from './ledger/jobs.js';
import { loadRecords } from './ledger/loads.js';
import { refreshRecords } from './ledger/refreshes.js';
import { resultRecords } from './ledger/results.js';
import type { SourceAdmin } from './sources/admin.js';
import { sourceRecords } from './sources/sources.js';
import { openVault } from './sources/vault.js';

export interface MetadataOptions extends DatabaseOptions {
  /** ONCEQL_SECRET: what the passwords of sources are sealed under. */
  readonly secret: string;
}

/** OnceQL's own Postgres. */
export interface Metadata {
  readonly ledger: Ledger;
  readonly sources: SourceAdmin;
  /** Answers within three seconds of being connected. @throws MetadataUnavailable */
  ping(): Promise<void>;
  /** Lets what is under way finish. May be called twice. */
  close(): Promise<void>;
}

/**
 * Connects to OnceQL's own Postgres, whose tables `migrate` has made: a pool of at most ten connections that
 * replaces the ones that break. Every call rejects with MetadataUnavailable while Postgres cannot be reached.
 * @throws MetadataUnavailable if it cannot be reached now, with one line that says where and why
 */
export async function openMetadata(options: MetadataOptions): Promise<Metadata> {
  const vault = await openVault(options.secret);
  const database = openDatabase(options);
  try {
    await database.ping();
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    ledger: {
      ...refreshRecords(database), ...loadRecords(database), ...jobRecords(database), ...fileRecords(database), ...resultRecords(database),
      ...installationRecord(database), ...feedRecords(database),
    },
    sources: sourceRecords(database, vault),
    ping: () => database.ping(),
    close: () => database.close(),
  };
}
