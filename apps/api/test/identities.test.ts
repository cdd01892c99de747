import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StatementReader, sourceOptionsSchema } from '@onceql/shared';
import type { Identity, Refusal, Soon, Source } from '@onceql/shared';
import { Identities } from '../src/caches/identities.js';

const options = sourceOptionsSchema.parse({ host: 'h', dbname: 'd', user: 'u', relative_dates: 'on', timezone: 'America/New_York' });
const SOURCE: Source = { id: 1, name: 'sales', type: 'pg', options, version: 1, createdAt: new Date(0) };
/** The day on which clocks are put back there: it has 25 hours. */
const [BEGINS, ENDS] = ['2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'].map((time) => Date.parse(time)) as [number, number];

const reader = new StatementReader();
beforeAll(() => reader.start());
afterAll(() => reader.close());

/** What is short is there at once. */
function atOnce(identity: Soon<Identity | Refusal>): Identity | Refusal {
  if (identity instanceof Promise) throw new Error('It was not read at once');
  return identity;
}

function remembering(now: number) {
  const clock = { now };
  const identities = new Identities(reader, () => clock.now);
  return { clock, of: (statement: string) => atOnce(identities.of(SOURCE, statement, 'on')) };
}

test('what a statement was identified as is remembered to the last moment of its day, and no longer', () => {
  const { clock, of } = remembering(BEGINS);
  const first = of('SELECT current_date');
  expect(first).toMatchObject({ buckets: [{ name: '2026-11-01' }], ends: ENDS });
  clock.now = ENDS - 1;
  expect(of('SELECT current_date')).toBe(first);
  clock.now = ENDS;
  expect(of('SELECT current_date')).toMatchObject({ buckets: [{ name: '2026-11-02' }] });
});

test('a clock that is put back over midnight is believed', () => {
  const { clock, of } = remembering(ENDS);
  of('SELECT current_date');
  clock.now = ENDS - 1;
  expect(of('SELECT current_date')).toMatchObject({ buckets: [{ name: '2026-11-01' }] });
});

test('all other statements are remembered as ever', () => {
  const { clock, of } = remembering(BEGINS);
  const first = of('SELECT 1');
  clock.now = ENDS;
  expect(of('SELECT 1')).toBe(first);
});

test("an identity is found again by an equal text, and is one source's, one version's and one wish's alone", () => {
  const identities = new Identities(reader);
  const text = 'SELECT a FROM t WHERE b = 1';
  const first = atOnce(identities.of(SOURCE, text, 'on'));
  expect(identities.of(SOURCE, [...text].join(''), 'on')).toBe(first);
  const others = [{ ...SOURCE, id: 2 }, { ...SOURCE, version: 2 }].map((source) => atOnce(identities.of(source, text, 'on')));
  expect(new Set([first, ...others].map((one) => ('key' in one ? one.key : ''))).size).toBe(3);
  expect(identities.of(SOURCE, text, 'off')).toMatchObject({ reasons: ['caller_off'] });
  expect(identities.of(SOURCE, text, 'on')).toMatchObject({ key: 'key' in first ? first.key : '', reasons: [] });
});

test('all together are bounded by bytes, whatever is sent: many sources, long statements, refusals', () => {
  const total = 400_000;
  const identities = new Identities(reader, undefined, total);
  const first = identities.of(SOURCE, 'SELECT a FROM t', 'on');
  for (let at = 0; at < 300; at += 1) {
    identities.of(SOURCE, `SELECT a${at} FROM t WHERE b IN (${Array.from({ length: at }, (_, n) => n).join(', ')})`, 'on');
    identities.of({ ...SOURCE, id: at + 2 }, 'SELECT 1', 'on');
    identities.of(SOURCE, `DELETE FROM t${at}`, 'on');
    expect(identities.bytes).toBeLessThanOrEqual(total);
  }
  expect(identities.bytes).toBeGreaterThan(total / 2);
  expect(identities.of(SOURCE, 'SELECT a FROM t', 'on')).not.toBe(first);
});
