import { createDatabase } from './postgres/database.js';
import { startPostgres } from './postgres/postgres.js';
import { startRedis } from './redis/redis.js';

/** A service of one test file; stop it in `afterAll`. */
export interface Lent {
  readonly url: string;
  stop(): Promise<void>;
}

/** A Redis of its own. */
export async function testRedis(): Promise<Lent> {
  return startRedis();
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
