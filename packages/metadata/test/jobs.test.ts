import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Ledger, RunEnd } from '@onceql/shared';
import { migrate } from '../src/migrate.js';
import { type Metadata, openMetadata } from '../src/open.js';
import { type Cluster, queryOnce, startCluster } from './cluster.js';
import { SECRET, jobOf, newSource, resultOf, runOrder } from './fixtures.js';

let cluster: Cluster;
let url: string;
let metadata: Metadata;
let ledger: Ledger;
let source: number;

beforeAll(async () => {
  cluster = await startCluster();
  url = await cluster.createDatabase();
  await migrate(url);
  metadata = await openMetadata({ databaseUrl: url, secret: SECRET, applicationName: 'jobs' });
  ledger = metadata.ledger;
  const created = await metadata.sources.create(newSource('sales'));
  source = created.outcome === 'saved' ? created.source.id : 0;
});
afterAll(async () => {
  await metadata.close();
  await cluster.stop();
});

const at = new Date('2026-03-01T12:05:00.456Z');
const published: RunEnd = { state: 'published', result: 7, reason: '', at };
const failed: RunEnd = { state: 'failed', error: 'relation "x" does not exist', at };

describe('a job', () => {
  test('is open, then reads how its run ended', async () => {
    const order = runOrder(source);
    const [claimed, joined] = [jobOf(order), jobOf(order, 'bob')];
    await ledger.recordJob(claimed, order);
    await ledger.recordJob(joined, undefined);
    expect(await ledger.findJob(claimed.id)).toEqual({ ...claimed, left: false, end: undefined });
    await ledger.recordEnd(order.run, published);
    expect(await ledger.findJob(claimed.id)).toEqual({ ...claimed, left: false, end: published });
    expect(await ledger.findJob(joined.id)).toEqual({ ...joined, left: false, end: published });
  });

  test('that nobody submitted is not found', async () => {
    expect(await ledger.findJob('nobody')).toBeUndefined();
    expect(await ledger.findJob('nul \0')).toBeUndefined();
    expect(await ledger.findJob('\ud800')).toBeUndefined();
  });

  test('may be recorded twice', async () => {
    const order = runOrder(source, 'select 2');
    const job = jobOf(order);
    await ledger.recordJob(job, order);
    await ledger.recordJob({ ...job, caller: 'somebody else' }, { ...order, statement: 'select 3' });
    expect(await ledger.findJob(job.id)).toMatchObject({ caller: 'ann' });
    expect(await queryOnce(url, 'select statement from onceql.runs where id = $1', [order.run])).toEqual([{ statement: 'select 2' }]);
  });

  test('that has left says so and still reads its end', async () => {
    const order = runOrder(source);
    const job = jobOf(order);
    await ledger.recordJob(job, order);
    await ledger.recordLeft(job.id);
    const [first] = await queryOnce(url, 'select left_at from onceql.jobs where id = $1', [job.id]);
    await ledger.recordLeft(job.id);
    expect(await queryOnce(url, 'select left_at from onceql.jobs where id = $1', [job.id])).toEqual([first]);
    await ledger.recordEnd(order.run, { state: 'cancelled', error: 'Query cancelled by user.', at });
    expect(await ledger.findJob(job.id)).toMatchObject({ left: true, end: { state: 'cancelled', error: 'Query cancelled by user.' } });
  });

  test('that is moved follows its own run', async () => {
    const [shared, alone] = [runOrder(source), { ...runOrder(source), key: 'c'.repeat(64) }];
    const job = jobOf(shared, 'bob');
    await ledger.recordJob(job, undefined);
    await ledger.recordEnd(shared.run, published);
    await ledger.moveJob(job.id, alone);
    expect(await ledger.findJob(job.id)).toEqual({ ...job, run: alone.run, key: alone.key, left: false, end: undefined });
    await ledger.recordEnd(alone.run, failed);
    expect(await ledger.findJob(job.id)).toMatchObject({ end: failed });
  });

  test('that is moved before it is recorded never reads the end of the run it left', async () => {
    const [shared, alone] = [runOrder(source), runOrder(source)];
    const job = jobOf(shared, 'bob');
    await ledger.recordEnd(shared.run, published);
    await ledger.moveJob(job.id, alone);
    expect(await ledger.findJob(job.id)).toBeUndefined();
    await ledger.recordJob(job, undefined);
    expect(await ledger.findJob(job.id)).toEqual({ ...job, run: alone.run, left: false, end: undefined });
  });
});

describe('the end of a run', () => {
  test.each<[RunEnd, RunEnd]>([
    [published, failed],
    [failed, published],
    [{ state: 'delivered', result: 9, reason: 'volatile_function(random)', at }, { state: 'cancelled', error: 'x', at }],
    [{ state: 'cancelled', error: '', at }, { state: 'delivered', result: 9, reason: '', at }],
  ])('the first one counts: %j before %j', async (first, second) => {
    const order = runOrder(source);
    const job = jobOf(order);
    await ledger.recordJob(job, order);
    await ledger.recordEnd(order.run, first);
    await ledger.recordEnd(order.run, second);
    expect(await ledger.findJob(job.id)).toMatchObject({ end: first });
  });

  test('exactly one of many at once is kept', async () => {
    const order = runOrder(source);
    const job = jobOf(order);
    await ledger.recordJob(job, order);
    const ends = Array.from({ length: 20 }, (_, index): RunEnd => ({ state: 'failed', error: `error ${index}`, at }));
    await Promise.all(ends.map((end) => ledger.recordEnd(order.run, end)));
    const kept = (await ledger.findJob(job.id))?.end;
    expect(ends).toContainEqual(kept);
    await Promise.all(ends.map((end) => ledger.recordEnd(order.run, end)));
    expect((await ledger.findJob(job.id))?.end).toEqual(kept);
  });

  test('may be recorded before the run is', async () => {
    const order = runOrder(source, 'select early');
    const job = jobOf(order);
    await ledger.recordEnd(order.run, published);
    await ledger.recordJob(job, order);
    expect(await ledger.findJob(job.id)).toMatchObject({ end: published });
    const [run] = await queryOnce(url, 'select source_id, key, statement from onceql.runs where id = $1', [order.run]);
    expect(run).toEqual({ source_id: source, key: order.key, statement: 'select early' });
  });

  test('is recorded whatever its prose holds', async () => {
    const order = runOrder(source);
    const job = jobOf(order);
    await ledger.recordJob(job, order);
    await ledger.recordEnd(order.run, { state: 'failed', error: 'odd \0 and \ud800 text', at });
    expect(await ledger.findJob(job.id)).toMatchObject({ end: { error: 'odd \ufffd and \ufffd text' } });
  });
});

describe('a result', () => {
  test('comes back as it was added', async () => {
    const result = resultOf(runOrder(source, 'select "ü", \'\u{1f418}\''));
    const added = await ledger.addResult(result);
    expect(added).toEqual({ ...result, id: expect.any(Number) });
    expect(await ledger.findResult(added.id)).toEqual(added);
  });

  test('comes back without what was not noted of it', async () => {
    const { valueBytes: _, ...stored } = resultOf(runOrder(source)).stored;
    const added = await ledger.addResult({ ...resultOf(runOrder(source)), stored });
    expect((await ledger.findResult(added.id))?.stored).toEqual(stored);
  });

  test('has an id greater than the one before it', async () => {
    const [first, second] = [await ledger.addResult(resultOf(runOrder(source))), await ledger.addResult(resultOf(runOrder(source)))];
    expect(second.id).toBeGreaterThan(first.id);
  });

  test('sent twice is one; another run may not claim its path', async () => {
    const result = resultOf(runOrder(source));
    const added = await ledger.addResult(result);
    expect(await ledger.addResult(result)).toEqual(added);
    await expect(ledger.addResult({ ...result, runId: 'another' })).rejects.toThrow('Two runs claim the path');
  });

  test('without columns and rows', async () => {
    const base = resultOf(runOrder(source));
    const added = await ledger.addResult({ ...base, columns: [], epochs: {}, stored: { ...base.stored, rows: 0, bytes: 0 } });
    expect(await ledger.findResult(added.id)).toEqual(added);
  });

  test('that was dropped is not found, nor is one that never was', async () => {
    const { id } = await ledger.addResult(resultOf(runOrder(source)));
    await ledger.dropResult(id);
    await ledger.dropResult(id);
    expect(await ledger.findResult(id)).toBeUndefined();
    for (const never of [0, -1, 1.5, 2 ** 53, Number.NaN]) expect(await ledger.findResult(never)).toBeUndefined();
  });

  test('a text that cannot be stored as it is, is a fault', async () => {
    await expect(ledger.addResult(resultOf(runOrder(source, 'select \ud800')))).rejects.toThrow(TypeError);
    await expect(ledger.recordJob(jobOf(runOrder(source), 'nul \0'), undefined)).rejects.toThrow(TypeError);
  });
});
