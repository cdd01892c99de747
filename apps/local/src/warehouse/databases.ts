import pg from 'pg';
import type { Kept } from '../kept.js';
import { session } from './session.js';

/** OnceQL's own records. */
export const METADATA = { database: 'onceql', user: 'onceql' } as const;
export const SAMPLE = { database: 'onceql_sample', owner: 'onceql_owner', reader: 'onceql_reader' } as const;

/** Makes the roles and databases that are not there yet. Passwords are set anew, so they are those that are kept. */
export async function makeDatabases(adminUrl: string, kept: Kept): Promise<void> {
  await session(adminUrl, async (client) => {
    await role(client, METADATA.user, kept.metadataPassword);
    await role(client, SAMPLE.owner, kept.ownerPassword);
    await role(client, SAMPLE.reader, kept.readerPassword);
    await database(client, METADATA.database, METADATA.user);
    await database(client, SAMPLE.database, SAMPLE.owner);
    await client.query(`GRANT CONNECT ON DATABASE ${SAMPLE.database} TO ${SAMPLE.reader}`);
    // So that the demo can see which worker runs a statement.
    await client.query(`GRANT pg_read_all_stats TO ${SAMPLE.owner}`);
  });
}

/** The same server, as another user in another database. */
export function urlFor(adminUrl: string, user: string, password: string, database: string): string {
  const url = new URL(adminUrl);
  url.username = user;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}

async function role(client: pg.Client, name: string, password: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(`${verb} ROLE ${name} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
}

async function database(client: pg.Client, name: string, owner: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${name} OWNER ${owner}`);
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
}
