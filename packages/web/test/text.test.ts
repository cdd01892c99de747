import { expect, test } from '@jest/globals';
import { examplesFor } from '../src/page/text/examples.js';
import { ago, bytes, count, counted, duration, moment } from '../src/page/text/format.js';
import { tell } from '../src/page/text/provenance.js';
import { pieces, quoted, quotedTable } from '../src/page/text/sql.js';
import { target } from '../src/page/run/pages.js';

test('says amounts, spans and moments as people read them', () => {
  expect([count(1234567), counted(1, 'row'), counted(2000, 'row')]).toEqual(['1,234,567', '1 row', '2,000 rows']);
  expect([0, 999, 1000, 1_536_000, 999_600, 250e6, 3.2e12].map(bytes)).toEqual(['0 B', '999 B', '1.0 kB', '1.5 MB', '1.0 MB', '250 MB', '3.2 TB']);
  expect([0.017, 0.9996, 2.34, 59.96, 95, 3600, 7265].map(duration)).toEqual(['17 ms', '1.0 s', '2.3 s', '1 min', '1 min 35 s', '1 h', '2 h 1 min']);
  expect([0, 42, 300, 7300, 86_400, 200_000].map(ago)).toEqual(['just now', '42 s ago', '5 min ago', '2 h ago', '1 day ago', '2 days ago']);
  expect(moment('2026-11-21T04:27:00.886Z', 'UTC')).toBe('21 Nov 2026, 04:27:00');
  expect(moment('nonsense')).toBe('nonsense');
});

test('says in words where a result comes from', () => {
  const said = (cache: string): string => `${tell(cache).word}: ${tell(cache).sentence}`;
  expect(said('hit')).toBe('hit: Served from the cache; the database was not asked.');
  expect(said('joined')).toBe('joined: A run that was under way answered you, too.');
  expect(said('miss; reason=none')).toContain('nobody had asked this before');
  expect(said('miss; reason=expired(public.flights)')).toBe('miss: Run anew: public.flights was refreshed, so the cached result had expired.');
  expect(said('miss; reason=expired(public."%C3%BCber")')).toContain('public."über" was refreshed');
  expect(said('bypass; reason=time_function(now)')).toBe('bypass: Run for you alone: the statement depends on the time of day (now).');
  expect(said('bypass; reason=refreshed(public.t)')).toContain('public.t was refreshed meanwhile');
  expect(said('miss; reason=ttl')).toContain('time to live');
  expect(said('stale; reason=expired(public.t)')).toBe('stale: Served from the cache, and being made anew: public.t was refreshed since.');
  expect(said('stale; reason=ttl')).toContain('they have reached their time to live');
  expect(said('bypass; reason=load(public.t)')).toBe('bypass: Run now, but not cached: public.t is being loaded.');
  expect(said('bypass; reason=replica_lag(public.t)')).toContain('may lag behind');
  expect(said('bypass; reason=ttl(0)')).toContain('keeps nothing of these tables');
  expect(said('bypass; reason=source_off')).toContain('switched off for this source');
  expect(said('bypass; reason=something_new')).toBe('bypass: Run for you alone: something_new.');
  expect(said('miss; reason=100%')).toBe('miss: Run now, and cached.');
});

test('cuts a statement into coloured pieces that are still the statement', () => {
  const sql = `SELECT "from", 'it''s', $x$ 1 $x$, 1.5e3 -- from\nFROM t /* where */ WHERE größe > 12 AND o = 'open`;
  expect(pieces(sql).map(({ text }) => text).join('')).toBe(sql);
  const of = (kind: string): string[] => pieces(sql).filter((piece) => piece.kind === kind).map(({ text }) => text);
  expect(of('keyword')).toEqual(['SELECT', 'FROM', 'WHERE', 'AND']);
  expect(of('string')).toEqual(["'it''s'", '$x$ 1 $x$', "'open"]);
  expect(of('number')).toEqual(['1.5e3', '12']);
  expect(of('comment')).toEqual(['-- from', '/* where */']);
  expect(pieces('')).toEqual([]);
});

test('quotes names that a statement cannot hold as they are', () => {
  expect(['orders', 'Orders', 'order', 'a b', 'a"b', '1st'].map(quoted)).toEqual(['orders', '"Orders"', '"order"', '"a b"', '"a""b"', '"1st"']);
  expect(['orders', 'sales.Orders', 'user'].map(quotedTable)).toEqual(['orders', 'sales."Orders"', '"user"']);
});

test('offers statements that the tables can answer', () => {
  const tables = [
    { name: 'empty', columns: [] },
    { name: 'airports', columns: [{ name: 'iata', type: 'text' }, { name: 'state', type: 'text' }] },
    { name: 'Stocks', columns: [{ name: 'date', type: 'date' }, { name: 'stock_id', type: 'integer' }, { name: 'price', type: 'numeric(10,2)' }] },
  ];
  expect(examplesFor(tables).map(({ statement }) => statement.replaceAll('\n', ' '))).toEqual([
    'SELECT * FROM airports LIMIT 100',
    'SELECT date, avg(price) AS average, max(price) AS highest FROM "Stocks" GROUP BY date ORDER BY date',
    'SELECT state, count(*) AS count FROM airports GROUP BY state ORDER BY count DESC LIMIT 20',
  ]);
  expect(examplesFor([])).toEqual([]);
});

test('turns pages to where they begin', () => {
  const at = (offset: number, rowCount = 230) => ({ offset, limit: 50, rowCount });
  expect([target('next', at(0)), target('next', at(200)), target('previous', at(20)), target('previous', at(100))]).toEqual([50, 200, 0, 50]);
  expect([target('last', at(0)), target('last', at(0, 200)), target('last', at(0, 0)), target('first', at(200))]).toEqual([200, 150, 0, 0]);
});
