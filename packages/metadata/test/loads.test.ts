import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { seededRandom } from '@onceql/testing';
import pg from 'pg';
import { migrate } from '../src/migrate.js';
import { type Metadata, openMetadata } from '../src/open.js';
import { type Cluster, queryOnce, startCluster } from './cluster.js';
import { SECRET, newSource } from './fixtures.js';

let cluster: Cluster;
let url: string;
let metadata: Metadata;
let source: number;
let count = 0;

const OPENED = new Date('2026-03-01T12:00:00.123Z');
const ENDS = new Date('2026-03-01T13:00:00.123Z');

beforeAll(async () => {
  cluster = await startCluster();
  url = await cluster.createDatabase();
  await migrate(url);
  metadata = await openMetadata({ databaseUrl: url, secret: SECRET, applicationName: 'loads' });
});
afterAll(async () => {
  await metadata.close();
  await cluster.stop();
});
beforeEach(async () => {
  count += 1;
  const created = await metadata.sources.create(newSource(`source ${count}`));
  if (created.outcome !== 'saved') throw new Error(created.outcome);
  source = created.source.id;
});

const open = (tables: readonly string[]) => metadata.ledger.openLoad({ source, tables, caller: 'ann', openedAt: OPENED, endsAt: ENDS });
const refreshes = () => queryOnce(url, 'select tables, epochs, load_id from onceql.refreshes where source_id = $1 order by id', [source]);

test('opening answers the present epochs, sorts the names, and moves nothing', async () => {
  await metadata.ledger.commitRefresh({ source, tables: ['public.a'], caller: 'ann' });
  const load = await open(['public.b', 'public.a', 'public.b']);
  expect(load).toEqual({ id: expect.any(Number), tables: ['public.a', 'public.b'], caller: 'ann', openedAt: OPENED, endsAt: ENDS, epochs: { 'public.a': 1, 'public.b': 0 } });
  const { epochs: _epochs, ...plain } = load;
  expect(await metadata.ledger.openLoads(source)).toEqual([plain]);
  expect(await metadata.ledger.openLoads(source + 1)).toEqual([]);
  expect(await metadata.ledger.endedLoads(source, [load.id])).toEqual([]);
  expect(await metadata.ledger.epochs(source)).toEqual({ 'public.a': 1 });
});

test('ending moves all tables on by one, in the same step as a refresh of this load', async () => {
  await metadata.ledger.commitRefresh({ source, tables: ['public.a'], caller: 'ann' });
  const { id } = await open(['public.a', 'public.b']);
  const ended = await metadata.ledger.endLoad(source, id, 'closed');
  expect(ended).toMatchObject({ id, end: 'closed', endedAt: expect.any(Date), epochs: { 'public.a': 2, 'public.b': 1 } });
  expect(await metadata.ledger.epochs(source)).toEqual({ 'public.a': 2, 'public.b': 1 });
  expect((await refreshes()).at(-1)).toEqual({ tables: ['public.a', 'public.b'], epochs: { 'public.a': 2, 'public.b': 1 }, load_id: String(id) });
  expect(await metadata.ledger.openLoads(source)).toEqual([]);
  expect(await metadata.ledger.endedLoads(source, [id, id + 1])).toEqual([ended]);
});

test('the first end stays, whoever comes later, and nothing moves twice', async () => {
  const { id } = await open(['public.a']);
  const ends = await Promise.all(Array.from({ length: 12 }, (_, at) => metadata.ledger.endLoad(source, id, (['closed', 'abandoned', 'overdue'] as const)[at % 3]!)));
  expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(1);
  expect(await metadata.ledger.endLoad(source, id, 'closed')).toEqual(ends[0]);
  expect(await metadata.ledger.epochs(source)).toEqual({ 'public.a': 1 });
  expect(await refreshes()).toHaveLength(1);
});

test('a load that the source does not have is ended by nobody', async () => {
  const { id } = await open(['public.a']);
  expect(await metadata.ledger.endLoad(source + 1, id, 'closed')).toBeUndefined();
  expect(await metadata.ledger.endLoad(source, id + 1, 'closed')).toBeUndefined();
  expect(await metadata.ledger.openLoads(source)).toHaveLength(1);
});

test('the last that ended come first, and no more than are asked for', async () => {
  const ids: number[] = [];
  for (let at = 0; at < 5; at += 1) {
    const { id } = await open([`public.t${at}`]);
    await metadata.ledger.endLoad(source, id, 'abandoned');
    ids.unshift(id);
  }
  expect((await metadata.ledger.lastEndedLoads(source, 3)).map(({ id }) => id)).toEqual(ids.slice(0, 3));
});

test('tables of several open loads are loading until the last of them has ended', async () => {
  const loading = async () => (await queryOnce<{ table_name: string }>(url, 'select table_name from onceql.loading_tables where source_id = $1 order by 1', [source])).map((row) => row.table_name);
  const [one, two] = [await open(['public.a', 'public.b']), await open(['public.b'])];
  expect(await loading()).toEqual(['public.a', 'public.b']);
  await metadata.ledger.endLoad(source, one.id, 'closed');
  expect(await loading()).toEqual(['public.b']);
  await metadata.ledger.endLoad(source, two.id, 'overdue');
  expect(await loading()).toEqual([]);
});

test('loads and refreshes over overlapping tables, forty at once, wait for each other in no circle', async () => {
  const random = seededRandom(20260301);
  const all = Array.from({ length: 12 }, (_, index) => `public.t${index}`);
  const pick = (): string[] => {
    const shuffled = all.map((table) => ({ table, at: random() })).sort((a, b) => a.at - b.at);
    return shuffled.slice(0, 1 + Math.floor(random() * all.length)).map(({ table }) => table);
  };
  const batches = Array.from({ length: 40 }, pick);
  await Promise.all(batches.map(async (tables, index) => {
    if (index % 2 === 0) return metadata.ledger.commitRefresh({ source, tables, caller: 'bob' });
    return metadata.ledger.endLoad(source, (await open(tables)).id, 'closed');
  }));
  const counts = Object.fromEntries(all.map((table) => [table, batches.filter((batch) => batch.includes(table)).length]));
  expect(await metadata.ledger.epochs(source)).toEqual(counts);
});

test('an end whose connection breaks is sent again and answers what was committed', async () => {
  const { id } = await open(['public.a']);
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query(`begin; select from onceql.loads where id = ${id} for update`);
  const answer = metadata.ledger.endLoad(source, id, 'closed');
  const end = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'loads' and wait_event_type = 'Lock'";
  while ((await queryOnce(url, end)).length === 0);
  await holder.query('commit');
  await holder.end();
  expect(await answer).toMatchObject({ end: 'closed', epochs: { 'public.a': 1 } });
  expect(await refreshes()).toHaveLength(1);
});
