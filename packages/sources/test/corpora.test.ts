import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FUNCTION_POLICY, loadReader, type Source, type Warehouse } from '@onceql/shared';
import { openWarehouse } from '../src/index.js';
import { eachOf, judged, type Line, linesOf, SCHEMA } from './corpora/corpus.js';
import { sourceAt } from './fixtures.js';
import { SERVERS, startPostgres, type TestPostgres } from './postgres.js';

beforeAll(loadReader);

const CACHED = linesOf('cached');
const NOT_CACHED = linesOf('not-cached');

test('the corpora are as large as they have to be', () => {
  expect(CACHED.length).toBeGreaterThanOrEqual(150);
  expect(NOT_CACHED.filter(({ file }) => file !== 'refused.txt').length).toBeGreaterThanOrEqual(150);
  expect(new Set([...CACHED, ...NOT_CACHED].map(({ statement }) => statement)).size).toBe(CACHED.length + NOT_CACHED.length);
});

describe.each(SERVERS)('on %s', (_, bin) => {
  if (bin === undefined) {
    test.skip('both corpora — there is no other Postgres here', () => undefined);
    return;
  }
  let postgres: TestPostgres;
  let source: Source;
  let warehouse: Warehouse;
  let version: number;

  beforeAll(async () => {
    postgres = await startPostgres({ setup: `${SCHEMA} RESET search_path`, bin });
    const { rows } = await postgres.admin.query<{ v: string }>("SELECT current_setting('server_version_num') AS v");
    version = Math.floor(Number(rows[0]?.v) / 10_000);
    source = sourceAt(postgres, { concurrency: 6 });
    warehouse = openWarehouse(source, FUNCTION_POLICY, { warn: () => undefined });
  });
  afterAll(async () => {
    await warehouse?.close();
    await postgres?.stop();
  });

  const verdicts = (lines: readonly Line[]): Promise<string[]> =>
    eachOf(lines.filter(({ since }) => since <= version), async ({ file, reason, statement }) => {
      const verdict = await judged(warehouse, source, statement).catch((error: unknown) => ({ refused: `failed: ${String(error)}` }));
      const said = 'refused' in verdict ? [verdict.refused] : verdict.reasons;
      const codes = said.map((one) => one.replace(/\(.*/s, ''));
      const right = reason === '' ? codes.length === 0 : codes.includes(reason);
      return right ? '' : `${file}: ${reason === '' ? 'must be kept' : `must not be kept: ${reason}`}, but [${said.join(', ')}]: ${statement}`;
    });

  test('what may be kept is', async () => {
    expect((await verdicts(CACHED)).filter((wrong) => wrong !== '')).toEqual([]);
  });

  test('what may not be kept is not, for the reason given', async () => {
    expect((await verdicts(NOT_CACHED)).filter((wrong) => wrong !== '')).toEqual([]);
  });

  describe('the shipped lists of functions, against its pg_proc', () => {
    const named = async (condition: string): Promise<string[]> => {
      const { rows } = await postgres.admin.query<{ name: string }>(
        `SELECT DISTINCT proname AS name FROM pg_proc WHERE oid < 16384 AND pronamespace = 'pg_catalog'::regnamespace AND ${condition}`,
      );
      return rows.map(({ name }) => name);
    };

    test('everything volatile is called so, and nothing volatile or unknown is called safe', async () => {
      const [volatile, stable] = [await named("provolatile = 'v'"), await named("provolatile = 's'")];
      const { volatile: known, safeStable, time } = FUNCTION_POLICY;
      expect(volatile.filter((name) => !known.has(name))).toEqual([]);
      expect(volatile.filter((name) => safeStable.has(name))).toEqual([]);
      if (bin === '') expect([...safeStable].filter((name) => !stable.includes(name))).toEqual([]);
      expect([...safeStable].filter((name) => time.has(name))).toEqual([]);
    });

    test('what takes no argument and is not immutable is called by what it depends on, or is denied by default', async () => {
      const { volatile, time, session, safeStable, isDenied } = FUNCTION_POLICY;
      const asked = await named("pronargs = 0 AND provolatile <> 'i' AND prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)");
      expect(asked.length).toBeGreaterThan(100);
      const unnamed = asked.filter((name) => ![volatile, time, session, safeStable].some((list) => list.has(name)) && !isDenied(name));
      // Stable ones that no list names are not kept either; those that tell a time must be on a list, since they are never joined.
      const types = await named("pronargs = 0 AND prorettype = ANY ('{date,time,timetz,timestamp,timestamptz,interval}'::regtype[])");
      expect(unnamed.filter((name) => types.includes(name))).toEqual([]);
    });

    test('nothing on the lists of time and session is immutable, a few overloads aside', async () => {
      const immutable = new Set(await named("provolatile = 'i'"));
      const { time, session } = FUNCTION_POLICY;
      expect([...time, ...session].filter((name) => immutable.has(name))).toEqual(['age', 'timetz', 'pg_visible_in_snapshot']);
    });
  });
});
