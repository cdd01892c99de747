import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sourceKeys } from '../../src/cache-index/keys.js';
import { IndexBench, startRedisBench } from './fixture.js';
import type { RedisBench } from './fixture.js';

let server: RedisBench;
let bench: IndexBench;
let source = 0;

beforeAll(async () => {
  server = await startRedisBench();
});
afterAll(() => server.stop());
beforeEach(async () => {
  source += 1;
  bench = new IndexBench(server.redis, source);
  await bench.open();
});

const field = (name: string) => server.redis.hget(sourceKeys(source).index, name);
const loading = () => server.redis.hgetall(sourceKeys(source).loading);
const moves = (table: string) => server.redis.hget(sourceKeys(source).moved, table);

describe('loads', () => {
  test('are open until they end, several on one table; the first time limit stands in the index', async () => {
    const early = { id: '1', tables: ['public.a', 'public.b'], until: bench.now + 1000 };
    const late = { id: '2', tables: ['public.b'], until: bench.now + 5000 };
    for (const load of [late, early, early]) await bench.invalidation.openLoad(source, load);
    expect((await bench.invalidation.loads(source)).sort((a, b) => Number(a.id) - Number(b.id))).toEqual([early, late]);
    expect([await field('load_until'), await loading()]).toEqual([String(early.until), { 'public.a': '1', 'public.b': '2,1' }]);
    await bench.invalidation.endLoad(source, { id: '1', epochs: { 'public.a': 1, 'public.b': 1 } });
    expect([await field('load_until'), await loading()]).toEqual([String(late.until), { 'public.b': '2' }]);
    await bench.invalidation.dropLoad(source, '2');
    expect([await field('load_until'), await loading(), await bench.invalidation.loads(source)]).toEqual([null, {}, []]);
  });

  test('an end moves all epochs and counts what rested on them; a second time it changes nothing', async () => {
    await bench.makeEntry('one', 1, ['public.a']);
    await bench.makeEntry('both', 2, ['public.a', 'public.b']);
    await bench.invalidation.openLoad(source, { id: '1', tables: ['public.a', 'public.b'], until: bench.now + 1000 });
    const end = { id: '1', epochs: { 'public.a': 3, 'public.b': 1 } };
    expect(await bench.invalidation.endLoad(source, end)).toBe(2);
    const then = await server.redis.hgetall(sourceKeys(source).moved);
    bench.now += 500;
    await bench.invalidation.endLoad(source, end);
    expect(await server.redis.hgetall(sourceKeys(source).moved)).toEqual(then);
    expect(await bench.index.currentEpochs(source, ['public.a', 'public.b'])).toMatchObject({ epochs: end.epochs });
    for (const key of ['one', 'both']) expect(await bench.submit(key)).toMatchObject({ why: 'expired(public.a)' });
  });

  test('one that the index does not know moves its epochs all the same; to drop it is nothing', async () => {
    await bench.makeEntry('k', 1, ['public.a']);
    expect(await bench.invalidation.endLoad(source, { id: '9', epochs: { 'public.a': 1 } })).toBe(1);
    await bench.invalidation.dropLoad(source, '9');
    expect(await bench.submit('k')).toMatchObject({ why: 'expired(public.a)' });
  });

  test('a thousand tables at once', async () => {
    const tables = Array.from({ length: 1000 }, (_, at) => `public.t${at}`);
    await bench.makeEntry('k', 1, ['public.t999']);
    await bench.invalidation.openLoad(source, { id: '1', tables, until: bench.now + 1000 });
    expect(Object.keys(await loading())).toHaveLength(1000);
    expect(await bench.invalidation.endLoad(source, { id: '1', epochs: Object.fromEntries(tables.map((table) => [table, 1])) })).toBe(1);
    expect(await loading()).toEqual({});
  });

  test('are restored with the epochs; one that is there stays as it is', async () => {
    const [held, lost] = [{ id: '1', tables: ['public.a'], until: bench.now + 10 }, { id: '2', tables: ['public.b'], until: bench.now + 20 }];
    await bench.invalidation.openLoad(source, held);
    const history = (await field('history')) ?? '';
    await server.redis.hdel(sourceKeys(source).index, 'history');
    bench.now += 5;
    const restored = { incarnation: 'x', history, epochs: {}, loads: [{ ...held, until: 1 }, lost] };
    for (const _time of [1, 2]) {
      expect(await bench.invalidation.open(source, restored)).toEqual({ outcome: 'open', incarnation: 'first' });
      expect((await bench.invalidation.loads(source)).sort((a, b) => Number(a.id) - Number(b.id))).toEqual([held, lost]);
      expect(await field('restored_at')).toBe(String(1_700_000_000_005));
      bench.now += 5;
    }
  });

  test('none is opened on a source that was removed, and a forgotten one keeps none', async () => {
    await bench.invalidation.openLoad(source, { id: '1', tables: ['public.a'], until: bench.now });
    await bench.index.close(source);
    await bench.index.forget(source);
    await bench.invalidation.openLoad(source, { id: '2', tables: ['public.a'], until: bench.now });
    expect([await bench.invalidation.loads(source), await loading()]).toEqual([[], {}]);
  });
});

describe('moves of an epoch', () => {
  test('are noted with their time, the last eight of them, each once', async () => {
    for (let epoch = 1; epoch <= 10; epoch += 1) {
      await bench.invalidation.move(source, { 'public.a': epoch });
      bench.now += 10;
      await bench.invalidation.move(source, { 'public.a': epoch });
    }
    const start = 1_700_000_000_000;
    expect(await moves('public.a')).toBe([3, 4, 5, 6, 7, 8, 9, 10].map((epoch) => `${epoch} ${start + (epoch - 1) * 10}`).join(' '));
  });

  test('that are restored have been told then or earlier', async () => {
    const history = (await field('history')) ?? '';
    await bench.invalidation.move(source, { 'public.a': 1 });
    await bench.invalidation.open(source, { incarnation: 'x', history, epochs: { 'public.a': 3 } });
    expect(await moves('public.a')).toBe(`1 ${bench.now} 3 -${bench.now}`);
  });

  test('by a load that is overdue are told now, and had expired what rested on the table since its time limit', async () => {
    await bench.invalidation.openLoad(source, { id: '1', tables: ['public.a'], until: bench.now + 100 });
    bench.now += 5000;
    for (const _time of [1, 2]) await bench.invalidation.endLoad(source, { id: '1', epochs: { 'public.a': 1 } });
    expect(await moves('public.a')).toBe(`1 ${bench.now} 1 ${bench.now - 4900}`);
  });

  test('that are listed twice lose the earlier half last', async () => {
    await bench.invalidation.openLoad(source, { id: '1', tables: ['public.a'], until: bench.now + 100 });
    bench.now += 5000;
    await bench.invalidation.endLoad(source, { id: '1', epochs: { 'public.a': 1 } });
    const limit = bench.now - 4900;
    for (let epoch = 2; epoch <= 8; epoch += 1) await bench.invalidation.move(source, { 'public.a': epoch });
    expect((await moves('public.a'))?.split(' ').slice(0, 4)).toEqual(['1', String(limit), '2', String(bench.now)]);
  });
});

describe('vouching', () => {
  test('lasts from when the feed looked, and never becomes shorter', async () => {
    const start = bench.now;
    await bench.invalidation.vouch(source, 1000);
    expect(await field('watched_until')).toBe(String(start + 1000));
    bench.now += 600;
    await bench.invalidation.vouch(source, 1000, start);
    await bench.invalidation.vouch(source, 100);
    expect(await field('watched_until')).toBe(String(start + 1000));
    await bench.invalidation.vouch(source, 1000, start + 500);
    expect(await field('watched_until')).toBe(String(start + 1500));
    await bench.invalidation.vouch(source, 1000, start + 90_000);
    expect(await field('watched_until')).toBe(String(bench.now + 1000));
  });

  test('the clock is that of the index', async () => {
    expect(await bench.invalidation.now(source)).toBe(bench.now);
  });
});
