import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { seededRandom } from '@onceql/testing';
import { CacheIndex, Invalidation } from '@onceql/shared';
import { reconcileFiles } from '../src/reconcile-files.js';
import { sweep } from '../src/sweep.js';
import { Ground } from './ground.js';

const A = 'public.a';
const B = 'public.b';
const NO_GRACE = { graceSeconds: 0 };

let ground: Ground;
/** As far ahead of Redis's clock as the tests need it. */
let ahead = 0;
let ports: typeof ground;

beforeAll(async () => {
  ground = await Ground.start();
  const now = (): string => String(Date.now() + ahead);
  ports = Object.assign(Object.create(ground) as Ground, { index: new CacheIndex(ground.redis, now) });
});
afterAll(() => ground.stop());
beforeEach(async () => {
  ahead = 0;
  await ground.redis.flushall();
  await ground.records.query('update onceql.results set settled = true, retired_at = coalesce(retired_at, now()), removed_at = coalesce(removed_at, now())');
  await reconcileFiles(ports, {}, () => Date.now() + 7_200_000);
  ground.sweptEntries.length = 0;
});

let epoch = 0;
const refresh = async (...tables: string[]): Promise<void> => {
  epoch += 1;
  await new Invalidation(ground.redis).move(ground.source, Object.fromEntries(tables.map((table) => [table, epoch])));
};

async function fate(id: number): Promise<{ isRetired: boolean; isRemoved: boolean }> {
  const { rows } = await ground.records.query<{ isRetired: boolean; isRemoved: boolean }>(
    'select retired_at is not null as "isRetired", removed_at is not null as "isRemoved" from onceql.results where id = $1', [id],
  );
  if (!rows[0]) throw new Error(`no result ${id}`);
  return rows[0];
}

test('an entry that has expired goes, then its result is retired, then its file is deleted; its record stays', async () => {
  const { id, path } = await ground.run('k', [A]);
  await refresh(A);
  expect(await sweep(ports, { graceSeconds: 3600 })).toEqual({ entries: 0, results: 0, files: 0 });
  ahead = 60_000;
  expect(await sweep(ports, { graceSeconds: 3600 })).toEqual({ entries: 1, results: 0, files: 0 });
  expect([await fate(id), await ground.files()]).toEqual([{ isRetired: true, isRemoved: false }, [path]]);
  expect(await sweep(ports, NO_GRACE)).toEqual({ entries: 0, results: 0, files: 1 });
  expect([await fate(id), await ground.files()]).toEqual([{ isRetired: true, isRemoved: true }, []]);
  expect(ground.sweptEntries).toEqual(['expired']);
  expect(await ground.ledger.findResult(id)).toMatchObject({ id });
});

test('an entry is kept as long as its source offers stale ones', async () => {
  const list = () => ground.sources.list().then((all) => all.map((source) => ({ ...source, options: { ...source.options, max_stale: 600 } })));
  const patient = Object.defineProperty(Object.create(ports) as Ground, 'sources', { value: { list } });
  await ground.run('k', [A]);
  await refresh(A);
  ahead = 599_000;
  expect(await sweep(patient, NO_GRACE)).toMatchObject({ entries: 0 });
  ahead = 601_000;
  expect(await sweep(patient, NO_GRACE)).toMatchObject({ entries: 1, files: 1 });
});

test('what was delivered only, and what a newer run has replaced, goes after the grace', async () => {
  const delivered = await ground.run('k', [], 'temp_table');
  const replaced = await ground.run('j', [A]);
  await refresh(A);
  const present = await ground.run('j', [A]);
  await sweep(ports, { graceSeconds: 3600 });
  expect(await reconcileFiles(ports)).toEqual({ entries: 0, retired: 1, files: 0 });
  expect(await Promise.all([delivered, replaced, present].map(({ id }) => fate(id)))).toMatchObject([{ isRetired: true }, { isRetired: true }, { isRetired: false }]);
  await sweep(ports, NO_GRACE);
  expect(await ground.files()).toEqual([present.path]);
});

test('an older copy of Redis that names a retired result keeps its file', async () => {
  const { id, path } = await ground.run('k', [A]);
  const copy = await ground.redis.hgetall(ground.at('entry:k'));
  await ground.index.sweep.drop(ground.source, 'k', { why: 'deleted' });
  await sweep(ports, { graceSeconds: 3600 });
  await reconcileFiles(ports);
  expect(await fate(id)).toEqual({ isRetired: true, isRemoved: false });
  await ground.redis.hset(ground.at('entry:k'), copy);
  expect(await sweep(ports, NO_GRACE)).toMatchObject({ files: 0 });
  expect([await fate(id), await ground.files()]).toEqual([{ isRetired: false, isRemoved: false }, [path]]);
});

describe('the slow round', () => {
  test('finds entries that ran out of time, of another life of the index, and those whose file is gone', async () => {
    for (const key of ['old', 'other', 'gone', 'good']) await ground.run(key, [A]);
    await ground.redis.hset(ground.at('entry:old'), 'ttl', '1000');
    await ground.redis.hset(ground.at('entry:other'), 'incarnation', 'another');
    await ground.results.remove((await ground.redis.hget(ground.at('entry:gone'), 'path')) ?? '');
    ahead = 62_000;
    expect(await reconcileFiles(ports)).toEqual({ entries: 3, retired: 0, files: 0 });
    expect((await ground.index.sweep.entries(ground.source, '0')).items.map(({ key }) => key)).toEqual(['good']);
    expect(ground.sweptEntries.sort()).toEqual(['expired', 'expired', 'files_gone']);
  });

  test('counts the bytes of entries that an older version made', async () => {
    await ground.run('k', [A]);
    const { bytes } = await ground.index.sweep.size(ground.source);
    await ground.redis.hdel(ground.at('index'), 'bytes');
    await reconcileFiles(ports);
    expect(await ground.index.sweep.size(ground.source)).toEqual({ entries: 1, bytes });
  });
});

test('over its quota a source lets go of what was used least', async () => {
  for (const key of ['a', 'b', 'c', 'd']) {
    await ground.run(key, []);
    await ground.redis.zadd(ground.at('used'), 'abcd'.indexOf(key), key);
  }
  await ground.redis.zadd(ground.at('used'), 9, 'a');
  const { bytes } = await ground.index.sweep.size(ground.source);
  const list = () => ground.sources.list().then((all) => all.map((source) => ({ ...source, options: { ...source.options, quota_bytes: bytes / 2 } })));
  const full = Object.defineProperty(Object.create(ports) as Ground, 'sources', { value: { list } });
  // A few are looked at together, and each is asked whether it still has to go.
  expect(await sweep(full, NO_GRACE)).toMatchObject({ entries: 2 });
  expect((await ground.index.sweep.entries(ground.source, '0')).items.map(({ key }) => key).sort()).toEqual(['a', 'd']);
});

test('one file that cannot be deleted does not keep the others, and is tried again', async () => {
  const made = [await ground.run('k', []), await ground.run('j', [])];
  for (const key of ['k', 'j']) await ground.index.sweep.drop(ground.source, key, { why: 'deleted' });
  await sweep(ports, { graceSeconds: 3600 });
  await reconcileFiles(ports);
  const stuck = made[0]?.path;
  const remove = (path: string) => (path === stuck ? Promise.reject(new Error('no')) : ground.results.remove(path));
  const ill = Object.defineProperty(Object.create(ports) as Ground, 'results', { value: { ...ground.results, remove } });
  expect(await sweep(ill, NO_GRACE)).toMatchObject({ files: 1 });
  expect(await ground.files()).toEqual([stuck]);
  expect(await sweep(ports, NO_GRACE)).toMatchObject({ files: 1 });
});

test.each([11, 23, 37])('beside runs, hits and refreshes no file of an entry is deleted, and in the end nothing is left over (seed %i)', async (seed) => {
  const random = seededRandom(seed);
  const keys = ['a', 'b', 'c', 'd', 'e'];
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const steps: (() => Promise<unknown>)[] = [
    () => ground.run(pick(keys), pick([[A], [B], [A, B]])).catch(() => undefined),
    () => refresh(pick([A, B])),
    () => sweep(ports, NO_GRACE),
    () => reconcileFiles(ports),
    () => ground.index.sweep.drop(ground.source, pick(keys), { why: 'deleted' }),
  ];
  for (let round = 0; round < 25; round += 1) {
    ahead += 30_000;
    await Promise.all(Array.from({ length: 4 }, () => pick(steps)()));
    const { items } = await ground.index.sweep.entries(ground.source, '0');
    const files = await ground.files();
    for (const { path, result } of items) if (result > 0) expect(files).toContain(path);
  }
  await refresh(A, B);
  ahead += 120_000;
  await sweep(ports, NO_GRACE);
  await reconcileFiles(ports);
  await sweep(ports, NO_GRACE);
  expect((await ground.index.sweep.entries(ground.source, '0')).items).toEqual([]);
  expect(await ground.index.sweep.size(ground.source)).toEqual({ entries: 0, bytes: 0 });
  const { rows } = await ground.records.query("select path from onceql.results where removed_at is null and (settled or retired_at is not null)");
  expect(rows).toEqual([]);
  const left = await ground.redis.keys(ground.at('*'));
  expect(left.filter((key) => /:(entry|by-table|aside|hits|used|entries|to-sweep)(:|$)/.test(key))).toEqual([]);
});
