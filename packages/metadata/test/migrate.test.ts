import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate } from '../src/migrate.js';
import { openMetadata } from '../src/open.js';
import { MetadataUnavailable } from '../src/unavailable.js';
import { type Cluster, queryOnce, startCluster } from './cluster.js';
import { SECRET } from './fixtures.js';

let cluster: Cluster;
beforeAll(async () => { cluster = await startCluster(); });
afterAll(() => cluster.stop());

const migrations = readdirSync(new URL('../src/migrations', import.meta.url)).map((file) => file.replace('.sql', '')).sort();
const open = (databaseUrl: string) => openMetadata({ databaseUrl, secret: SECRET, applicationName: 'onceql test' });

describe('migrate', () => {
  test('works once when eight call it at the same time on an empty database', async () => {
    const url = await cluster.createDatabase();
    const answers = await Promise.all(Array.from({ length: 8 }, () => migrate(url)));
    expect(answers.filter((names) => names.length > 0)).toEqual([migrations]);
    expect(await migrate(url)).toEqual([]);
    const tables = await queryOnce<{ name: string }>(url, "select tablename as name from pg_tables where schemaname = 'onceql'");
    expect(tables.map(({ name }) => name).sort()).toEqual(
      ['epochs', 'feed_marks', 'feeds', 'files', 'installation', 'jobs', 'loads', 'migrations', 'refreshes', 'relatives', 'results', 'runs', 'sources'],
    );
  });

  test('runs what is missing, and looks at nothing else', async () => {
    const url = await cluster.createDatabase();
    await migrate(url);
    await queryOnce(url, `delete from onceql.migrations where name = '${migrations.at(-1)}'`);
    await expect(migrate(url)).rejects.toThrow(/already exists/);
  });

  test('leaves no lock and no connection behind', async () => {
    const url = await cluster.createDatabase();
    await migrate(url);
    expect(await queryOnce(url, "select from pg_locks where locktype = 'advisory'")).toEqual([]);
    expect(await queryOnce(url, "select from pg_stat_activity where application_name = 'onceql migrate'")).toEqual([]);
  });

  test('leaves nothing of itself when it fails, and passes on why', async () => {
    const url = await cluster.createDatabase();
    await queryOnce(url, 'create schema onceql');
    await queryOnce(url, 'create table onceql.refreshes (taken int)');
    await expect(migrate(url)).rejects.toThrow('relation "refreshes" already exists');
    const made = await queryOnce(url, "select from pg_tables where schemaname = 'onceql' and tablename = 'sources'");
    expect(made).toEqual([]);
  });
});

describe('Postgres that cannot be reached', () => {
  const closedPort = 'postgres://somebody:hush@127.0.0.1:1/nowhere';
  const line = "OnceQL's own Postgres (127.0.0.1:1/nowhere) cannot be reached: connect ECONNREFUSED 127.0.0.1:1";

  test.each([['migrate', migrate], ['openMetadata', open]])('%s says so in one line without the password', async (_, call) => {
    const error = await call(closedPort).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(MetadataUnavailable);
    expect(error).toHaveProperty('message', line);
  });

  test('a host name with several addresses', async () => {
    await expect(open('postgres://localhost:1/nowhere')).rejects.toThrow(/\(localhost:1\/nowhere\) cannot be reached: connect ECONNREFUSED/);
  });

  test('a database that is not there', async () => {
    const url = (await cluster.createDatabase()).replace(/\/db\d+/, '/missing');
    await expect(migrate(url)).rejects.toThrow(/^OnceQL's own Postgres .* cannot be reached: database "missing" does not exist$/);
  });

  test('a URL that is none', async () => {
    await expect(open('postgres://u:hush@h:port/d')).rejects.toThrow(
      new MetadataUnavailable("The URL of OnceQL's own Postgres (DATABASE_URL) is no postgres:// URL"),
    );
  });
});
