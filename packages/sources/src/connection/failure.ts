import { SourceFailure } from '@onceql/shared';
import { DatabaseError } from 'pg';
import { CONNECT_TIMEOUT_MS, type Endpoint } from './endpoint.js';

/** SQLSTATEs that say that the connection is lost or not to be had now, or that the same statement may do next time. */
const PASSING = /^(08|57P0[1-5]$|25P0[34]$|53300$|40001$|40P01$)/;
const UNDEFINED_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA']);
const NO_WAY = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EACCES']);

// Told by shape: errors of Node's own may come from another realm than ours.
const partOf = (error: unknown, part: 'message' | 'code'): string => {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, part) : undefined;
  return typeof value === 'string' ? value : '';
};
const messageOf = (error: unknown): string => partOf(error, 'message') || String(error);
const codeOf = (error: unknown): string => partOf(error, 'code');

/** The signal of a session was aborted. */
export function cancelled(): SourceFailure {
  return new SourceFailure('cancelled', 'The run was cancelled.');
}

/** What is wrong where a connection could not be made. */
export function connectFailure(error: unknown, at: Endpoint): SourceFailure {
  if (error instanceof SourceFailure) return error;
  const cause = { cause: error };
  if (error instanceof DatabaseError) {
    return new SourceFailure(isRefusal(error.code) ? 'denied' : 'connection', refusalText(error, at), cause);
  }
  const denied = deniedText(error, at);
  if (denied !== undefined) return new SourceFailure('denied', denied, cause);
  return new SourceFailure('connection', noConnectionText(error, at), cause);
}

const isRefusal = (code: string | undefined): boolean => /^(28|3D|42501$|42704$)/.test(code ?? '');

function refusalText(error: DatabaseError, { host, port, user, database }: Endpoint): string {
  const server = `${host}:${String(port)}`;
  switch (error.code) {
    case '28P01':
      return `The server at ${server} refuses the password of user "${user}".`;
    case '3D000':
      return `There is no database "${database}" at ${server}.`;
    case '53300':
      return `The server at ${server} has no connection left for user "${user}": ${error.message}`;
    case '57P03':
      return `The server at ${server} accepts no connections now: ${error.message}`;
    default:
      return `The server at ${server} refuses user "${user}" on database "${database}": ${error.message}`;
  }
}

/** Refusals that do not come as a message of the database. */
function deniedText(error: unknown, { host, port, user, sslmode }: Endpoint): string | undefined {
  const text = messageOf(error);
  const server = `${host}:${String(port)}`;
  if (isNoSsl(error)) return `The server at ${server} does not support SSL, and sslmode is "${sslmode}".`;
  if (/client password must be/.test(text)) return `The server at ${server} asks for the password of user "${user}", and none is set.`;
  if (/^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH)/.test(codeOf(error))) {
    return `The certificate of ${server} is not trusted under sslmode "${sslmode}": ${text}.`;
  }
  return undefined;
}

function noConnectionText(error: unknown, { host, port }: Endpoint): string {
  const server = `${host}:${String(port)}`;
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return `Nothing listens at ${server}.`;
  if (UNDEFINED_HOST.has(code)) return `The host "${host}" is unknown.`;
  if (NO_WAY.has(code)) return `There is no way to ${server} (${code}).`;
  if (code === 'ETIMEDOUT' || /time(d )?out/i.test(messageOf(error))) {
    return `No connection to ${server} within ${String(CONNECT_TIMEOUT_MS / 1000)} s.`;
  }
  return `No connection to ${server}: ${messageOf(error)}`;
}

/** Whether the server said that it does not speak TLS. */
export const isNoSsl = (error: unknown): boolean => /does not support SSL/.test(messageOf(error));

/** What went wrong with something that was sent over a connection. `limit`: the statement timeout, in seconds. */
export function statementFailure(error: unknown, at: Endpoint, limit: number): SourceFailure {
  if (error instanceof SourceFailure) return error;
  const cause = { cause: error };
  if (!(error instanceof DatabaseError)) {
    return new SourceFailure('connection', `The connection to ${at.host}:${String(at.port)} was lost: ${messageOf(error)}`, cause);
  }
  if (PASSING.test(error.code ?? '')) return new SourceFailure('connection', error.message, cause);
  const timedOut = error.code === '57014' && /timeout/i.test(error.message);
  return new SourceFailure('statement', timedOut ? `${error.message} (limit ${String(limit)} s)` : error.message, cause);
}
