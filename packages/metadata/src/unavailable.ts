import { ServiceUnavailable } from '@onceql/shared';
import pg from 'pg';

/** OnceQL's own Postgres does not answer or lets nobody in. The message is one line and holds no password. */
export class MetadataUnavailable extends ServiceUnavailable {
  override readonly name = 'MetadataUnavailable';
}

// Connection exceptions, login refused, no such database, too many connections, shutting down, starting up.
const SERVER_SHUT = /^(08...|28...|3D000|53300|57P0[1-5])$/;
const SERVER_LEFT = new Set(['57P01', '57P02', 'ECONNRESET', 'EPIPE']);
const CLIENT_LEFT = /^(Connection terminated unexpectedly|Client (has encountered|was closed).* not queryable)$/;

/** Did a connection break that had been working? Then another one may work right away. */
export function isLostConnection(error: unknown): boolean {
  return SERVER_LEFT.has(field(error, 'code')) || CLIENT_LEFT.test(field(error, 'message'));
}

/**
 * Tells the trouble with the way to Postgres from Postgres's own answers, which are passed on as they are.
 * `place` says which Postgres, without the password.
 */
export function explain(error: unknown, place: string): unknown {
  const answered = error instanceof pg.DatabaseError && !SERVER_SHUT.test(field(error, 'code'));
  if (answered || error instanceof RangeError) return error;
  return new MetadataUnavailable(`OnceQL's own Postgres (${place}) cannot be reached: ${oneLine(error)}`, { cause: error });
}

/** `host:port/database` of a connection string. @throws MetadataUnavailable where it is none. */
export function placeOf(databaseUrl: string): string {
  try {
    const { host, port, database } = new pg.Client({ connectionString: databaseUrl });
    return `${host}:${port}/${database ?? ''}`;
  } catch {
    throw new MetadataUnavailable("The URL of OnceQL's own Postgres (DATABASE_URL) is no postgres:// URL");
  }
}

// By their looks, not their class: what the operating system reports need not be of this realm.
function field(error: unknown, name: 'code' | 'message'): string {
  return typeof error === 'object' && error !== null && name in error ? String((error as Record<string, unknown>)[name]) : '';
}

// A host name with several addresses fails with an AggregateError, whose own message is empty.
function oneLine(error: unknown): string {
  const parts = typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const message = field(error, 'message') || field(parts[0], 'message') || 'no reason given';
  return message.replaceAll(/\s*\n\s*/g, ' ');
}
