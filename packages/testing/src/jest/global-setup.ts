import { cacheFolder } from '../cache-folder.js';
import { startPostgres } from '../postgres/postgres.js';
import { findRedis } from '../redis/find-redis.js';
import { shared } from './shared.js';

/** For jest's `globalSetup`: one Postgres for the whole run, a Redis server found once, and quick starts. Jest wants a default export. */
export default async function setUp(): Promise<void> {
  process.env['ONCEQL_TEST_WARM_UP'] ??= 'off';
  await findRedis(cacheFolder());
  if (process.env['ONCEQL_TEST_POSTGRES_URL'] !== undefined) return;
  shared.postgres = await startPostgres();
  process.env['ONCEQL_TEST_POSTGRES_URL'] = shared.postgres.url;
}
