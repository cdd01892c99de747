import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom } from '@onceql/testing';
import pg from 'pg';
import { migrate } from '../src/migrate.js';
import { type Metadata, openMetadata } from '../src/open.js';
import { MetadataUnavailable } from '../src/unavailable.js';
import { type Cluster, queryOnce, startCluster } from './cluster.js';
import { SECRET, newSource, resultOf, runOrder } from './fixtures.js';

let cluster: Cluster;
let url: string;
const opened: Metadata[] = [];
const warnings: string[] = [];

async function open(applicationName: string): Promise<Metadata> {
  const log = { warn: (_: object, message: string) => void warnings.push(message) };
  const metadata = await openMetadata({ databaseUrl: url, secret: SECRET, applicationName, log });
  opened.push(metadata);
  return metadata;
}

async function sourceId({ sources }: Pick<Metadata, 'sources'>, name: string): Promise<number> {
  const created = await sources.create(newSource(name));
  if (created.outcome !== 'saved') throw new Error(created.outcome);
  return created.source.id;
}

beforeAll(async () => {
  cluster = await startCluster();
  url = await cluster.createDatabase();
  await migrate(url);
});
afterAll(async () => {
  await Promise.all(opened.map((metadata) => metadata.close()));
  await cluster.stop();
});

describe('commitRefresh', () => {
  test('moves each named table on by one, once, and logs it', async () => {
    const { ledger, sources } = await open('one by one');
    const source = await sourceId({ sources }, 'one by one');
    const odd = 'public."Sch\u00f6n, {nicht} \\ ""wahr"""';
    expect(await ledger.commitRefresh({ source, tables: ['public.a', odd, 'public.a'], caller: 'ann' })).toEqual({ 'public.a': 1, [odd]: 1 });
    expect(await ledger.commitRefresh({ source, tables: ['public.a'], caller: 'bob' })).toEqual({ 'public.a': 2 });
    expect(await ledger.commitRefresh({ source, tables: [], caller: 'bob' })).toEqual({});
    expect(await ledger.epochs(source)).toEqual({ 'public.a': 2, [odd]: 1 });
    expect(await ledger.epochs(source + 1)).toEqual({});
    const log = await queryOnce(url, 'select tables, epochs, caller from onceql.refreshes where source_id = $1 order by id', [source]);
    expect(log).toEqual([
      { tables: [odd, 'public.a'], epochs: { 'public.a': 1, [odd]: 1 }, caller: 'ann' },
      { tables: ['public.a'], epochs: { 'public.a': 2 }, caller: 'bob' },
      { tables: [], epochs: {}, caller: 'bob' },
    ]);
  });

  test('forty at once over overlapping tables, each in an order of its own', async () => {
    const pools = await Promise.all([open('north'), open('south')]);
    const source = await sourceId(pools[0], 'overlapping');
    const random = seededRandom(20260301);
    const all = Array.from({ length: 12 }, (_, index) => `public.t${index}`);
    const batches = Array.from({ length: 40 }, () => pick(all, random));
    const answers = await Promise.all(batches.map((tables, index) =>
      pools[index % 2]!.ledger.commitRefresh({ source, tables, caller: `caller ${index}` })));

    const counts = Object.fromEntries(all.map((table) => [table, batches.filter((batch) => batch.includes(table)).length]));
    expect(await pools[0].ledger.epochs(source)).toEqual(counts);
    for (const table of all) {
      const seen = answers.flatMap((epochs) => epochs[table] ?? []).sort((a, b) => a - b);
      expect(seen).toEqual(Array.from({ length: counts[table]! }, (_, index) => index + 1));
    }
  });

  test('an epoch that no number can hold is a fault, not another epoch', async () => {
    const { ledger, sources } = await open('huge');
    const source = await sourceId({ sources }, 'huge');
    await ledger.commitRefresh({ source, tables: ['public.t'], caller: 'ann' });
    await queryOnce(url, 'update onceql.epochs set epoch = 9007199254740992 where source_id = $1', [source]);
    await expect(ledger.epochs(source)).rejects.toThrow(RangeError);
  });
});

/** Half of the names or so, shuffled, one at least. */
function pick(names: readonly string[], random: () => number): string[] {
  const shuffled = names.map((name) => ({ name, at: random() })).sort((a, b) => a.at - b.at);
  return shuffled.slice(0, 1 + Math.floor(random() * names.length)).map(({ name }) => name);
}

test('tokens grow over several pools at once', async () => {
  const pools = await Promise.all([open('token 1'), open('token 2'), open('token 3')]);
  const given = new Set<number>();
  let greatest = 0;
  const take = async (metadata: Metadata): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) {
      const before = greatest;
      const token = await metadata.ledger.nextToken();
      expect(token).toBeGreaterThan(before);
      given.add(token);
      greatest = Math.max(greatest, token);
    }
  };
  await Promise.all([...pools, ...pools, ...pools].map(take));
  expect(given.size).toBe(180);
});

test('connections that Postgres ends are replaced, and nobody notices', async () => {
  const metadata = await open('to be ended');
  const { ledger, sources } = metadata;
  const source = await sourceId(metadata, 'to be ended');
  await Promise.all(Array.from({ length: 30 }, () => ledger.epochs(source)));
  const before = warnings.length;
  const ended = await queryOnce(url, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'to be ended'");
  expect(ended.length).toBeGreaterThan(1);
  const answers = await Promise.all([
    ledger.commitRefresh({ source, tables: ['public.t'], caller: 'ann' }),
    ledger.nextToken(),
    ledger.addResult(resultOf(runOrder(source))),
    sources.find(source),
    ...Array.from({ length: 20 }, () => ledger.epochs(source)),
  ]);
  expect(answers[1]).toBeGreaterThan(0);
  expect(answers[3]).toMatchObject({ name: 'to be ended' });
  await expect(metadata.ping()).resolves.toBeUndefined();
  expect(warnings.length - before).toBeLessThanOrEqual(ended.length);
});

describe('a connection that breaks under a statement', () => {
  /** Holds the row so that `call` waits for it, ends the connection that waits, then lets the row go. */
  async function breakUnder<T>(row: string, applicationName: string, call: () => Promise<T>): Promise<T> {
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query(`begin; select from ${row} for update`);
    const answer = call();
    answer.catch(() => undefined);
    const end = `select pg_terminate_backend(pid) as ended from pg_stat_activity
      where application_name = '${applicationName}' and wait_event_type = 'Lock'`;
    while ((await queryOnce(url, end)).length === 0);
    await holder.query('commit');
    await holder.end();
    return answer;
  }

  test('a refresh is sent again', async () => {
    const { ledger, sources } = await open('refresh broken');
    const source = await sourceId({ sources }, 'refresh broken');
    const refresh = { source, tables: ['public.t'], caller: 'ann' };
    await ledger.commitRefresh(refresh);
    const row = `onceql.epochs where source_id = ${source}`;
    expect(await breakUnder(row, 'refresh broken', () => ledger.commitRefresh(refresh))).toEqual({ 'public.t': 2 });
  });

  test('a change of a source is not, and the error says why', async () => {
    const { sources } = await open('change broken');
    const source = await sourceId({ sources }, 'change broken');
    const change = breakUnder(`onceql.sources where id = ${source}`, 'change broken', () => sources.update(source, { name: 'x' }));
    await expect(change).rejects.toThrow(MetadataUnavailable);
    expect(await sources.find(source)).toMatchObject({ name: 'change broken' });
  });
});

test('close may be called twice; afterwards calls reject', async () => {
  const metadata = await open('closed');
  await Promise.all([metadata.close(), metadata.close()]);
  await metadata.close();
  await expect(metadata.ledger.nextToken()).rejects.toThrow(/cannot be reached/);
});
