import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { MetadataUnavailable, explain, isLostConnection, placeOf } from './unavailable.js';

/** "OnceQL" in ASCII: this product's own, so that no other user of node-pg-migrate waits for us. */
const MIGRATION_LOCK = 0x4f_6e_63_65_51_4c;
const WAIT_MS = 120_000;
const LOCK_NOT_AVAILABLE = '55P03';
const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Brings the tables of OnceQL's own Postgres up to date, in one transaction. Several processes may call it
 * at once: one works, the others wait for it up to two minutes and find nothing left to do. The login
 * needs the right to create a schema in the database. Answers the names of the migrations that ran here.
 * @throws MetadataUnavailable
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const place = placeOf(databaseUrl);
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'onceql migrate',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    lock_timeout: WAIT_MS,
  });
  // A connection that breaks rejects the statement under way; the event must only not go unheard.
  client.on('error', () => undefined);
  try {
    await client.connect().catch((error: unknown) => { throw explain(error, place); });
    return await runMissing(client).catch((error: unknown) => { throw explainMigration(error, place); });
  } finally {
    await client.end().catch(() => undefined);
  }
}

const runMissing = async (client: pg.Client): Promise<string[]> => ((await haveAllRun(client)) ? [] : runMigrations(client));

/** What another process is about to run counts as missing: the runner waits for it. */
async function haveAllRun(client: pg.Client): Promise<boolean> {
  const { rows: [found] } = await client.query<{ there: boolean }>("SELECT to_regclass('onceql.migrations') IS NOT NULL AS there");
  if (found?.there !== true) return false;
  const { rows: ran } = await client.query<{ name: string }>('SELECT name FROM onceql.migrations ORDER BY run_on, id');
  const names = (await readdir(FOLDER)).map((file) => file.replace(/\.sql$/, '')).sort();
  return names.every((name, at) => ran[at]?.name === name);
}

async function runMigrations(client: pg.Client): Promise<string[]> {
  // Loaded where there is something to run: 100 ms and a TypeScript loader.
  const { runner } = await import('node-pg-migrate');
  const done = await runner({
    dbClient: client,
    dir: FOLDER,
    direction: 'up',
    schema: 'onceql',
    createSchema: true,
    migrationsTable: 'migrations',
    singleTransaction: true,
    // The runner's default gives up at once when another process holds the lock.
    advisoryLockMode: 'wait',
    lockValue: MIGRATION_LOCK,
    logger: quiet,
  });
  return done.map((migration) => migration.name);
}

function explainMigration(error: unknown, place: string): unknown {
  if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) {
    const seconds = WAIT_MS / 1000;
    return new MetadataUnavailable(`Another process has been migrating OnceQL's own Postgres (${place}) for ${seconds} s`);
  }
  // All else is passed on: what is wrong then is a migration, not the way to Postgres.
  return isLostConnection(error) ? explain(error, place) : error;
}
