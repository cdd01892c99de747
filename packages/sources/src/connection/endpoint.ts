import type { ConnectionOptions } from 'node:tls';
import type { Engine, Source } from '@onceql/shared';
import type { PoolConfig } from 'pg';
import { plainSocket } from './socket.js';
import { isTapped } from './tap.js';

/** How long to wait for a connection. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** The first probe of an idle connection; a host that is gone is noticed some ten seconds later. */
const KEEP_ALIVE_DELAY_MS = 10_000;
const IDLE_TIMEOUT_MS = 30_000;
const PORTS: Readonly<Record<Engine, number>> = { pg: 5432, redshift: 5439 };

/** Where a source is and who asks; what messages name. Never holds the password. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly sslmode: Source['options']['sslmode'];
}

export function endpointOf(source: Source): Endpoint {
  const { host, port, user, dbname, sslmode } = source.options;
  return { host, port: port ?? PORTS[source.type], user, database: dbname, sslmode };
}

/** One way to speak to the server: in the clear, or TLS with these options. */
export type Ssl = false | ConnectionOptions;

/** The ways to try, in order, as libpq's sslmode has them. */
export function sslWays({ sslmode, sslrootcert }: Source['options']): readonly [Ssl, ...Ssl[]] {
  const blind: Ssl = { rejectUnauthorized: false };
  const ca = sslrootcert === undefined ? {} : { ca: sslrootcert };
  switch (sslmode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, blind];
    case 'prefer':
      return [blind, false];
    case 'require':
      return [blind];
    case 'verify-ca':
      return [{ ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined }];
    case 'verify-full':
      return [{ ...ca, rejectUnauthorized: true }];
  }
}

/** A pool's configuration. Every field that pg would else take from the environment is set. */
export function poolConfig(source: Source, ssl: Ssl, max: number): PoolConfig {
  const { host, port, user, database } = endpointOf(source);
  return {
    host,
    port,
    user,
    database,
    // A function, because pg reads the environment and .pgpass in place of an empty password.
    password: () => source.options.password,
    ssl,
    ...(ssl === false && { stream: () => plainSocket(isTapped) }),
    application_name: 'onceql',
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    allowExitOnIdle: true,
    max,
  };
}
