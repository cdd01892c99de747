import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Statement } from './statements.js';
import { assertStorable } from './text.js';
import { explain, isLostConnection, placeOf } from './unavailable.js';

/** Sends statements to OnceQL's own Postgres. All reject with MetadataUnavailable when it cannot be reached. */
export interface Database {
  /** Sends it again when the connection broke: for statements that do no harm when they run twice. */
  query<Row extends pg.QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
  queryOnce<Row extends pg.QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
  ping(): Promise<void>;
  /** Waits for what is under way. May be called twice. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly databaseUrl: string;
  readonly applicationName: string;
  readonly log?: { warn(fields: object, message: string): void };
}

const TRIES = 3;
const PAUSE_MS = 50;
const PING = { text: 'select 1', query_timeout: 3_000 };

export function openDatabase(options: DatabaseOptions): Database {
  const place = placeOf(options.databaseUrl);
  const pool = openPool(options);
  const send = async <Row extends pg.QueryResultRow>(
    statement: Statement, values: readonly unknown[], tries: number,
  ): Promise<Row[]> => {
    assertStorable(values);
    for (let left = tries; ; left -= 1) {
      try {
        return (await pool.query<Row>({ ...statement, values: [...values] })).rows;
      } catch (error) {
        if (left <= 1 || !isLostConnection(error)) throw explain(error, place);
        await pause(PAUSE_MS);
      }
    }
  };
  let closed: Promise<void> | undefined;
  return {
    query: (statement, values = []) => send(statement, values, TRIES),
    queryOnce: (statement, values = []) => send(statement, values, 1),
    ping: () => pool.query(PING).then(() => undefined, (error: unknown) => { throw explain(error, place); }),
    close: () => (closed ??= pool.end()),
  };
}

function openPool({ databaseUrl, applicationName, log }: DatabaseOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: applicationName,
    max: 10,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    // The server's limit comes first and ends the statement; the client's is for a server that has gone silent.
    statement_timeout: 10_000,
    query_timeout: 15_000,
    // Whatever the database's defaults are: dates that pg can read, and updates that wait instead of failing.
    options: '-c DateStyle=ISO -c default_transaction_isolation=read\\ committed',
    types: { getTypeParser },
  });
  // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
  pool.on('error', (error) => log?.warn({ reason: error.message }, "A connection to OnceQL's own Postgres broke"));
  return pool;
}

const BIGINT = 20;
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === BIGINT ? safeInteger : pg.types.getTypeParser(oid, format as 'text');

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the integers that a number can hold`);
  return value;
}
