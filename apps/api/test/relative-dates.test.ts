import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stack, WAREHOUSE, cacheOf, resultOf } from '@onceql/testing';
import type { Answer, Client } from '@onceql/testing';

/**
 * A dashboard of the last seven days, and clocks that differ: that of the source is the machine's, that of the API is put
 * forward and back by the test. It is about noon where the source is, so that no midnight comes by itself.
 */
const DAY_MS = 86_400_000;
const hoursEast = 12 - new Date().getUTCHours();
const ZONE = `Etc/GMT${hoursEast > 0 ? '-' : '+'}${Math.abs(hoursEast)}`;
const DASHBOARD = `SELECT current_date::text AS today, count(*) AS orders FROM orders WHERE placed >= current_date - 7 OR id > 0`;

let stack: Stack;
let api: Client;
let source: number;
let folder: string;

/** What the API takes for the present is the machine's time and so many ms. */
const putClock = (ms: number): Promise<void> => writeFile(join(folder, 'shift'), String(ms));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onceql-clock-'));
  const preload = join(folder, 'clock.mjs');
  await putClock(0);
  await writeFile(preload, `import { readFileSync } from 'node:fs'; const real = Date.now; Date.now = () => real() + Number(readFileSync(${JSON.stringify(join(folder, 'shift'))}, 'utf8'));`);
  stack = await Stack.start(WAREHOUSE);
  [api] = await Promise.all([stack.api({ NODE_OPTIONS: `--import ${preload}` }), stack.worker()]);
  source = await stack.source(api, { timezone: ZONE, relative_dates: 'on', max_stale: 86_400 });
});
afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

const keyOf = ({ headers }: Answer): string => headers.get('x-onceql-key') ?? '';
const ask = (more: Record<string, unknown> = {}): Promise<Answer> => api.query(source, DASHBOARD, more);

async function runs(): Promise<number> {
  const { rows } = await stack.metadata.query<{ count: string }>('SELECT count(*) FROM onceql.runs');
  return Number(rows[0]?.count);
}

test('a hundred submissions of a day are one run, and the entry ends with the day by the source\'s clock', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => ask()));
  expect(new Set(answers.map((answer) => resultOf(answer).id)).size).toBe(1);
  expect(answers.filter((answer) => cacheOf(answer).startsWith('miss'))).toHaveLength(1);
  expect(await runs()).toBe(1);
  expect(cacheOf(await ask())).toBe('hit');
  const [snapshot, ends] = await stack.redis.hmget(`onceql:{ds${source}}:entry:${keyOf(answers[0] as Answer)}`, 'snapshot_at', 'ends');
  const { rows } = await stack.warehouse.query<{ midnight: string }>(
    `SELECT extract(epoch FROM (date_trunc('day', now() AT TIME ZONE $1) + interval '1 day') AT TIME ZONE $1) * 1000 AS midnight`, [ZONE],
  );
  const early = Number(rows[0]?.midnight) - Number(snapshot) - Number(ends);
  expect(early).toBeGreaterThanOrEqual(0);
  expect(early).toBeLessThan(30_000);
});

test.each([{ clock: 'a day ahead', shift: DAY_MS }, { clock: 'a day behind', shift: -DAY_MS }])('with our clock $clock each answer is the source\'s own, and none is kept', async ({ shift }) => {
  const today = await ask();
  await putClock(shift);
  const [first, second] = [await ask(), await ask()];
  await putClock(0);
  const { today: date } = resultOf(today).data.rows[0] as { today: string };
  for (const other of [first, second]) {
    expect(cacheOf(other)).toBe(`bypass; reason=other_date(${date})`);
    expect(resultOf(other).data.rows).toEqual(resultOf(today).data.rows);
    expect(keyOf(other)).not.toBe(keyOf(today));
  }
  expect(resultOf(second).id).not.toBe(resultOf(first).id);
  expect(await stack.redis.exists(`onceql:{ds${source}}:entry:${keyOf(first)}`)).toBe(0);
  const again = await ask();
  expect([cacheOf(again), resultOf(again).id]).toEqual(['hit', resultOf(today).id]);
});

test('analyze says what a statement counts from and when that ends', async () => {
  const today = resultOf(await ask()).data.rows[0]?.['today'];
  const { json } = await api.post('/api/queries/analyze', { data_source_id: source, query: DASHBOARD });
  const explained = json as { buckets_end: string; ttl: number; entry: { ends: { by: string; at?: string }[] } };
  expect(explained).toMatchObject({ cacheable: true, reasons: [], asked: true, buckets: [{ unit: 'day', zone: ZONE, name: today }] });
  expect(Math.abs(explained.ttl * 1000 - (Date.parse(explained.buckets_end) - Date.now()))).toBeLessThan(30_000);
  const entryEnds = Date.parse(explained.entry.ends.find(({ by }) => by === 'ttl')?.at ?? '');
  expect(Math.abs(entryEnds - Date.parse(explained.buckets_end))).toBeLessThan(30_000);
  await putClock(-DAY_MS);
  const yesterday = await api.post('/api/queries/analyze', { data_source_id: source, query: DASHBOARD });
  await putClock(0);
  expect(yesterday.json).toMatchObject({ cacheable: false, reasons: [`other_date(${today})`], entry: null });
  const { buckets, nearest } = yesterday.json as { buckets: { name: string }[]; nearest: { differs: unknown } };
  expect(nearest.differs).toEqual([{ what: 'date', here: buckets[0]?.name, there: today }]);
});

test('when the day is over an entry is nobody\'s, whatever is allowed to be stale', async () => {
  const before = await ask();
  const entry = `onceql:{ds${source}}:entry:${keyOf(before)}`;
  await stack.redis.hincrby(entry, 'snapshot_at', -DAY_MS);
  const after = await ask({ max_stale: 7 * 86_400 });
  expect(cacheOf(after)).toBe('miss; reason=ttl');
  expect(resultOf(after).id).not.toBe(resultOf(before).id);
});

test('the archive calls a result expired when its day is over, also where no entry names it any more', async () => {
  const { id } = resultOf(await ask());
  const key = keyOf(await ask());
  expect((await api.delete(`/api/cache/entries/${key}`)).status).toBe(200);
  const expired = async () => resultOf(await api.get(`/api/query_results/${id}.json`)).expired;
  expect(await expired()).toBe(false);
  await putClock(DAY_MS);
  const tomorrow = await expired();
  await putClock(0);
  expect(tomorrow).toBe(true);
});

test('behind a view today is not relative, and what does both is not cached', async () => {
  await stack.warehouse.query(`CREATE VIEW fresh AS SELECT id FROM orders WHERE placed < current_date; GRANT SELECT ON fresh TO ${stack.readerUrl.username}`);
  const viewed = await api.query(source, 'SELECT count(*), current_date AS today FROM fresh');
  expect(cacheOf(viewed)).toBe('bypass; reason=time_function');
  expect(cacheOf(await api.query(source, 'SELECT current_date, now() FROM orders LIMIT 1'))).toMatch(/^bypass; reason=time_function/);
});
