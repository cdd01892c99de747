import { expect, test } from '@jest/globals';
import type { Column, ColumnType, Row } from '../src/page/api/shapes.js';
import { MOST_BARS, MOST_SERIES, choosePlot } from '../src/page/chart/choose.js';
import type { Plot } from '../src/page/chart/choose.js';
import { timeLabel, timeTicks } from '../src/page/chart/ticks.js';

const columnsOf = (types: Record<string, ColumnType>): Column[] => Object.entries(types).map(([name, type]) => ({ name, type }));

function plotOf(types: Record<string, ColumnType>, rows: Row[]): Plot {
  const plot = choosePlot(columnsOf(types), rows);
  if ('none' in plot) throw new Error(plot.none);
  return plot;
}

const why = (types: Record<string, ColumnType>, rows: Row[]): string => {
  const plot = choosePlot(columnsOf(types), rows);
  return 'none' in plot ? plot.none : plot.kind;
};

test('a date and numbers are lines, in the order of time, with gaps where there is nothing', () => {
  const rows = [{ d: '2024-01-03', a: '3.50', b: 1 }, { d: '2024-01-01', a: 1, b: null }, { d: null, a: 9, b: 9 }];
  const plot = plotOf({ a: 'float', d: 'date', b: 'integer' }, rows);
  expect(plot.kind).toBe('line');
  expect(plot.axis).toEqual({ of: 'time', name: 'd', places: [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 3)] });
  expect(plot.series).toEqual([{ name: 'a', values: [1, 3.5] }, { name: 'b', values: [null, 1] }]);
});

test('times with a zone stand where they are, those without one as if in UTC', () => {
  const rows = [{ t: '2024-01-01T02:00:00+02:00', n: 1 }, { t: '2024-01-01T01:00:00.5', n: 2 }, { t: 'infinity', n: 3 }];
  expect(plotOf({ t: 'datetime', n: 'integer' }, rows).axis.places).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 1, 1, 0, 0, 500)]);
});

test('where a time occurs more than once and a text tells its rows apart, each text is a line', () => {
  const rows = ['A', 'B'].flatMap((s) => [{ d: '2024-01-01', s, p: s === 'A' ? 1 : 5 }, { d: '2024-01-02', s, p: s === 'A' ? 2 : 6 }]);
  expect(plotOf({ d: 'date', s: 'string', p: 'float' }, rows).series).toEqual([{ name: 'A', values: [1, 2] }, { name: 'B', values: [5, 6] }]);
  expect(plotOf({ d: 'date', s: 'string', p: 'float' }, rows.slice(0, 2)).series).toEqual([{ name: 'p', values: [1, 2] }]);
});

test('a text and numbers are bars; ids are no measure unless nothing else is there', () => {
  const rows = [{ id: 7, city: 'Dallas', n: '9223372036854775807' }, { id: 8, city: null, n: 2 }];
  const plot = plotOf({ id: 'integer', city: 'string', n: 'integer' }, rows);
  expect(plot).toMatchObject({ kind: 'bar', axis: { of: 'words', name: 'city', places: ['Dallas', 'null'] }, omitted: 0 });
  expect(plot.series).toEqual([{ name: 'n', values: [2 ** 63, 2] }]);
  expect(plotOf({ id: 'integer', city: 'string' }, rows).series.map(({ name }) => name)).toEqual(['id']);
});

test('two columns of numbers are a line of the second along the first', () => {
  const plot = plotOf({ x: 'integer', y: 'float' }, [{ x: 2, y: 20 }, { x: 1, y: 10 }]);
  expect(plot).toMatchObject({ kind: 'line', axis: { of: 'number', places: [1, 2] }, series: [{ name: 'y', values: [10, 20] }] });
});

test('says why there is no chart', () => {
  expect(why({ n: 'integer', s: 'string' }, [])).toBe('There are no rows to draw.');
  expect(why({ s: 'string' }, [{ s: 'a' }])).toBe('A chart needs a column of numbers.');
  expect(why({ n: 'integer' }, [{ n: 1 }])).toContain('second column');
  expect(why({ d: 'date', n: 'integer' }, [{ d: null, n: 1 }])).toContain('nothing in d');
});

test('leaves out what nobody could tell apart, and counts it', () => {
  const rows = Array.from({ length: MOST_BARS + 10 }, (_, i) => ({ s: `w${i}`, n: i }));
  expect(plotOf({ s: 'string', n: 'integer' }, rows)).toMatchObject({ omitted: 10 });
  const names = Array.from({ length: MOST_SERIES + 2 }, (_, i) => `n${i}`);
  const wide = plotOf({ d: 'date', ...Object.fromEntries(names.map((name) => [name, 'integer' as const])) }, [{ d: '2024-01-01' }]);
  expect([wide.series.length, wide.omitted]).toEqual([MOST_SERIES, 2]);
});

test('ticks of time are round moments, at most as many as there is room for', () => {
  const iso = (from: string, to: string, most: number): string[] => timeTicks(Date.parse(from), Date.parse(to), most).map((ms) => new Date(ms).toISOString().slice(0, 16));
  expect(iso('2000-01-01', '2010-03-01', 7)).toEqual(['2000-01-01T00:00', '2002-01-01T00:00', '2004-01-01T00:00', '2006-01-01T00:00', '2008-01-01T00:00', '2010-01-01T00:00']);
  expect(iso('2024-01-15', '2024-06-20', 8)).toEqual(['02', '03', '04', '05', '06'].map((month) => `2024-${month}-01T00:00`));
  expect(iso('2024-01-01T10:20', '2024-01-01T13:10', 5)).toEqual(['2024-01-01T11:00', '2024-01-01T12:00', '2024-01-01T13:00']);
  for (const years of [0.0001, 0.01, 0.5, 3, 40, 900, 8000]) {
    const ticks = timeTicks(0, years * 31_557_600_000, 8);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks.length).toBeGreaterThan(1);
    expect(new Set(ticks.map((ms) => timeLabel(ms, years * 31_557_600_000))).size).toBe(ticks.length);
  }
});
