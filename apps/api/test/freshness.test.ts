import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GATED, Gate, Stack, WAREHOUSE, cacheOf, jobOf, resultOf, until } from '@onceql/testing';
import type { Answer, Client } from '@onceql/testing';

let stack: Stack;
let api: Client;
let gate: Gate | undefined;
let sources = 0;

beforeAll(async () => {
  stack = await Stack.start(WAREHOUSE);
  [api] = await Promise.all([stack.api(), stack.worker()]);
});
afterEach(async () => {
  await gate?.open();
  gate = undefined;
});
afterAll(() => stack.stop());

const sourceWith = (options: Record<string, unknown>): Promise<number> => {
  sources += 1;
  return stack.source(api, { ...GATED, ...options }, `warehouse ${sources}`);
};
const rowsOf = (answer: Answer): unknown => resultOf(answer).data.rows;
const refresh = async (source: number, table = 'regions'): Promise<Record<string, number>> =>
  ((await api.post(`/api/data_sources/${source}/tables/refresh`, { tables: [table] })).json as { epochs: Record<string, number> }).epochs;
const setBoss = (boss: string) => stack.warehouse.query("UPDATE regions SET boss = $1 WHERE name = 'east'", [boss]);
const BOSS = "SELECT boss FROM regions WHERE name = 'east'";
const GATED_BOSS = "SELECT gate(1) AS passed, boss FROM regions WHERE name = 'east'";

describe('max_stale', () => {
  let source: number;
  beforeEach(async () => {
    source = await sourceWith({ max_stale: 0 });
    await setBoss('Eve');
  });

  test('serves what has expired at once, while one run makes it anew', async () => {
    await api.query(source, GATED_BOSS);
    await setBoss('Fay');
    await refresh(source);
    gate = await Gate.shut(stack);
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.query(source, GATED_BOSS, { max_stale: 3600 })));
    expect(new Set(answers.map(cacheOf))).toEqual(new Set(['stale; reason=expired(public.regions)']));
    expect(new Set(answers.map((answer) => JSON.stringify(rowsOf(answer))))).toEqual(new Set(['[{"passed":1,"boss":"Eve"}]']));
    expect(answers[0]?.headers.get('x-onceql-cached-on')).toBe(resultOf(answers[0] as Answer).output_cached_on);
    const [standing] = await gate.waiting();
    const { rows } = await stack.metadata.query('SELECT count(DISTINCT run_id)::int AS runs, count(*)::int AS jobs FROM onceql.jobs WHERE run_id::text LIKE $1', [`${standing?.run}%`]);
    expect(rows).toEqual([{ runs: 1, jobs: 1 }]);
    await gate.open();
    const anew = await until(async () => {
      const answer = await api.query(source, GATED_BOSS, { max_stale: 3600 });
      return cacheOf(answer) === 'hit' && answer;
    });
    expect(rowsOf(anew)).toEqual([{ passed: 1, boss: 'Fay' }]);
    expect((await api.get('/metrics')).text).toMatch(new RegExp(`onceql_submissions_total\\{source="${source}",outcome="stale",reason="expired"\\} \\d+`));
  });

  test('the run survives the API that was asked, and belongs to the caller', async () => {
    await api.query(source, GATED_BOSS);
    await refresh(source);
    gate = await Gate.shut(stack);
    const second = await stack.api();
    expect(cacheOf(await second.query(source, GATED_BOSS, { max_stale: 3600 }))).toMatch(/^stale/);
    second.process.child.kill('SIGKILL');
    await gate.waiting();
    const { rows } = await stack.metadata.query<{ id: string }>('SELECT id FROM onceql.jobs WHERE source_id = $1 ORDER BY created_at DESC LIMIT 1', [source]);
    await gate.open();
    expect(await api.ended(rows[0]?.id ?? '')).toMatchObject({ status: 3, cache: 'miss; reason=expired(public.regions)' });
    expect(cacheOf(await api.query(source, GATED_BOSS))).toBe('hit');
  });

  test('also where the run that would make it anew cannot be made to last, which leaves nothing behind', async () => {
    await api.query(source, BOSS);
    await refresh(source);
    await stack.metadata.query('ALTER TABLE onceql.jobs RENAME TO jobs_away');
    try {
      const answer = await api.query(source, BOSS, { max_stale: 3600 });
      expect([cacheOf(answer), rowsOf(answer)]).toEqual(['stale; reason=expired(public.regions)', [{ boss: 'Eve' }]]);
    } finally {
      await stack.metadata.query('ALTER TABLE onceql.jobs_away RENAME TO jobs');
    }
    expect(cacheOf(await api.query(source, BOSS))).toBe('miss; reason=expired(public.regions)');
  });

  test('never beyond the bound, nor to those who do not allow it', async () => {
    await api.query(source, BOSS);
    await setBoss('Gil');
    await refresh(source);
    const [, moved = ''] = (await stack.redis.hget(`onceql:{ds${source}}:moved`, 'public.regions'))?.split(' ') ?? [];
    await until(async () => Date.now() > Number(moved) + 1000);
    const late = await api.query(source, BOSS, { max_stale: 1 });
    expect([cacheOf(late), rowsOf(late)]).toEqual(['miss; reason=expired(public.regions)', [{ boss: 'Gil' }]]);
    await refresh(source);
    expect(cacheOf(await api.query(source, BOSS, { max_stale: 0 }))).toMatch(/^miss/);
  });

  test('as the source has it, but for those who say themselves how old rows may be', async () => {
    const lenient = await sourceWith({ max_stale: 3600 });
    await api.query(lenient, BOSS);
    await refresh(lenient);
    const fresh = await Promise.all([{ max_age: 3600 }, { max_stale: 0 }].map((more) => api.query(lenient, BOSS, more)));
    expect(fresh.map(cacheOf).filter((cache) => cache?.startsWith('stale'))).toEqual([]);
    await refresh(lenient);
    expect(cacheOf(await api.query(lenient, BOSS))).toBe('stale; reason=expired(public.regions)');
  });

  test('whose files are gone is a miss', async () => {
    await api.query(source, `${BOSS} -- many`, {});
    await stack.redis.hset(`onceql:{ds${source}}:entry:${(await api.query(source, BOSS)).headers.get('x-onceql-key')}`, 'result', '999999999');
    await refresh(source);
    const answer = await api.query(source, BOSS, { max_stale: 3600 });
    expect(cacheOf(answer)).toMatch(/^(joined|miss; reason=files_gone)$/);
  });
});

describe('min_epochs', () => {
  test('a loader reads his own write; what nobody has reached yet is said', async () => {
    const source = await sourceWith({ max_stale: 3600 });
    await setBoss('Eve');
    const before = resultOf(await api.query(source, BOSS));
    await setBoss('Hal');
    const epochs = await refresh(source);
    expect(epochs).toEqual({ 'public.regions': 1 });
    expect(cacheOf(await api.query(source, BOSS, { min_epochs: before.table_epochs }))).toMatch(/^stale/);
    const own = await api.query(source, BOSS, { min_epochs: epochs });
    expect(cacheOf(own)).not.toMatch(/^stale/);
    expect(rowsOf(own)).toEqual([{ boss: 'Hal' }]);
    for (const name of ['regions', 'Public.REGIONS', '"regions"']) {
      expect((await api.query(source, BOSS, { min_epochs: { [name]: 1 } })).status).toBe(200);
      const ahead = await api.query(source, BOSS, { min_epochs: { [name]: 2 } });
      expect([ahead.status, ahead.text]).toEqual([400, expect.stringContaining('min_epochs: public.regions is at epoch 1 and has not reached 2.')]);
    }
  });

  test.each([
    [{ min_epochs: { regions: -1 } }],
    [{ min_epochs: { regions: '1' } }],
    [{ min_epochs: { regions: 0, 'public.regions': 0 } }],
    [{ min_epochs: [1] }],
    [{ max_stale: -1 }],
    [{ max_stale: 'long' }],
  ])('%j is a 400 that says what is wrong', async (more) => {
    const answer = await api.query(1, BOSS, more);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(Object.keys(more)[0] ?? '')]);
  });
});

describe('time to live', () => {
  test('of a source: 0 keeps nothing, and says so', async () => {
    const source = await sourceWith({ default_ttl: 0 });
    for (const _time of [1, 2]) expect(cacheOf(await api.query(source, BOSS))).toBe('bypass; reason=ttl(0)');
  });

  test('of tables by pattern: the shortest counts', async () => {
    const source = await sourceWith({ default_ttl: 3600, ttl_tables: [{ tables: 'public.r*', ttl: 1800 }, { tables: '*.regions', ttl: 0 }] });
    expect(cacheOf(await api.query(source, BOSS))).toBe('bypass; reason=ttl(0)');
    await api.query(source, 'SELECT count(*) FROM orders');
    expect(cacheOf(await api.query(source, 'SELECT count(*) FROM orders'))).toBe('hit');
    const entries = (await api.get(`/api/cache/entries?data_source_id=${source}`)).json as { entries: { key: string }[] };
    expect(await stack.redis.hget(`onceql:{ds${source}}:entry:${entries.entries[0]?.key}`, 'ttl')).toBe('3600000');
  });

  test('comes to its end: what has reached it is run again, and is expired in the archive', async () => {
    const source = await sourceWith({ default_ttl: 1 });
    const first = await api.query(source, BOSS);
    await until(async () => Date.now() > Date.parse(first.headers.get('x-onceql-executed-at') ?? '') + 1000);
    expect(cacheOf(await api.query(source, BOSS))).toBe('miss; reason=ttl');
    expect(resultOf(await api.get(`/api/query_results/${resultOf(first).id}`))).toMatchObject({ expired: true });
  });
});

describe('a table that is being loaded', () => {
  const open = async (source: number): Promise<string> => {
    const answer = await api.post(`/api/data_sources/${source}/loads`, { tables: ['regions'] });
    return String((answer.json as { id: number }).id);
  };
  const close = (source: number, load: string) => api.post(`/api/data_sources/${source}/loads/${load}/close`, {});

  test('is read but not cached, and entries from before go on serving', async () => {
    const source = await sourceWith({});
    await api.query(source, BOSS);
    const load = await open(source);
    expect(cacheOf(await api.query(source, BOSS))).toBe('hit');
    expect(cacheOf(await api.query(source, 'SELECT count(*) FROM regions'))).toBe('bypass; reason=load(public.regions)');
    await close(source, load);
    expect(cacheOf(await api.query(source, BOSS))).toBe('miss; reason=expired(public.regions)');
  });

  test('is waited for where the source says so', async () => {
    const source = await sourceWith({ load_policy: 'wait' });
    await setBoss('Eve');
    const load = await open(source);
    const job = jobOf(await api.post('/api/query_results', { data_source_id: source, query: BOSS }));
    await until(async () => (await stack.redis.zcard(`onceql:{ds${source}}:runs:delayed`)) === 1);
    await setBoss('Ida');
    await close(source, load);
    const ended = await api.ended(job.id);
    expect(ended).toMatchObject({ status: 3, cache: 'miss; reason=none' });
    expect(rowsOf(await api.get(`/api/query_results/${ended.result}`))).toEqual([{ boss: 'Ida' }]);
    expect(cacheOf(await api.query(source, BOSS))).toBe('hit');
  });
});
