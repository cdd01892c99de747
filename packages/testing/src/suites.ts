import { createDatabase } from './postgres/database.js';
import { startPostgres } from './postgres/postgres.js';
import { startRedisCluster } from './redis/cluster.js';
import { startRedis } from './redis/redis.js';

/** A service of one test file; stop it in `afterAll`. */
export interface Lent {
  readonly url: string;
  stop(): Promise<void>;
}

export type RedisKind = 'single' | 'cluster';

/** A Redis of its own, or a cluster of three masters: the kind that is asked for, else that of ONCEQL_TEST_REDIS. */
export async function testRedis(kind: RedisKind = process.env['ONCEQL_TEST_REDIS'] === 'cluster' ? 'cluster' : 'single'): Promise<Lent> {
  return kind === 'cluster' ? startRedisCluster() : startRedis();
}

/** An empty database of its own, on the cluster that the whole test run shares, or on one of its own. */
export async function testPostgres(): Promise<Lent> {
  const shared = process.env['ONCEQL_TEST_POSTGRES_URL'];
  if (shared !== undefined) {
    const { url, drop } = await createDatabase(shared);
    return { url, stop: drop };
  }
  const cluster = await startPostgres();
  const { url } = await cluster.createDatabase();
  return { url, stop: () => cluster.stop() };
}

/** `WARM_UP` of a stack's processes: tests start many, of which few are sent a long or wide statement. Everybody else has what is the default. */
export const testWarmUp = (): string => process.env['ONCEQL_TEST_WARM_UP'] ?? 'on';
