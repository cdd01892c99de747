import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testPostgres } from '@onceql/testing';
import pg from 'pg';
import type { Identity } from '../../src/contracts/query.js';
import { identify, loadReader } from '../../src/hashing/identify.js';
import { Chance } from '../cache-index/model/chance.js';
import { sourceOf } from './fixtures.js';
import { RELATIVE } from './relative-statements.js';

/**
 * What is said to have one value within its buckets is asked of Postgres at several moments of them, the last one
 * included, with the moment written in the place of what tells it.
 */
const SEED = Number(process.env['ONCEQL_SEED'] ?? Date.now() % 1_000_000_000);

/** Days of 23 and 25 hours, half hours, midnights that come twice or not at all, and days that were left out. */
const ZONES = [
  'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'America/Havana', 'America/St_Johns', 'Asia/Beirut', 'Asia/Kathmandu',
  'Asia/Tehran', 'Asia/Pyongyang', 'Asia/Amman', 'Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Chatham', 'Africa/Cairo', 'America/Asuncion',
];

let database: Awaited<ReturnType<typeof testPostgres>>;
let client: pg.Client;
const chance = new Chance(SEED);

beforeAll(async () => {
  [database] = await Promise.all([testPostgres(), loadReader()]);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.stop();
});

/** Moments around changes of a zone's offset, and others. */
async function momentsOf(zone: string): Promise<number[]> {
  const year = 1980 + chance.below(56);
  const { rows } = await client.query<{ at: string }>(
    `SELECT extract(epoch FROM at) * 1000 AS at FROM (
       SELECT at, at AT TIME ZONE $1 - at AT TIME ZONE 'UTC' AS here, lag(at AT TIME ZONE $1 - at AT TIME ZONE 'UTC') OVER (ORDER BY at) AS before
       FROM generate_series(make_timestamptz($2, 1, 1, 0, 0, 0, 'UTC'), make_timestamptz($2, 12, 31, 0, 0, 0, 'UTC'), interval '1 hour') at
     ) changes WHERE here <> before`,
    [zone, year],
  );
  const some = Date.UTC(year, chance.below(12), 1 + chance.below(28), chance.below(24), chance.below(60), chance.below(60), chance.below(1000));
  return [some, ...rows.map(({ at }) => Number(at) + (chance.below(52 * 60) - 26 * 60) * 60_000 + chance.below(60_000))];
}

const PLACES: readonly (readonly [RegExp, (at: string) => string])[] = [
  [/(?:pg_catalog\.now|\bnow|\btransaction_timestamp)\(\)|\bcurrent_timestamp\b/gi, (at) => at],
  [/\blocaltimestamp\b/gi, (at) => `${at}::timestamp`],
  [/\bcurrent_date\b/gi, (at) => `${at}::date`],
  [/'(?:now|today)'::date/gi, (at) => `${at}::date`],
  [/date 'yesterday'/gi, (at) => `(${at}::date - 1)`],
  [/CAST\(' Tomorrow ' AS date\)/g, (at) => `(${at}::date + 1)`],
];

function at(sql: string, moment: number): string {
  const written = `(TIMESTAMPTZ '${new Date(moment).toISOString()}')`;
  return PLACES.reduce((text, [place, value]) => text.replaceAll(place, value(written)), sql);
}

function identified(statement: string, timezone: string, now: number): Identity {
  const identity = identify({ statement, source: sourceOf('pg', { relative_dates: 'on', timezone }), cache: 'on', now: new Date(now) });
  if ('refused' in identity) throw new Error(identity.message);
  return identity;
}

test(`seed ${SEED}: within its buckets a statement has one answer`, async () => {
  for (const zone of ZONES) {
    const moments = await momentsOf(zone);
    for (const session of [zone, 'UTC']) {
      const cases = RELATIVE.filter((one) => (one.in === 'Europe/Berlin' ? zone : (one.in ?? 'UTC')) === session && chance.below(4) === 0);
      await client.query("SELECT set_config('TimeZone', $1, false)", [session]);
      await expectOneAnswer(cases.flatMap(({ sql }) => moments.map((moment) => sampleOf(sql, session, moment))));
    }
  }
});

interface Sample {
  readonly about: { sql: string; zone: string; moment: string; ends: string };
  readonly inside: readonly number[];
}

function sampleOf(sql: string, zone: string, moment: number): Sample {
  const { key, ends = 0 } = identified(sql, zone, moment);
  const about = { sql, zone, moment: new Date(moment).toISOString(), ends: new Date(ends).toISOString() };
  const inside = [moment, moment + chance.below(ends - moment), ends - 1];
  expect({ ...about, keys: inside.map((one) => identified(sql, zone, one).key) }).toEqual({ ...about, keys: [key, key, key] });
  expect(identified(sql, zone, ends).key).not.toBe(key);
  return { about, inside };
}

/** All in one statement: what they are called and what they answer. */
async function expectOneAnswer(samples: readonly Sample[]): Promise<void> {
  if (samples.length === 0) return;
  const answers = samples.map(({ about, inside }) => `ARRAY[${inside.map((one) => `(SELECT coalesce(json_agg(q)::text, '[]') FROM (${at(about.sql, one)}) q)`).join(', ')}]`);
  const { rows } = await client.query<string[][]>({ text: `SELECT ${answers.join(', ')}`, rowMode: 'array' });
  samples.forEach(({ about }, place) => {
    const found = rows[0]?.[place];
    expect(found?.[0]).toMatch(/^\[/);
    expect({ ...about, found }).toEqual({ ...about, found: Array.from({ length: 3 }, () => found?.[0]) });
  });
}

test('a shift by days does not follow from the date where a zone changes its offset over midnight', async () => {
  const dates = ['22:00', '23:45'].map((time) => `(TIMESTAMPTZ '2018-06-03 ${time} Asia/Pyongyang' - interval '30 days')::date::text`);
  await client.query("SET TimeZone = 'Asia/Pyongyang'");
  const { rows } = await client.query<string[]>({ text: `SELECT ${dates.join(', ')}`, rowMode: 'array' });
  expect(rows).toEqual([['2018-05-04', '2018-05-05']]);
  expect(identified("SELECT (now() - interval '30 days')::date", 'Asia/Pyongyang', Date.now()).buckets).toEqual([]);
});
