import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ServiceUnavailable, identify, loadReader, readableCanonical, sourceOptionsSchema } from '@onceql/shared';
import type { Identity, Refusal, Source } from '@onceql/shared';
import { nearestEntry } from '../src/nearest.js';
import type { Difference, Search } from '../src/nearest.js';
import { Ground } from './ground.js';

const TABLE = 'public.a';
const DAY_MS = 86_400_000;
/** It is about noon where the source is, so that no midnight comes by itself. */
const hoursEast = 12 - new Date().getUTCHours();
const ZONE = `Etc/GMT${hoursEast > 0 ? '-' : '+'}${Math.abs(hoursEast)}`;
const OPTIONS = sourceOptionsSchema.parse({ host: 'none', dbname: 'none', user: 'none', relative_dates: 'on', timezone: ZONE });

let ground: Ground;
let source: Source;

beforeAll(async () => {
  await loadReader();
  ground = await Ground.start();
  source = { id: ground.source, name: 'sales', type: 'pg', options: OPTIONS, version: 2, createdAt: new Date() };
});
afterAll(() => ground.stop());
beforeEach(() => ground.redis.flushall());

function identityAt(statement: string, now: Date, version = source.version): Identity {
  const identity: Identity | Refusal = identify({ statement, source: { ...source, version }, cache: 'on', now });
  if ('refused' in identity) throw new Error(identity.message);
  return identity;
}

/** Makes an entry of a statement. */
async function keep({ key, statement }: Identity): Promise<void> {
  const order = { ...(await ground.claim(key)), statement };
  const token = await ground.begin(order, [TABLE]);
  const stored = await ground.store(order);
  const id = await ground.record(order, stored);
  expect(await ground.publish(order, token, id, stored, [TABLE])).toBe('published');
}

/** In what the nearest entry differs for somebody whose clock shows this time. */
async function differs(statement: string, now: Date, other: Partial<Search> = {}): Promise<readonly Difference[] | undefined> {
  const identity = identityAt(statement, now);
  const canonical = (one: Identity): string => readableCanonical(one, source);
  const search: Search = { source, identity, mayRead: () => true, canonical, identify: (text, at) => identityAt(text, at ?? now), gone: new AbortController().signal, ...other };
  return (await nearestEntry(ground, search, [TABLE]))?.differs;
}

const DATED = 'SELECT n FROM a WHERE d = current_date';

test('an entry of the same statement that other options have made differs in what the keys rest on, whatever its dates', async () => {
  const now = new Date();
  for (const statement of ['SELECT n FROM a', DATED]) {
    await ground.redis.flushall();
    const [mine, other] = [identityAt(statement, now), identityAt(statement, now, 1)];
    await keep(other);
    expect(await differs(statement, now)).toEqual([{ what: 'rules', here: mine.key, there: other.key }]);
  }
});

test('an entry of another day differs in the date alone', async () => {
  const tomorrow = new Date(Date.now() + DAY_MS);
  const [there, here] = [identityAt(DATED, new Date()), identityAt(DATED, tomorrow)].map(({ buckets }) => buckets[0]?.name);
  await keep(identityAt(DATED, new Date()));
  expect(here).not.toBe(there);
  expect(await differs(DATED, tomorrow)).toEqual([{ what: 'date', here, there }]);
});

test('one that he may not read is not told, however near it is', async () => {
  await keep(identityAt('SELECT n FROM a WHERE n = 1', new Date()));
  expect(await differs('SELECT n FROM a WHERE n = 2', new Date())).toEqual([{ what: 'literal', here: '2', there: '1' }]);
  expect(await differs('SELECT n FROM a WHERE n = 2', new Date(), { mayRead: () => false })).toBeUndefined();
});

test('one that cannot be read just now is not compared', async () => {
  await keep(identityAt('SELECT n FROM a WHERE n = 1', new Date()));
  const busy = (): Promise<never> => Promise.reject(new ServiceUnavailable('busy'));
  for (const other of [{ identify: busy }, { canonical: busy }]) expect(await differs('SELECT n FROM a WHERE n = 2', new Date(), other)).toBeUndefined();
});
