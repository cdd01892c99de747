import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '@onceql/config';
import { startPostgres, startRedis } from '@onceql/testing';
import type { RunningPostgres, RunningRedis } from '@onceql/testing';
import type { Kept } from './kept.js';
import { demandPort, lastingPort } from './ports.js';

/** Starts the Redis of this home; what it holds is there at the next start. */
export async function localRedis({ home }: Config, kept: Kept, log: string): Promise<() => Promise<RunningRedis>> {
  const port = await demandPort(kept.redisPort, '127.0.0.1', '').then(() => kept.redisPort, lastingPort);
  const cache = join(home, 'cache');
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  return () => startRedis({ dir: join(home, 'redis'), port, appendonly: true, password: kept.redisPassword, log, cache });
}

/**
 * Starts the Postgres of this home. Its port stays the same, because the sample warehouse is registered with it.
 * @throws Trouble if another has the port
 */
export async function localPostgres({ home }: Config, kept: Kept, log: string): Promise<() => Promise<RunningPostgres>> {
  const remedy = 'the sample warehouse is registered with it; stop what uses the port';
  await demandPort(kept.postgresPort, '127.0.0.1', remedy);
  const options = { dir: join(home, 'postgres'), port: kept.postgresPort, password: kept.postgresPassword, log };
  return () => startPostgres(options);
}
