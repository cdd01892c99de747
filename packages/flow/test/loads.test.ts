import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Invalidation } from '@onceql/shared';
import type { Load, Meter, Source } from '@onceql/shared';
import { endLoad, listLoads, openLoad, reconcileLoads } from '../src/loads.js';
import { unfence } from '../src/unfence.js';
import { Ground } from './ground.js';

let ground: Ground;
let source: Source;
let invalidation: Invalidation;
/** Milliseconds that Redis's clock is ahead of itself. */
let later = 0;
let promoted = 0;
const meter: Meter = { submitted: () => undefined, attempted: () => undefined, refreshed: () => undefined, loadEnded: () => undefined, swept: () => undefined };

beforeAll(async () => {
  ground = await Ground.start();
  const found = await ground.sources.find(ground.source);
  if (!found) throw new Error('no source');
  source = found;
  invalidation = new Invalidation(ground.redis, () => (later === 0 ? '' : String(Date.now() + later)));
});
afterAll(() => ground.stop());
beforeEach(() => {
  later = 0;
  promoted = 0;
});
afterEach(async () => {
  for (const { id } of await ground.ledger.openLoads(source.id)) await ground.ledger.endLoad(source.id, id, 'abandoned');
  await ground.redis.flushall();
});

const dies = new Error('the process dies here');

/** The world, in which a process may die at a checkpoint. */
function ports(diesAt = '') {
  const { ledger, sources, warehouses, log } = ground;
  return {
    ledger, sources, warehouses, log, invalidation, meter,
    queue: { promote: async () => void (promoted += 1) } as never,
    checkpoint: async (name: string) => {
      if (name === diesAt) throw dies;
    },
  };
}

const open = (tables: readonly string[], timeLimit?: number, diesAt?: string) => openLoad(ports(diesAt), source, { tables, timeLimit }, 'ann');
const close = (id: number, diesAt?: string) => endLoad(ports(diesAt), source, id, 'closed');
const held = async (): Promise<Load[]> => (await invalidation.loads(source.id)).sort((one, other) => Number(one.id) - Number(other.id));
const inRedis = async (): Promise<Record<string, number>> =>
  Object.fromEntries(Object.entries(await ground.redis.hgetall(`onceql:{ds${source.id}}:epochs`)).map(([table, epoch]) => [table, Number(epoch)]));
const epochsOf = async (...tables: string[]): Promise<Record<string, number>> => {
  const all = await ground.ledger.epochs(source.id);
  return Object.fromEntries(tables.map((table) => [table, all[table] ?? 0]));
};
let names = 0;
/** Two tables that no other test has. */
const pair = (): [string, string] => [`public.a${(names += 1)}`, `public.b${names}`];

test('a load is in the ledger and in Redis, with its limit by the clock of Redis', async () => {
  later = 7_200_000;
  const [a, b] = pair();
  const load = await open([b, a], 60);
  expect(load).toMatchObject({ tables: [a, b], caller: 'ann', epochs: { [a]: 0, [b]: 0 } });
  expect(Math.abs(load.openedAt.getTime() - Date.now() - later)).toBeLessThan(60_000);
  expect(load.endsAt.getTime() - load.openedAt.getTime()).toBe(60_000);
  expect(await held()).toEqual([{ id: String(load.id), tables: [a, b], until: load.endsAt.getTime() }]);
  expect((await listLoads(ground, source.id)).open.map(({ id }) => id)).toEqual([load.id]);
});

test("without a limit of its own it has the source's", async () => {
  const { openedAt, endsAt } = await open(pair());
  expect(endsAt.getTime() - openedAt.getTime()).toBe(source.options.load_time_limit * 1000);
});

test('closing moves all epochs in both, takes the load out, and lets go on who waits', async () => {
  const [a, b] = pair();
  const { id } = await open([a, b]);
  expect(await close(id)).toEqual({ invalidated: 0, epochs: { [a]: 1, [b]: 1 } });
  expect(await held()).toEqual([]);
  expect(await inRedis()).toEqual({ [a]: 1, [b]: 1 });
  expect(promoted).toBe(1);
  expect((await listLoads(ground, source.id)).ended[0]).toMatchObject({ id, end: 'closed' });
});

test('an end that is asked for once more answers the same; another end is refused with how it ended', async () => {
  const [a, b] = pair();
  const { id } = await open([a, b]);
  const twice = await Promise.all([close(id), close(id)]);
  expect(twice.map(({ epochs }) => epochs)).toEqual([{ [a]: 1, [b]: 1 }, { [a]: 1, [b]: 1 }]);
  expect((await close(id)).epochs).toEqual({ [a]: 1, [b]: 1 });
  await expect(endLoad(ports(), source, id, 'abandoned')).rejects.toMatchObject({ status: 409, message: expect.stringMatching(/^Load \d+ was closed at .*Z\. / ) });
  expect(await epochsOf(a, b)).toEqual({ [a]: 1, [b]: 1 });
  await expect(close(id + 1000)).rejects.toMatchObject({ status: 404 });
});

test('whoever opens dies before Redis has heard: the load is added, and ends by its limit as a refresh', async () => {
  const [a, b] = pair();
  await expect(open([a, b], 60, 'load.committed')).rejects.toBe(dies);
  expect(await held()).toEqual([]);
  await reconcileLoads(ports(), source.id);
  expect(await held()).toMatchObject([{ tables: [a, b] }]);
  await reconcileLoads(ports(), source.id);
  expect(await epochsOf(a, b)).toEqual({ [a]: 0, [b]: 0 });
  later = 61_000;
  await reconcileLoads(ports(), source.id);
  expect(await held()).toEqual([]);
  expect(await inRedis()).toEqual({ [a]: 1, [b]: 1 });
  expect((await listLoads(ground, source.id)).ended[0]).toMatchObject({ end: 'overdue', epochs: { [a]: 1, [b]: 1 } });
});

test('whoever closes dies before Redis has heard: the epochs move there all the same', async () => {
  const [a, b] = pair();
  const { id } = await open([a, b]);
  await expect(close(id, 'load.ended')).rejects.toBe(dies);
  expect([await inRedis(), (await held()).length]).toEqual([{}, 1]);
  await reconcileLoads(ports(), source.id);
  expect([await inRedis(), await held()]).toEqual([{ [a]: 1, [b]: 1 }, []]);
  expect(promoted).toBe(1);
  expect((await close(id)).epochs).toEqual({ [a]: 1, [b]: 1 });
});

test('whoever ends an overdue load dies before Redis has heard, also where Redis had never heard of the load', async () => {
  const [a, b] = pair();
  await expect(open([a, b], 60, 'load.committed')).rejects.toBe(dies);
  later = 61_000;
  const dying = new Invalidation(ground.redis, () => String(Date.now() + later));
  dying.endLoad = async () => Promise.reject(dies);
  await expect(reconcileLoads({ ...ports(), invalidation: dying }, source.id)).rejects.toBe(dies);
  expect(await epochsOf(a, b)).toEqual({ [a]: 1, [b]: 1 });
  expect(await inRedis()).toEqual({});
  await reconcileLoads(ports(), source.id);
  expect([await inRedis(), await held()]).toEqual([{ [a]: 1, [b]: 1 }, []]);
});

test('a load that is closed while a reconcile adds it is taken out the next time', async () => {
  const [a, b] = pair();
  await expect(open([a, b], 60, 'load.committed')).rejects.toBe(dies);
  const slow = new Invalidation(ground.redis);
  slow.openLoad = async (of, load) => {
    await close(Number(load.id));
    await invalidation.openLoad(of, load);
  };
  await reconcileLoads({ ...ports(), invalidation: slow }, source.id);
  expect(await held()).toHaveLength(1);
  await reconcileLoads(ports(), source.id);
  expect(await held()).toEqual([]);
  expect(await epochsOf(a, b)).toEqual({ [a]: 1, [b]: 1 });
  expect(await inRedis()).toEqual({ [a]: 1, [b]: 1 });
});

test('a close that comes after the limit and before anybody has ended it counts; one that comes later is told', async () => {
  const [one, two] = [await open(pair(), 60), await open(pair(), 60)];
  later = 61_000;
  await close(one.id);
  await reconcileLoads(ports(), source.id);
  await expect(close(two.id)).rejects.toMatchObject({ status: 409, message: expect.stringMatching(/ran over its time limit .* refresh them again if anything was written later\.$/) });
  expect((await listLoads(ground, source.id)).ended.slice(0, 2).map(({ id, end }) => [id, end]).sort()).toEqual([[one.id, 'closed'], [two.id, 'overdue']].sort());
});

test('a Redis that comes back empty has the open loads before it lets anybody in', async () => {
  const [a, b] = pair();
  const { id, endsAt } = await open([a, b]);
  const closed = await open([a]);
  await close(closed.id);
  await ground.redis.flushall();
  const present = await ground.index.currentEpochs(source.id, [a, b]);
  if (present.outcome !== 'fenced') throw new Error(present.outcome);
  await unfence({ ...ports() }, source.id, present);
  expect(await held()).toEqual([{ id: String(id), tables: [a, b], until: endsAt.getTime() }]);
  expect(await ground.index.currentEpochs(source.id, [a, b])).toMatchObject({ outcome: 'open', epochs: { [a]: 1, [b]: 0 } });
});

test('a load that the ledger does not know is taken out', async () => {
  await invalidation.openLoad(source.id, { id: '99999', tables: pair(), until: Date.now() + 60_000 });
  await reconcileLoads(ports(), source.id);
  expect(await held()).toEqual([]);
});

test('more tables than one step may move, and more loads than may be open, are refused', async () => {
  const many = Array.from({ length: 1001 }, (_, at) => `public.many${at}`);
  await expect(open(many)).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/1000 tables.*1001/) });
  expect(await ground.ledger.openLoads(source.id)).toEqual([]);
  const { id } = await open(many.slice(1));
  expect(Object.keys((await close(id)).epochs)).toHaveLength(1000);
  for (let at = 0; at < 100; at += 1) await ground.ledger.openLoad({ source: source.id, tables: ['public.t'], caller: 'ann', openedAt: new Date(), endsAt: new Date(Date.now() + 60_000) });
  await expect(open(['public.t'])).rejects.toMatchObject({ status: 409 });
});
