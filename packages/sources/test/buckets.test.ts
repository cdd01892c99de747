import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OPTION_DEFAULTS, identify, loadReader, type Bucket, type Identity } from '@onceql/shared';
import { seededRandom, testPostgres } from '@onceql/testing';
import pg from 'pg';
import { withBuckets, type ReadBuckets } from '../src/analysis/buckets.js';
import { open, orderOf, sourceAt, within } from './fixtures.js';
import { textsOf } from './texts.js';

/** What the key says of a moment and what the source says of the same one, over days of 23 and 25 hours and stranger ones. */
const SEED = Number(process.env['ONCEQL_SEED'] ?? Date.now() % 1_000_000_000);
const PER_ZONE = 20;
const ZONES = [
  'UTC', 'Etc/GMT+5', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'America/Havana', 'Asia/Beirut', 'Asia/Kathmandu', 'Asia/Tehran',
  'Asia/Amman', 'Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Chatham', 'Africa/Cairo', 'America/Asuncion', 'US/Pacific', 'america/st_johns',
];
const STATEMENTS = [
  ...['hour', 'day', 'week', 'month', 'quarter', 'year'].map((unit) => `SELECT date_trunc('${unit}', now())`),
  "SELECT date_trunc('hour', now()), current_date, date_trunc('year', now()), (now() AT TIME ZONE 'Asia/Tokyo')::date",
];
const BUCKETS = readFileSync(new URL('../src/postgres/buckets.sql', import.meta.url), 'utf8');

let database: Awaited<ReturnType<typeof testPostgres>>;
let client: pg.Client;
const random = seededRandom(SEED);
const below = (bound: number): number => Math.floor(random() * bound);

beforeAll(async () => {
  [database] = await Promise.all([testPostgres(), loadReader()]);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.stop();
});

function identified(statement: string, timezone: string, now: number): Identity {
  const { host, port, database: dbname, user, password } = client;
  const options = { ...OPTION_DEFAULTS, host, port, dbname: dbname ?? '', user: user ?? '', password: String(password ?? ''), sslmode: 'prefer' as const };
  const source = { id: 1, version: 1, type: 'pg' as const, options: { ...options, timezone, relative_dates: 'on' as const } };
  const identity = identify({ statement, source, cache: 'on', now: new Date(now) });
  if ('refused' in identity) throw new Error(identity.message);
  return identity;
}

/** Half of them within two days of a change of the offset. */
async function momentsOf(zone: string): Promise<number[]> {
  const { rows } = await client.query<{ at: string }>(
    `SELECT extract(epoch FROM at) * 1000 AS at FROM (
       SELECT at, at AT TIME ZONE $1 - at AT TIME ZONE 'UTC' AS here, lag(at AT TIME ZONE $1 - at AT TIME ZONE 'UTC') OVER (ORDER BY at) AS before
       FROM generate_series(timestamptz '2012-01-01 00:00Z', '2035-12-31 00:00Z', interval '1 hour') at
     ) changes WHERE here <> before`,
    [zone],
  );
  const changes = rows.map(({ at }) => Number(at));
  return Array.from({ length: PER_ZONE }, (_, place) => {
    const near = place % 2 === 0 ? changes[below(changes.length)] : undefined;
    if (near !== undefined) return near + below(96 * 3_600_000) - 48 * 3_600_000;
    return Date.UTC(2012, 0, 1) + below(23 * 365 * 24) * 3_600_000 + below(3_600_000);
  });
}

/** Reads the source's clock as it stood at that moment. */
async function readAt(buckets: readonly Bucket[], at: number): Promise<ReadBuckets> {
  const moment = `timestamptz '${new Date(at).toISOString()}'`;
  const text = BUCKETS.replaceAll(/\b(?:now|clock_timestamp)\(\)/g, moment);
  const { rows } = await client.query<{ json_build_object: ReadBuckets }>(text, [buckets.map(({ unit }) => unit), buckets.map(({ zone }) => zone)]);
  return rows[0]?.json_build_object ?? { names: [], last: null };
}

test(`seed ${SEED}: the source says of its clock what the key says of ours`, async () => {
  for (const zone of ZONES) {
    for (const moment of await momentsOf(zone)) {
      const statement = STATEMENTS[below(STATEMENTS.length)] ?? '';
      const { buckets, ends = 0 } = identified(statement, zone, moment);
      const read = await readAt(buckets, moment);
      const about = { statement, zone, moment: new Date(moment).toISOString() };
      expect({ ...about, ...read }).toEqual({ ...about, names: buckets.map(({ name }) => name), last: ends - moment });
    }
  }
});

test('what the source reads otherwise goes to those who wait alone', () => {
  const analysis = { tables: ['public.t'], reasons: [], shareable: true, standby: false };
  const assumed: Bucket[] = [{ unit: 'month', zone: 'UTC', name: '2026-11' }, { unit: 'day', zone: 'UTC', name: '2026-11-21' }];
  expect(withBuckets(analysis, assumed, { names: ['2026-11', '2026-11-21'], last: 5000 })).toEqual({ ...analysis, bucketsLast: 5000 });
  expect(withBuckets(analysis, assumed, { names: ['2026-11', '2026-11-22'], last: 5000 })).toEqual({ ...analysis, reasons: ['other_date(2026-11-22)'], bucketsLast: 0 });
  expect(withBuckets(analysis, assumed, { names: [], last: null })).toMatchObject({ reasons: ['other_date(unknown)'], bucketsLast: 0 });
  expect(withBuckets(analysis, assumed, { names: ['2026-11', '2026-11-21'], last: -3 })).toMatchObject({ reasons: [], bucketsLast: 0 });
});

test('a session reads the clock in the transaction whose rows it reads', async () => {
  const source = sourceAt({ port: client.port }, { dbname: client.database ?? '', user: client.user ?? '', password: String(client.password ?? ''), host: client.host, search_path: 'public' });
  const { warehouse } = open(source);
  try {
    const settings = [['search_path', 'public'], ['TimeZone', 'UTC']] as const;
    const order = (name: string) => orderOf('SELECT current_date::text', { settings, buckets: [{ unit: 'day', zone: 'UTC', name }] });
    const none = await within(warehouse, orderOf('SELECT 1', { settings }), (session) => session.analyse());
    const wrong = await within(warehouse, order('2020-02-29'), (session) => session.analyse());
    const [reason = ''] = wrong.reasons;
    const today = /^other_date\((.*)\)$/.exec(reason)?.[1] ?? '';
    const right = await within(warehouse, order(today), async (session) => {
      const analysis = await session.analyse();
      const dates: (string | null | undefined)[] = [];
      for await (const batch of (await session.read()).batches()) dates.push(textsOf(batch)[0]?.[0]);
      return { analysis, dates };
    });
    expect(none).not.toHaveProperty('bucketsLast');
    expect(wrong).toMatchObject({ reasons: [`other_date(${today})`], bucketsLast: 0 });
    // A midnight may have come between the two.
    expect(right.analysis.reasons).toEqual(right.dates[0] === today ? [] : [`other_date(${right.dates[0]})`]);
    expect(right.analysis.bucketsLast).toBeLessThanOrEqual(24 * 3_600_000);
  } finally {
    await warehouse.close();
  }
});
