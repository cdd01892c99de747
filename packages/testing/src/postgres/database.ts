import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of its own. */
export interface Database {
  readonly url: string;
  /** Ends what is connected to it and removes it. May be called twice. */
  drop(): Promise<void>;
}

/** Makes an empty database on the cluster that `adminUrl` leads to; without `name` under a random one. */
export async function createDatabase(adminUrl: string, name = `test_${randomBytes(6).toString('hex')}`): Promise<Database> {
  const quoted = pg.escapeIdentifier(name);
  // Copied as files an empty one takes a third of the time.
  await execute(adminUrl, `CREATE DATABASE ${quoted} STRATEGY file_copy`);
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return { url: url.href, drop: () => execute(adminUrl, `DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`) };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
