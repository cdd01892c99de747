import type { Column, Row, Value } from '../api/shapes.js';

/** Lines or groups of bars that one chart shows; there is a colour for each. */
export const MOST_SERIES = 6;
export const MOST_BARS = 40;

export interface Series {
  readonly name: string;
  /** One for each place on the axis; null where there is no value. */
  readonly values: readonly (number | null)[];
}

/** A chart that fits a result. */
export interface Plot {
  readonly kind: 'line' | 'bar';
  /** What stands on the horizontal axis: times are milliseconds since 1970. */
  readonly axis:
    | { readonly of: 'time' | 'number'; readonly name: string; readonly places: readonly number[] }
    | { readonly of: 'words'; readonly name: string; readonly places: readonly string[] };
  readonly series: readonly Series[];
  /** Series and bars beyond what is shown. */
  readonly omitted: number;
}

/** The chart of these columns, or why there is none. Which chart it is depends on types, and on places that repeat. */
export function choosePlot(columns: readonly Column[], rows: readonly Row[]): Plot | { readonly none: string } {
  const numbers = columns.filter(isNumeric);
  if (rows.length === 0) return { none: 'There are no rows to draw.' };
  if (numbers.length === 0) return { none: 'A chart needs a column of numbers.' };
  const time = columns.find(({ type }) => type === 'date' || type === 'datetime');
  if (time) return linePlot('time', time, columns, rows);
  const word = columns.find(({ type }) => type === 'string');
  if (word) return barPlot(word, measures(numbers), rows);
  const [first, ...others] = numbers;
  if (!first || others.length === 0) return { none: 'A chart needs a second column: a date, a text or a number for its axis.' };
  return linePlot('number', first, columns, rows);
}

const isNumeric = ({ type }: Column): boolean => type === 'integer' || type === 'float';

/** Numbers that measure something; ids do so only where nothing else is there. */
function measures(numbers: readonly Column[]): readonly Column[] {
  const told = numbers.filter(({ name }) => !/(^|_)id$/i.test(name));
  return told.length > 0 ? told : numbers;
}

function linePlot(of: 'time' | 'number', axis: Column, columns: readonly Column[], rows: readonly Row[]): Plot | { none: string } {
  const lines = measures(columns.filter((column) => isNumeric(column) && column !== axis));
  const points = rows.flatMap((row) => {
    const x = of === 'time' ? timeOf(row[axis.name] ?? null) : numberOf(row[axis.name] ?? null);
    return x === null ? [] : [{ x, row }];
  });
  if (points.length === 0) return { none: `There is nothing in ${axis.name} that an axis could show.` };
  const places = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const word = columns.find(({ type }) => type === 'string');
  const [first] = lines;
  const all = word && first && places.length < points.length ? split(points, places, word, first) : lines.map((line) => along(line.name, points, places, line));
  return { kind: 'line', axis: { of, name: axis.name, places }, ...atMost(all) };
}

interface Point {
  readonly x: number;
  readonly row: Row;
}

function along(name: string, points: readonly Point[], places: readonly number[], column: Column): Series {
  const at = new Map(points.map(({ x, row }) => [x, numberOf(row[column.name] ?? null)]));
  return { name, values: places.map((place) => at.get(place) ?? null) };
}

/** One line for each word: where a place occurs more than once, its rows differ by something. */
function split(points: readonly Point[], places: readonly number[], word: Column, column: Column): Series[] {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const name = String(point.row[word.name] ?? 'null');
    const own = groups.get(name);
    if (own) own.push(point);
    else groups.set(name, [point]);
  }
  return [...groups].map(([name, own]) => along(name, own, places, column));
}

function barPlot(word: Column, numbers: readonly Column[], rows: readonly Row[]): Plot {
  const shown = rows.slice(0, MOST_BARS);
  const places = shown.map((row) => String(row[word.name] ?? 'null'));
  const all = numbers.map(({ name }) => ({ name, values: shown.map((row) => numberOf(row[name] ?? null)) }));
  const { series, omitted } = atMost(all);
  return { kind: 'bar', axis: { of: 'words', name: word.name, places }, series, omitted: omitted + rows.length - shown.length };
}

const atMost = (all: readonly Series[]): Pick<Plot, 'series' | 'omitted'> => ({
  series: all.slice(0, MOST_SERIES),
  omitted: Math.max(0, all.length - MOST_SERIES),
});

/** A chart is a picture: here, and only here, digits may be lost. */
function numberOf(value: Value): number | null {
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof n === 'number' && Number.isFinite(n) ? n : null;
}

/** Times without a zone stand where they would in UTC: only their distances count. */
function timeOf(value: Value): number | null {
  if (typeof value !== 'string') return null;
  const hasZone = /T.*(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(value);
  const ms = Date.parse(value.includes('T') && !hasZone ? `${value}Z` : value);
  return Number.isNaN(ms) ? null : ms;
}
