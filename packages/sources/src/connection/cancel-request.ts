import { connect } from 'node:net';
import type { PoolClient } from 'pg';
import type { Endpoint } from './endpoint.js';

/** What says, in place of a version of the protocol, that this is a request to cancel. */
const CANCEL = 80_877_102;
const BYTES = 16;

/**
 * Asks the server, by the protocol's own request, to cancel what a connection does. It needs no session, so that it counts as
 * no connection; like psql's it goes in the clear, and can do nothing else. Resolves when the server has taken it, or when
 * `ms` are over; whether it came in time is not said. Never rejects.
 */
export function requestCancel(client: PoolClient, { host, port }: Endpoint, ms: number): Promise<void> {
  const [pid, secret] = [numberOf(client, 'processID'), numberOf(client, 'secretKey')];
  if (pid === undefined || secret === undefined) return Promise.resolve();
  const request = Buffer.alloc(BYTES);
  for (const [place, value] of [BYTES, CANCEL, pid, secret].entries()) request.writeInt32BE(value, 4 * place);
  return new Promise((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${String(port)}`) : connect(port, host);
    const late = setTimeout(() => socket.destroy(), ms);
    socket.on('error', () => undefined).on('close', () => {
      clearTimeout(late);
      resolve();
    });
    // The server answers nothing and hangs up.
    socket.resume().end(request);
  });
}

/** What the server said when the connection was made; the library's types do not tell of it. */
function numberOf(client: PoolClient, field: string): number | undefined {
  const value: unknown = Reflect.get(client, field);
  return typeof value === 'number' ? value : undefined;
}
