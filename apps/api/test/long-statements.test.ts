import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ServiceUnavailable, StatementReader, bindParameters, identify, kindOfRefused, readableCanonical, sourceOptionsSchema, withAutoLimit } from '@onceql/shared';
import type { Engine, Identity, Source } from '@onceql/shared';
import { AutoLimits } from '../src/caches/auto-limits.js';
import { Identities } from '../src/caches/identities.js';

const NOW = new Date('2026-06-30T12:00:00Z');
const sourceOn = (type: Engine): Source => ({
  id: 1, name: 'sales', type, version: 3, createdAt: new Date(0),
  options: sourceOptionsSchema.parse({ host: 'h', dbname: 'd', user: 'u', relative_dates: 'on', timezone: 'Asia/Kolkata', ttl_tables: [{ tables: 'public.*', ttl: 60 }] }),
});
const SOURCE = sourceOn('pg');

/** More than is read at once, and says nothing. */
const PADDING = `/* ${'- '.repeat(1000)} */`;
const CORPUS = new URL('../../../packages/shared/test/hashing/golden/corpus/', import.meta.url);
/** Some of each file. */
const golden = readdirSync(CORPUS).filter((name) => name.endsWith('.sql')).flatMap((name) => readFileSync(new URL(name, CORPUS), 'utf8').split(/^--[-=!~?].*$/m)).filter((_text, at) => at % 12 === 0).map((text) => text.trim());

const list = (count: number, one: (at: number) => string, between = ', '): string => Array.from({ length: count }, (_, at) => one(at)).join(between);
const conditions = (count: number): string => `SELECT a FROM t AS x WHERE ${list(count, (at) => `x.c${at} = ${count - at}`, ' AND ')}`;
const LONG: readonly string[] = [
  conditions(2000),
  `SELECT a FROM t WHERE a IN (${list(4000, (at) => String((at * 7) % 999))})`,
  `WITH ${list(300, (at) => `q${at} AS (SELECT a FROM t)`)} SELECT 1 FROM ${list(300, (at) => `q${at}, q${at} AS z${at}`)}`,
  `SELECT ${list(700, (at) => `CASE WHEN a = ${at} THEN 'x' ELSE null END`)}, current_date FROM t ORDER BY 1`,
  `SELECT a FROM t WHERE a IN (${list(100_000, String)})`,
  `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
  `SELECT '${'x'.repeat(1_000_000)}'`,
  `SELECT 'never ends ${'and goes on '.repeat(5000)}`,
  `SELECT '\ud800${'x'.repeat(30_000)}'`,
  `DELETE FROM t WHERE ${list(1500, (at) => `a = ${at}`, ' OR ')}`,
  `SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b) = ${list(500, String, ' + ')}`,
];

let reader: StatementReader;
beforeAll(async () => {
  reader = new StatementReader();
  await reader.start();
});
afterAll(() => reader.close());

describe('what is read in the thread is read as it is here:', () => {
  test.each(['pg', 'redshift'] as const)('identities, on %s', async (type) => {
    for (const statement of [...LONG, ...golden.map((text) => `${text} ${PADDING}`)]) {
      const input = { statement, source: sourceOn(type), cache: 'on', now: NOW, limits: { maxRows: 5 } } as const;
      const read = reader.identify(input);
      expect(read).toBeInstanceOf(Promise);
      expect(await read).toEqual(identify(input));
    }
  });

  test('parameters, automatic limits, canonical texts and kinds', async () => {
    const template = `${conditions(500)} AND x.d IN ({{ ids }}) AND x.e = '{{ name }}'`;
    const parameters = { ids: [1, 2, 3], name: "O'Neill" };
    expect(await reader.bindParameters(template, parameters, 'pg')).toEqual(bindParameters(template, parameters, 'pg'));
    expect(await reader.bindParameters('SELECT {{ a }}', { a: list(500, String).split(', ') }, 'pg')).toMatchObject({ bad: expect.stringContaining('list') });
    expect(await reader.withAutoLimit(conditions(500), 'pg')).toBe(withAutoLimit(conditions(500), 'pg'));
    const identity = (await reader.identify({ statement: conditions(300), source: SOURCE, cache: 'on' })) as Identity;
    expect(await reader.readableCanonical(identity, SOURCE)).toBe(readableCanonical(identity, SOURCE));
    const refusal = { refused: 'not_select', message: '' } as const;
    expect(await reader.kindOfRefused(`DELETE FROM t ${PADDING}`, refusal)).toBe(kindOfRefused('DELETE FROM t', refusal));
  });
});

test('what is short is there at once, whatever else is being read', async () => {
  const long = reader.identify({ statement: conditions(2000), source: SOURCE, cache: 'on' });
  for (const statement of golden.filter(({ length }) => length < 300)) expect(reader.identify({ statement, source: SOURCE, cache: 'on' })).not.toBeInstanceOf(Promise);
  await long;
});

/** Serves hits while a long statement is read for many at once, until none is left to wait. */
async function serveBeside(text: string): Promise<{ hits: number; readings: number; answers: number }> {
  let readings = 0;
  const counting = {
    identify: (input: Parameters<StatementReader['identify']>[0]) => ((readings += 1), reader.identify(input)),
    withAutoLimit: (statement: string, engine: Engine) => ((readings += 1), reader.withAutoLimit(statement, engine)),
  };
  const [identities, limits] = [new Identities(counting), new AutoLimits(counting)];
  const hit = identities.of(SOURCE, 'SELECT 1', 'on');
  const long = Array.from({ length: 20 }, () => [identities.of(SOURCE, text, 'on'), limits.of(text, 'pg')]).flat();
  let underWay = true;
  const all = Promise.all(long).finally(() => (underWay = false));
  let hits = 0;
  for (; underWay; hits += 1) {
    expect(identities.of(SOURCE, 'SELECT 1', 'on')).toBe(hit);
    await turn();
  }
  expect(identities.of(SOURCE, text, 'on')).toBe(await long[0]);
  return { hits, readings, answers: new Set(await all).size };
}

test('hits go on while a long statement is read, and who asks for the same waits for the same', async () => {
  // Were it read here, there would never be a turn in between; on a busy machine the thread may be done before this one has its turn.
  let most = 0;
  for (let n = 0; most <= 10 && n < 20; n += 1) {
    const { hits, ...others } = await serveBeside(conditions(2400 - n));
    expect(others).toEqual({ readings: 3, answers: 2 });
    most = Math.max(most, hits);
  }
  expect(most).toBeGreaterThan(10);
});

test('parameters that are nested without end are told as such, also behind another statement; those that nobody asks for do not matter', async () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 50_000; depth += 1) deep = [deep];
  const template = `SELECT {{ x }} ${PADDING}`;
  const before = reader.identify({ statement: conditions(400), source: SOURCE, cache: 'on' });
  expect(await reader.bindParameters(template, { x: deep }, 'pg')).toEqual({ bad: 'The parameter x is a list of lists.' });
  expect(await reader.bindParameters(template, { x: 7, y: deep }, 'pg')).toEqual(bindParameters(template, { x: 7 }, 'pg'));
  expect(await before).toMatchObject({ reader: 'tree' });
});

describe('a thread', () => {
  test('reads on after what could not be sent to it', async () => {
    const [statement, unsendable] = [conditions(400), () => 'a function'];
    const read = (source: typeof SOURCE) => reader.identify({ statement, source, cache: 'on' });
    const odd = { ...SOURCE, options: { ...SOURCE.options, dbname: unsendable as unknown as string } };
    const all = await Promise.allSettled([read(SOURCE), read(odd), read(SOURCE), read(odd), read(SOURCE)]);
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  });

  test('that dies in the middle of a statement takes none but that along, and the next one reads on', () => {
    const program = fileURLToPath(new URL('./dying-thread.mjs', import.meta.url));
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', program, program], { encoding: 'utf8', env: {} });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ said: ['tree', 'ServiceUnavailable: The statement could not be read just now. Try again in a moment.', 'tree'], after: 'tree', deaths: 1 });
  });

  test('that takes too long is ended, and says so; short statements do not notice', async () => {
    const deaths: string[] = [];
    const hasty = new StatementReader({ patienceMs: 1, onDeath: ({ message }) => deaths.push(message) });
    await hasty.start();
    for (let round = 0; round < 2; round += 1) {
      await expect(hasty.identify({ statement: conditions(2400), source: SOURCE, cache: 'on' })).rejects.toThrow(ServiceUnavailable);
      expect(hasty.identify({ statement: conditions(3), source: SOURCE, cache: 'on' })).toMatchObject({ reader: 'tree' });
    }
    await hasty.close();
    expect(deaths).toEqual(['it took too long', 'it took too long']);
  });

  test('is asked for so much at a time and no more, and for nothing when it is closed', async () => {
    const busy = new StatementReader({ mostWaiting: 2, mostCharacters: 100_000 });
    const read = (statement: string) => busy.identify({ statement, source: SOURCE, cache: 'on' });
    await expect(read(`SELECT '${'x'.repeat(100_000)}'`)).rejects.toThrow('Too many long statements');
    const two = [read(conditions(400)), read(conditions(401))];
    await expect(read(conditions(402))).rejects.toThrow('Too many long statements');
    expect(await Promise.all(two)).toMatchObject([{ reader: 'tree' }, { reader: 'tree' }]);
    await busy.close();
    await expect(read(conditions(403))).rejects.toThrow(ServiceUnavailable);
  });
});
